"""HL7 dates and times as words, and changed without losing their precision or their zone.

DTM and TS are `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ]`, DT stops at the day, TM begins at the hour (HL7 2.5.1, chapter
2A.21, 2A.22, 2A.75, 2A.77).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from workbench.reference import moments
from workbench.reference.common_dates import hl7_date, hl7_time

DATES = frozenset({"DT", "DTM", "TS"})
TIMES = frozenset({"TM"})
NO_DATE, NO_TIME = "no date", "no time"
"""What stands beside a text that is neither HL7's nor one that people write; short, since there is little room."""
HOW_TO_WRITE = {
    NO_DATE: "This is not an HL7 date. Write 20260301 or 2026-03-01, with a time 202603011015 or 2026-03-01 10:15.",
    NO_TIME: "This is not an HL7 time. Write 1015 or 10:15.",
}
MOMENTS = DATES | TIMES
"""Data types whose first leaf is a point in time."""

_TM = re.compile(r"([0-9]{2}(?:[0-9]{2}){0,2})(\.[0-9]{1,4})?([+-][0-9]{4})?")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_DATE_WORDS = re.compile(rf"\b({'|'.join(_DAYS)}) ([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) (?=[0-9])")


def in_words(text: str, datatype: str) -> str:
    """`202603011600+0100` as `Sun 1 March 2026, 16:00, UTC+01:00`; says so when it is no date; "" for nothing.

    A date that is written in another way is told as HL7 writes it.
    """
    if not text.strip() or text == '""':
        return ""
    if datatype in TIMES:
        match = _TM.fullmatch(text.strip())
        clock = _clock(match[1], match[2]) if match is not None else ""
        return f"{clock}{_zone(match[3])}" if match is not None and clock else _meant(text, datatype)
    found = moments.pieces(text)
    words = _date(found[0], found[1]) if found is not None else ""
    return f"{words}{_zone(found[2])}" if found is not None and words else _meant(text, datatype)


def as_hl7(text: str, datatype: str) -> str:
    """The text as HL7 writes it, as precise as it was; "" when it is HL7's already or nothing that can be read."""
    return hl7_time(text) if datatype in TIMES else hl7_date(text, timed=datatype != "DT")


def _meant(text: str, datatype: str) -> str:
    written = as_hl7(text, datatype)
    return f"→ {written}" if written else NO_TIME if datatype in TIMES else NO_DATE


def range_in_words(start: str, end: str) -> str:
    """Both ends of a range, or the one that there is."""
    first, last = in_words(start, "DTM"), in_words(end, "DTM")
    if first and last:
        return f"{first} to {last}"
    return first or (f"until {last}" if last else "")


def shorter_words(words: str) -> tuple[str, ...]:
    """`Mon 2 September 2026, 16:00` with the month in three letters, and then without the day of the week.

    Nothing for words that are no date.
    """
    found = _DATE_WORDS.search(words)
    if found is None:
        return ()
    brief = _DATE_WORDS.sub(lambda one: f"{one[1]} {one[2]} {one[3][:3]} ", words)
    bare = _DATE_WORDS.sub(lambda one: f"{one[2]} {one[3][:3]} ", words)
    return (brief, bare) if brief != words else (bare,)


def with_day(text: str, day: date) -> str:
    """The same moment on another day. Time and zone stay as they are; what is no date is replaced."""
    written = f"{day:%Y%m%d}" if day.year > 999 else f"{day.year:04}{day:%m%d}"
    found = moments.pieces(text)
    return written if found is None else written + found[0][8:] + found[1] + found[2]


def now_like(text: str, datatype: str, now: datetime) -> str:
    """`now`, as precise as `text` and in its zone. Without an example: to the day for DT, else to the second.

    `now` has to be aware of its zone; where the text names none, none is written.
    """
    if datatype not in TIMES:
        return moments.now_like(text, now, usual=8 if datatype == "DT" else 14)
    match = _TM.fullmatch(text.strip())
    if match is None:
        return now.strftime("%H%M%S")
    at = moments.in_zone(now, match[3] or "")
    fraction = f".{at.microsecond:06}"[: len(match[2])] if match[2] else ""
    return at.strftime("%H%M%S")[: len(match[1])] + fraction + (match[3] or "")


def _date(digits: str, fraction: str | None) -> str:
    year = int(digits[:4])
    if len(digits) == 4:
        return f"the year {year}"
    month = int(digits[4:6])
    if not 1 <= month <= 12:
        return ""
    if len(digits) == 6:
        return f"{_MONTHS[month - 1]} {year}"
    day = moments.day(digits[:8])
    if day is None:
        return ""
    words = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[month - 1]} {year}"
    if len(digits) == 8:
        return words
    clock = _clock(digits[8:], fraction)
    return f"{words}, {clock}" if clock else ""


def _clock(digits: str, fraction: str | None) -> str:
    """`1600` as `16:00`, `16` as `16 h`; "" for what is no time of a day."""
    numbers = [int(digits[start : start + 2]) for start in range(0, len(digits), 2)]
    hour, minute, second = (*numbers, 0, 0)[:3]
    try:
        time(hour, minute, second)
    except ValueError:
        return ""
    if len(numbers) == 1:
        return f"{numbers[0]} h"
    return ":".join(f"{number:02}" for number in numbers) + (fraction or "")


def _zone(zone: str | None) -> str:
    return f", UTC{zone[:3]}:{zone[3:]}" if zone else ""
