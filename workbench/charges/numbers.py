"""Numbers as HL7 writes them (NM: HL7 2.5.1, chapter 2A.47): an optional sign, digits, an optional decimal point.

A sign is changed in the text, so that scale, leading zeros and blanks stay: 79.000000 becomes -79.000000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal

_NUMBER = re.compile(r"([ ]*)([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)([ ]*)")
_LONGEST = 20
"""Digits of a number that is calculated with; more is no money and no count."""
_EXACT = Context(prec=80)


def number(text: str) -> Decimal | None:
    """The number; None when it is none: empty, thousands separators, a sign behind, more than 20 characters."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(match[3]) > _LONGEST:
        return None
    return Decimal(match[2] + match[3])


def signed(text: str, *, negative: bool) -> str:
    """The same number with that sign; zero has none. Text that is no number comes back as it is."""
    match = _NUMBER.fullmatch(text)
    found = number(text)
    if match is None or found is None:
        return text
    if (found < 0) is negative and found != 0:
        return text
    sign = "-" if negative and found != 0 else ""
    return f"{match[1]}{sign}{match[3]}{match[4]}"


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever the scales."""
    result = Decimal(0)
    for one in numbers:
        result = _EXACT.add(result, one)
    return result
