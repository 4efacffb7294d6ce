"""HL7 points in time: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 2.5.1, chapter 2A.77)."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

_SHAPE = re.compile(r"([0-9]{4,14})(\.[0-9]{1,4})?([+-][0-9]{4})?")
_LENGTHS = (4, 6, 8, 10, 12, 14)
"""Digits of a year, and of what is precise to the month, day, hour, minute and second."""


@lru_cache(maxsize=4096)  # the few times of a study are asked for again and again
def moment(text: str) -> datetime | None:
    """The point in time without its zone, missing parts at their lowest; None when it is no possible one."""
    digits = _digits(text)
    if len(digits) not in _LENGTHS:
        return None
    parts = [int(digits[start : start + 2]) for start in range(4, len(digits), 2)]
    month, day_of_month, hour, minute, second = (*parts, *(1, 1, 0, 0, 0)[len(parts) :])
    try:
        return datetime(int(digits[:4]), month, day_of_month, hour, minute, second)
    except ValueError:  # a thirteenth month, a 30th of February, the year 0
        return None


def day(text: str) -> date | None:
    """The day of a point in time; None when it is no possible one or not precise to the day."""
    found = moment(text) if len(_digits(text)) >= 8 else None
    return found.date() if found is not None else None


def _digits(text: str) -> str:
    """The digits before fraction and zone; "" for what has not the shape of a point in time."""
    match = _SHAPE.fullmatch(text.strip())
    return match[1] if match is not None else ""


def stamp(at: datetime) -> str:
    """A point in time to the second, as HL7 writes it, without a zone."""
    return at.strftime("%Y%m%d%H%M%S")
