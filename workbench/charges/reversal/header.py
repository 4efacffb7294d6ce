"""MSH and EVN of a message that is made from another one (HL7 2.5.1, chapters 2.15.9 and 3.4.1)."""

from __future__ import annotations

from datetime import datetime

from workbench.charges.ft1.segment_edit import Change, SegmentEdit
from workbench.charges.ids import LONGEST_CONTROL_ID
from workbench.charges.profile.conventions import Convention
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.moments import now_like, pieces


def stamp_like(now: datetime, sample: str, digits: int = 0) -> str:
    """The time in the precision of `sample`, and in its zone when it has one and the clock knows its own.

    `digits` (8, 10, 12 or 14) overrules the precision; 14 where the sample has none of these.
    """
    found = pieces(sample)
    return now_like(sample, now, digits=digits or (14 if found is None or len(found[0]) < 8 else 0))


def check_control_id(control_id: str) -> None:
    """Raises WorkbenchError for an id that MSH-10 does not hold (20 characters up to 2.5.1)."""
    if not 1 <= len(control_id) <= LONGEST_CONTROL_ID or not control_id.isprintable():
        raise WorkbenchError(
            f"The message control id “{control_id}” must have 1 to {LONGEST_CONTROL_ID} printable characters (MSH-10)."
        )


def header_edits(document: Document, convention: Convention, now: datetime, control_id: str) -> list[SegmentEdit]:
    """MSH and EVN with a new time, a new control id, and the test mark if the convention wants it."""
    check_control_id(control_id)
    edits = []
    if (segment := document.segment("MSH")) is not None:
        msh = SegmentEdit(document, segment)
        msh.put(7, stamp_like(now, msh.raw(7), 14), "The message is made now.")
        msh.put_text(10, control_id, "A new message has its own control id.")
        if convention.processing_id == "T":
            msh.put(11, "T", "What is made here is marked as a test.", component=1)
        else:
            msh.keep(11, "The processing id stays as it was sent.")
        edits.append(msh)
    if (segment := document.segment("EVN")) is not None:
        evn = SegmentEdit(document, segment)
        evn.put(2, stamp_like(now, evn.raw(2), 14), "The event is recorded now.")
        if evn.raw(6):
            evn.put(6, stamp_like(now, evn.raw(6), 14), "The event, the reversal, happens now.")
        edits.append(evn)
    return edits


def header_notes(document: Document, changes: tuple[Change, ...]) -> list[str]:
    """What a person has to know about the header, each a sentence."""
    notes = []
    for change in changes:
        if change.path.segment == "MSH" and change.path.field == 11 and change.changed:
            before = f"was “{change.before}”" if change.before else "was empty"
            notes.append(f"MSH-11 {before} and is now “{change.after}” (test); the convention may keep it.")
    if number := document.get("MSH-13"):
        notes.append(f"MSH-13 (sequence number) is still {number}; a receiver that counts wants the next one.")
    return notes
