"""The state machine of a study's charges: one table, state × event -> action, next state, and the sentence why.

`CELLS` is complete. `SAME` holds the cells that are different when nothing that matters for charges has changed (see
`difference`); it exists where charges are open, because only there is something to compare with.
HL7 2.5.1 has the statuses (tables 0123, 0085) and no word about charges: the table is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.charges.lifecycle.events import Event


class State(StrEnum):
    """Where the charges of a study stand."""

    OPEN = "not signed"
    """Nothing is charged, and nothing should be."""
    DUE = "to charge"
    """Signed, but no charge could be made yet."""
    CHARGED = "charged"
    REFUSED = "refused"
    """Signed and charged, but the receiver took none of it."""
    HELD = "held"
    """Charges stand, and the report has changed in a way that somebody has to confirm."""
    CORRECTION_DUE = "to correct"
    """Charges stand that a signed correction contradicts; the correction could not be made yet."""
    REVERSAL_DUE = "to reverse"
    """Charges stand that should not; the reversal could not be made, or the receiver refused it."""
    REVERSED = "reversed"
    """Everything was taken back; a new signature charges anew."""
    TAKEN_BACK = "taken back by hand"
    """Everything was taken back by a person and not by a report; only a person's word charges it anew."""
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What is done about the charges."""

    CHARGE = "charge"
    REVERSE = "reverse all"
    CORRECT = "correct"
    HOLD = "hold"
    """Nothing, and a person is asked to look."""
    NOTHING = "nothing"


UNDONE: dict[Action, State] = {
    Action.CHARGE: State.DUE,
    Action.CORRECT: State.CORRECTION_DUE,
    Action.REVERSE: State.REVERSAL_DUE,
}
"""The state when the action could not be done: nothing is sent by halves."""

WITH_CHARGES = (State.CHARGED, State.HELD, State.CORRECTION_DUE, State.REVERSAL_DUE)
"""States in which charges are open."""

RETRIED = (State.DUE, State.CORRECTION_DUE, State.REVERSAL_DUE)
"""States in which the same report once more is a reason to try again; in all others it does nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one event does in one state."""

    action: Action
    next: State
    why: str


Table = dict[State, dict[Event, Cell]]

_NOTHING, _HOLD, _CHARGE, _REVERSE, _CORRECT = (
    Action.NOTHING,
    Action.HOLD,
    Action.CHARGE,
    Action.REVERSE,
    Action.CORRECT,
)

CELLS: Table = {
    State.OPEN: {
        Event.ORDERED: Cell(_NOTHING, State.OPEN, "An order is no report; its data wait for the report."),
        Event.ORDER_CANCELLED: Cell(_NOTHING, State.CANCELLED, "The order was cancelled before anything was charged."),
        Event.UNSIGNED: Cell(_NOTHING, State.OPEN, "The report is not signed, so nothing is charged yet."),
        Event.SIGNED: Cell(_CHARGE, State.CHARGED, "The report was signed for the first time, so it is charged."),
        Event.ADDENDUM: Cell(
            _CHARGE, State.CHARGED, "The first signed version that came here has an addendum; it is charged as it is."
        ),
        Event.CORRECTING: Cell(_NOTHING, State.OPEN, "The correction is not signed, and nothing is charged here."),
        Event.CORRECTED: Cell(
            _CHARGE, State.CHARGED, "The first signed version that came here is a correction; it is charged as it is."
        ),
        Event.CANCELLED: Cell(_NOTHING, State.CANCELLED, "The study was cancelled before anything was charged."),
        Event.WRONG_PATIENT: Cell(
            _NOTHING, State.OPEN, "The result was withdrawn from this patient before anything was charged."
        ),
        Event.UNCLEAR: Cell(_HOLD, State.OPEN, "The status of the report cannot be told, so nothing is charged."),
    },
    State.DUE: {
        Event.ORDERED: Cell(
            _CHARGE, State.CHARGED, "The order may bring what the charge lacked, so it is tried again."
        ),
        Event.ORDER_CANCELLED: Cell(
            _HOLD, State.DUE, "The order was cancelled although the report is signed; find out which of them is right."
        ),
        Event.UNSIGNED: Cell(_NOTHING, State.OPEN, "The signature was taken back before anything was charged."),
        Event.SIGNED: Cell(_CHARGE, State.CHARGED, "The signed report was not charged yet, so it is tried again."),
        Event.ADDENDUM: Cell(_CHARGE, State.CHARGED, "The report with its addendum was not charged yet."),
        Event.CORRECTING: Cell(_NOTHING, State.OPEN, "A correction has begun; the charge waits until it is signed."),
        Event.CORRECTED: Cell(_CHARGE, State.CHARGED, "Nothing was charged yet, so the corrected report is charged."),
        Event.CANCELLED: Cell(_NOTHING, State.CANCELLED, "The study was cancelled before it was charged."),
        Event.WRONG_PATIENT: Cell(
            _NOTHING, State.OPEN, "The result was on the wrong patient and was not charged there."
        ),
        Event.UNCLEAR: Cell(_HOLD, State.DUE, "The new status cannot be told; the signed version stays to be charged."),
    },
    State.CHARGED: {
        Event.ORDERED: Cell(_NOTHING, State.CHARGED, "The study is charged; an order alone changes no charge."),
        Event.ORDER_CANCELLED: Cell(
            _HOLD,
            State.CHARGED,
            "The order was cancelled although the study is charged; cancel the study if that is right.",
        ),
        Event.UNSIGNED: Cell(_REVERSE, State.REVERSED, "The signature was taken back, so all charges are taken back."),
        Event.SIGNED: Cell(
            _HOLD,
            State.HELD,
            "The report was signed again with other charges and is not marked as a correction; if it is one, say so.",
        ),
        Event.ADDENDUM: Cell(
            _CORRECT, State.CHARGED, "The addendum changes what is charged, so it acts as a correction."
        ),
        Event.CORRECTING: Cell(_HOLD, State.HELD, "A correction is under way; the charges stand until it is signed."),
        Event.CORRECTED: Cell(_CORRECT, State.CHARGED, "The correction is signed and changes what is charged."),
        Event.CANCELLED: Cell(_REVERSE, State.CANCELLED, "The study was cancelled, so all charges are taken back."),
        Event.WRONG_PATIENT: Cell(
            _REVERSE,
            State.REVERSED,
            "The result was on the wrong patient: all charges are taken back; the right patient has an own report.",
        ),
        Event.UNCLEAR: Cell(_HOLD, State.CHARGED, "The new status cannot be told; the charges stand."),
    },
    State.REFUSED: {
        Event.ORDERED: Cell(
            _NOTHING, State.REFUSED, "The receiver refused the charge; an order alone changes nothing about that."
        ),
        Event.ORDER_CANCELLED: Cell(
            _HOLD, State.REFUSED, "The order was cancelled, and the charge was refused anyway."
        ),
        Event.UNSIGNED: Cell(
            _NOTHING,
            State.REVERSED,
            "The signature was taken back; the receiver took no charge, so none is taken back.",
        ),
        Event.SIGNED: Cell(
            _HOLD,
            State.REFUSED,
            "The receiver refused the charge; mend that message and send it again with the same ids.",
        ),
        Event.ADDENDUM: Cell(
            _HOLD,
            State.REFUSED,
            "The receiver refused the charge; mend that message before the addendum is considered.",
        ),
        Event.CORRECTING: Cell(_NOTHING, State.REFUSED, "The receiver took no charge, so nothing is held."),
        Event.CORRECTED: Cell(
            _CHARGE, State.CHARGED, "The receiver took no charge, so the corrected report is charged with new ids."
        ),
        Event.CANCELLED: Cell(
            _NOTHING, State.CANCELLED, "The study was cancelled; the receiver took no charge, so none is taken back."
        ),
        Event.WRONG_PATIENT: Cell(
            _NOTHING, State.REVERSED, "The result was on the wrong patient; the receiver took no charge there."
        ),
        Event.UNCLEAR: Cell(_HOLD, State.REFUSED, "The new status cannot be told, and the charge was refused."),
    },
    State.HELD: {
        Event.ORDERED: Cell(_NOTHING, State.HELD, "An order does not confirm what changed in the report."),
        Event.ORDER_CANCELLED: Cell(
            _HOLD,
            State.HELD,
            "The order was cancelled although the study is charged; cancel the study if that is right.",
        ),
        Event.UNSIGNED: Cell(_REVERSE, State.REVERSED, "The signature was taken back, so all charges are taken back."),
        Event.SIGNED: Cell(
            _HOLD,
            State.HELD,
            "The report is signed with other charges and is not marked as a correction; state if it is.",
        ),
        Event.ADDENDUM: Cell(_CORRECT, State.CHARGED, "The addendum is signed and changes what is charged."),
        Event.CORRECTING: Cell(_NOTHING, State.HELD, "The correction is still not signed; the charges stand."),
        Event.CORRECTED: Cell(_CORRECT, State.CHARGED, "The correction that was waited for is signed."),
        Event.CANCELLED: Cell(_REVERSE, State.CANCELLED, "The study was cancelled, so all charges are taken back."),
        Event.WRONG_PATIENT: Cell(
            _REVERSE, State.REVERSED, "The result was on the wrong patient, so all charges are taken back there."
        ),
        Event.UNCLEAR: Cell(_HOLD, State.HELD, "The new status cannot be told; the charges stand."),
    },
    State.CORRECTION_DUE: {
        Event.ORDERED: Cell(
            _CORRECT, State.CHARGED, "The order may bring what the correction lacked, so it is tried again."
        ),
        Event.ORDER_CANCELLED: Cell(
            _HOLD,
            State.CORRECTION_DUE,
            "The order was cancelled although the correction is signed; find out which is right.",
        ),
        Event.UNSIGNED: Cell(_REVERSE, State.REVERSED, "The signature was taken back, so all charges are taken back."),
        Event.SIGNED: Cell(_CORRECT, State.CHARGED, "The correction was not made yet, and the report is signed again."),
        Event.ADDENDUM: Cell(_CORRECT, State.CHARGED, "The correction was not made yet; it is made with the addendum."),
        Event.CORRECTING: Cell(
            _HOLD, State.HELD, "A further correction is under way; the charges stand until it is signed."
        ),
        Event.CORRECTED: Cell(_CORRECT, State.CHARGED, "The correction was not made yet, so it is tried again."),
        Event.CANCELLED: Cell(_REVERSE, State.CANCELLED, "The study was cancelled, so all charges are taken back."),
        Event.WRONG_PATIENT: Cell(
            _REVERSE, State.REVERSED, "The result was on the wrong patient, so all charges are taken back there."
        ),
        Event.UNCLEAR: Cell(
            _HOLD, State.CORRECTION_DUE, "The new status cannot be told; the signed correction stays to be made."
        ),
    },
    State.REVERSAL_DUE: {
        Event.ORDERED: Cell(
            _NOTHING, State.REVERSAL_DUE, "Charges stand that should not; an order does not change that."
        ),
        Event.ORDER_CANCELLED: Cell(
            _REVERSE, State.CANCELLED, "The order was cancelled and charges stand that should not; they are taken back."
        ),
        Event.UNSIGNED: Cell(
            _REVERSE, State.REVERSED, "The report is still not signed, so the reversal is tried again."
        ),
        Event.SIGNED: Cell(
            _CORRECT, State.CHARGED, "Signed again before the charges were taken back; what differs is corrected."
        ),
        Event.ADDENDUM: Cell(
            _CORRECT,
            State.CHARGED,
            "Signed with an addendum before the charges were taken back; what differs is corrected.",
        ),
        Event.CORRECTING: Cell(_REVERSE, State.REVERSED, "The report is not signed, so the reversal is tried again."),
        Event.CORRECTED: Cell(
            _CORRECT,
            State.CHARGED,
            "Corrected and signed before the charges were taken back; what differs is corrected.",
        ),
        Event.CANCELLED: Cell(_REVERSE, State.CANCELLED, "The study is cancelled, so the reversal is tried again."),
        Event.WRONG_PATIENT: Cell(
            _REVERSE, State.REVERSED, "The result was on the wrong patient, so the reversal is tried again."
        ),
        Event.UNCLEAR: Cell(_HOLD, State.REVERSAL_DUE, "The new status cannot be told; charges stand that should not."),
    },
    State.REVERSED: {
        Event.ORDERED: Cell(_NOTHING, State.REVERSED, "An order is no report; the study waits for a signature."),
        Event.ORDER_CANCELLED: Cell(_NOTHING, State.CANCELLED, "The order was cancelled; nothing is charged any more."),
        Event.UNSIGNED: Cell(
            _NOTHING, State.REVERSED, "The report is not signed, and its charges were taken back already."
        ),
        Event.SIGNED: Cell(_CHARGE, State.CHARGED, "The report was signed again, so it is charged anew with new ids."),
        Event.ADDENDUM: Cell(_CHARGE, State.CHARGED, "The report was signed with an addendum, so it is charged anew."),
        Event.CORRECTING: Cell(
            _NOTHING, State.REVERSED, "The correction is not signed, and nothing is charged any more."
        ),
        Event.CORRECTED: Cell(_CHARGE, State.CHARGED, "The corrected report is signed, so it is charged anew."),
        Event.CANCELLED: Cell(_NOTHING, State.CANCELLED, "The study was cancelled after its charges were taken back."),
        Event.WRONG_PATIENT: Cell(_NOTHING, State.REVERSED, "The charges were taken back already."),
        Event.UNCLEAR: Cell(_HOLD, State.REVERSED, "The status of the report cannot be told, so nothing is charged."),
    },
    State.TAKEN_BACK: {
        Event.ORDERED: Cell(
            _NOTHING, State.TAKEN_BACK, "The charges were taken back by hand; an order does not change that."
        ),
        Event.ORDER_CANCELLED: Cell(
            _NOTHING, State.CANCELLED, "The order was cancelled; the charges were taken back by hand already."
        ),
        Event.UNSIGNED: Cell(
            _NOTHING,
            State.REVERSED,
            "The signature was taken back, and the charges by hand before; a new signature charges anew.",
        ),
        Event.SIGNED: Cell(
            _HOLD,
            State.TAKEN_BACK,
            "The charges were taken back by hand, so the report that was signed again is not charged by itself; if it"
            " should be charged, state “signed”.",
        ),
        Event.ADDENDUM: Cell(
            _HOLD,
            State.TAKEN_BACK,
            "The charges were taken back by hand, and an addendum does not charge them again by itself; if it should,"
            " state “addendum”.",
        ),
        Event.CORRECTING: Cell(
            _NOTHING, State.TAKEN_BACK, "The correction is not signed, and the charges were taken back by hand."
        ),
        Event.CORRECTED: Cell(
            _HOLD,
            State.TAKEN_BACK,
            "The charges were taken back by hand, so the corrected report is not charged by itself; if it should be"
            " charged, state “corrected”.",
        ),
        Event.CANCELLED: Cell(
            _NOTHING, State.CANCELLED, "The study was cancelled; its charges were taken back by hand already."
        ),
        Event.WRONG_PATIENT: Cell(
            _NOTHING,
            State.REVERSED,
            "The result was on the wrong patient; the charges were taken back by hand already.",
        ),
        Event.UNCLEAR: Cell(
            _HOLD,
            State.TAKEN_BACK,
            "The status of the report cannot be told, and the charges were taken back by hand.",
        ),
    },
    State.CANCELLED: {
        Event.ORDERED: Cell(_NOTHING, State.OPEN, "The study was ordered again and waits for its report."),
        Event.ORDER_CANCELLED: Cell(_NOTHING, State.CANCELLED, "The study is cancelled, and now its order is too."),
        Event.UNSIGNED: Cell(_NOTHING, State.OPEN, "The cancelled study goes on without a signature."),
        Event.SIGNED: Cell(_CHARGE, State.CHARGED, "The cancelled study was signed after all, so it is charged."),
        Event.ADDENDUM: Cell(
            _CHARGE, State.CHARGED, "The cancelled study was signed with an addendum, so it is charged."
        ),
        Event.CORRECTING: Cell(_NOTHING, State.OPEN, "The cancelled study is being corrected; nothing is charged yet."),
        Event.CORRECTED: Cell(
            _CHARGE, State.CHARGED, "The cancelled study was corrected and signed, so it is charged."
        ),
        Event.CANCELLED: Cell(_NOTHING, State.CANCELLED, "The study was cancelled already."),
        Event.WRONG_PATIENT: Cell(_NOTHING, State.CANCELLED, "The study is cancelled, and nothing is charged."),
        Event.UNCLEAR: Cell(
            _HOLD, State.CANCELLED, "The status of the report cannot be told; the study stays cancelled."
        ),
    },
}
"""Every state and every event. One cell, one test."""

SAME: Table = {
    State.CHARGED: {
        Event.SIGNED: Cell(
            _NOTHING, State.CHARGED, "The report was signed again and nothing that is charged has changed."
        ),
        Event.ADDENDUM: Cell(_NOTHING, State.CHARGED, "The addendum changes nothing that is charged."),
        Event.CORRECTED: Cell(_NOTHING, State.CHARGED, "The correction changes nothing that is charged."),
    },
    State.HELD: {
        Event.SIGNED: Cell(_NOTHING, State.CHARGED, "The report is signed as it was charged."),
        Event.ADDENDUM: Cell(
            _NOTHING, State.CHARGED, "The report is signed as it was charged; only an addendum is new."
        ),
        Event.CORRECTED: Cell(_NOTHING, State.CHARGED, "The correction is signed and changes nothing that is charged."),
    },
    State.CORRECTION_DUE: {
        Event.ORDERED: Cell(_NOTHING, State.CHARGED, "With the order the charges agree with the report."),
        Event.SIGNED: Cell(_NOTHING, State.CHARGED, "The report agrees with what is charged again."),
        Event.ADDENDUM: Cell(_NOTHING, State.CHARGED, "The report with its addendum agrees with what is charged."),
        Event.CORRECTED: Cell(_NOTHING, State.CHARGED, "The new correction agrees with what is charged."),
    },
    State.REVERSAL_DUE: {
        Event.SIGNED: Cell(
            _NOTHING, State.CHARGED, "The report is signed again as it was charged, so the charges may stand."
        ),
        Event.ADDENDUM: Cell(_NOTHING, State.CHARGED, "The report is signed again as it was charged."),
        Event.CORRECTED: Cell(
            _NOTHING, State.CHARGED, "The corrected report is what was charged, so the charges may stand."
        ),
    },
}
"""Cells that count instead when charges are open and nothing about them has changed. One cell, one test."""


STATED: Table = {
    State.TAKEN_BACK: {
        Event.SIGNED: Cell(
            _CHARGE,
            State.CHARGED,
            "It was taken back by hand, and a person says that it is signed; it is charged anew.",
        ),
        Event.ADDENDUM: Cell(
            _CHARGE, State.CHARGED, "It was taken back by hand, and a person charges it anew with its addendum."
        ),
        Event.CORRECTED: Cell(
            _CHARGE, State.CHARGED, "It was taken back by hand, and a person charges it anew as it was corrected."
        ),
    },
}
"""Cells that count instead when a person states the event: what a person undid is not done again without asking."""


def cell(state: State, event: Event, *, same: bool, stated: bool = False) -> Cell:
    """The cell that counts. `same` says that nothing that is charged has changed, `stated` that a person states it."""
    if stated and event in STATED.get(state, {}):
        return STATED[state][event]
    if same and event in SAME.get(state, {}):
        return SAME[state][event]
    return CELLS[state][event]
