"""Which piece of text an edit at a path replaces: exactly its own span, or padding where the segment ends before it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7.delimiters import HEADERS
from workbench.er7.parts import Component, Field, Repetition, Segment, Subcomponent
from workbench.er7.path import Path
from workbench.errors import WorkbenchError

_MAX_PADDING = 10_000
"""No real segment has this many fields; a larger number is a slip of the finger that would fill the memory."""


class EditError(WorkbenchError):
    """An edit that would change more than what it names."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:stop] by `text`."""

    start: int
    stop: int
    text: str


def edit_for(segment: Segment | None, path: Path, raw: str) -> Edit:
    """The edit that makes `raw` stand at `path`. Raises EditError with a sentence."""
    if segment is None:
        raise EditError(f"There is no {path.segment_path()} in this message; insert the segment first.")
    _refuse_control(path, raw)
    if path.field is None:
        if segment.name in HEADERS and not raw.startswith(segment.text[:4]):
            raise EditError(f"{path} says how the message is read; it must go on beginning with “{segment.text[:4]}”.")
        return Edit(segment.start, segment.stop, raw)
    if segment.is_opaque:
        raise EditError(f"{path}: this line is no segment, so it has no fields; edit it as text.")
    if segment.name in HEADERS and path.field <= 2:
        return _edit_delimiters(segment, path, raw)
    _refuse_delimiters(segment, path, raw)
    return _edit_field(segment, path, raw)


def _edit_field(segment: Segment, path: Path, raw: str) -> Edit:
    assert path.field is not None
    missing = path.field - len(segment.fields)
    deeper = _deeper(segment, path, raw)
    if missing > 0:
        stop = segment.stop
        return Edit(stop, stop, _padding(segment.delimiters.field, missing, path) + deeper)
    field = segment.fields[path.field - 1]
    if path.repetition is None and path.component is None:
        return Edit(field.start, field.stop, raw)
    return _edit_repetition(segment, field, path, raw)


def _edit_repetition(segment: Segment, field: Field, path: Path, raw: str) -> Edit:
    number = path.repetition or 1
    missing = number - len(field.repetitions)
    if missing > 0:
        padding = _padding(segment.delimiters.repetition, missing, path)
        return Edit(field.stop, field.stop, padding + _below_repetition(segment, path, raw))
    repetition: Repetition = field.repetitions[number - 1]
    if path.component is None:
        return Edit(repetition.start, repetition.stop, raw)
    return _edit_component(segment, repetition, path, raw)


def _edit_component(segment: Segment, repetition: Repetition, path: Path, raw: str) -> Edit:
    assert path.component is not None
    missing = path.component - len(repetition.components)
    if missing > 0:
        padding = _padding(segment.delimiters.component, missing, path)
        return Edit(repetition.stop, repetition.stop, padding + _below_component(segment, path, raw))
    component: Component = repetition.components[path.component - 1]
    if path.subcomponent is None:
        return Edit(component.start, component.stop, raw)
    missing = path.subcomponent - len(component.subcomponents)
    if missing > 0:
        padding = _padding(segment.delimiters.subcomponent, missing, path)
        return Edit(component.stop, component.stop, padding + raw)
    subcomponent: Subcomponent = component.subcomponents[path.subcomponent - 1]
    return Edit(subcomponent.start, subcomponent.stop, raw)


def _deeper(segment: Segment, path: Path, raw: str) -> str:
    """`raw` with the padding that it needs inside a field that does not exist yet."""
    before = _padding(segment.delimiters.repetition, (path.repetition or 1) - 1, path)
    return before + _below_repetition(segment, path, raw)


def _below_repetition(segment: Segment, path: Path, raw: str) -> str:
    before = _padding(segment.delimiters.component, (path.component or 1) - 1, path)
    return before + _below_component(segment, path, raw)


def _below_component(segment: Segment, path: Path, raw: str) -> str:
    return _padding(segment.delimiters.subcomponent, (path.subcomponent or 1) - 1, path) + raw


def _padding(separator: str, count: int, path: Path) -> str:
    if count > _MAX_PADDING:
        raise EditError(f"{path} is too far out: {count} empty places would have to be added before it.")
    if count > 0 and not separator:
        raise EditError(f"{path} cannot be written: MSH-2 of this message declares no separator for that level.")
    return separator * count


def _edit_delimiters(segment: Segment, path: Path, raw: str) -> Edit:
    """MSH-1 and MSH-2 are the delimiters; changing them changes how everything behind them is read."""
    if path.repetition is not None or path.component is not None:
        raise EditError(f"{path}: {segment.name}-{path.field} holds the delimiters and has no parts.")
    if path.field == 1 and (len(raw) != 1 or raw.isalnum() or raw.isspace()):
        raise EditError(f"{path} holds the field separator: exactly one character that is no letter or digit.")
    if path.field == 1 and raw in segment.delimiters.declared:
        raise EditError(f"{path} holds the field separator; “{raw}” is another delimiter already, see MSH-2.")
    if path.field == 2 and (not raw or any(sign.isalnum() or sign.isspace() for sign in raw)):
        raise EditError(f"{path} holds the delimiters: one to five signs that are no letters, digits or blanks.")
    if path.field == 2 and segment.delimiters.field in raw:
        raise EditError(f"{path} holds the other delimiters; “{segment.delimiters.field}” is the field separator.")
    assert path.field is not None
    field = segment.field(path.field)
    if field is None:
        assumed = "" if path.field == 1 else _padding(segment.delimiters.field, 2 - len(segment.fields), path)
        return Edit(segment.stop, segment.stop, assumed + raw)
    return Edit(field.start, field.stop, raw)


def _refuse_control(path: Path, raw: str) -> None:
    if "\r" in raw or "\n" in raw:
        raise EditError(f"{path}: a line break would end the segment; write \\.br\\ for a line break in a text.")
    for character, escaped in (("\x0b", "\\X0B\\"), ("\x1c", "\\X1C\\")):
        if character in raw:
            raise EditError(
                f"{path}: the control character U+{ord(character):04X} would end the message on the wire;"
                f" write {escaped} for it."
            )


def _refuse_delimiters(segment: Segment, path: Path, raw: str) -> None:
    """A value may hold the delimiters below its own level, never those at or above it."""
    signs = segment.delimiters
    refused = [(signs.field, "field", "F")]
    if path.repetition is not None or path.component is not None:
        refused.append((signs.repetition, "repetition", "R"))
    if path.component is not None:
        refused.append((signs.component, "component", "S"))
    if path.subcomponent is not None:
        refused.append((signs.subcomponent, "subcomponent", "T"))
    for sign, level, letter in refused:
        if sign and sign in raw:
            instead = f"; write {signs.escape}{letter}{signs.escape} for it" if signs.escape else ""
            raise EditError(f"{path}: “{sign}” is the {level} separator of this message{instead}.")
