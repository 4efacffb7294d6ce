"""HL7 points in time: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 2.5.1, chapter 2A.77)."""

from __future__ import annotations

import re
from datetime import date, datetime

_SHAPE = re.compile(r"([0-9]{4,14})(\.[0-9]{1,4})?([+-][0-9]{4})?")
_PARTS = ((4, "%Y"), (6, "%m"), (8, "%d"), (10, "%H"), (12, "%M"), (14, "%S"))


def moment(text: str) -> datetime | None:
    """The point in time without its zone, missing parts at their lowest; None when it is no possible one."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1]
    pattern = "".join(sign for length, sign in _PARTS if length <= len(digits))
    if len(digits) not in [length for length, _ in _PARTS]:
        return None
    try:
        return datetime.strptime(digits, pattern)
    except ValueError:  # a thirteenth month, a 30th of February
        return None


def day(text: str) -> date | None:
    """The day of a point in time; None when it is no possible one or not precise to the day."""
    found, match = moment(text), _SHAPE.fullmatch(text.strip())
    return found.date() if found is not None and match is not None and len(match[1]) >= 8 else None


def stamp(at: datetime) -> str:
    """A point in time to the second, as HL7 writes it, without a zone."""
    return at.strftime("%Y%m%d%H%M%S")
