"""Which segments belong to one FT1, and which to the whole message.

DFT^P03: DG1, DRG, GT1, insurance and ACC stand behind all FT1 and count for the message (HL7 2.5.1, chapter 6.4.1).
DFT^P11: they stand before the FT1s, and those behind an FT1 are its own (chapter 6.4.2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.er7 import Document, Segment

FOR_ALL = frozenset({"DG1", "DRG", "GT1", "IN1", "IN2", "IN3", "ACC"})
"""Behind the last FT1 of a P03 they count for the whole message."""
ENVELOPE = frozenset({"MSH", "FHS", "BHS", "BTS", "FTS"})


@dataclass(frozen=True)
class Group:
    """An FT1 with what goes with it. `start` and `stop` are offsets in the text, line ends included."""

    segments: tuple[Segment, ...]
    start: int
    stop: int

    @property
    def ft1(self) -> Segment:
        return self.segments[0]

    @property
    def number(self) -> int:
        """Which FT1 of the message it is, from 1."""
        return self.ft1.occurrence

    @property
    def own(self) -> tuple[Segment, ...]:
        """The segments behind FT1."""
        return self.segments[1:]


def groups_of(document: Document) -> tuple[Group, ...]:
    """The groups of the message, in order."""
    segments = document.segments
    firsts = [index for index, segment in enumerate(segments) if segment.name == "FT1"]
    if not firsts:
        return ()
    ends = [*firsts[1:], _end_of_last(document, firsts)]
    return tuple(_group(document, segments[first:end], end) for first, end in zip(firsts, ends, strict=True))


def _group(document: Document, segments: tuple[Segment, ...], end: int) -> Group:
    stop = document.segments[end].line_start if end < len(document.segments) else len(document.text)
    return Group(segments, segments[0].line_start, stop)


def _end_of_last(document: Document, firsts: list[int]) -> int:
    """Where the group of the last FT1 ends: nothing marks it but the segments themselves."""
    segments = document.segments
    if firsts[-1] + 1 == len(segments):
        return len(segments)
    own_names = {one.name for one in segments[firsts[0] : firsts[-1]]}
    # In P11 nothing of the message's stands behind the charges: what stands there is the last one's own.
    before = any(one.name in FOR_ALL for one in segments[: firsts[0]]) or document.get("MSH-9.2") == "P11"
    for index in range(firsts[-1] + 1, len(segments)):
        name = segments[index].name
        if name in ENVELOPE or (name in FOR_ALL and not before):
            return index
        # A Z segment at the end is the last line's own when the other lines have one too; else it is the message's.
        if name.startswith("Z") and len(firsts) > 1 and name not in own_names:
            return index
    return len(segments)


Splice = tuple[int, int, str]
"""Start, stop and new text."""


def removals(document: Document, groups: Collection[Group]) -> list[Splice]:
    """What takes groups out of the text, line ends and all; neighbours go as one."""
    spans: list[tuple[int, int]] = []
    for group in sorted(groups, key=lambda one: one.start):
        if spans and spans[-1][1] == group.start:
            spans[-1] = (spans[-1][0], group.stop)
        else:
            spans.append((group.start, group.stop))
    if spans and spans[-1][1] == len(document.text) and not document.text.endswith("\r"):
        # At an open end the line break before the group goes too, as the source has none behind its last line.
        spans[-1] = (max(0, spans[-1][0] - 1), spans[-1][1])
    return [(start, stop, "") for start, stop in spans]


def spliced(document: Document, splices: Collection[Splice]) -> Document:
    """All of them at once; their offsets are those of the document given, and they do not overlap."""
    # An insertion at the end of a replaced span comes first, so that it stays behind it.
    backwards = sorted(splices, key=lambda one: one[:2], reverse=True)
    if len(set(document.ends)) > 1:
        for start, stop, text in backwards:
            document = document.splice(start, stop, text)
        return document
    return _at_once(document, backwards[::-1])


def _at_once(document: Document, splices: Sequence[Splice]) -> Document:
    """As one piece, which is quick in a large message; where all lines end alike no line can get another's end."""
    if not splices:
        return document
    first, last = splices[0][0], max(stop for _start, stop, _text in splices)
    pieces: list[str] = []
    position = first
    for start, stop, text in splices:
        pieces += (document.text[position:start], text)
        position = stop
    return document.splice(first, last, "".join(pieces))


def text_of(document: Document, group: Group) -> str:
    """The lines of a group, each with a line end."""
    text = document.text[group.start : group.stop]
    return text if text.endswith("\r") else text + "\r"
