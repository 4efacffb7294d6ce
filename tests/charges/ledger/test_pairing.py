"""Which charge a credit takes back, and how the ledger says so."""

from __future__ import annotations

from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Charge, Ledger, Posting, Settings
from workbench.charges.ledger.settings import Pairing


def charge(identifier: str = "CHG001", hours: float = 0, control_id: str = "M1", **fields: str) -> list[Posting]:
    return posted(dft(ft1(identifier, **fields), control_id=control_id), hours=hours)  # type: ignore[arg-type]


def credit(identifier: str, hours: float = 1, control_id: str = "M2", **fields: str) -> list[Posting]:
    given = {"kind": "CR", "amount": "-350.00&USD", **fields}
    return posted(dft(ft1(identifier, **given), control_id=control_id), hours=hours)  # type: ignore[arg-type]


def paired(*postings: list[Posting], settings: Settings | None = None) -> dict[str, list[tuple[str, str]]]:
    """Charge -> its credits with the way that led there; "" -> credits that lead nowhere."""
    ledger = Ledger.of([one for each in postings for one in each], settings)
    found = {one.charge.line.transaction_id: _credits(one) for one in ledger.charges}
    if ledger.unpaired:
        found[""] = [(one.line.transaction_id, "") for one in ledger.unpaired]
    return found


def _credits(one: Charge) -> list[tuple[str, str]]:
    return [(match.credit.line.transaction_id, match.method) for match in one.credits]


def test_the_example_of_the_guides() -> None:
    rows = (
        "FT1|1|CHG001||202603011415||CG|99284^ED Visit Level 4^CPT||||350.00",
        "FT1|2|CHG001-R||202603021000||CR|99284^ED Visit Level 4^CPT||||-350.00",
    )
    ledger = Ledger.of(posted(dft(*rows)))
    one = ledger.charges[0]
    assert (one.state, one.balance.by, one.balance.text) == ("reversed", "amount", "0.00")
    assert [(match.method, match.how) for match in one.credits] == [("id", "its transaction id with -R behind it")]
    assert [difference.field for difference in one.credits[0].comparison.differing] == [
        "FT1-2 transaction id",
        "FT1-4 service day",
    ]


def test_suffixes() -> None:
    for identifier in ("CHG001-R", "CHG001-R2", "CHG001-r"):
        assert paired(charge(), credit(identifier)) == {"CHG001": [(identifier, "id")]}


def test_the_same_id_with_another_type() -> None:
    assert paired(charge(), credit("CHG001", kind="CD", amount="350.00&USD")) == {"CHG001": [("CHG001", "id")]}


def test_the_same_id_with_negative_quantity() -> None:
    assert paired(charge(), credit("CHG001", kind="CG", quantity="-1")) == {"CHG001": [("CHG001", "id")]}


def test_a_link_in_a_note() -> None:
    text = dft(ft1("NEW1", "CR", "-350.00&USD"), "NTE|1||Reverses CHG002.", control_id="M9")
    assert paired(charge("CHG001"), charge("CHG002", control_id="M2", hours=0.5), posted(text, hours=2)) == {
        "CHG001": [],
        "CHG002": [("NEW1", "id")],
    }


def test_a_note_about_something_else_is_no_link() -> None:
    settings = Settings(pairing=Pairing(by_order=False, by_likeness=False))
    text = dft(ft1("NEW1", "CR", "-350.00&USD"), "NTE|1||Seen with CHG001", control_id="M9")
    assert paired(charge(), posted(text, hours=1), settings=settings) == {"CHG001": [], "": [("NEW1", "")]}


def test_a_link_in_the_batch_id() -> None:
    assert paired(charge(), credit("NEW1", batch="CHG001", order="")) == {"CHG001": [("NEW1", "id")]}
    settings = Settings(pairing=Pairing(batch_id_links=False, by_order=False, by_likeness=False))
    assert paired(charge(), credit("NEW1", batch="CHG001"), settings=settings)[""] == [("NEW1", "")]


def test_by_order_where_the_id_leads_nowhere() -> None:
    assert paired(charge(), credit("NEW1", amount="-100.00")) == {"CHG001": [("NEW1", "order")]}


def test_by_likeness_and_said_so() -> None:
    ledger = Ledger.of(charge(order="") + credit("NEW1", order="ACC1", modifiers=""))
    match = ledger.charges[0].credits[0]
    assert (match.method, match.weak) == ("likeness", True)
    assert "FT1-11 amount" in match.comparison.matched
    assert [one.field for one in match.comparison.differing] == [
        "FT1-2 transaction id",
        "FT1-26 modifiers",
        "MSH-10 control id",
    ]


