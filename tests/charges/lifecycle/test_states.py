"""One test for each cell of the state machine, written down a second time as a picture."""

from __future__ import annotations

import pytest

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import CELLS, SAME, STATED, UNDONE, WITH_CHARGES, Action, State, cell

EVENTS = (
    Event.ORDERED,
    Event.ORDER_CANCELLED,
    Event.UNSIGNED,
    Event.SIGNED,
    Event.ADDENDUM,
    Event.CORRECTING,
    Event.CORRECTED,
    Event.CANCELLED,
    Event.WRONG_PATIENT,
    Event.UNCLEAR,
)
ACTIONS = {
    "C": Action.CHARGE,
    "R": Action.REVERSE,
    "X": Action.CORRECT,
    "h": Action.HOLD,
    ".": Action.NOTHING,
}
STATES = {
    "open": State.OPEN,
    "due": State.DUE,
    "chgd": State.CHARGED,
    "refd": State.REFUSED,
    "held": State.HELD,
    "corr": State.CORRECTION_DUE,
    "revs": State.REVERSAL_DUE,
    "back": State.REVERSED,
    "hand": State.TAKEN_BACK,
    "canc": State.CANCELLED,
}
PICTURE = """
      ordered  o-cancel unsigned signed   addendum correct- correctd cancelld wrong    unclear
open  . open   . canc   . open   C chgd   C chgd   . open   C chgd   . canc   . open   h open
due   C chgd   h due    . open   C chgd   C chgd   . open   C chgd   . canc   . open   h due
chgd  . chgd   h chgd   R back   h held   X chgd   h held   X chgd   R canc   R back   h chgd
refd  . refd   h refd   . back   h refd   h refd   . refd   C chgd   . canc   . back   h refd
held  . held   h held   R back   h held   X chgd   . held   X chgd   R canc   R back   h held
corr  X chgd   h corr   R back   X chgd   X chgd   h held   X chgd   R canc   R back   h corr
revs  . revs   R canc   R back   X chgd   X chgd   R back   X chgd   R canc   R back   h revs
back  . back   . canc   . back   C chgd   C chgd   . back   C chgd   . canc   . back   h back
hand  . hand   . canc   . back   h hand   h hand   . hand   h hand   . canc   . back   h hand
canc  . open   . canc   . open   C chgd   C chgd   . open   C chgd   . canc   . canc   h canc
"""
SAME_PICTURE = {
    (State.CHARGED, Event.SIGNED),
    (State.CHARGED, Event.ADDENDUM),
    (State.CHARGED, Event.CORRECTED),
    (State.HELD, Event.SIGNED),
    (State.HELD, Event.ADDENDUM),
    (State.HELD, Event.CORRECTED),
    (State.CORRECTION_DUE, Event.ORDERED),
    (State.CORRECTION_DUE, Event.SIGNED),
    (State.CORRECTION_DUE, Event.ADDENDUM),
    (State.CORRECTION_DUE, Event.CORRECTED),
    (State.REVERSAL_DUE, Event.SIGNED),
    (State.REVERSAL_DUE, Event.ADDENDUM),
    (State.REVERSAL_DUE, Event.CORRECTED),
}


def cells() -> list[tuple[State, Event, Action, State]]:
    found = []
    for line in PICTURE.strip().splitlines()[1:]:
        state, *words = line.split()
        for event, letter, after in zip(EVENTS, words[::2], words[1::2], strict=True):
            found.append((STATES[state], event, ACTIONS[letter], STATES[after]))
    return found


@pytest.mark.parametrize(("state", "event", "action", "after"), cells(), ids=lambda one: str(one))
def test_cell(state: State, event: Event, action: Action, after: State) -> None:
    found = cell(state, event, same=False)
    assert (found.action, found.next) == (action, after)
    assert found.why.endswith(".")


@pytest.mark.parametrize(("state", "event"), sorted(SAME_PICTURE), ids=str)
def test_cell_when_nothing_that_is_charged_has_changed(state: State, event: Event) -> None:
    found = cell(state, event, same=True)
    assert (found.action, found.next) == (Action.NOTHING, State.CHARGED)
    assert found.why.endswith(".")


@pytest.mark.parametrize("event", [Event.SIGNED, Event.ADDENDUM, Event.CORRECTED], ids=str)
def test_cell_when_a_person_states_what_a_person_took_back(event: Event) -> None:
    found = cell(State.TAKEN_BACK, event, same=False, stated=True)
    assert (found.action, found.next) == (Action.CHARGE, State.CHARGED)
    assert found.why.endswith(".")


def test_the_tables_have_exactly_these_cells() -> None:
    assert {(state, event) for state, row in CELLS.items() for event in row} == {
        (state, event) for state in State for event in Event
    }
    assert {(state, event) for state, row in SAME.items() for event in row} == SAME_PICTURE
    assert {(state, event) for state, row in STATED.items() for event in row} == {
        (State.TAKEN_BACK, event) for event in (Event.SIGNED, Event.ADDENDUM, Event.CORRECTED)
    }
    assert set(EVENTS) == set(Event)


@pytest.mark.parametrize("state", State)
def test_actions_fit_what_stands(state: State) -> None:
    """Only open charges can be taken back or corrected; only without them is anything charged."""
    for event in Event:
        action = CELLS[state][event].action
        if state in WITH_CHARGES:
            assert action is not Action.CHARGE
        else:
            assert action not in (Action.REVERSE, Action.CORRECT)


def test_an_action_that_was_not_done_leaves_a_state_that_says_so() -> None:
    assert set(UNDONE) == {Action.CHARGE, Action.REVERSE, Action.CORRECT}
    for action, state in UNDONE.items():
        assert state not in (State.CHARGED, State.REVERSED, State.CANCELLED), action


def test_every_sentence_is_told_apart_within_its_state() -> None:
    for state, row in CELLS.items():
        doubled = [one.why for one in row.values() if [other.why for other in row.values()].count(one.why) > 1]
        assert not doubled, state
