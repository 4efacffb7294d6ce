"""What the history knows about the charges of a message."""

from __future__ import annotations

import pytest
from helpers.charge_messages import dft, ft1
from helpers.traffic import charge, credit, fill, sent

from workbench.charges.profile.conventions import named
from workbench.er7 import Document
from workbench.history.store import History
from workbench.ui.reversal.lookup import UNKNOWN, Standing, standing_of

A = named("A")


def look(text: str, history: History, convention: str = "A") -> Standing:
    return standing_of(Document.from_text(text), named(convention), history)


def test_a_message_that_nobody_knows_is_unknown(history: History) -> None:
    assert look(charge(1), history) == UNKNOWN


@pytest.mark.parametrize(
    ("number", "outcome", "said"),
    [
        (1, "accepted", "the receiver took it"),
        (3, "rejected", "the receiver refused it"),
        (4, "unknown", "is not known"),
        (5, "not sent", "never reached the receiver"),
    ],
)
def test_how_it_ended(history: History, number: int, outcome: str, said: str) -> None:
    entries = fill(history)
    standing = look(charge(number), history)
    assert standing.outcome == {1: outcome}
    assert said in standing.sentence
    assert standing.entry == entries[{1: 0, 3: 3, 4: 4, 5: 5}[number]]
    assert standing.already_reversed == {}


def test_what_took_it_back_is_found(history: History) -> None:
    fill(history)
    standing = look(charge(2), history)
    assert standing.already_reversed == {"CHG002": "CHG002-R in entry 3 of the history, the receiver took it"}
    assert standing.entries == {1: 3}


def test_a_refused_credit_took_nothing_back(history: History) -> None:
    sent(history, charge(1))
    sent(history, credit(1), "error", hours=1)
    assert look(charge(1), history).already_reversed == {}


def test_an_edited_copy_is_the_same_charge(history: History) -> None:
    fill(history)
    edited = charge(2).replace("|M2|", "|MINE|").replace("Scan", "Ultrasound")
    assert look(edited, history).already_reversed.keys() == {"CHG002"}


def test_the_charge_of_another_patient_is_another_charge(history: History) -> None:
    fill(history)
    assert look(charge(2).replace("900002", "777777").replace("|M2|", "|X|"), history) == UNKNOWN


def test_a_credit_under_a_new_id_is_found_by_its_link(history: History) -> None:
    sent(history, charge(1))
    back = dft(
        ft1("NEW77", "CR", "-350.00&USD", order="ACC1^US"),
        "NTE|1||Reverses CHG001",
        control_id="M9",
        patient="900001^^^HOSP^MR",
        account="A1^^^HOSP^AN",
    )
    number = sent(history, back, hours=1)
    standing = look(charge(1), history)
    assert standing.already_reversed["CHG001"].startswith(f"NEW77 in entry {number}")


def test_a_convention_says_what_a_credit_looks_like(history: History) -> None:
    sent(history, charge(1))
    cancelled = charge(1).replace("|M1|", "|M1X|") + "ZFT|R\r"
    sent(history, cancelled, hours=1)
    assert look(charge(1), history, "E").already_reversed.keys() == {"CHG001"}
    assert look(charge(1), history, "A").already_reversed == {}


def test_two_lines_with_one_id_are_open_until_both_are_taken_back(history: History) -> None:
    two = dft(ft1("SAME"), ft1("SAME", number=2, code="76810^Extra^C4"), control_id="MM")
    sent(history, two)
    one_back = dft(ft1("SAME-R", "CR", "-350.00&USD"), control_id="MR")
    sent(history, one_back, hours=1)
    assert look(two, history).already_reversed == {}
