"""Calculating with numbers as HL7 writes them (see `reference.numbers`).

A sign is changed in the text, so that scale, leading zeros and blanks stay: 79.000000 becomes -79.000000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from workbench.reference.numbers import NUMBER, number

__all__ = ["CENT", "decimals_of", "number", "signed", "to_cents", "total", "written_otherwise"]

CENT = Decimal("0.01")
"""What money is rounded to."""
_EXACT = Context(prec=80)
_WHOLE_CURRENCIES = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
"""Without a smaller unit (ISO 4217)."""


def decimals_of(currency: str) -> int:
    """How many decimals an amount may have; two where the currency is not known."""
    return 0 if currency.upper() in _WHOLE_CURRENCIES else 2


def signed(text: str, *, negative: bool) -> str:
    """The same number with that sign; zero has none. Text that is no number comes back as it is."""
    bare = text.strip()  # whatever kind of blank stands around a number, it is read without
    match, found = NUMBER.fullmatch(bare), number(bare)
    if match is None or found is None:
        return text
    if (found < 0) is negative and found != 0:
        return text
    sign = "-" if negative and found != 0 else ""
    start = text.index(bare)
    return f"{text[:start]}{sign}{match[3]}{text[start + len(bare) :]}"


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever the scales."""
    result = Decimal(0)
    for one in numbers:
        result = _EXACT.add(result, one)
    return result


def written_otherwise(text: str) -> str:
    """What people write differently in an amount of a table, and how it is meant: a clause; "" for anything else."""
    if re.fullmatch(r"-?[0-9]{1,3}([,' ][0-9]{3})+(\.[0-9]+)?", text):
        return f"has a thousands separator; write {re.sub(r'[^0-9.-]', '', text)}"
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}", text):
        return f"has a thousands separator and a decimal comma; write {text.replace('.', '').replace(',', '.')}"
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", text):
        return f"has a decimal comma; write {text.replace(',', '.')}"
    return ""


def to_cents(amount: Decimal) -> Decimal:
    """Rounded as people do: half a cent goes up, away from zero. Everything that is charged is rounded here."""
    return amount.quantize(CENT, ROUND_HALF_UP, _EXACT)
