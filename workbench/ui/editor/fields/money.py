"""Money in CP and MO: amount and currency, where they stand and where they should.

A CP's first component is an MO, so its currency is a subcomponent: `350.00&USD` (HL7 2.5.1, chapter 2A.16, 2A.43).
Many senders write `350.00^USD`, which puts the currency into the type of price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.er7 import Delimiters
from workbench.reference.money import is_currency
from workbench.ui.editor.fields.pieces import components, repetitions, subcomponents

MONEY = frozenset({"CP", "MO"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class Money:
    """Raw texts of an amount and its currency."""

    amount: str
    currency: str
    stray: str = ""
    """A currency that stands in the type of price, while its own place is empty."""


def is_number(text: str) -> bool:
    """Whether a text is an NM: digits with an optional sign and point (HL7 2.5.1, chapter 2A.47)."""
    return _NUMBER.fullmatch(text.strip()) is not None


def read_money(raw: str, datatype: str, signs: Delimiters, *, inner: bool = False) -> Money:
    """The money in a field or repetition; `inner` for an MO that is itself a component. Only reads, never refuses."""
    if inner:
        parts = subcomponents(raw, signs)
        return Money(parts[0], parts[1] if len(parts) > 1 else "")
    parts = components(repetitions(raw, signs)[0], signs)
    if datatype == "MO":
        return Money(parts[0], parts[1] if len(parts) > 1 else "")
    price = subcomponents(parts[0], signs)
    currency = price[1] if len(price) > 1 else ""
    kind = parts[1] if len(parts) > 1 else ""
    stray = kind if not currency and is_currency(kind) else ""
    return Money(price[0], currency, stray)


def mended(raw: str, signs: Delimiters) -> str:
    """A CP with the stray currency of its first repetition moved to the amount; the same text when none is astray."""
    money = read_money(raw, "CP", signs)
    if not money.stray or not signs.subcomponent:
        return raw
    first, *others = repetitions(raw, signs)
    parts = components(first, signs)
    price = subcomponents(parts[0], signs)
    parts[0] = signs.subcomponent.join([price[0], money.stray, *price[2:]])
    parts[1] = ""
    if len(parts) == 2:
        parts.pop()
    return signs.repetition.join([signs.component.join(parts), *others]) if others else signs.component.join(parts)
