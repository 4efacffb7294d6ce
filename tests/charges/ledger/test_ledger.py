"""States, balances, copies: every posting in exactly one place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.charge_messages import dft, ft1, posted

from workbench.charges.ledger import Ledger, Posting, charges_named, find_flags


def states(*postings: list[Posting]) -> list[tuple[str, str]]:
    ledger = Ledger.of([one for each in postings for one in each])
    return [(one.charge.line.transaction_id, one.state) for one in ledger.charges]


@pytest.mark.parametrize("outcome", ["accepted", "rejected", "unknown", "unsent"])
def test_without_a_credit_the_state_is_the_outcome(outcome: str) -> None:
    assert states(posted(dft(ft1()), outcome)) == [("CHG001", outcome)]


def test_reversed_and_posted_again() -> None:
    first = posted(dft(ft1()))
    back = posted(dft(ft1("CHG001-R", "CR", "-350.00&USD"), control_id="M2"), hours=1)
    again = posted(dft(ft1("CHG002"), control_id="M3"), hours=2)
    assert states(first, back) == [("CHG001", "reversed")]
    assert states(first, back, again) == [("CHG001", "re-posted"), ("CHG002", "accepted")]
    ledger = Ledger.of(first + back + again)
    assert ledger.charges[0].reposted_as is ledger.charges[1].charge
    assert ledger.charges[1].repost_of is ledger.charges[0].charge


def test_another_procedure_is_no_repost() -> None:
    first = posted(dft(ft1()))
    correction = posted(
        dft(ft1("CHG001-R", "CR", "-350.00&USD"), ft1("CHG002", code="76811", number=2), control_id="M2"), hours=1
    )
    assert states(first, correction) == [("CHG001", "reversed"), ("CHG002", "accepted")]


def test_a_part_taken_back_leaves_the_rest() -> None:
    ledger = Ledger.of(posted(dft(ft1())) + posted(dft(ft1("CHG001-R", "CR", "-100.10&USD"), control_id="M2"), hours=1))
    one = ledger.charges[0]
    assert (one.state, one.balance.amounts) == ("accepted", (("USD", Decimal("249.90")),))


def test_a_rejected_credit_changes_nothing() -> None:
    ledger = Ledger.of(
        posted(dft(ft1())) + posted(dft(ft1("CHG001-R", "CR", "-350.00&USD"), control_id="M2"), "rejected", hours=1)
    )
    assert (ledger.charges[0].state, ledger.charges[0].balance.text) == ("accepted", "350.00 USD")


def test_without_amounts_quantities_net() -> None:
    ledger = Ledger.of(
        posted(dft(ft1(amount="", quantity="3"))) + posted(dft(ft1(kind="CD", amount="", quantity="3"), control_id="2"))
    )
    one = ledger.charges[0]
    assert (one.state, one.balance.by, one.balance.amounts) == ("reversed", "quantity", ())


def test_one_amount_missing_is_not_zero() -> None:
    ledger = Ledger.of(posted(dft(ft1())) + posted(dft(ft1(kind="CD", amount=""), control_id="M2"), hours=1))
    assert (ledger.charges[0].balance.by, ledger.charges[0].balance.text) == ("quantity", "0 by quantity")


def test_with_neither_lines_net() -> None:
    rows = {"amount": "", "quantity": ""}
    ledger = Ledger.of(posted(dft(ft1(**rows))) + posted(dft(ft1(kind="CD", **rows), control_id="M2"), hours=1))  # type: ignore[arg-type]
    assert (ledger.charges[0].state, ledger.charges[0].balance.text) == ("reversed", "0 lines")


def test_currencies_are_never_added_up() -> None:
    ledger = Ledger.of(posted(dft(ft1())) + posted(dft(ft1("CHG001-R", "CR", "-350.00&EUR"), control_id="M2"), hours=1))
    one = ledger.charges[0]
    assert (one.state, one.balance.text) == ("accepted", "-350.00 EUR and 350.00 USD")


def test_zero_amounts_net_by_quantity() -> None:
    ledger = Ledger.of(posted(dft(ft1(amount="0.00"))) + posted(dft(ft1("CHG001-R", "CR", "0.00"), control_id="M2")))
    assert (ledger.charges[0].state, ledger.charges[0].balance.by) == ("reversed", "quantity")


def test_zero_quantity_is_not_taken_back_by_itself() -> None:
    assert states(posted(dft(ft1(amount="", quantity="0")))) == [("CHG001", "accepted")]


def test_a_message_that_is_sent_again_is_one() -> None:
    text = dft(ft1("A"), ft1("B", number=2))
    ledger = Ledger.of(posted(text, "unknown") + posted(text, "accepted", hours=1))
    assert [(one.state, len(one.charge.postings)) for one in ledger.charges] == [("accepted", 2), ("accepted", 2)]


def test_a_message_seen_at_both_ends_is_one() -> None:
    text = dft(ft1())
    ledger = Ledger.of(posted(text) + posted(text, direction="received"))
    assert len(ledger.transactions) == 1
    assert not ledger.transactions[0].resent


@pytest.mark.parametrize(
    ("outcomes", "together"),
    [
        (("unknown", "accepted"), "accepted"),
        (("unknown", "rejected"), "unknown"),
        (("unsent", "rejected"), "rejected"),
        (("rejected", "accepted"), "accepted"),
    ],
)
def test_the_strongest_outcome_counts(outcomes: tuple[str, ...], together: str) -> None:
    postings = [one for hours, outcome in enumerate(outcomes) for one in posted(dft(ft1()), outcome, hours=hours)]
    assert states(postings) == [("CHG001", together)]


def test_the_same_control_id_with_another_line_is_another_transaction() -> None:
    ledger = Ledger.of(posted(dft(ft1("A"))) + posted(dft(ft1("B")), hours=1))
    assert len(ledger.charges) == 2


def test_without_a_control_id_the_same_message_is_a_copy() -> None:
    text = dft(ft1(), control_id="")
    ledger = Ledger.of(posted(text) + posted(text, hours=1))
    assert [one.resent for one in ledger.transactions] == [True]
    flags = find_flags(ledger)
    assert [one.code for one in flags] == ["resent"]
    assert "without a control id" in flags[0].text


@pytest.mark.parametrize(
    "other",
    [
        dft(ft1(), control_id="", time="20260302100001"),
        dft(ft1(), "NTE|1||again", control_id=""),
        dft(ft1(), control_id="", patient="7^^^H^MR"),
        dft(ft1(), ft1("B", number=2), control_id=""),
    ],
)
def test_without_a_control_id_another_message_is_no_copy(other: str) -> None:
    ledger = Ledger.of(posted(dft(ft1(), control_id="")) + posted(other, hours=1))
    assert not any(one.resent for one in ledger.transactions)
    assert len(ledger.transactions) > 1


def test_what_the_history_sent_again_is_a_copy_though_its_time_is_new() -> None:
    first = posted(dft(ft1(), control_id=""), entry=1)
    again = posted(dft(ft1(), control_id="", time="20260303110000"), hours=1, entry=4)
    third = posted(dft(ft1(), control_id="", time="20260304110000"), hours=2, entry=6)
    assert len(Ledger.of(first + again + third).transactions) == 3
    again, third = [replace(one, resent_of=1) for one in again], [replace(one, resent_of=4) for one in third]
    ledger = Ledger.of(third + again + first)
    assert [len(one.postings) for one in ledger.transactions] == [3]
    edited = [replace(one, resent_of=1) for one in posted(dft(ft1("B"), control_id=""), hours=1, entry=4)]
    assert len(Ledger.of(first + edited).transactions) == 2
    lost = [replace(one, resent_of=99) for one in again]
    assert len(Ledger.of(first + lost).transactions) == 2


def test_two_equal_lines_of_one_message_are_two() -> None:
    text = dft(ft1(""), ft1(""))
    assert len(Ledger.of(posted(text)).charges) == 2


def test_rejected_and_mended() -> None:
    ledger = Ledger.of(posted(dft(ft1()), "rejected") + posted(dft(ft1(), control_id="M2"), hours=1))
    assert ledger.charges[0].mended_by is ledger.charges[1].charge
    assert ledger.charges[1].mended_by is None


def test_a_credit_for_a_rejected_charge_shows_below_zero() -> None:
    ledger = Ledger.of(
        posted(dft(ft1()), "rejected") + posted(dft(ft1("CHG001-R", "CR", "-350.00&USD"), control_id="M2"), hours=1)
    )
    assert (ledger.charges[0].state, ledger.charges[0].balance.text) == ("rejected", "-350.00 USD")


def test_payments_and_unknown_types_stand_apart() -> None:
    text = dft(ft1("A"), ft1("B", "PY", "-20"), ft1("C", "AJ", "-5"), ft1("D", "CO"), ft1("E", "DE"), ft1("F", "XX"))
    ledger = Ledger.of(posted(text))
    assert [len(one) for one in (ledger.charges, ledger.unpaired, ledger.others, ledger.unread)] == [1, 0, 4, 1]


def test_named_by_charge_or_credit() -> None:
    ledger = Ledger.of(posted(dft(ft1())) + posted(dft(ft1("CHG001-R", "CR", "-350.00"), control_id="M2"), hours=1))
    assert charges_named(ledger, " chg001-r ") == charges_named(ledger, "CHG001") == ledger.charges
    assert charges_named(ledger, "CHG") == ()


def test_nothing_is_a_ledger_too() -> None:
    assert Ledger.of([]).transactions == ()


def test_the_same_message_about_another_patient_is_another_transaction() -> None:
    ledger = Ledger.of(posted(dft(ft1())) + posted(dft(ft1(), patient="7"), hours=1))
    assert len(ledger.transactions) == 2


def test_one_new_charge_follows_one_old_charge() -> None:
    text = dft(ft1("A"), ft1("B", number=2))
    back = dft(ft1("A-R", "CR", "-350.00&USD"), ft1("B-R", "CR", "-350.00&USD", number=2), control_id="M2")
    again = dft(ft1("C"), control_id="M3")
    assert states(posted(text), posted(back, hours=1), posted(again, hours=2)) == [
        ("A", "re-posted"),
        ("B", "reversed"),
        ("C", "accepted"),
    ]


def test_an_outcome_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'sent' is no outcome"):
        Ledger.of(posted(dft(ft1()), "sent"))
