"""Addresses in a message, such as `FT1[2]-26(1).1`: segment, occurrence, field, repetition, component, subcomponent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.errors import WorkbenchError

OPAQUE = "#"
"""Stands for the segment name of a line that is no segment: prose, a blank line, a broken-off piece."""

_PATTERN = re.compile(
    r"""\s*(?P<segment>[A-Za-z][A-Za-z0-9]{2}|\#)
        (?:\[(?P<occurrence>[0-9]{1,6})\])?
        (?:[-.](?P<field>[0-9]{1,6})
           (?:\((?P<repetition>[0-9]{1,6})\))?
           (?:\.(?P<component>[0-9]{1,6})
              (?:\.(?P<subcomponent>[0-9]{1,6}))?)?)?\s*""",
    re.VERBOSE,
)
_LEVELS = ("occurrence", "field", "repetition", "component", "subcomponent")


class PathError(WorkbenchError):
    """A path that cannot be read."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where something stands in a message. All numbers count from 1.

    Without `field` it is a whole segment; without `repetition` and `component` a whole field with all its repetitions;
    a component without a repetition is that of the first one.
    """

    segment: str
    occurrence: int = 1
    field: int | None = None
    repetition: int | None = None
    component: int | None = None
    subcomponent: int | None = None

    @classmethod
    @lru_cache(maxsize=4096)  # the same few paths are read again and again, for every message
    def parse(cls, text: str) -> Path:
        """Read `FT1-11`, `ft1[2]-26(1).1`, `PID-3.4.1`, `ZED` or `#[3]`. Raises PathError with a sentence."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise PathError(f"“{text}” is no path; write it like FT1-6, PID-3.1 or FT1[2]-26(1).1.")
        numbers = {name: int(found) for name in _LEVELS if (found := match[name]) is not None}
        for name, number in numbers.items():
            if number < 1:
                raise PathError(f"“{text}” is no path: the {name} counts from 1, not from {number}.")
        return cls(match["segment"].upper(), **numbers)

    @classmethod
    def of(cls, path: Path | str) -> Path:
        """The path itself, or the parsed text."""
        return path if isinstance(path, Path) else cls.parse(path)

    def __str__(self) -> str:
        parts = [self.segment]
        if self.occurrence != 1:
            parts.append(f"[{self.occurrence}]")
        if self.field is not None:
            parts.append(f"-{self.field}")
            if self.repetition is not None:
                parts.append(f"({self.repetition})")
            if self.component is not None:
                parts.append(f".{self.component}")
                if self.subcomponent is not None:
                    parts.append(f".{self.subcomponent}")
        return "".join(parts)

    def at(
        self,
        *,
        field: int | None = None,
        repetition: int | None = None,
        component: int | None = None,
        subcomponent: int | None = None,
    ) -> Path:
        """The same path with the given levels set; levels below the highest one given are dropped unless given too."""
        if field is not None:
            # Not by replace(), which takes four times as long: nothing is called as often as this.
            return Path(self.segment, self.occurrence, field, repetition, component, subcomponent)
        if repetition is not None:
            return replace(self, repetition=repetition, component=component, subcomponent=subcomponent)
        if component is not None:
            return replace(self, component=component, subcomponent=subcomponent)
        return replace(self, subcomponent=subcomponent)

    def parent(self) -> Path | None:
        """One level up; None above a segment."""
        if self.subcomponent is not None:
            return replace(self, subcomponent=None)
        if self.component is not None:
            return replace(self, component=None)
        if self.repetition is not None:
            return replace(self, repetition=None)
        if self.field is not None:
            return replace(self, field=None)
        return None

    def field_path(self) -> Path:
        """The whole field that this path lies in (or the segment, when it names no field)."""
        return replace(self, repetition=None, component=None, subcomponent=None)

    def segment_path(self) -> Path:
        """The segment that this path lies in."""
        return Path(self.segment, self.occurrence)
