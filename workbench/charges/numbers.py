"""Calculating with numbers as HL7 writes them (see `reference.numbers`).

A sign is changed in the text, so that scale, leading zeros and blanks stay: 79.000000 becomes -79.000000.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from workbench.reference.numbers import NUMBER, number

__all__ = ["CENT", "number", "signed", "to_cents", "total"]

CENT = Decimal("0.01")
"""What money is rounded to."""
_EXACT = Context(prec=80)


def signed(text: str, *, negative: bool) -> str:
    """The same number with that sign; zero has none. Text that is no number comes back as it is."""
    match = NUMBER.fullmatch(text)
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


def to_cents(amount: Decimal) -> Decimal:
    """Rounded as people do: half a cent goes up, away from zero. Everything that is charged is rounded here."""
    return amount.quantize(CENT, ROUND_HALF_UP, _EXACT)
