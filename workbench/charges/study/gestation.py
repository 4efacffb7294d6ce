"""How old a pregnancy is said to be: statements read from texts, and what several of them amount to. Ages are in days.

A statement is a span, since “20 weeks” says less than “20w3d” and “< 14 weeks” less than both. Two statements that
agree narrow each other; two that do not agree make one span that holds both, so that nothing is decided where they
stand on two sides of a limit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.er7 import Path

WEEK = 7
LONGEST_WEEKS = 45
_MOST_DAYS = LONGEST_WEEKS * WEEK + 6

_WEEKS = r"(?:weeks?|wks?|w)\b\.?"
_DAYS = r"(?:days?|d)\b"
_EXACT = re.compile(
    # 20w3d, 20 weeks and 3 days; 20w3; 20 3/7 weeks, 20+3/7; 20+3
    rf"(\d{{1,2}})\s*(?:(?:weeks?|wks?|w)\.?\s*,?\s*(?:and|&|\+)?\s*([0-6])\s*{_DAYS}"
    rf"|w([0-6])\b|[\s+]\s*([0-6])/7\b|\s*\+\s*([0-6])\b(?!\s*/))"
)
_WHOLE = re.compile(rf"(\d{{1,2}})(?:\.\d+)?\s*{_WEEKS}(?!\s*,?\s*(?:and|&|\+)?\s*\d+\s*{_DAYS})")
_IN_DAYS = re.compile(rf"(\d{{1,3}})(?:\.\d+)?\s*{_DAYS}")
_BARE = re.compile(r"(\d{1,3})(?:\.\d+)?$")
_BELOW = re.compile(rf"(<\s*=?|≤|less than|under|before)\s*(\d{{1,2}})\s*{_WEEKS}")
_FROM = re.compile(rf"(?:>\s*=?|≥|greater than|more than|at least|over|after|from)\s*(\d{{1,2}})\s*{_WEEKS}")
_PLUS = re.compile(rf"\b(\d{{1,2}})\s*\+\s*{_WEEKS}")
_LIMIT = re.compile(r"(\d{1,2})w([0-6])d")

Span = tuple[int, int]
"""The least and the most days."""


@dataclass(frozen=True, slots=True)
class AgeStatement:
    """One place that tells the gestational age."""

    text: str
    """As it stands there."""
    span: Span | None
    """None when it cannot be read."""
    exam: int = 0
    """Number of the exam; 0 when it counts for the whole study."""
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class GestationalAge:
    """What the statements of a study amount to."""

    least: int
    most: int
    told: str
    """A clause: the statements with their places."""
    source: Path | None = None

    def is_before(self, days: int) -> bool:
        """Whether it is surely less."""
        return self.most < days

    def is_from(self, days: int) -> bool:
        """Whether it is surely not less."""
        return self.least >= days


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A condition of a rule: `before 14w0d` or `from 14w0d`."""

    days: int
    before: bool

    def holds(self, age: GestationalAge | None) -> bool:
        """Whether the age surely fulfils it; an unknown one does not."""
        return age is not None and (age.is_before(self.days) if self.before else age.is_from(self.days))

    @property
    def told(self) -> str:
        """Such as “from 14w0d”."""
        return f"{'before' if self.before else 'from'} {self.days // WEEK}w{self.days % WEEK}d"


def read_limit(text: str) -> AgeLimit | None:
    """The condition in words of a rule; None when it is none."""
    side, _, limit = text.strip().partition(" ")
    match = _LIMIT.fullmatch(limit.strip())
    if match is None or side not in ("before", "from"):
        return None
    return AgeLimit(int(match[1]) * WEEK + int(match[2]), side == "before")


def read_age(text: str, unit: str = "") -> Span | None:
    """The age at the beginning of a text; `unit` is what OBX-6 says. None for what is no possible age.

    Whole weeks (and tenths of them, which some write for days) are a span of seven days. A bare number is in weeks when
    it can be, else in days.
    """
    said = " ".join(text.casefold().split())
    if match := _EXACT.match(said):
        weeks, days = int(match[1]), int(next(part for part in match.groups()[1:] if part))
        return _possible(weeks * WEEK + days, 0)
    if match := _WHOLE.match(said):
        return _possible(int(match[1]) * WEEK, WEEK - 1)
    if match := _IN_DAYS.match(said):
        return _possible(int(match[1]), 0)
    if (match := _BARE.match(said)) is None:
        return read_bounds(said)
    number, given = int(match[1]), unit.strip().casefold()
    in_days = given in ("d", "day", "days") or (not given and number > LONGEST_WEEKS)
    return _possible(number, 0) if in_days else _possible(number * WEEK, WEEK - 1)


def read_bounds(text: str) -> Span | None:
    """The limits in a name such as “US OB < 14 weeks” or “OB 14+ weeks”; None when it names none."""
    said = text.casefold()
    if match := _BELOW.search(said):
        weeks = int(match[2])
        inclusive = match[1][-1] in "=≤"
        return 0, min(weeks * WEEK + (WEEK - 1 if inclusive else -1), _MOST_DAYS)
    if match := _FROM.search(said) or _PLUS.search(said):
        return int(match[1]) * WEEK, _MOST_DAYS
    return None


def _possible(least: int, more: int) -> Span | None:
    return (least, least + more) if least > 0 and least + more <= _MOST_DAYS else None


def combined(statements: Sequence[AgeStatement], exam: int) -> GestationalAge | None:
    """What is said for one exam: by its own statements and those of the whole study, else by those of other exams."""
    readable = [one for one in statements if one.span is not None]
    own = [one for one in readable if one.exam in (0, exam)] or readable
    if not own:
        return None
    least, most = 0, _MOST_DAYS
    # The narrow ones first: they say most, and what is wide only has to agree with them.
    for number, one in enumerate(sorted(own, key=_width)):
        low, high = one.span or (0, _MOST_DAYS)
        agrees = low <= most and least <= high
        if number == 0 or agrees:
            least, most = max(least, low), min(most, high)
        else:
            least, most = min(least, low), max(most, high)
    places: dict[str, list[str]] = {}
    for one in own:
        places.setdefault(one.text, []).append(str(one.source or "stated"))
    told = ", ".join(f"{text} ({', '.join(where)})" for text, where in places.items())
    return GestationalAge(least, most, told, own[0].source)


def _width(one: AgeStatement) -> int:
    return one.span[1] - one.span[0] if one.span is not None else _MOST_DAYS
