"""A message as indented lines for reading: every part that holds something with its path, name, value and meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workbench.er7 import Component, Document, Field, Repetition, Segment, Subcomponent
from workbench.er7.escapes import unescape
from workbench.reference.dictionary import Dictionary, dictionary
from workbench.reference.tables import meaning

Part = Field | Repetition | Component | Subcomponent


def as_lines(document: Document, show: Callable[[str], str]) -> Iterator[str]:
    """The tree as indented text. `show` puts a value on one line, as short as the reader wants it."""
    words = dictionary(document.version)
    yield from remarks(document, words)
    for segment in document.segments:
        if segment.is_blank:
            continue
        if segment.is_opaque:
            yield f"{segment.path}  (no segment)  {show(segment.text)}"
            continue
        yield f"{segment.path}  {words.describe(segment.path).name}"
        for part, depth in filled(segment):
            described = words.describe(part.path)
            line = f"{'  ' * depth}{part.path}  {described.name}"
            if not parts_of(part):
                value = unescape(part.text, document.delimiters)
                means = meaning(described.table, value)
                line += f": {show(value)}" + (f"  = {means}" if means else "")
            yield line


def remarks(document: Document, words: Dictionary) -> Iterator[str]:
    """Sentences about how the message was read: dictionary and character set."""
    yield from (note for note in (words.note, document.charset_note) if note)


def filled(segment: Segment) -> Iterator[tuple[Part, int]]:
    """Every part that holds something, with its depth, parents before children."""
    for field in segment.fields:
        if field.text:
            yield from _below(field, 1)


def _below(part: Part, depth: int) -> Iterator[tuple[Part, int]]:
    yield part, depth
    for inner in parts_of(part):
        if inner.text:
            yield from _below(inner, depth + 1)


def parts_of(part: Part) -> tuple[Part, ...]:
    """The parts right below, leaving out levels that divide nothing."""
    inner: tuple[Part, ...] = ()
    if isinstance(part, Field):
        inner = part.repetitions
    elif isinstance(part, Repetition):
        inner = part.components
    elif isinstance(part, Component):
        inner = part.subcomponents
    if len(inner) == 1:
        return parts_of(inner[0])
    return inner
