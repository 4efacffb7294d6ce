"""Whole segments: add, duplicate, move, delete."""

from __future__ import annotations

from workbench.er7 import Document, EditError, Path, Segment
from workbench.er7.delimiters import HEADERS
from workbench.reference.dictionary import dictionary
from workbench.reference.edit.result import Edited, line


def add(document: Document, index: int, name: str) -> Edited:
    """A new, empty segment before line `index` (0 is the first; the number of lines appends).

    A set id is filled in. Raises EditError for what is no segment name.
    """
    name = name.strip().upper()
    if len(name) != 3 or not (name.isascii() and name.isalnum() and name[0].isalpha()):
        raise EditError(f"“{name}” is no segment name: three letters or digits, beginning with a letter, such as ZPV.")
    if name in HEADERS and index > 0 and document.all(name):
        raise EditError(f"A message has one {name}; open a new message for another one.")
    index = max(0, min(index, len(document.segments)))
    after = document.insert_segment(index, _new_line(document, index, name))
    return Edited(after, _at(after, index))


def duplicate(document: Document, index: int) -> Edited:
    """The same segment once more, right behind itself."""
    segment = line(document, index)
    if segment.name in HEADERS:
        raise EditError(f"{segment.path} is the header; a message has only one.")
    after = document.insert_segment(index + 1, document.text[segment.line_start : segment.stop])
    return Edited(after, _at(after, index + 1))


def move(document: Document, index: int, by: int) -> Edited:
    """The segment `by` lines further down (up when negative). Line ends stay where they are.

    Raises EditError at the first and the last line, and where the header would leave its place.
    """
    segment = line(document, index)
    target = index + by
    if not 0 <= target < len(document.segments):
        where = "first" if by < 0 else "last"
        raise EditError(f"{segment.path} is the {where} line already.")
    first, last = min(index, target), max(index, target)
    if any(one.name in HEADERS for one in document.segments[first : last + 1]):
        raise EditError("The header stays on the first line: it says how all the others are read.")
    lines = [document.text[one.line_start : one.stop] for one in document.segments[first : last + 1]]
    lines.insert(target - first, lines.pop(index - first))
    start, stop = document.segments[first].line_start, document.segments[last].stop
    # A blank line that comes to stand at an open end would be gone without an end of its own.
    open_end = "\r" if stop == len(document.text) and not lines[-1] else ""
    after = document.splice(start, stop, "\r".join(lines) + open_end)
    return Edited(after, _at(after, target))


def delete(document: Document, index: int) -> Edited:
    """The message without that line."""
    segment = line(document, index)
    if segment.name == "MSH" and len(document.segments) > 1:
        raise EditError("Without MSH nobody can read the rest; delete the other segments first.")
    after = document.delete_segment(index)
    return Edited(after, _at(after, min(index, len(after.segments) - 1)))


def has_set_id(document: Document, name: str) -> bool:
    """Whether field 1 of that segment counts the segments: a Set ID (HL7 2.5.1, chapter 2A.69)."""
    field = dictionary(document.version).field(name, 1)
    return field is not None and field.name.upper().startswith("SET ID")


def _new_line(document: Document, index: int, name: str) -> str:
    if name in HEADERS:
        return rf"{name}|^~\&|"
    separator = document.delimiters.field
    number = sum(one.name == name for one in document.segments[:index]) + 1
    return f"{name}{separator}{number if has_set_id(document, name) else ''}"


def _at(document: Document, index: int) -> Path:
    found: Segment | None = document.segments[index] if 0 <= index < len(document.segments) else None
    return found.path if found is not None else Path("MSH")
