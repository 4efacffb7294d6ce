"""A message as lines or as data: every part with its path, name, value and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.cli.output import visible
from workbench.er7 import Document, Segment
from workbench.er7.escapes import unescape
from workbench.reference import dictionary, listing
from workbench.reference.dictionary import Dictionary
from workbench.reference.listing import Part, parts_of, remarks
from workbench.reference.tables import meaning

_LONGEST = 200
"""Longer values (an embedded document) are cut in the tree; `get` prints them whole."""


def as_lines(document: Document) -> Iterator[str]:
    """The tree as indented text."""
    return listing.as_lines(document, _cut)


def as_data(document: Document) -> dict[str, Any]:
    """The tree as JSON-ready data."""
    words = dictionary(document.version)
    return {
        "type": document.message_type,
        "control_id": document.control_id,
        "version": document.version,
        "dictionary": words.version,
        "notes": list(remarks(document, words)),
        "segments": [_segment_data(segment, document, words) for segment in document.segments],
    }


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
    if inner := parts_of(part):
        data["parts"] = [_part_data(one, document, words) for one in inner if one.text]
        return data
    data["value"] = value
    if means := meaning(described.table, value):
        data["meaning"] = means
    return data


def _cut(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}… ({len(value)} characters)"
