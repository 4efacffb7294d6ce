"""The values of a field that holds several, and the components of a value: add, duplicate, remove, move."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Document, EditError, Path
from workbench.er7.delimiters import HEADERS
from workbench.reference.edit.result import Edited


@dataclass(frozen=True, slots=True)
class _Row:
    """The parts on one level beside each other: what stands there, and which of them is meant."""

    above: Path
    """The part that they divide."""
    level: str
    separator: str
    texts: list[str]
    number: int
    """The one that is meant, from 1."""

    def path(self, number: int) -> Path:
        if self.level == "repetition":
            return self.above.at(repetition=number)
        if self.level == "component":
            return self.above.at(component=number)
        return self.above.at(subcomponent=number)


def level_of(path: Path) -> str:
    """What a path names, of what can be added, removed and moved: "repetition", "component" or "subcomponent".

    A whole field counts as its first repetition; "" for a segment.
    """
    if path.field is None:
        return ""
    if path.subcomponent is not None:
        return "subcomponent"
    return "component" if path.component is not None else "repetition"


def add(document: Document, path: Path, raw: str = "") -> Edited:
    """One more part behind the one at `path` (behind the last repetition when it names a whole field)."""
    row = _row(document, path)
    behind = len(row.texts) if path.repetition is None and row.level == "repetition" else row.number
    texts = [*row.texts, *[""] * (behind - len(row.texts))]
    texts.insert(behind, raw)
    return _written(document, row, texts, behind + 1)


def duplicate(document: Document, path: Path) -> Edited:
    """The part at `path` once more, behind itself. Raises EditError where there is none."""
    row = _existing(document, path)
    texts = list(row.texts)
    texts.insert(row.number, texts[row.number - 1])
    return _written(document, row, texts, row.number + 1)


def remove(document: Document, path: Path) -> Edited:
    """Without the part at `path`; the ones behind it move up. The last one of a field leaves it empty."""
    row = _existing(document, path)
    texts = [text for number, text in enumerate(row.texts, 1) if number != row.number]
    return _written(document, row, texts or [""], min(row.number, max(1, len(texts))))


def move(document: Document, path: Path, by: int) -> Edited:
    """The part at `path` `by` places further back (forward when negative). Raises EditError beyond the ends."""
    row = _existing(document, path)
    target = row.number + by
    if not 1 <= target <= len(row.texts):
        raise EditError(f"{row.path(row.number)} is the {'first' if by < 0 else 'last'} {row.level} already.")
    texts = list(row.texts)
    texts.insert(target - 1, texts.pop(row.number - 1))
    return _written(document, row, texts, target)


def _existing(document: Document, path: Path) -> _Row:
    row = _row(document, path)
    if row.number > len(row.texts):
        raise EditError(f"{path} is not there, so there is nothing to duplicate, move or remove.")
    return row


def _row(document: Document, path: Path) -> _Row:
    segment = document.segment(path)
    level = level_of(path)
    if segment is None or segment.is_opaque or not level:
        raise EditError(f"{path} is no field; put the cursor on a field of a segment first.")
    if segment.name in HEADERS and (path.field or 0) <= 2:
        raise EditError(f"{path.field_path()} holds the delimiters themselves and has no parts.")
    signs = document.delimiters
    separator: str = getattr(signs, level)  # the levels are called as the delimiters are
    if not separator:
        raise EditError(f"MSH-2 of this message declares no separator for a {level}.")
    above = path.parent()
    assert above is not None
    number = path.subcomponent or path.component or path.repetition or 1
    if level == "repetition":
        above, number = path.field_path(), path.repetition or 1
    text = document.get(above) or ""
    return _Row(above, level, separator, text.split(separator), number)


def _written(document: Document, row: _Row, texts: list[str], number: int) -> Edited:
    return Edited(document.put(row.above, row.separator.join(texts)), row.path(number))
