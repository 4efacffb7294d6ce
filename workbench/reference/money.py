"""Money in one value of a field: amount and currency, where they stand and where they should.

CP and MO: HL7 2.5.1, chapters 2A.15 and 2A.42: the first component of a CP is an MO, so its currency is a subcomponent,
350.00&USD. Many senders write 350.00^USD, which puts it into the type of price; it is read there too. The null value ""
(chapter 2.5.3) is no amount and no currency.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from workbench.er7.escapes import NULL
from workbench.reference.numbers import number

_CURRENCY = re.compile(r"[A-Za-z]{3}")
_LONGEST = 40
"""Characters of what stands in the place of a currency; more is none."""


class Money(NamedTuple):
    """What is read; nothing is refused."""

    text: str = ""
    """The amount as it stands, without blanks around it; "" when there is none, or the null value."""
    amount: Decimal | None = None
    """None where `text` is no number."""
    currency: str = ""
    """In capitals, from wherever it stands; "" when none is named."""
    stray: str = ""
    """A currency as it stands in the type of price, while its own place is empty."""


def is_currency(text: str) -> bool:
    """Whether a text looks like a currency (ISO 4217): three letters, of ASCII."""
    return _CURRENCY.fullmatch(text) is not None


def read_money(raw: str, component: str, subcomponent: str) -> Money:
    """The money in one value, raw; the separators may be "" where the message declares none. Never raises."""
    components = raw.split(component) if component else [raw]
    parts = components[0].split(subcomponent) if subcomponent else [components[0]]
    text = parts[0].strip()
    if text == NULL:
        text = ""
    inside = parts[1].strip() if len(parts) > 1 else ""
    beside = components[1].strip() if len(components) > 1 else ""
    stray = beside if not inside and is_currency(beside) else ""
    currency = stray if not inside else "" if inside == NULL else inside
    return Money(text, number(text), currency.upper()[:_LONGEST], stray)
