"""Where the parts of a message stand in its text: segments, fields, repetitions, components, subcomponents.

A part is a window on the text: it holds offsets, not copies, and divides itself only when asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workbench.er7.delimiters import HEADERS, Delimiters
from workbench.er7.path import OPAQUE, Path

Span = tuple[int, int]


def divide(source: str, start: int, stop: int, separator: str) -> list[Span]:
    """The spans between separators in source[start:stop]; one span when there is no separator."""
    if not separator:
        return [(start, stop)]
    spans = []
    position = start
    while (found := source.find(separator, position, stop)) >= 0:
        spans.append((position, found))
        position = found + 1
    spans.append((position, stop))
    return spans


@dataclass(frozen=True, eq=False)
class _Part:
    source: str
    delimiters: Delimiters
    path: Path
    start: int
    stop: int

    @property
    def text(self) -> str:
        """The raw text, escapes unresolved."""
        return self.source[self.start : self.stop]


@dataclass(frozen=True, eq=False)
class Subcomponent(_Part):
    """The smallest part."""

    @property
    def number(self) -> int:
        return self.path.subcomponent or 1


@dataclass(frozen=True, eq=False)
class Component(_Part):
    """A part of a repetition."""

    @property
    def number(self) -> int:
        return self.path.component or 1

    @cached_property
    def subcomponents(self) -> tuple[Subcomponent, ...]:
        spans = divide(self.source, self.start, self.stop, self.delimiters.subcomponent)
        return tuple(
            Subcomponent(self.source, self.delimiters, self.path.at(subcomponent=number), *span)
            for number, span in enumerate(spans, 1)
        )


@dataclass(frozen=True, eq=False)
class Repetition(_Part):
    """One value of a field that may hold several."""

    @property
    def number(self) -> int:
        return self.path.repetition or 1

    @cached_property
    def components(self) -> tuple[Component, ...]:
        spans = divide(self.source, self.start, self.stop, self.delimiters.component)
        return tuple(
            Component(self.source, self.delimiters, self.path.at(component=number), *span)
            for number, span in enumerate(spans, 1)
        )


@dataclass(frozen=True, eq=False)
class Field(_Part):
    """A field with all its repetitions. MSH-1 and MSH-2 are never divided further."""

    @property
    def number(self) -> int:
        return self.path.field or 1

    @property
    def holds_delimiters(self) -> bool:
        """Whether it is MSH-1 or MSH-2 (or those of FHS, BHS), whose text are the delimiters themselves."""
        return self.path.segment in HEADERS and self.number <= 2

    @cached_property
    def repetitions(self) -> tuple[Repetition, ...]:
        """Their paths carry a repetition number only when there is more than one, so that they read well."""
        if self.holds_delimiters:
            whole = Delimiters(self.delimiters.field, "", "", "", "", "", "")
            return (Repetition(self.source, whole, self.path, self.start, self.stop),)
        spans = divide(self.source, self.start, self.stop, self.delimiters.repetition)
        if len(spans) == 1:
            return (Repetition(self.source, self.delimiters, self.path, self.start, self.stop),)
        return tuple(
            Repetition(self.source, self.delimiters, self.path.at(repetition=number), *span)
            for number, span in enumerate(spans, 1)
        )


@dataclass(frozen=True, eq=False)
class Segment(_Part):
    """One line. A line that is no segment (prose, blank) has the name "#" and no fields."""

    name: str
    occurrence: int
    index: int
    """Line number in the message, from 0."""
    line_start: int
    """Where the line begins; before `start` when it is indented."""

    @property
    def is_opaque(self) -> bool:
        return self.name == OPAQUE

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Fields 1, 2, 3 … in order; in a header field 1 is the separator itself."""
        separator = self.delimiters.field
        if self.is_opaque or self.stop <= self.start + 3:
            return ()
        spans = divide(self.source, self.start, self.stop, separator)[1:]
        if self.name in HEADERS:
            spans.insert(0, (self.start + 3, self.start + 4))
        return tuple(
            Field(self.source, self.delimiters, self.path.at(field=number), *span)
            for number, span in enumerate(spans, 1)
        )

    def field(self, number: int) -> Field | None:
        """The field with that number, counted from 1; None when the segment ends before it."""
        return self.fields[number - 1] if 1 <= number <= len(self.fields) else None
