"""Building the segments of a message, with a note for every field where its value came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.er7 import Delimiters, Path
from workbench.er7.escapes import escape as escape_any

OUT = Delimiters()
"""The delimiters of everything we compose: | and ^~\\&."""


# What is free of these needs no escaping; nearly every value is, and this is the hot path of composing.
_SPECIAL = re.compile(r"[|^~\\\\&\x00-\x08\x0a-\x1f]")


def escape(text: str) -> str:
    """Plain text as a value in our delimiters."""
    return escape_any(text, OUT) if _SPECIAL.search(text) else text


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
        self.raw(number, escape(text), origin, report)

    def line(self) -> str:
        """The segment. In MSH the field separator counts as field 1."""
        first = 2 if self.name == "MSH" else 1
        last = max(self.fields, default=0)
        get = self.fields.get
        return "|".join([self.name, *[get(number, "") for number in range(first, last + 1)]])


@dataclass
class Sheet:
    """The segments of one message in their order; each knows the how many-th of its name it is."""

    segments: list[SegmentWriter | str] = field(default_factory=list)
    """A text is a segment that is passed on as it was received."""
    _counts: Counter[str] = field(default_factory=Counter)

    def new(self, name: str) -> SegmentWriter:
        """The next segment, to be filled."""
        self._counts[name] += 1
        segment = SegmentWriter(name, self._counts[name])
        self.segments.append(segment)
        return segment

    def keep(self, line: str) -> None:
        """A segment that is not ours."""
        self.segments.append(line)

    def lines(self) -> list[str]:
        """The segments as text."""
        return [one if isinstance(one, str) else one.line() for one in self.segments]

    def origins(self) -> tuple[Origin, ...]:
        """Where the values came from, in the order of the message."""
        return tuple([origin for one in self.segments if not isinstance(one, str) for origin in one.origins])


def components(*parts: str) -> str:
    """Plain texts as components; empty ones at the end are dropped."""
    return "^".join([escape(part) for part in parts]).rstrip("^")


def repetitions(values: Iterable[str]) -> str:
    """Raw values as repetitions of one field; empty ones are dropped."""
    return "~".join([value for value in values if value])


def hierarchic(designator: str) -> str:
    """A name of an application or facility (HD); ^ in it divides its parts."""
    return components(*designator.split(OUT.component))
