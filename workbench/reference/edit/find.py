"""Finding text in the values of a message, and replacing it. Only what was found changes; escapes around it stay.

A value is searched as it reads (`A\\T\\B` as `A&B`); the replacement is plain text and is escaped where it must be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.er7 import Document, Path, Segment
from workbench.er7.escapes import Piece, escape, pieces
from workbench.er7.parts import Component, Field, Repetition, Subcomponent
from workbench.errors import WorkbenchError
from workbench.reference.edit import trial
from workbench.reference.edit.pattern import Pattern

Part = Field | Repetition | Component | Subcomponent


class FindError(WorkbenchError):
    """What cannot be searched for, or not be put in its place."""


class TooLongError(FindError):
    """A regular expression that has too many ways through a value to try them all."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. Without `text`, every filled place that `path` names is found as a whole."""

    text: str = ""
    path: str = ""
    """A pattern such as `FT1-*`; "" for everywhere."""
    regex: bool = False
    match_case: bool = False

    def expression(self) -> re.Pattern[str]:
        """Raises FindError for a broken regular expression."""
        flags = re.NOFLAG if self.match_case else re.IGNORECASE
        try:
            return re.compile(self.text if self.regex else re.escape(self.text), flags)
        except re.error as error:
            raise FindError(f"“{self.text}” is no regular expression: {error}.") from None


@dataclass(frozen=True, slots=True)
class Match:
    """One place: document.text[start:stop], which lies in the part at `path`."""

    path: Path
    start: int
    stop: int
    found: re.Match[str] | None = None
    """None where a whole value was found by its path alone."""


def find(document: Document, query: Query) -> tuple[Match, ...]:
    """Every match in the order of the message.

    Raises FindError or PatternError for a query that cannot be read, TooLongError for one that would not end soon.
    """
    pattern = Pattern.parse(query.path) if query.path.strip() else None
    if not query.text:
        return tuple(_wholes(document, pattern)) if pattern is not None else ()
    expression = query.expression()
    found: list[Match] = []
    sign = document.delimiters.escape

    def may_hold(part: Segment | Field) -> bool:
        """Whether to look closer: what reads as it stands and does not hold the text as a whole has it in no part."""
        text = part.text
        return query.regex or bool(sign and sign in text) or expression.search(text) is not None

    parts = _looked_at(_segments(document, pattern), may_hold)
    if query.regex:
        parts = list(parts)
        _try_out(document, expression, parts)
    for part in parts:
        if isinstance(part, Segment):
            found += _in_text(part.path, part.start, part.text, expression)
        # A path costs more than a search: it is made only where something was found.
        elif (inside := list(_in_value(document, part, expression))) and (
            pattern is None or pattern.covers(inside[0].path)
        ):
            found += inside
    return tuple(found)


def replace_matches(document: Document, matches: Sequence[Match], replacement: str, *, regex: bool = False) -> Document:
    """The message with each match replaced. With `regex`, `\\1` and `\\g<name>` stand for groups.

    Raises FindError when a replacement does not fit, naming the first place; then nothing is changed.
    """
    written: list[str] = []
    position = 0
    for match in matches:
        text = _expanded(match, replacement) if regex else replacement
        written += [document.text[position : match.start], _fitting(document, match, text)]
        position = match.stop
    written.append(document.text[position:])
    text = "".join(written)
    return document if text == document.text else replace(document, text=text)


def _segments(document: Document, pattern: Pattern | None) -> Iterator[Segment]:
    for segment in document.segments:
        if pattern is None or pattern.has_segment(segment.name, segment.occurrence):
            yield segment


def _looked_at(segments: Iterable[Segment], may_hold: Callable[[Segment | Field], bool]) -> Iterable[Segment | Part]:
    """What is searched: lines that are no segments as a whole, of the others the smallest parts."""
    for segment in filter(may_hold, segments):
        if segment.is_opaque:
            yield segment
        else:
            yield from _leaves(filter(may_hold, segment.fields))


