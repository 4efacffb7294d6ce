"""A value in every place that a pattern names, where nothing stands yet: a field of every FT1, a component of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.er7 import Document, Path
from workbench.er7.escapes import NULL
from workbench.reference.edit.pattern import HEADERS, Pattern


def can_fill(pattern: Pattern) -> bool:
    """Whether a pattern names one field, or one part of it, so that it says where an empty place would be."""
    _occurrence, field, _repetition, component, subcomponent = pattern.numbers
    depth = pattern.depth
    if depth == "segment" or field is None or pattern.names_delimiters:
        return False
    deep = depth in ("component", "subcomponent")
    return not (deep and component is None) and not (depth == "subcomponent" and subcomponent is None)


def empty_places(document: Document, pattern: Pattern) -> tuple[Path, ...]:
    """The places that the pattern names in which nothing stands, in the order of the message; () for a vague pattern.

    Nor is a part of the null `""`, which says that the value is to be deleted (HL7 2.5.1, chapter 2.5.3).
    MSH-1 and MSH-2 are never empty places: they say how the message is written (HL7 2.5.1, chapter 2.5.4).
    """
    if not can_fill(pattern):
        return ()
    _occurrence, field, repetition, component, subcomponent = pattern.numbers
    found = []
    for segment in document.segments:
        if segment.is_opaque or not pattern.has_segment(segment.name, segment.occurrence):
            continue
        if segment.name in HEADERS and field in (1, 2):
            continue
        path = Path(segment.name, segment.occurrence, field, repetition, component, subcomponent)
        if not document.get(path) and not _is_in_null(document, path):
            found.append(path)
    return tuple(found)


def _is_in_null(document: Document, path: Path) -> bool:
    """Whether what the path is a part of is the null: `""&B1` would be neither that nor a value."""
    component = replace(path, subcomponent=None)
    above = (component, replace(component, component=None), path.field_path())
    return any(document.get(one) == NULL for one in above if one != path)


def fill(document: Document, paths: Sequence[Path], text: str) -> Document:
    """The message with a plain text, escaped where it must be, in each of these places.

    Raises EditError for a text that cannot stand there; then nothing is changed.
    """
    for path in paths:
        document = document.put_text(path, text)
    return document
