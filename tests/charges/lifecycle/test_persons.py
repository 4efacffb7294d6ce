"""Two patients, one accession number: nothing moves from one to the other unless somebody says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.lifecycle import Life, report

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State
from workbench.er7 import Document

Make = Callable[..., Document]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "F", "words": "More"},
        {"status": "P"},
        {"status": "X", "observed": "X"},
        {"status": "F", "observed": "B"},
        {"status": "I"},
    ],
)
def test_another_patients_report_takes_nothing_back_and_is_to_be_looked_at(life: Life, changes: dict[str, str]) -> None:
    charged = life.report(0).standing
    other = life.report(5, mrn="777", **changes)
    assert (other.action, other.messages, other.aside) == (Action.HOLD, (), True)
    assert "777" in other.why and "100234" in other.why and "another patient" in other.why
    assert (life.known.state, life.known.report, life.known.coded) == (State.CHARGED, charged.report, charged.coded)
    assert [one.text for one in life.known.look] == [other.why]


def test_a_study_that_is_still_to_be_charged_is_not_charged_on_another_patient(life: Life) -> None:
    life.report(0, code="NOBODY^knows^L")
    assert life.known.state is State.DUE
    assert life.report(5, mrn="777").action is Action.HOLD
    assert life.known.state is State.DUE
    assert life.report(9).action is Action.CHARGE


def test_a_hand_that_states_an_end_with_another_patients_report_is_held_too(life: Life, make_report: Make) -> None:
    life.report(0)
    assert life.take(make_report(5, mrn="777"), Event.CANCELLED).action is Action.HOLD
    assert life.known.state is State.CHARGED


def test_a_signed_correction_moves_the_charge_and_says_so(life: Life) -> None:
    life.report(0)
    moved = life.report(5, status="C", mrn="777")
    assert len(moved.messages) == 2
    said = "The patient is another one: 777 instead of 100234. Look whether that is right."
    assert said in moved.notes
    assert said in [one.text for one in life.known.look]


def test_an_early_report_of_another_patient_is_charged_with_a_note(life: Life) -> None:
    life.report(0, status="P")
    signed = life.report(5, mrn="777")
    assert signed.action is Action.CHARGE
    assert "777 instead of 100234" in " ".join(signed.notes)


def test_a_person_who_said_that_the_patient_is_right_is_not_asked_again(life: Life, make_report: Make) -> None:
    life.report(0)
    life.report(5, status="C", observed="W")
    assert life.report(10).action is Action.HOLD
    assert life.take(make_report(10), stated=Event.SIGNED).action is Action.CHARGE
    life.report(15, status="X", observed="X")
    assert life.report(20).action is Action.CHARGE


def test_the_wrong_patient_is_not_charged_again(life: Life, make_report: Make) -> None:
    life.report(0)
    life.take(make_report(0), Event.WRONG_PATIENT)
    again = life.report(9)
    assert (again.action, again.messages, life.known.state) == (Action.HOLD, (), State.REVERSED)
    assert "withdrawn from patient 100234" in again.why
    assert [one.text for one in life.known.look] == [again.why]
    assert life.report(12, mrn="999", account="B").action is Action.CHARGE


def test_a_person_may_sign_for_the_withdrawn_patient_after_all(life: Life, make_report: Make) -> None:
    life.report(0)
    life.report(5, observed="W")
    signed = life.take(make_report(9), Event.SIGNED)
    assert signed.action is Action.CHARGE
    assert Document.from_bytes(signed.messages[0].raw).value("PID-3.1") == "100234"


def test_a_report_without_a_patient_number_is_nobody_elses(life: Life) -> None:
    life.report(0)
    assert life.report(5, mrn="", status="P").action is Action.REVERSE


@pytest.mark.parametrize("control", ["NW", "CA"])
def test_an_order_of_another_patient_is_set_aside_and_to_be_looked_at(life: Life, control: str) -> None:
    charged = life.report(0).standing
    order = Document.from_text(
        "MSH|^~\\&|EHR|DEMO|||20260301160000||ORM^O01|O1|T|2.5.1\rPID|1||777^^^DEMO^MR||OTHER^OLGA\r"
        f"ORC|{control}|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r"
    )
    other = life.take(order)
    assert (other.action, other.messages, other.aside) == (Action.HOLD, (), True)
    assert "777" in other.why and "100234" in other.why
    assert (life.known.state, life.known.orders) == (State.CHARGED, charged.orders)
    assert [one.text for one in life.known.look] == [other.why]


ORDER = (
    "MSH|^~\\&|RIS|DEMO|||20260301120000||ORM^O01|O1|T|2.5.1\rPID|1||{mrn}^^^DEMO^MR||{name}||19500101|F\r"
    "ORC|NW|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L||||||||||||9998887776^WRONG^WALT\rDG1|1||E05.0^Other^I10\r"
)


def test_a_report_takes_nothing_from_an_order_of_another_patient_that_came_before_it(life: Life) -> None:
    order = Document.from_text(ORDER.format(mrn="777", name="OTHER^BOB"))
    life.take(order)
    taken = life.report()
    (message,) = taken.messages
    assert b"777" not in message.raw and b"WRONG" not in message.raw and b"E05.0" not in message.raw
    (look,) = life.known.look
    assert look.text.startswith("The order names patient 777 and the report 100234; nothing was taken from the order.")


def test_a_report_without_a_number_is_not_charged_on_the_patient_of_another_ones_order(life: Life) -> None:
    life.take(Document.from_text(ORDER.format(mrn="777", name="OTHER^BOB")))
    taken = life.take(Document.from_text(report().text.replace("|100234^^^DEMO^MR|", "||")))
    assert (life.known.state, taken.messages) == (State.DUE, ())
    assert "no patient identifier" in taken.refusal
    assert any("The order names patient 777" in note for note in taken.notes)
