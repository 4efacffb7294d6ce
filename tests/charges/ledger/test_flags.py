"""Flags: each with a sentence, the messages concerned, and what agrees and differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from helpers.charge_messages import START, dft, ft1, posted

from workbench.charges.ledger import Flag, Ledger, Posting, Settings, Signing, find_flags
from workbench.charges.ledger.flags import CODES
from workbench.charges.ledger.settings import Duplicates, Late


def flags(*postings: list[Posting], settings: Settings | None = None, signings: tuple[Signing, ...] = ()) -> list[Flag]:
    found = find_flags(Ledger.of([one for each in postings for one in each], settings, signings))
    for one in found:
        assert one.code in CODES
        assert one.text.endswith(".")
        assert one.hint
        assert one.postings
    return list(found)


def codes(*postings: list[Posting], settings: Settings | None = None, signings: tuple[Signing, ...] = ()) -> list[str]:
    return [one.code for one in flags(*postings, settings=settings, signings=signings)]


def charge(identifier: str = "CHG001", hours: float = 0, control_id: str = "M1", **fields: str) -> list[Posting]:
    return posted(dft(ft1(identifier, **fields), control_id=control_id), hours=hours)  # type: ignore[arg-type]


def credit(identifier: str = "CHG001-R", hours: float = 1, control_id: str = "M2", **fields: str) -> list[Posting]:
    given = {"kind": "CR", "amount": "-350.00&USD", **fields}
    return posted(dft(ft1(identifier, **given), control_id=control_id), hours=hours)  # type: ignore[arg-type]


def elsewhere(hours: float = 1, **head: str) -> list[Posting]:
    """A credit in a message about somebody or something else."""
    text = dft(ft1("CHG001-R", "CR", "-350.00&USD"), **{"control_id": "M2", **head})  # type: ignore[arg-type]
    return posted(text, hours=hours)


def test_nothing_to_look_at() -> None:
    assert flags(charge(), credit()) == []


def test_unpaired_credit() -> None:
    found = flags(credit("CHG009-R"))[0]
    assert (found.code, found.severity) == ("unpaired-credit", "error")
    assert "names the charge CHG009, which is not in the ledger" in found.text
    assert [posting.line.transaction_id for posting in found.postings] == ["CHG009-R"]


def test_double_credit() -> None:
    found = flags(charge(), credit(), credit("CHG001-R2", hours=2, control_id="M3"))[0]
    assert (found.code, found.severity) == ("double-credit", "error")
    assert "was taken back 2 times (CHG001-R and CHG001-R2): -350.00 USD" in found.text
    assert len(found.postings) == 3


def test_two_parts_are_no_double_credit() -> None:
    parts = [credit(amount="-100.00&USD"), credit("CHG001-R2", hours=2, control_id="M3", amount="-250.00&USD")]
    assert codes(charge(), *parts) == []
    assert codes(charge(), parts[0]) == ["credit-other-amount"]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ({"account": "A2^^^HOSP^AN"}, "credit-other-account"),
        ({"patient": "999^^^HOSP^MR"}, "credit-other-patient"),
        ({"patient": "100234^^^OTHER^MR"}, "credit-other-patient"),
    ],
)
def test_a_credit_on_somebody_else(head: dict[str, str], code: str) -> None:
    found = flags(charge(), elsewhere(**head))
    assert [one.code for one in found] == [code]
    assert found[0].differing
    assert "FT1-11 amount" in found[0].matched


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"day": "20260302"}, "credit-other-day"),
        ({"code": "76811"}, "credit-other-code"),
        ({"modifiers": "TC"}, "credit-other-code"),
        ({"amount": "-350.00&EUR"}, "credit-other-currency"),
        ({"amount": "-349.00&USD"}, "credit-other-amount"),
    ],
)
def test_a_credit_for_something_else(fields: dict[str, str], code: str) -> None:
    assert codes(charge(), credit(**fields)) == [code]


def test_a_credit_for_a_rejected_charge() -> None:
    rejected = posted(dft(ft1()), "rejected")
    found = {one.code: one for one in flags(rejected, credit())}["credit-of-rejected"]
    assert "FT1-11 amount" in found.matched
    assert [one.field for one in found.differing] == ["FT1-2 transaction id", "MSH-10 control id"]


def test_a_credit_before_its_charge() -> None:
    assert [(one.code, one.severity) for one in flags(charge(hours=2), credit())] == [("credit-before-charge", "info")]
    nameless = flags(charge(hours=2), credit("NEW1"))
    assert [(one.code, one.severity) for one in nameless] == [("credit-before-charge", "warning")]
    assert "arrived before its charge CHG001" in nameless[0].text and "another one that is not here" in nameless[0].hint
    assert codes(credit("NEW1")) == ["unpaired-credit"]


def test_likeness_is_said() -> None:
    assert codes(charge(order=""), credit("NEW1", order="")) == ["credit-by-likeness"]


def test_the_same_charge_anew() -> None:
    found = flags(charge(), charge(hours=1, control_id="M2"))
    assert [one.code for one in found] == ["duplicate"]
    assert "(MSH-10 M1 and M2)" in found[0].text
    assert "PID-3 100234, FT1-2 CHG001, FT1-4 2026-03-01, FT1-25, else FT1-7 76805, FT1-26 26" in found[0].text
    assert [difference.field for difference in found[0].differing] == ["MSH-10 control id"]


def test_the_same_message_resent_is_no_duplicate() -> None:
    found = flags(charge(), charge(hours=1))
    assert [(one.code, one.severity) for one in found] == [("resent", "info")]
    assert len(found[0].postings) == 2


def test_both_parts_of_one_charge_are_no_duplicate() -> None:
    assert codes(charge(modifiers="26"), charge(modifiers="TC", hours=1, control_id="M2")) == ["id-reused"]
    assert codes(charge("A", modifiers="26"), charge("B", modifiers="TC", hours=1, control_id="M2")) == []


def test_the_order_of_modifiers_does_not_matter() -> None:
    assert codes(charge(modifiers="26~LT"), charge(modifiers="LT~26", control_id="M2")) == ["duplicate"]


def test_what_was_taken_back_is_not_there_twice() -> None:
    assert codes(charge(), charge(hours=1, control_id="M2"), credit(hours=2, control_id="M3")) == []


def test_rejected_and_sent_again_is_no_duplicate() -> None:
    assert codes(posted(dft(ft1()), "rejected"), charge(hours=1, control_id="M2")) == []


def test_without_ids_the_nth_line_is_compared_with_the_nth() -> None:
    twins = dft(ft1(""), ft1("", number=2), control_id="M1")
    again = dft(ft1(""), ft1("", number=2), control_id="M2")
    assert codes(posted(twins)) == []
    assert codes(posted(twins), posted(again, hours=1)) == ["duplicate", "duplicate"]


def test_a_window_for_duplicates() -> None:
    far = [charge(), charge(hours=24 * 10, control_id="M2")]
    assert codes(*far) == ["duplicate"]
    assert codes(*far, settings=Settings(duplicates=Duplicates(window_days=5))) == []


def test_too_little_to_tell() -> None:
    lines = [dft("FT1|1|||||CG", control_id=f"M{number}") for number in range(2)]
    assert set(codes(*(posted(text) for text in lines))) == {"day-missing"}


def test_one_id_for_two_things() -> None:
    found = flags(charge(), charge(code="76811", hours=1, control_id="M2"))
    assert [one.code for one in found] == ["id-reused"]
    assert "differ in FT1-25/7 code" in found[0].text


def test_one_control_id_for_two_messages() -> None:
    assert codes(charge("A"), charge("B", hours=1, code="76811")) == ["control-id-reused"]


@pytest.mark.parametrize(("posted_on", "late"), [("20260306", []), ("20260307", ["late-charge"])])
def test_late(posted_on: str, late: list[str]) -> None:
    assert codes(charge(posted=posted_on)) == late


def test_late_is_a_setting() -> None:
    assert codes(charge(posted="20260307"), settings=Settings(late=Late(days=6))) == []


def after_credit(hours: float = 2, identifier: str = "CHG002") -> list[list[Posting]]:
    return [charge(), credit(), charge(identifier, hours=hours, control_id="M3")]


def test_a_charge_after_its_credit() -> None:
    found = flags(*after_credit())
    assert [(one.code, one.severity) for one in found] == [("charge-after-credit", "info")]
    assert "nothing here shows that the report was signed again" in found[0].text


def test_with_the_same_id_it_is_worse() -> None:
    assert [one.severity for one in flags(*after_credit(identifier="CHG001"))] == ["warning"]


def signed(*hours: float) -> tuple[Signing, ...]:
    return tuple(Signing("ACC1", (START + timedelta(hours=hour)).replace(tzinfo=None)) for hour in hours)


def test_a_new_signature_allows_it() -> None:
    assert codes(*after_credit(), signings=signed(-1, 1.5)) == []


def test_an_old_signature_does_not() -> None:
    found = flags(*after_credit(), signings=signed(-1))
    assert [(one.code, one.severity) for one in found] == [("charge-after-credit", "warning")]
    assert "no report was signed in between" in found[0].text


def test_a_correction_in_one_message_is_no_charge_after_credit() -> None:
    both = posted(dft(ft1("CHG001-R", "CR", "-350.00&USD"), ft1("CHG002", number=2), control_id="M2"), hours=1)
    assert codes(charge(), both) == []


def payment(pays_for: str, *others: str) -> list[Posting]:
    return posted(dft(ft1("P1", "PY", "-20", number=9, pays_for=pays_for), *others, control_id="M5"))


def test_a_payment_for_a_charge_in_its_message() -> None:
    assert codes(payment("2", ft1("B", number=2))) == []
    assert codes(payment("", ft1("B", number=2))) == []


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"patient": "7^^^HOSP^MR", "account": "NOACC"}, ["warning"]),
        ({"patient": "7^^^HOSP^MR"}, []),
        ({"account": "NOACC"}, ["warning"]),
        ({"account": ""}, []),
        ({"patient": "7^^^HOSP^MR", "account": ""}, ["warning"]),
        ({"patient": "", "account": ""}, ["warning"]),
    ],
)
def test_a_payment_where_nothing_was_charged(fields: dict[str, str], found: list[str]) -> None:
    """FT1-31 is empty in nearly all messages, so the account has to tell."""
    paid = posted(dft(ft1("P1", "PY", "-20"), control_id="M5", **fields), hours=1)  # type: ignore[arg-type]
    given = flags(charge(), paid)
    assert [one.severity for one in given if one.code == "payment-without-charge"] == found


def test_payments_without_any_charge_are_one_thing_to_look_at() -> None:
    (alone,) = flags(payment(""))
    assert "no charge at all" in alone.text
    (copaid,) = flags(posted(dft(ft1("P1", "CO", "-20"), ft1("P2", "CO", "-5", number=2))))
    assert (copaid.code, copaid.severity, len(copaid.transactions)) == ("payment-without-charge", "info", 2)


def test_a_payment_for_a_charge_elsewhere_or_nowhere() -> None:
    found = flags(payment("1~2", ft1("B", number=2)))
    assert [(one.code, one.severity) for one in found] == [("payment-without-charge", "warning")]
    assert [one.severity for one in flags(payment("1"), charge())] == ["info"]


def test_rejected_until_it_is_mended() -> None:
    rejected = posted(dft(ft1("A"), ft1("B", number=2, order="X")), "rejected")
    found = flags(rejected)
    assert [one.code for one in found] == ["rejected"]
    assert "2 lines (A and B)" in found[0].text
    assert codes(rejected, charge("A", hours=1, control_id="M2")) == ["rejected"]


def test_mended_by_order_and_code() -> None:
    assert codes(posted(dft(ft1("A")), "rejected"), charge("Z", hours=1, control_id="M2")) == []


def test_unanswered_is_about_what_we_sent() -> None:
    assert codes(posted(dft(ft1()), "unknown")) == ["unanswered"]
    assert codes(posted(dft(ft1()), "unknown", direction="imported")) == []
    assert codes(posted(dft(ft1()), "unsent")) == []


@pytest.mark.parametrize(
    ("segment", "code"),
    [
        (lambda: "FT1|1|A||20260301|CG|X", "row-shifted"),
        (lambda: ft1(kind="XX"), "type-unknown"),
        (lambda: ft1(kind="CG~CR"), "type-repeated"),
        (lambda: ft1(amount="1,350.00"), "amount-unreadable"),
        (lambda: ft1(quantity="one"), "quantity-unreadable"),
        (lambda: ft1(day="yesterday"), "day-unreadable"),
        (lambda: ft1(quantity="-1"), "signs-contradict"),
        (lambda: ft1(quantity="0"), "quantity-zero"),
    ],
)
def test_lines_that_cannot_be_read(segment: Callable[[], str], code: str) -> None:
    assert code in codes(posted(dft(segment())))


def test_errors_come_first() -> None:
    found = flags(credit("CHG009-R"), charge(posted="20260401"), posted(dft(ft1("Z"), control_id="M7"), "unknown"))
    assert [one.severity for one in found] == ["error", "warning", "warning"]


def test_an_ambiguous_credit_promises_nothing_about_what_is_left() -> None:
    """Two charges of 100 and 200: a credit without an amount leaves one or the other."""
    two = posted(dft(ft1("A1", amount="100&USD"), ft1("A2", amount="200&USD", number=2)))
    taken = posted(dft(ft1("", "CR", ""), control_id="M2"), hours=1)
    found = next(one for one in flags(two, taken) if one.code == "credit-ambiguous")
    assert "right either way" not in found.hint
    assert "depends on which was meant" in found.hint


def priced(quantity: str, amount: str, unit: str, version: str) -> list[Posting]:
    """A charge with these values in FT1-10, 11 and 12."""
    fields = ft1(quantity=quantity, amount=amount).split("|")
    fields[12] = unit
    return posted(dft("|".join(fields), version=version))


@pytest.mark.parametrize(
    ("tenth", "eleventh", "unit", "version"),
    [
        ("2", "700.00", "350.00", "2.1"),
        ("700.00", "2", "350.00", "2.5.1"),
        ("350.00", "1", "350.00", "2.5.1"),
        ("350.00", "3", "350.00&USD", "2.5.1"),
        ("3", "350.00", "350.00", "2.1"),
    ],
)
def test_amount_and_quantity_in_each_others_place(tenth: str, eleventh: str, unit: str, version: str) -> None:
    found = next(one for one in flags(priced(tenth, eleventh, unit, version)) if one.code == "columns-swapped")
    assert found.severity == "warning"
    assert (
        f"The message says {version}, where FT1-{10 if version == '2.1' else 11} of FT1[1] is the amount" in found.text
    )


@pytest.mark.parametrize(
    ("tenth", "eleventh", "unit", "version"),
    [
        ("700.00", "2", "350.00", "2.1"),
        ("2", "700.00", "350.00", "2.5.1"),
        ("1", "1.00", "1.00", "2.5.1"),
        ("2", "690.00", "350.00", "2.5.1"),
        ("0", "0.00", "350.00", "2.5.1"),
        ("350.00", "1", "", "2.5.1"),
    ],
)
def test_amount_and_quantity_in_their_places(tenth: str, eleventh: str, unit: str, version: str) -> None:
    assert "columns-swapped" not in codes(priced(tenth, eleventh, unit, version))


def from_sender(sender: str, transaction_id: str, **fields: str) -> list[Posting]:
    text = dft(ft1(transaction_id, **fields), control_id=transaction_id)  # type: ignore[arg-type]
    return posted(text.replace("|US|DEMO|", f"|{sender}|DEMO|"), direction="imported")


def test_the_same_charge_from_two_systems_is_told_although_the_ids_differ() -> None:
    both = flags(from_sender("RIS", "US100"), from_sender("EHR", "98765"))
    assert [(one.code, one.severity) for one in both] == [("same-from-two", "warning")]
    assert "98765 from EHR / DEMO and US100 from RIS / DEMO (350.00 USD each)" in both[0].text
    assert "order-number" in both[0].hint
    for other in ({"order": "ACC2"}, {"modifiers": "TC"}, {"day": "20260302"}, {"amount": "1.00&USD"}):
        assert codes(from_sender("RIS", "US100"), from_sender("EHR", "98765", **other)) == []
    assert codes(from_sender("RIS", "US100"), from_sender("RIS", "US101")) == []


def test_a_charge_without_a_day_of_service_is_told() -> None:
    (found,) = flags(posted(dft(ft1("A", day=""), ft1("B", number=2), ft1("C", number=3, day='""', code="1"))))
    assert (found.code, found.severity, len(found.transactions)) == ("day-missing", "info", 2)
    assert found.text == "2 charges without a day of service (A and C)."


def test_a_credit_for_a_charge_that_never_left() -> None:
    unsent = posted(dft(ft1("CHG001"), control_id="M1"), "unsent")
    found = flags(unsent, credit())
    assert [(one.code, one.severity) for one in found] == [("credit-of-unsent", "error")]
    assert "never left, but 1 credit for it went out" in found[0].text
    assert codes(unsent) == []


@pytest.mark.parametrize("together", [False, True])
def test_a_second_charge_after_one_credit(together: bool) -> None:
    back = ft1("CHG001-R", "CR", "-350.00&USD")
    first = [posted(dft(back, ft1("CHG002", number=2), control_id="M2"), hours=1)]
    if not together:
        first = [credit(), charge("CHG002", hours=2, control_id="M3")]
    second = charge("CHG003", hours=3, control_id="M4")
    found = [one for one in flags(charge(), *first, second) if one.severity != "info"]
    assert [(one.code, one.severity) for one in found] == [("posted-again-twice", "warning")]
    assert "CHG003 (350.00 USD) charges CHG001, which was taken back once, once more: CHG002" in found[0].text
    taken_back = credit("CHG003-R", hours=4, control_id="M5")
    assert "posted-again-twice" not in codes(charge(), *first, second, taken_back)
    other = charge("CHG003", hours=3, control_id="M4", order="ACC2^US")
    assert "posted-again-twice" not in codes(charge(), *first, other)


def test_what_is_charged_twice_comes_before_other_warnings() -> None:
    late = posted(dft(ft1("CHG000", day="20250101", order="ACC0^US"), control_id="M0"))
    second = charge("CHG003", hours=3, control_id="M4")
    found = codes(late, charge(hours=0.5), credit(), charge("CHG002", hours=2, control_id="M3"), second)
    assert found[:2] == ["posted-again-twice", "late-charge"]


@pytest.mark.parametrize(
    ("taken", "said", "severity"),
    [("-350.00", "it was taken back since", "info"), ("-100.00", "250.00 USD of it is left", "warning")],
)
def test_a_late_charge_says_what_credits_have_left_of_it(taken: str, said: str, severity: str) -> None:
    found = flags(charge(posted="20260320"), credit(amount=f"{taken}&USD"))
    late = next(one for one in found if one.code == "late-charge")
    assert said in late.text and late.severity == severity


@pytest.mark.parametrize("order", ["ACC1^US", ""])
def test_a_second_credit_without_a_name_is_a_double_credit(order: str) -> None:
    one, two = (credit(name, hours=hours, control_id=name, order=order) for name, hours in (("N1", 1), ("N2", 2)))
    first = charge(order=order)
    found = next(each for each in flags(first, one, two) if each.severity == "error")
    assert found.code == "double-credit"
    assert "CHG001 (350.00 USD), was taken back by N1 already" in found.text
    assert [each.line.transaction_id for each in found.transactions] == ["CHG001", "N1", "N2"]


def test_a_credit_that_fits_no_charge_at_all_leads_nowhere() -> None:
    other = credit("N2", hours=2, control_id="M3", code="76811^Scan^C4", order="")
    assert "unpaired-credit" in codes(charge(), credit(), other)


def test_a_payment_whose_charge_was_taken_back() -> None:
    payment = posted(dft(ft1("PY1", "PY", "-350.00&USD"), control_id="M3"), hours=2)
    found = flags(charge(), credit(), payment)
    assert [(one.code, one.severity) for one in found] == [("payment-without-charge", "warning")]
    assert "PY1 (-350.00 USD)" in found[0].text and "no charge stands" in found[0].text
    assert codes(charge(), payment) == []
    again = charge("CHG002", hours=3, control_id="M4")
    assert "payment-without-charge" not in codes(charge(), credit(), payment, again)
    given_back = posted(dft(ft1("PY2", "PY", "350.00&USD"), control_id="M5"), hours=4)
    assert codes(charge(), credit(), payment, given_back) == []


def test_every_amount_that_cannot_be_read_is_named() -> None:
    rows = [ft1(f"A{number}", amount=f"{number},50&USD", number=number) for number in range(1, 8)]
    found = flags(posted(dft(*rows)))
    unread = [one for one in found if one.code == "amount-unreadable"]
    assert len(unread) == 1 and len(unread[0].transactions) == 7
    for number in range(1, 6):
        assert f"A{number}: " in unread[0].text and f"“{number},50”" in unread[0].text
    assert "2 more lines of this message alike." in unread[0].text


def test_of_a_late_charge_that_was_taken_back_twice_no_less_than_nothing_is_left() -> None:
    late = charge(posted="20260401")
    found = flags(late, credit(hours=999), credit("CHG001-R2", hours=1000, control_id="M3"))
    (text,) = [one.text for one in found if one.code == "late-charge"]
    assert text.endswith("; more than that was taken back since (-350.00 USD).")
