"""What a person undid is not done again because the report comes once more with the status that it had then.

A report whose status did not change has no transition; that it is written anew (a later OBR-22, a later MSH-7) says
nothing about what a person stated meanwhile. HL7 2.5.1, chapter 4.5.3.25 (OBR-25).
"""

from __future__ import annotations

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.difference import difference
from workbench.charges.lifecycle.events import CHARGING, MEANING, Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import State

_ENDED = {
    State.REVERSED: "A person said that the report is not signed, and it comes again as it was before",
    State.CANCELLED: "A person cancelled the study, and its report comes again with the status that it had before",
}


def why_undone(known: Standing, event: Event, target: Coded) -> str:
    """The sentence why a signed report is not charged; "" when a person undid nothing, or the report says more.

    `target` is what would be charged. A report that is signed again with other charges goes on in a new cycle; a
    cancelled study needs another status, or a person's word.
    """
    why = _ENDED.get(known.state, "")
    if not why or event not in CHARGING or known.told is None or MEANING.get(known.told.kind) is not event:
        return ""
    # What was charged may be older than the report that was undone: one that waited for somebody to confirm it.
    if known.state is State.REVERSED and all(difference(one, target) for one in (known.decided, known.coded)):
        return ""
    return f"{why}, so it is not charged by itself; if it should be charged, state “{event.value}”."
