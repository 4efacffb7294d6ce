"""Set ids: 1, 2, 3 … in every segment that counts itself (FT1-1, PR1-1, OBX-1 …; HL7 2.5.1, chapter 2A.69)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from workbench.er7 import Document, Segment
from workbench.reference.edit.result import alone, with_lines
from workbench.reference.edit.segments import has_set_id

_BEGINS_ANEW = {
    "PR1": ("FT1",),
    "OBX": ("OBR", "FT1"),
    "TQ1": ("ORC", "OBR"),
    "OBR": ("PID",),
    "DG1": ("FT1", "OBR"),
    "GT1": ("FT1",),
    "IN1": ("FT1",),
}
"""Segments that are counted anew behind another one. In DFT^P03, DG1, GT1 and IN1 stand behind all FT1 and are counted
once; in DFT^P11 each FT1 may have its own (HL7 2.5.1, chapter 6.4)."""


def counted(document: Document) -> tuple[str, ...]:
    """The segments of the message that have a set id, each once, in order."""
    names = dict.fromkeys(segment.name for segment in document.segments if not segment.is_opaque)
    return tuple(name for name in names if has_set_id(document, name))


def renumber(document: Document, names: Iterable[str] | None = None) -> Document:
    """Number the segments of these names. Without names: FT1, and every other one that has a number already.

    A number that is right stays as it is written (`0001`). Raises EditError for a segment that has no set id.
    """
    chosen = set(_in_use(document) if names is None else names)
    lines: dict[int, str] = {}
    counts: Counter[str] = Counter()
    before = ""
    for segment in document.segments:
        if segment.is_opaque:
            continue
        _begin_anew(counts, segment.name, before)
        before = segment.name
        if segment.name in chosen:
            counts[segment.name] += 1
            number = str(counts[segment.name])
            if _set_id(segment).lstrip("0") != number:
                lines[segment.index] = alone(document, segment).put(f"{segment.name}-1", number).text.split("\r")[-1]
    return with_lines(document, lines)


def _in_use(document: Document) -> set[str]:
    filled = {segment.name for segment in document.segments if _set_id(segment)} | {"FT1"}
    return {name for name in counted(document) if name in filled}


def _set_id(segment: Segment) -> str:
    field = segment.field(1)
    return field.text.strip() if field is not None else ""


def _begin_anew(counts: Counter[str], name: str, before: str) -> None:
    """What a segment of this name, behind one of the name `before`, starts to count from 1 again."""
    if name == "MSH":
        counts.clear()
    if name == "NTE" and before != "NTE":
        counts["NTE"] = 0  # notes belong to the segment before them
    for counted_name, heads in _BEGINS_ANEW.items():
        if name in heads:
            counts[counted_name] = 0