def test_likeness_needs_the_same_amount_account_and_currency() -> None:
    for fields in ({"amount": "-349.99&USD"}, {"amount": "-350.00&EUR"}, {"day": "20260302"}, {"code": "76811"}):
        assert paired(charge(order=""), credit("NEW1", order="", **fields))[""] == [("NEW1", "")]
    text = dft(ft1("NEW1", "CR", "-350.00&USD", order=""), account="A2", control_id="M2")
    assert paired(charge(order=""), posted(text, hours=1))[""] == [("NEW1", "")]


def test_different_orders_are_never_alike() -> None:
    assert paired(charge(order="ACC1"), credit("NEW1", order="ACC2"))[""] == [("NEW1", "")]


def test_a_credit_that_names_its_charge_takes_no_other() -> None:
    assert paired(charge("CHG001"), credit("CHG009-R")) == {"CHG001": [], "": [("CHG009-R", "")]}


def test_a_sure_match_is_not_lost_to_a_weaker_one() -> None:
    """The credit without a name comes first, but the one that names the charge has it."""
    found = paired(charge(), credit("NEW1", hours=1), credit("CHG001-R", hours=2, control_id="M3"))
    assert found == {"CHG001": [("CHG001-R", "id")], "": [("NEW1", "")]}


def test_an_id_alone_is_not_enough() -> None:
    """Some feeds count FT1-2 from 1 in every message."""
    other = dft(
        ft1("1", "CR", "-9", code="X", order="ACC5", day="20260105"), patient="7", account="A7", control_id="M2"
    )
    assert paired(charge("1"), posted(other, hours=1)) == {"1": [], "": [("1", "")]}


def test_a_credit_before_its_charge() -> None:
    assert paired(credit("CHG001-R", hours=0), charge(hours=1)) == {"CHG001": [("CHG001-R", "id")]}


def test_a_credit_without_a_name_waits_for_its_charge() -> None:
    """The messages of one day may come in any order; the flag says that the credit came first."""
    assert paired(credit("NEW1", hours=0), charge(hours=1)) == {"CHG001": [("NEW1", "order")]}
    assert paired(credit("NEW1", hours=0, order=""), charge(hours=1, order="")) == {"CHG001": [("NEW1", "likeness")]}


def test_a_second_credit_does_not_take_what_is_charged_anew() -> None:
    """Charge, credit, another credit, and the same service once more: the second credit is of the first charge."""
    lines = (charge(), credit("NEW1"), credit("NEW2", hours=2, control_id="M3"))
    again = charge("CHG002", hours=3, control_id="M4")
    assert paired(*lines, again) == {"CHG001": [("NEW1", "order")], "CHG002": [], "": [("NEW2", "")]}


def test_a_credit_of_a_refused_charge_does_not_take_the_one_sent_instead() -> None:
    refused = posted(dft(ft1()), "rejected")
    again = charge("CHG002", hours=3, control_id="M4")
    assert paired(refused, credit("NEW1"), again) == {"CHG001": [], "CHG002": [], "": [("NEW1", "")]}


def test_two_charges_with_one_id_and_two_credits() -> None:
    ledger = Ledger.of(
        charge(control_id="M1")
        + charge(control_id="M2", hours=1, amount="100.00&USD")
        + credit("CHG001-R", hours=2, control_id="M3", amount="-100.00&USD")
        + credit("CHG001-R2", hours=3, control_id="M4")
    )
    assert [one.balance.text for one in ledger.charges] == ["0.00 USD", "0.00 USD"]


def test_same_id_again_and_again() -> None:
    postings = []
    for turn in range(3):
        postings += charge(hours=2 * turn, control_id=f"G{turn}")
        postings += credit("CHG001", kind="CD", hours=2 * turn + 1, control_id=f"D{turn}")
    ledger = Ledger.of(postings)
    assert [one.state for one in ledger.charges] == ["re-posted", "re-posted", "reversed"]
    assert all(one.balance.zero for one in ledger.charges)


def test_a_rejected_credit_takes_nothing() -> None:
    rejected = credit("CHG001-R", hours=1)
    rejected = [Posting(rejected[0].line, "sent", "rejected", rejected[0].at)]
    ledger = Ledger.of(charge() + rejected + credit("CHG001-R", hours=2, control_id="M3"))
    assert (ledger.charges[0].state, len(ledger.charges[0].credits)) == ("reversed", 2)


