"""A message as lines or as data: every part with its path, name, value and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.cli.output import visible
from workbench.er7 import Component, Document, Field, Repetition, Segment, Subcomponent
from workbench.er7.escapes import unescape
from workbench.reference import dictionary
from workbench.reference.dictionary import Dictionary
from workbench.reference.tables import meaning

_LONGEST = 200
"""Longer values (an embedded document) are cut in the tree; `get` prints them whole."""

Part = Field | Repetition | Component | Subcomponent


def as_lines(document: Document) -> Iterator[str]:
    """The tree as indented text."""
    words = dictionary(document.version)
    yield from _remarks(document, words)
    for segment in document.segments:
        if segment.is_blank:
            continue
        if segment.is_opaque:
            yield f"{segment.path}  (no segment)  {_cut(segment.text)}"
            continue
        yield f"{segment.path}  {words.describe(segment.path).name}"
        for part, depth in _filled(segment):
            described = words.describe(part.path)
            line = f"{'  ' * depth}{part.path}  {described.name}"
            if not _inner(part):
                value = unescape(part.text, document.delimiters)
                means = meaning(described.table, value)
                line += f": {_cut(value)}" + (f"  = {means}" if means else "")
            yield line


def as_data(document: Document) -> dict[str, Any]:
    """The tree as JSON-ready data."""
    words = dictionary(document.version)
    return {
        "type": document.message_type,
        "control_id": document.control_id,
        "version": document.version,
        "dictionary": words.version,
        "notes": list(_remarks(document, words)),
        "segments": [_segment_data(segment, document, words) for segment in document.segments],
    }


def _remarks(document: Document, words: Dictionary) -> Iterator[str]:
    """Sentences about how the message was read: dictionary and character set."""
    yield from (note for note in (words.note, document.charset.note) if note)


def _filled(segment: Segment) -> Iterator[tuple[Part, int]]:
    """Every part that holds something, with its depth, parents before children."""
    for field in segment.fields:
        if field.text:
            yield from _below(field, 1)


def _below(part: Part, depth: int) -> Iterator[tuple[Part, int]]:
    yield part, depth
    for inner in _inner(part):
        if inner.text:
            yield from _below(inner, depth + 1)


def _inner(part: Part) -> tuple[Part, ...]:
    """The parts right below, leaving out levels that divide nothing."""
    inner: tuple[Part, ...] = ()
    if isinstance(part, Field):
        inner = part.repetitions
    elif isinstance(part, Repetition):
        inner = part.components
    elif isinstance(part, Component):
        inner = part.subcomponents
    if len(inner) == 1:
        return _inner(inner[0])
    return inner


def _segment_data(segment: Segment, document: Document, words: Dictionary) -> dict[str, Any]:
    if segment.is_opaque:
        return {"path": str(segment.path), "text": segment.text}
    return {
        "path": str(segment.path),
        "name": words.describe(segment.path).name,
        "fields": [_part_data(field, document, words) for field in segment.fields if field.text],
    }


def _part_data(part: Part, document: Document, words: Dictionary) -> dict[str, Any]:
    described = words.describe(part.path)
    value = unescape(part.text, document.delimiters)
    data: dict[str, Any] = {"path": str(part.path), "name": described.name, "raw": part.text}
    if inner := _inner(part):
        data["parts"] = [_part_data(one, document, words) for one in inner if one.text]
        return data
    data["value"] = value
    if means := meaning(described.table, value):
        data["meaning"] = means
    return data


def _cut(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}… ({len(value)} characters)"
