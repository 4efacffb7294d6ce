"""Texts that the user typed and the message could not take, with the reason, by the exact place they are meant for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.er7 import Path
from workbench.ui.editor.field_editor import FieldEditor, Place


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What stands in an input and could not be put into the message, and why."""

    raw: str
    reason: str


Held = Mapping[Path, Unfinished]


def below(path: Path, place: Place) -> Path:
    """The path of a place below a field, repetition or component."""
    component, subcomponent = place
    if component is not None:
        return path.at(component=component, subcomponent=subcomponent)
    return path.at(subcomponent=subcomponent) if subcomponent is not None else path


def held_for(editor: FieldEditor, path: Path, held: Held) -> tuple[dict[Place, str], str]:
    """What was refused of the inputs of the editor for `path`, by place; and the first reason, "" for none."""
    found = {place: held[below(path, place)] for place in editor.places if below(path, place) in held} if held else {}
    return {place: one.raw for place, one in found.items()}, next((one.reason for one in found.values()), "")