def _try_out(document: Document, expression: re.Pattern[str], parts: Iterable[Segment | Part]) -> None:
    """Raises TooLongError before a search begins that nobody could stop, FindError when that cannot be known."""
    sign = document.delimiters.escape
    values = (
        part.text
        if isinstance(part, Segment) or not sign or sign not in part.text
        else "".join(piece.text for piece in pieces(part.text, document.delimiters))
        for part in parts
    )
    try:
        if trial.ends(expression, values):
            return
    except OSError as error:
        raise FindError(f"The expression cannot be tried before it is used: {error.strerror or error}.") from None
    raise TooLongError("This expression takes too long; make it simpler.")


def _leaves(fields: Iterable[Field]) -> Iterator[Part]:
    """The smallest parts that hold something; a part that is not divided stands for what is in it."""
    for field in fields:
        if field.start == field.stop or field.holds_delimiters:
            continue
        for repetition in field.repetitions:
            for component in repetition.components:
                several = len(component.subcomponents) > 1
                for part in component.subcomponents if several else (component,):
                    if part.start < part.stop:
                        yield part if several or len(repetition.components) > 1 else repetition


def _wholes(document: Document, pattern: Pattern | None) -> Iterator[Match]:
    """Every filled place that the pattern names."""
    for segment in _segments(document, pattern):
        if segment.is_opaque:
            continue
        for field in segment.fields:
            if field.start < field.stop and not field.holds_delimiters:
                for part in _down_to(field, pattern.depth if pattern is not None else "field"):
                    if part.start < part.stop and (pattern is None or pattern.covers(part.path)):
                        yield Match(part.path, part.start, part.stop)


def _down_to(field: Field, depth: str) -> Iterator[Part]:
    if depth in ("segment", "field"):
        yield field
        return
    for repetition in field.repetitions:
        if depth == "repetition":
            yield repetition
            continue
        for component in repetition.components:
            yield from (component,) if depth == "component" else component.subcomponents


def _in_text(path: Path, start: int, text: str, expression: re.Pattern[str]) -> Iterator[Match]:
    for found in expression.finditer(text):
        if found.end() > found.start():
            yield Match(path, start + found.start(), start + found.end(), found)


def _in_value(document: Document, part: Part, expression: re.Pattern[str]) -> Iterator[Match]:
    raw = part.text
    sign = document.delimiters.escape
    if not sign or sign not in raw:
        if expression.search(raw) is not None:
            yield from _in_text(part.path, part.start, raw, expression)
        return
    read = list(pieces(raw, document.delimiters))
    for found in expression.finditer("".join(piece.text for piece in read)):
        if found.end() > found.start():
            start, stop = _raw_span(read, found.start(), found.end())
            yield Match(part.path, part.start + start, part.start + stop, found)


def _raw_span(read: Sequence[Piece], start: int, stop: int) -> tuple[int, int]:
    """Where text[start:stop] of the value as it reads stands in its raw text; a sequence counts as a whole."""
    first = last = 0
    position = 0
    begun = False
    for piece in read:
        end = position + len(piece.text)
        if not begun and position <= start < end:
            begun = True
            first = piece.start + (start - position if piece.literal else 0)
        if position < stop <= end:
            last = piece.start + (stop - position) if piece.literal else piece.stop
            break
        position = end
    return first, last


def _expanded(match: Match, replacement: str) -> str:
    if match.found is None:
        return replacement
    try:
        return match.found.expand(replacement)
    except (re.error, IndexError) as error:
        raise FindError(f"“{replacement}” cannot replace what was found: {error}.") from None


def _fitting(document: Document, match: Match, text: str) -> str:
    """The replacement as it may stand there."""
    signs = document.delimiters
    opaque = match.path.field is None
    raw = text if opaque else escape(text, signs)
    broken = "\r" in raw or "\n" in raw
    if broken or (not opaque and not signs.escape and any(sign in raw for sign in signs.separators)):
        why = "a line break" if broken else "a delimiter, and MSH-2 declares no escape character"
        raise FindError(f"{match.path}: the replacement holds {why}.")
    if missing := document.charset.missing(raw):
        raise FindError(f"{match.path}: “{missing}” cannot be written in {document.charset.label}.")
    return raw
