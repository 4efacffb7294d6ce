"""What a person stated is not undone by the same report, however often and however late it is sent again."""

from __future__ import annotations

import pytest
from helpers.lifecycle import Life, report

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State

ENDS = [(Event.UNSIGNED, State.REVERSED), (Event.CANCELLED, State.CANCELLED)]


def charged_and(life: Life, stated: Event) -> None:
    life.report(0)
    life.answer("accepted")
    assert life.take(report(0), stated).action is Action.REVERSE
    life.answer("accepted")


@pytest.mark.parametrize(("stated", "state"), ENDS)
def test_the_same_report_written_anew_charges_nothing(life: Life, stated: Event, state: State) -> None:
    charged_and(life, stated)
    taken = life.report(20)
    assert (taken.action, life.known.state, taken.messages) == (Action.HOLD, state, ())
    assert taken.why.endswith("so it is not charged by itself; if it should be charged, state “signed”.")
    assert [one.text for one in life.known.look] == [taken.why]


@pytest.mark.parametrize(("stated", "_state"), ENDS)
def test_a_person_lets_it_through(life: Life, stated: Event, _state: State) -> None:
    charged_and(life, stated)
    life.report(20)
    assert life.take(report(20), Event.SIGNED).action is Action.CHARGE
    assert life.known.look == ()


@pytest.mark.parametrize(("stated", "_state"), ENDS)
def test_another_status_is_a_transition(life: Life, stated: Event, _state: State) -> None:
    charged_and(life, stated)
    assert life.report(20, status="C", observed="C").action is Action.CHARGE


def test_signed_again_with_other_charges_begins_a_new_cycle(life: Life) -> None:
    charged_and(life, Event.UNSIGNED)
    assert life.report(20, diagnosis="E04.2").action is Action.CHARGE
    assert life.known.cycle == 2


def test_a_report_that_waited_to_be_confirmed_when_it_was_undone_charges_nothing_either(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    assert life.report(5, diagnosis="E04.2").action is Action.HOLD
    assert life.take(report(5, diagnosis="E04.2"), Event.UNSIGNED).action is Action.REVERSE
    assert life.report(20, diagnosis="E04.2").action is Action.HOLD
    assert life.report(25, diagnosis="E04.3").action is Action.CHARGE


def test_a_cancelled_study_needs_more_than_another_diagnosis(life: Life) -> None:
    charged_and(life, Event.CANCELLED)
    assert life.report(20, diagnosis="E04.2").action is Action.HOLD


def test_a_report_that_took_the_signature_back_itself_is_charged_when_it_is_signed_again(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(10, status="P", observed="P")
    life.answer("accepted")
    assert life.report(20).action is Action.CHARGE
