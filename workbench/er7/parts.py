"""Where the parts of a message stand in its text: segments, fields, repetitions, components, subcomponents.

A part is a window on the text: it holds offsets, not copies, and divides itself and works out its path only when
asked. Reading a message makes thousands of them, so they are plain objects with slots.
"""

from __future__ import annotations

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


class _Part:
    """A span of the text with a number, below another part."""

    __slots__ = ("_inner", "above", "delimiters", "number", "source", "start", "stop")

    def __init__(self, above: _Part, number: int, span: Span, delimiters: Delimiters) -> None:
        self.above = above
        self.number = number
        self.source: str = above.source
        self.start, self.stop = span
        self.delimiters = delimiters

    @property
    def text(self) -> str:
        """The raw text, escapes unresolved."""
        return self.source[self.start : self.stop]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path}: {self.text[:60]!r})"

    @property
    def path(self) -> Path:
        """Where it stands."""
        raise NotImplementedError


class Subcomponent(_Part):
    """The smallest part."""

    __slots__ = ()

    @property
    def path(self) -> Path:
        return self.above.path.at(subcomponent=self.number)


class Component(_Part):
    """A part of a repetition."""

    __slots__ = ()
    _inner: tuple[Subcomponent, ...]

    @property
    def path(self) -> Path:
        return self.above.path.at(component=self.number)

    @property
    def subcomponents(self) -> tuple[Subcomponent, ...]:
        """In order; at least one."""
        try:
            return self._inner
        except AttributeError:
            signs = self.delimiters
            spans = divide(self.source, self.start, self.stop, signs.subcomponent)
            self._inner = tuple(Subcomponent(self, number, span, signs) for number, span in enumerate(spans, 1))
            return self._inner


class Repetition(_Part):
    """One value of a field that may hold several."""

    __slots__ = ()
    _inner: tuple[Component, ...]

    @property
    def path(self) -> Path:
        """With a repetition number only when there is more than one, so that paths read well."""
        above = self.above
        assert isinstance(above, Field)
        return above.path if len(above.repetitions) == 1 else above.path.at(repetition=self.number)

    @property
    def components(self) -> tuple[Component, ...]:
        """In order; at least one."""
        try:
            return self._inner
        except AttributeError:
            signs = self.delimiters
            spans = divide(self.source, self.start, self.stop, signs.component)
            self._inner = tuple(Component(self, number, span, signs) for number, span in enumerate(spans, 1))
            return self._inner


class Field(_Part):
    """A field with all its repetitions. MSH-1 and MSH-2 are never divided further."""

    __slots__ = ()
    _inner: tuple[Repetition, ...]

    @property
    def path(self) -> Path:
        return self.above.path.at(field=self.number)

    @property
    def holds_delimiters(self) -> bool:
        """Whether it is MSH-1 or MSH-2 (or those of FHS, BHS), whose text are the delimiters themselves."""
        above = self.above
        assert isinstance(above, Segment)
        return self.number <= 2 and above.name in HEADERS

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """In order; at least one."""
        try:
            return self._inner
        except AttributeError:
            signs = self.delimiters
            if self.holds_delimiters:
                signs = Delimiters(signs.field, "", "", "", "", "", "")
            spans = divide(self.source, self.start, self.stop, signs.repetition)
            self._inner = tuple(Repetition(self, number, span, signs) for number, span in enumerate(spans, 1))
            return self._inner


class Segment(_Part):
    """One line. A line that is no segment (prose, blank) has the name "#" and no fields."""

    __slots__ = ("index", "line_start", "name")
    _inner: tuple[Field, ...]

    def __init__(
        self, source: str, delimiters: Delimiters, name: str, occurrence: int, index: int, line_start: int, span: Span
    ) -> None:
        self.source = source
        self.delimiters = delimiters
        self.name = name
        self.number = occurrence
        self.index = index
        """Line number in the message, from 0."""
        self.line_start = line_start
        """Where the line begins; before `start` when it is indented."""
        self.start, self.stop = span

    @property
    def path(self) -> Path:
        return Path(self.name, self.number)

    @property
    def occurrence(self) -> int:
        """Which of the segments with this name it is, from 1."""
        return self.number

    @property
    def is_opaque(self) -> bool:
        """Whether the line is no segment."""
        return self.name == OPAQUE

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on the line."""
        return not self.text.strip()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Fields 1, 2, 3 … in order; in a header field 1 is the separator itself."""
        try:
            return self._inner
        except AttributeError:
            signs = self.delimiters
            self._inner = tuple(Field(self, number, span, signs) for number, span in enumerate(self._spans(), 1))
            return self._inner

    def _spans(self) -> list[Span]:
        if self.name == OPAQUE or self.stop <= self.start + 3:
            return []
        spans = divide(self.source, self.start, self.stop, self.delimiters.field)[1:]
        if self.name in HEADERS:
            spans.insert(0, (self.start + 3, self.start + 4))
        return spans

    def field(self, number: int) -> Field | None:
        """The field with that number, counted from 1; None when the segment ends before it."""
        return self.fields[number - 1] if 1 <= number <= len(self.fields) else None
