"""Putting a message together from another: chosen FT1 groups changed, the others left out, the rest untouched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.charges.ft1.groups import Group, Splice, groups_of, removals, spliced
from workbench.charges.ft1.rows import Row, read_row
from workbench.charges.ft1.segment_edit import Change, SegmentEdit, header_line
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.ids import ChosenId
from workbench.er7 import Document, Segment
from workbench.er7.escapes import escape
from workbench.reference.versions import choose, numbers_of

_NOTE_SINCE = (2, 5)
_LINK = "Reverses "
_LONGEST_BATCH = {"2.1": 5}
"""Characters of FT1-3 by version of the segment; 10 in all later ones."""


@dataclass
class Plan:
    """What becomes of one group."""

    group: Group
    edits: list[SegmentEdit] = field(default_factory=list)
    behind_ft1: list[str] = field(default_factory=list)
    at_the_end: list[str] = field(default_factory=list)
    dropped: list[Segment] = field(default_factory=list)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Of all segments, in order."""
        return tuple(sorted((one for edit in self.edits for one in edit.changes), key=_in_order))

    @property
    def added(self) -> tuple[str, ...]:
        return (*self.behind_ft1, *self.at_the_end)

    def splices(self) -> list[Splice]:
        """The edits as offsets in the source text. Each segment once: what follows FT1 directly goes along with it."""
        found = []
        for edit in self.edits:
            behind = self.behind_ft1 if edit.segment is self.group.ft1 else []
            found.append((edit.segment.start, edit.segment.stop, "\r".join([edit.text, *behind])))
        # The line end goes too; the group's last line may be the last of the text and have none.
        found += [(one.line_start, min(one.stop + 1, self.group.stop), "") for one in self.dropped]
        if self.at_the_end:
            last = next(one for one in reversed(self.group.segments) if not one.is_opaque)
            found.append((last.stop, last.stop, "".join(f"\r{line}" for line in self.at_the_end)))
        return found


def _in_order(change: Change) -> tuple[bool, str, int]:
    return change.path.segment != "FT1", str(change.path.segment_path()), change.path.field or 0


def assembled(
    document: Document, header: Iterable[SegmentEdit], groups: Sequence[Group], plans: Sequence[Plan]
) -> Document:
    """The new message: header edited, planned groups changed, the other groups left out."""
    kept = {plan.group.number for plan in plans}
    splices: list[Splice] = [(edit.segment.start, edit.segment.stop, edit.text) for edit in header]
    splices += [one for plan in plans for one in plan.splices()]
    splices += removals(document, [group for group in groups if group.number not in kept])
    return spliced(document, splices)


def row_after(document: Document, plan: Plan, convention: Convention) -> Row:
    """The row that a receiver would read from the changed group."""
    lines = document.text[plan.group.start : plan.group.stop]
    splices = [(start - plan.group.start, stop - plan.group.start, text) for start, stop, text in plan.splices()]
    for start, stop, text in sorted(splices, key=lambda one: one[:2], reverse=True):
        lines = lines[:start] + text + lines[stop:]
    header = header_line(document.text)
    alone = f"{header}\r{lines}" if header else lines
    small = Document(alone, ("\r",) * alone.count("\r"), charset=document.charset)
    return read_row(small, groups_of(small)[0], convention)


def add_link(
    document: Document, plan: Plan, edit: SegmentEdit, row: Row, chosen: ChosenId, convention: Convention
) -> str:
    """Show in the message which charge a new id belongs to. A sentence when that cannot be done, else ""."""
    if not chosen.linked or not row.transaction_id:
        return ""
    if convention.link == "batch id":
        return _link_in_batch(document, edit, row)
    if numbers_of(document.version) < _NOTE_SINCE:
        version = document.version or "without a version"
        return (
            f"The new id of {row.path} needs a link to {row.transaction_id}, but an NTE behind FT1 exists from 2.5 on"
            f" and the message is {version}. Choose FT1-3 (batch id) or no link in the message."
        )
    _link_in_note(document, plan, f"{_LINK}{row.transaction_id}")
    return ""


def _link_in_batch(document: Document, edit: SegmentEdit, row: Row) -> str:
    longest = _LONGEST_BATCH.get(choose(document.version).ft1, 10)
    if len(row.transaction_id) > longest:
        return (
            f"The new id of {row.path} needs a link to {row.transaction_id}, which is longer than the {longest}"
            " characters of FT1-3. Choose an NTE (from 2.5 on) or no link in the message."
        )
    edit.put_text(3, row.transaction_id, "FT1-3 shows which charge is taken back.")
    return ""


def _link_in_note(document: Document, plan: Plan, text: str) -> None:
    """NTE directly behind FT1 (HL7 2.5.1, chapter 6.4.1); one that is there already gets one more repetition."""
    signs = document.delimiters
    first: Segment | None = next(iter(plan.group.own), None)
    if first is not None and first.name == "NTE" and signs.repetition:
        note = SegmentEdit(document, first)
        before = note.raw(3)
        said = escape(text, signs)
        text_after = f"{before}{signs.repetition}{said}" if before else said
        note.put(3, text_after, "The note shows which charge is taken back.")
        plan.edits.append(note)
    else:
        plan.behind_ft1.append(signs.field.join(["NTE", "1", "", escape(text, signs)]))


def drop_links(document: Document, plan: Plan) -> None:
    """Take out what notes of the group say about a charge that was taken back; other notes stay."""
    for segment in plan.group.own:
        field = segment.field(3) if segment.name == "NTE" else None
        if field is None:
            continue
        kept = [one.text for one in field.repetitions if not _is_link(one.text)]
        if not kept:
            plan.dropped.append(segment)
        elif len(kept) < len(field.repetitions):
            edit = SegmentEdit(document, segment)
            edit.put(3, document.delimiters.repetition.join(kept), "It was about the reversal.")
            plan.edits.append(edit)


def _is_link(said: str) -> bool:
    return said.startswith(_LINK) and " " not in said[len(_LINK) :]


def add_status(document: Document, plan: Plan, convention: Convention) -> None:
    """Mark a credit in the Z segment of the convention: in the one that is there, else in a new one."""
    if not convention.marks_by_segment:
        return
    field_number, value = convention.status_field, convention.status_value
    there = next((one for one in plan.group.own if one.name == convention.status_segment), None)
    if there is not None:
        edit = SegmentEdit(document, there)
        edit.put_text(field_number, value, f"The convention {convention.name} marks a credit here.")
        plan.edits.append(edit)
        return
    signs = document.delimiters
    empty = [""] * (field_number - 1)
    plan.at_the_end.append(signs.field.join([convention.status_segment, *empty, escape(value, signs)]))
