"""What a person should look at stays until it is settled or seen."""

from __future__ import annotations

from datetime import timedelta

from helpers.lifecycle import NOON, Life

from workbench.charges.lifecycle.look import HOLD, NOTICE, WARNING, Look, from_data, later, noticed, to_data
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.worklist import Group, Known, worklist
from workbench.er7 import Document

OLD = (Look("W.", NOON, WARNING), Look("H.", NOON, HOLD), Look("N.", NOON, NOTICE))
LATER = NOON + timedelta(hours=1)


def after(action: Action, state: State = State.CHARGED) -> list[tuple[str, str]]:
    found = later(OLD, at=LATER, action=action, state=state, held="Why.", warnings=["New."], notices=[])
    return [(one.text, one.kind) for one in found]


def test_a_charge_brings_its_own_warnings_and_settles_holds() -> None:
    assert after(Action.CHARGE) == [("N.", NOTICE), ("New.", WARNING)]
    assert after(Action.CORRECT) == [("N.", NOTICE), ("New.", WARNING)]


def test_a_hold_is_added_but_for_the_state_that_says_so_itself() -> None:
    assert after(Action.HOLD)[-1] == ("Why.", HOLD)
    assert after(Action.HOLD, State.HELD) == [(one.text, one.kind) for one in OLD]
    assert after(Action.NOTHING) == [(one.text, one.kind) for one in OLD]


def test_the_same_sentence_again_is_as_old_as_it_was() -> None:
    assert noticed(OLD, "N.", LATER) == OLD


def test_kept_as_plain_data() -> None:
    assert from_data(to_data(OLD)) == OLD


def groups(life: Life) -> list[Group]:
    return [item.group for item in worklist([Known(life.known)], NOON)]


def test_a_knee_without_a_side_is_charged_to_look_at(life: Life) -> None:
    charged = life.report(0, code="US-KNEE^US knee^L", diagnosis="M25.561")
    assert charged.action is Action.CHARGE and charged.warnings
    assert set(charged.warnings) <= set(charged.notes)
    assert Group.LOOK in groups(life)


def test_a_cancelled_order_of_a_charged_study_is_to_be_looked_at(life: Life) -> None:
    life.report(0)
    life.take(
        Document.from_text(
            "MSH|^~\\&|EHR|DEMO|||20260301160000||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR||SAMPLE^ANNA\r"
            "ORC|CA|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r"
        )
    )
    assert Group.LOOK in groups(life)
    life.report(9, status="X", observed="X")
    assert Group.LOOK not in groups(life)


def test_a_cancellation_that_came_too_late_is_to_be_looked_at(life: Life) -> None:
    life.report(9)
    late = life.report(0, status="X", observed="X")
    assert late.event is None and late.stale
    assert Group.LOOK in groups(life)
    assert "cancelled" in life.known.look[0].text
    life.report(12, status="X", observed="X")
    assert Group.LOOK in groups(life), "it stays until a person has seen it"