def test_equally_good_charges_are_counted() -> None:
    text = dft(ft1("A"), ft1("B", number=2))
    ledger = Ledger.of(posted(text) + credit("NEW1"))
    assert [len(one.credits) for one in ledger.charges] == [1, 0]
    assert ledger.charges[0].credits[0].rivals == 1


def test_two_credits_without_amounts_take_two_charges() -> None:
    rows = {"amount": "", "quantity": ""}
    postings = charge(**rows) + charge(hours=1, control_id="M2", **rows)  # type: ignore[arg-type]
    for number in (3, 4):
        postings += credit("CHG001", kind="CD", hours=number, control_id=f"M{number}", **rows)  # type: ignore[arg-type]
    assert [one.state for one in Ledger.of(postings).charges] == ["reversed", "reversed"]


def test_a_credit_takes_back_the_charge_that_was_accepted() -> None:
    rejected = posted(dft(ft1("CHG001")), "rejected")
    ledger = Ledger.of(rejected + charge(hours=1, control_id="M2") + credit("CHG001-R", hours=2, control_id="M3"))
    assert [one.state for one in ledger.charges] == ["rejected", "reversed"]


def test_somebody_and_something_must_agree_beside_the_id() -> None:
    settings = Settings(pairing=Pairing(by_order=False, by_likeness=False))
    same = {"order": "", "control_id": "M2"}
    text = dft(ft1("CHG001-R", "CR", "-350.00&USD", order=""), patient="7", account="A7", control_id="M2")
    other_sender = text.replace("|US|", "|LAB|")
    nobody = paired(charge(order=""), posted(other_sender, hours=1), settings=settings)
    assert nobody == {"CHG001": [], "": [("CHG001-R", "")]}
    nothing = paired(charge(order=""), credit("CHG001-R", amount="-1", code="X", **same), settings=settings)  # type: ignore[arg-type]
    assert nothing == {"CHG001": [], "": [("CHG001-R", "")]}


def test_without_id_and_amount_the_quantity_tells_the_charge() -> None:
    both = posted(dft(ft1("A1", amount="", quantity="1"), ft1("A2", amount="", quantity="3", number=2)))
    taken = posted(dft(ft1("", "CR", "", quantity="3"), control_id="M2"), hours=1)
    assert paired(both, taken) == {"A1": [], "A2": [("", "order")]}


def test_a_quantity_below_zero_is_compared_by_its_size() -> None:
    both = posted(dft(ft1("A1", amount="", quantity="1"), ft1("A2", amount="", quantity="3", number=2)))
    taken = posted(dft(ft1("NEW9", amount="", quantity="-3"), control_id="M2"), hours=1)
    assert paired(both, taken) == {"A1": [], "A2": [("NEW9", "order")]}


def test_a_second_credit_does_not_take_another_patients_charge_with_the_same_id() -> None:
    """Feeds that count FT1-2 anew: the charge of the other patient stays open, though it alone is."""
    other = posted(dft(ft1(), patient="7^^^HOSP^MR", account="A7^^^HOSP^AN", control_id="M9"), hours=0.5)
    twice = [*credit("CHG001-R"), *credit("CHG001-R2", hours=2, control_id="M3")]
    ledger = Ledger.of([*charge(), *other, *twice])
    assert [(one.charge.line.head.patient, len(one.credits)) for one in ledger.charges] == [("100234", 2), ("7", 0)]


def test_without_amount_and_quantity_patient_code_and_day_are_enough() -> None:
    blank = {"order": "", "amount": "", "quantity": ""}
    alone = dft(ft1("", **blank), account="")  # type: ignore[arg-type]
    back = dft(ft1("NEW1", "CR", **blank), account="", control_id="M2")  # type: ignore[arg-type]
    ledger = Ledger.of(posted(alone) + posted(back, hours=1))
    match = ledger.charges[0].credits[0]
    assert (match.method, "no amount and no quantity" in match.how) == ("likeness", True)
    assert ledger.charges[0].state == "reversed"
    other = dft(ft1("NEW1", "CR", day="20260302", **blank), account="", control_id="M2")  # type: ignore[arg-type]
    assert Ledger.of(posted(alone) + posted(other, hours=1)).unpaired


def test_a_batch_id_that_is_copied_from_the_charge_is_no_link() -> None:
    first = charge("CHG1", batch="CHG1", order="")
    again = charge("CHG2", 2, "M3", batch="CHG1", order="")
    backs = [credit(f"NEW{hours}", hours, f"M{hours + 1}", batch="CHG1", order="") for hours in (1, 3)]
    assert paired(first, again, *backs) == {"CHG1": [("NEW1", "likeness")], "CHG2": [("NEW3", "likeness")]}
