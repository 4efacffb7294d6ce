"""HL7 points in time: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 2.5.1, chapters 2A.22 and 2A.77)."""

from __future__ import annotations

import re
from datetime import date, datetime

_SHAPE = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(\.[0-9]{1,4})?)?)?)?)?)?([+-][0-9]{4})?"
)
_FRACTION_ALONE = re.compile(r"[0-9]{4,12}\.[0-9]{1,4}(?:[+-][0-9]{4})?")
_DAY = 3
"""How many parts are precise to the day."""


def fault(text: str) -> str:
    """What is wrong with a point in time, a piece of a sentence; "" when nothing is."""
    stripped = text.strip()
    match = _SHAPE.fullmatch(stripped)
    if match is None:
        if _FRACTION_ALONE.fullmatch(stripped):
            return "a fraction needs seconds before it"
        return "a date is written YYYYMMDD, with a time YYYYMMDDHHMMSS"
    year, month, day_of_month, *clock = _parts(match)
    try:
        date(year, month, day_of_month)
    except ValueError:
        return "there is no such day"
    return clock_fault(*clock)


def clock_fault(hour: int, minute: int, second: int) -> str:
    """The same for a time of the day."""
    return "" if hour < 24 and minute < 60 and second < 60 else "there is no such time"


def moment(text: str) -> datetime | None:
    """The point in time without its zone, missing parts at their lowest; None when it is no possible one."""
    match = _SHAPE.fullmatch(text.strip())
    try:
        return datetime(*_parts(match)) if match is not None else None  # type: ignore[arg-type]
    except ValueError:  # a thirteenth month, a 30th of February, the year 0
        return None


def day(text: str) -> date | None:
    """The day of a point in time; None when it is no possible one or not precise to the day."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None or match[_DAY] is None:
        return None
    found = moment(text)
    return found.date() if found is not None else None


def _parts(match: re.Match[str]) -> list[int]:
    lowest = (1, 1, 1, 0, 0, 0)
    return [int(part) if part else least for part, least in zip(match.groups(), lowest, strict=False)]
