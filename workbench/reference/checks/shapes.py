"""What a value of a primitive type looks like. Each function says what is wrong, or "" when nothing is.

NM: HL7 2.5.1 chapter 2A.46; SI: 2A.69; DT: 2A.21; TM: 2A.75; DTM: 2A.22; TS: 2A.77.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from workbench.reference.moments import clock_fault, fault, zone_fault
from workbench.reference.numbers import NUMBER

_TIME = re.compile(r"([0-9]{2})([0-9]{2})?([0-9]{2})?(\.[0-9]{1,4})?([+-][0-9]{4})?")


def number(value: str) -> str:
    """Digits with an optional sign and point; no thousands separator, no currency."""
    if NUMBER.fullmatch(value.strip()) and value.isascii():
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
    return fault(value) or zone_fault(value)


def time(value: str) -> str:
    """HH[MM[SS[.SSSS]]][+ZZZZ]."""
    stripped = value.strip()
    match = _TIME.fullmatch(stripped)
    if match is None:
        return "a time is written HHMM or HHMMSS"
    return clock_fault(int(match[1]), int(match[2] or 0), int(match[3] or 0)) or zone_fault(value)


SHAPES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"NM": number, "SI": sequence, "DT": day, "TM": time, "DTM": moment, "TS": moment}
)
