"""Numbers as HL7 writes them (NM): digits, a sign before them, one point (HL7 2.5.1, chapter 2A.46)."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = re.compile(r"([ ]*)([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)([ ]*)")
"""Blanks, sign, digits, blanks."""
_LONGEST = 20
"""Digits of a number that is calculated with; more is no money and no count."""


def number(text: str) -> Decimal | None:
    """The number; None when it is none: empty, thousands separators, a sign behind, more than 20 characters."""
    match = NUMBER.fullmatch(text)
    if match is None or len(match[3]) > _LONGEST:
        return None
    found = Decimal(match[2] + match[3])
    return found if found else abs(found)  # nobody owes -0.00
