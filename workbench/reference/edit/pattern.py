"""Patterns of paths: `FT1`, `FT1-*`, `FT1-19.1`, `FT1[2]-26(1)`, `*-3`, `Z*`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.er7 import Path
from workbench.er7.path import OPAQUE
from workbench.errors import WorkbenchError

_SHAPE = re.compile(
    r"""\s*(?P<segment>[A-Za-z0-9*?]{1,3}|\#)
        (?:\[(?P<occurrence>\d+|\*)\])?
        (?:-(?P<field>\d+|\*)
           (?:\((?P<repetition>\d+|\*)\))?
           (?:\.(?P<component>\d+|\*)
              (?:\.(?P<subcomponent>\d+|\*))?)?)?\s*""",
    re.VERBOSE,
)


HEADERS = ("MSH", "FHS", "BHS")
"""The segments whose first two fields are the delimiters."""


class PatternError(WorkbenchError):
    """A pattern that cannot be read."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the numbers of a path must be; None allows any. `*` stands for any number, and for letters of a name."""

    segment: re.Pattern[str]
    numbers: tuple[int | None, int | None, int | None, int | None, int | None]
    """Occurrence, field, repetition, component, subcomponent."""
    depth: str
    """How far it goes: "segment", "field", "repetition", "component" or "subcomponent"."""

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, text: str) -> Pattern:
        """Raises PatternError with a sentence."""
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise PatternError(f"“{text}” is no pattern of paths; write it like FT1-*, FT1-19.1, PID-3 or Z*.")
        levels = ("occurrence", "field", "repetition", "component", "subcomponent")
        numbers = [int(match[level]) if (match[level] or "*") != "*" else None for level in levels]
        depth = next((level for level in reversed(levels[1:]) if match[level] is not None), "segment")
        name = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in match["segment"].upper())
        occurrence, field, repetition, component, subcomponent = numbers
        return cls(re.compile(name), (occurrence, field, repetition, component, subcomponent), depth)

    @property
    def names_delimiters(self) -> bool:
        """Whether it names nothing but the fields that hold the delimiters (HL7 2.5.1, chapter 2.5.4)."""
        return self.numbers[1] in (1, 2) and self.segment.pattern in HEADERS

    def has_segment(self, name: str, occurrence: int) -> bool:
        """Whether a segment may hold something that the pattern covers."""
        return self.numbers[0] in (None, occurrence) and self.segment.fullmatch(name) is not None

    def covers(self, path: Path) -> bool:
        """Whether the pattern names the path or something that it is a part of."""
        if not self.has_segment(path.segment, path.occurrence):
            return False
        if path.segment == OPAQUE:
            return self.depth == "segment"
        # The only value of a field is its first repetition, and so on down: `FT1-6` covers what `FT1-6.1.1` does.
        found = (path.field, path.repetition or 1, path.component or 1, path.subcomponent or 1)
        return all(wanted is None or wanted == number for wanted, number in zip(self.numbers[1:], found, strict=True))
