"""What can be told of an FT1 as a row: which column is which, whether it is shifted, whether columns are exchanged.

FT1: HL7 2.5.1, chapter 6.5.1; table 0017. In 2.1 FT1-10 is the amount and FT1-11 the quantity; from 2.2 on it is the
other way round. Both checks and charges ask here, so that they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from workbench.reference.transaction_types import ALL
from workbench.reference.versions import choose

TYPES = frozenset(code for code in ALL if len(code) > 1)
"""A column beside FT1-6 that holds one of these alone is taken for FT1-6; a single letter there may be anything."""
NEAR = (5, 7, 4, 8, 3, 9, 10, 11)
"""Columns in which the type of a shifted row is looked for, the likelier ones first."""
_HALF_CENT = Decimal("0.005")
_CENTS = re.compile(r"[+-]?[0-9]{1,12}\.[0-9]{2}")
_MOST_DIGITS = 12
_FEW = 20
"""More is no number of times that something was done."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which field holds what."""

    quantity: int = 10
    amount: int = 11
    insurance: int = 15


_LAYOUT, _OLD = Layout(), Layout(quantity=11, amount=10)


@lru_cache(256)
def layout_of(version: str) -> Layout:
    """The columns of a version (MSH-12.1), which is read as for the dictionary: V2.1 and 1.0 are 2.1 too."""
    return _OLD if choose(version).ft1 == "2.1" else _LAYOUT


def type_beside(value_of: Callable[[int], str], types: Container[str] = TYPES) -> int | None:
    """The column beside FT1-6 that holds a transaction type; None when the row is not shifted, as far as that tells.

    `value_of` gives the first component of a field, without blanks around it; `types` are in capitals, the value need
    not be.
    """
    return next((number for number in NEAR if value_of(number).upper() in types), None)


def columns_away(number: int) -> str:
    """How far beside FT1-6 a column is: 2 columns to the left."""
    by = abs(number - 6)
    return f"{by} column{'s' if by > 1 else ''} to the {'left' if number < 6 else 'right'}"


def separators_to_mend(number: int) -> str:
    """What to do about a type in that column: Add 2 field separators."""
    by = abs(number - 6)
    return f"{'Add' if number < 6 else 'Take out'} {by} field separator{'s' if by > 1 else ''}"


def agrees(amount: Decimal, quantity: Decimal, unit: Decimal) -> bool:
    """Whether |amount| = |quantity| × |price of one| to the cent."""
    return abs(abs(quantity * unit) - abs(amount)) < _HALF_CENT


def columns_swapped(amount: Decimal, quantity: Decimal, unit: Decimal) -> bool:
    """Whether amount and quantity fit the price of one only when each stands in the other's place.

    They also do when the quantity is the price itself and the amount a small whole number: nobody multiplied then.
    """
    amount, quantity, unit = abs(amount), abs(quantity), abs(unit)
    if not (amount and quantity and unit) or agrees(amount, quantity, unit):
        return False
    small = amount <= _FEW and amount == amount.to_integral_value()
    return agrees(quantity, amount, unit) or (quantity == unit > amount and small)


def columns_look_swapped(amount: str, quantity: str) -> bool:
    """The same where no price of one proves it: a quantity such as 350.00 beside an amount such as 1."""
    whole, cents = amount.strip().lstrip("+-"), _CENTS.fullmatch(quantity.strip())
    if cents is None or not (whole.isascii() and whole.isdigit()):
        return False
    return 0 < int(whole[:_MOST_DIGITS]) <= _FEW and abs(Decimal(quantity.strip())) > int(whole[:_MOST_DIGITS])
