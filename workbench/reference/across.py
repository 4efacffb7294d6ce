"""One field in all versions side by side: since when it is there, and what changed.

Needs the tables of every version, about half a second the first time: not for the thread that draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.reference.definitions import FieldDef
from workbench.reference.dictionary import dictionary
from workbench.reference.versions import FT1_VERSIONS, SUPPORTED

_OPTIONALITY = {
    "R": "required",
    "O": "optional",
    "C": "conditional",
    "B": "kept for old systems",
    "W": "withdrawn",
    "X": "not used",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Versions in a row that say the same of a field."""

    first: str
    last: str
    field: FieldDef | None
    """None where the segment does not have the field."""

    @property
    def versions(self) -> str:
        """ "2.3" or "2.3 to 2.5.1"."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


def versions_of(segment: str) -> tuple[str, ...]:
    """The versions whose definition of a segment is known, oldest first."""
    return FT1_VERSIONS if segment == "FT1" else SUPPORTED


def field_in(segment: str, number: int, version: str) -> FieldDef | None:
    """The field as one version has it; None when that version does not have it."""
    return dictionary(version).field(segment, number)


@lru_cache(maxsize=512)
def field_across(segment: str, number: int) -> tuple[Span, ...]:
    """What each version says of a field, equal neighbours joined. Oldest first."""
    spans: list[Span] = []
    for version in versions_of(segment):
        field = field_in(segment, number, version)
        if spans and not differences(spans[-1].field, field):
            spans[-1] = Span(spans[-1].first, version, field)
        else:
            spans.append(Span(version, version, field))
    return tuple(spans)


def differences(before: FieldDef | None, after: FieldDef | None) -> tuple[str, ...]:
    """What is different in the later definition, in words; empty when nothing that counts is."""
    if before is None or after is None:
        return () if before is after else ("the field is new",) if after else ("the field is not there",)
    return tuple(_differences(before, after))


def _differences(before: FieldDef, after: FieldDef) -> Iterator[str]:
    if _name(before) != _name(after):
        yield f"called “{after.name}” instead of “{before.name}”"
    if before.optionality != after.optionality:
        yield f"{optionality(before)} → {optionality(after)}"
    if after.optionality == "W":
        return  # what else the tables say of a withdrawn field is not of use
    if before.datatype != after.datatype:
        yield f"data type {before.datatype or 'unknown'} → {after.datatype or 'unknown'}"
    if before.max_repetitions != after.max_repetitions:
        yield f"{repetitions(before)} → {repetitions(after)}"
    if before.length != after.length:
        yield f"{length(before)} → {length(after)}"
    if before.table != after.table:
        yield f"{_table(before)} → {_table(after)}"


def summary(field: FieldDef | None) -> str:
    """A definition in one line."""
    if field is None:
        return "not there"
    if field.optionality == "W":
        return "withdrawn"
    parts = [field.datatype, optionality(field), repetitions(field), length(field) if field.length else "", ""]
    parts[-1] = _table(field) if field.table else ""
    return ", ".join(part for part in parts if part)


def optionality(field: FieldDef) -> str:
    """Whether it must be there, in words."""
    return _OPTIONALITY.get(field.optionality, "unknown")


def repetitions(field: FieldDef) -> str:
    """How often it may stand there, in words."""
    return {0: "repeats", 1: "once"}.get(field.max_repetitions, f"up to {field.max_repetitions} times")


def length(field: FieldDef) -> str:
    """How long it may be, in words."""
    return f"at most {field.length} characters" if field.length else "no length given"


def _table(field: FieldDef) -> str:
    return f"table {field.table}" if field.table else "no table"


def _name(field: FieldDef) -> str:
    """Names that differ in case, dashes or a trailing segment name are the same."""
    return "".join(character for character in field.name.casefold() if character.isalnum())
