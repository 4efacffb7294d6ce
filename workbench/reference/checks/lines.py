"""Lines: those that are no segment, segments nobody knows, several segments on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workbench.er7 import Path, Segment
from workbench.reference.checks.context import ENVELOPE, MANY_FIELDS, Context, first
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.corrections import segment_title
from workbench.reference.moments import day as read_day
from workbench.reference.usual_segments import USUAL_SEGMENTS

_PROCESSING = ("P", "T", "D")
"""MSH-11, table 0103."""
_TYPE = re.compile("[A-Za-z]{1,8}")
"""FT1-6, table 0017, or a site's own: letters alone."""


def check(context: Context) -> Iterator[Finding]:
    """Findings about whole lines."""
    yield from _opaque(context)
    separator = context.document.delimiters.field
    glued = _glued(separator)
    for segment in context.segments:
        yield from _glued_in(segment, glued, separator)
        if context.document.text.count(separator, segment.start, segment.stop) > MANY_FIELDS:
            text = f"{segment.path} has more than {MANY_FIELDS} fields; it was not looked into."
            yield Finding(segment.path, "warning", "too-many-fields", text, "Look at the line in the raw text.")
    seen: set[str] = set()
    for segment in context.segments:
        if segment.name not in seen:
            seen.add(segment.name)
            yield from _unknown(context, segment)


def _opaque(context: Context) -> Iterator[Finding]:
    blank = [segment for segment in context.document.segments if segment.is_blank]
    if blank:
        text = "There are blank lines between the segments." if len(blank) > 1 else "There is a blank line."
        yield Finding(blank[0].path, "info", "blank-line", text, "They are kept in the file and left out when sending.")
    for segment in context.document.segments:
        if segment.is_opaque and not segment.is_blank:
            text = f"Line {segment.index + 1} is no segment: {quoted(segment.text[:200].strip())}"
            hint = "Perhaps a text with a line break in it; in HL7 a line break is written \\.br\\ or as a repetition."
            yield Finding(segment.path, "warning", "not-a-segment", text, hint)


@lru_cache(maxsize=16)
def _glued(separator: str) -> re.Pattern[str]:
    """A segment name with its separator where neither a delimiter nor a letter stands before it.

    Behind a delimiter it is a value of its own, such as the segment name in ERR-2.
    """
    edge = re.escape(separator)
    return re.compile(rf"(?<=[^A-Za-z^~&\\{edge}])(?:{'|'.join(USUAL_SEGMENTS)})(?={edge})")


def _glued_in(segment: Segment, glued: re.Pattern[str], separator: str) -> Iterator[Finding]:
    for found in glued.finditer(segment.source, segment.start + 3, segment.stop):
        if _ends_an_id(segment, found.start(), separator):
            continue
        text = f"In {segment.path}, {found[0]} begins in the middle of the line; a line break is missing before it."
        hint = f"Put a line break before {found[0]}. As it is, a receiver does not see that segment."
        yield Finding(segment.path, "error", "segments-glued", text, hint)
        return


def _ends_an_id(segment: Segment, place: int, separator: str) -> bool:
    """Whether an id ends in the letters of a segment name by chance (…4PD1): the line goes on as its segment does.

    Behind a line break that was lost stand the fields of another segment, which have neither a processing id and a
    version where MSH has them, nor a date, a type and a code where FT1 does.
    """
    number = segment.source.count(separator, segment.start, place) + (segment.name == "MSH")
    if segment.name == "MSH" and number == 10:
        return first(segment, 11) in _PROCESSING and first(segment, 12)[:2] == "2."
    if segment.name == "FT1" and number == 2:
        dated = read_day(first(segment, 4)) is not None
        return dated and _TYPE.fullmatch(first(segment, 6)) is not None and bool(first(segment, 7))
    return False


def _unknown(context: Context, segment: Segment) -> Iterator[Finding]:
    name = segment.name
    if name in ENVELOPE or context.dictionary.segment(name) is not None:
        return
    if name.startswith("Z"):
        text = f"{name} is a local segment; what is in it is an agreement between the two sides."
        yield Finding(Path(name, segment.occurrence), "info", "local-segment", text)
        return
    title = segment_title(name)
    known = f" ({title}), which other versions have" if title else ""
    text = f"HL7 {context.version} has no segment {name}{known}."
    hint = "Receivers ignore it or refuse the message. Local segments begin with Z."
    yield Finding(segment.path, "warning", "unknown-segment", text, hint)
