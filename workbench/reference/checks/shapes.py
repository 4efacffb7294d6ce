"""What a value of a primitive type looks like. Each function says what is wrong, or "" when nothing is.

NM: HL7 2.5.1 chapter 2A.46; SI: 2A.69; DT: 2A.21; TM: 2A.75; DTM: 2A.22; TS: 2A.77.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_MOMENT = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\.\d{1,4})?([+-]\d{4})?")
_TIME = re.compile(r"(\d\d)(\d\d)?(\d\d)?(\.\d{1,4})?([+-]\d{4})?")


def number(value: str) -> str:
    """Digits with an optional sign and point; no thousands separator, no currency."""
    if _NUMBER.fullmatch(value.strip()) and value.isascii():
        return ""
    return "a number has only digits, a sign and a point"


def sequence(value: str) -> str:
    """A count."""
    stripped = value.strip()
    return "" if stripped.isascii() and stripped.isdigit() else "a sequence number has only digits"


def day(value: str) -> str:
    """YYYY[MM[DD]]. A time behind it is the wrong type but says the right day."""
    stripped = value.strip()
    return moment(stripped) or ("a date has no time" if len(stripped) > 8 else "")


def moment(value: str) -> str:
    """YYYY[MM[DD[HH[MM[SS[.SSSS]]]]]][+ZZZZ]."""
    stripped = value.strip()
    match = _MOMENT.fullmatch(stripped) if stripped.isascii() else None
    if match is None:
        return "a date is written YYYYMMDD, with a time YYYYMMDDHHMMSS"
    if match[7] and not match[6]:
        return "a fraction needs seconds before it"
    year, month, day_of_month = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        date(year, month, day_of_month)
    except ValueError:
        return "there is no such day"
    return _clock(match[4], match[5], match[6])


def time(value: str) -> str:
    """HH[MM[SS[.SSSS]]][+ZZZZ]."""
    stripped = value.strip()
    match = _TIME.fullmatch(stripped) if stripped.isascii() else None
    return _clock(match[1], match[2], match[3]) if match else "a time is written HHMM or HHMMSS"


def _clock(hour: str | None, minute: str | None, second: str | None) -> str:
    fits = int(hour or 0) < 24 and int(minute or 0) < 60 and int(second or 0) < 60
    return "" if fits else "there is no such time"


SHAPES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"NM": number, "SI": sequence, "DT": day, "TM": time, "DTM": moment, "TS": moment}
)


def read_day(value: str) -> date | None:
    """The day that a date or moment begins with; None when there is none."""
    digits = value.strip()[:8]
    if len(digits) < 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
