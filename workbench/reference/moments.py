"""HL7 points in time: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 2.5.1, chapters 2A.22 and 2A.77)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

_SHAPE = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(\.[0-9]{1,4})?)?)?)?)?)?([+-][0-9]{4})?"
)
_FRACTION_ALONE = re.compile(r"[0-9]{4,12}\.[0-9]{1,4}(?:[+-][0-9]{4})?")
_FRACTION, _ZONE = 7, 8
_ZONE_BEHIND = re.compile(r"([+-])([0-9]{2})([0-9]{2})$")
_EARLIEST_H, _LATEST_H = 14, 12
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


def zone_fault(text: str) -> str:
    """What is wrong with the zone that a point in time or a time ends in; "" when it is one on earth, or there is none.

    Zones go from 12 hours behind UTC to 14 hours before it.
    """
    match = _ZONE_BEHIND.search(text.strip())
    if match is None:
        return ""
    minutes = 60 * int(match[2]) + int(match[3])
    fits = int(match[3]) < 60 and minutes <= (_EARLIEST_H if match[1] == "+" else _LATEST_H) * 60
    return "" if fits else f"there is no zone {match[0]}; they go from -1200 to +1400"


def without_false_zone(text: str) -> str:
    """A point in time without its zone, when that is none on earth."""
    return text if not zone_fault(text) else text.strip()[:-5]


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


def pieces(text: str) -> tuple[str, str, str] | None:
    """Digits, fraction with its point, and zone of what is written like a point in time, possible or not; else None."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    return "".join(part or "" for part in match.groups()[:6]), match[_FRACTION] or "", match[_ZONE] or ""


def now_like(text: str, now: datetime, *, digits: int = 0, usual: int = 14) -> str:
    """`now`, as precise as `text` and in its zone; without an example with the `usual` number of digits and no zone.

    `digits` overrules the precision. A clock that does not know its zone, or an impossible zone in `text`, converts
    nothing; the first also writes none.
    """
    found = pieces(text)
    written, fraction, zone = found if found is not None else ("", "", "")
    at = in_zone(now, zone)
    full = f"{at.year:04}{at:%m%d%H%M%S}"
    wanted = digits or len(written) or usual
    behind = f".{at.microsecond:06}"[: len(fraction)] if fraction and wanted == len(full) else ""
    return full[:wanted] + behind + (zone if now.utcoffset() is not None else "")


def in_zone(now: datetime, zone: str) -> datetime:
    """The same moment on the clocks of a zone such as `+0200`; as it is for "" and for no possible zone."""
    if now.utcoffset() is None or not zone:
        return now
    hours, minutes = int(zone[1:3]), int(zone[3:5])
    if hours > 23 or minutes > 59:
        return now
    offset = timedelta(hours=hours, minutes=minutes)
    return now.astimezone(timezone(-offset if zone[0] == "-" else offset))


def _parts(match: re.Match[str]) -> list[int]:
    lowest = (1, 1, 1, 0, 0, 0)
    return [int(part) if part else least for part, least in zip(match.groups(), lowest, strict=False)]
