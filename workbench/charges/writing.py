"""Building the segments of a message, with a note for every field where its value came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.er7 import Delimiters, Path
from workbench.er7.escapes import escape

OUT = Delimiters()
"""The delimiters of everything we compose: | and ^~\\&."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of one field of a composed message came from."""

    path: Path
    text: str
    """In words: "report", "charge master, row 17", "profile default", "clock", "identifier"."""
    report: Path | None = None
    """Where in the report, when it came from there."""


@dataclass
class SegmentWriter:
    """One segment being filled, field by field, in any order."""

    name: str
    occurrence: int = 1
    fields: dict[int, str] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)

    def raw(self, number: int, raw: str, origin: str, report: Path | None = None) -> None:
        """Fill a field with raw text in our delimiters; nothing happens when it is empty."""
        if raw:
            self.fields[number] = raw
            self.origins.append(Origin(Path(self.name, self.occurrence, number), origin, report))

    def text(self, number: int, text: str, origin: str, report: Path | None = None) -> None:
        """Fill a field with plain text."""
        self.raw(number, escape(text, OUT), origin, report)

    def line(self) -> str:
        """The segment. In MSH the field separator counts as field 1."""
        first = 2 if self.name == "MSH" else 1
        last = max(self.fields, default=0)
        return OUT.field.join([self.name, *(self.fields.get(number, "") for number in range(first, last + 1))])


def components(*parts: str) -> str:
    """Plain texts as components; empty ones at the end are dropped."""
    return OUT.component.join(escape(part, OUT) for part in parts).rstrip(OUT.component)


def repetitions(values: Iterable[str]) -> str:
    """Raw values as repetitions of one field; empty ones are dropped."""
    return OUT.repetition.join(value for value in values if value)


def hierarchic(designator: str) -> str:
    """A name of an application or facility (HD); ^ in it divides its parts."""
    return components(*designator.split(OUT.component))
