"""Money as the eye reads it, the same in every sentence, table and statement: 1,050.00 USD.

What a message holds is never written so: there an amount stays as it stands in its field; and what other programs read
(JSON, CSV) has plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from workbench.charges.numbers import decimals_of


def money(amount: Decimal, currency: str = "") -> str:
    """As many places as the currency has, two where none is named, and never fewer than there are, so that nothing is
    rounded away; commas between thousands.

    Plain signs and commas: what is copied from a list, or looked for in it, is what a keyboard types.
    """
    return f"{bare(amount, currency)} {currency}".strip()


def bare(amount: Decimal, currency: str = "") -> str:
    """The same without the currency, which stands elsewhere."""
    exponent = amount.as_tuple().exponent
    places = max(decimals_of(currency), -exponent if isinstance(exponent, int) else 0)
    return f"{amount if amount else abs(amount):,.{places}f}"


def stake_text(amounts: Iterable[tuple[str, Decimal]], unpriced: int = 0) -> str:
    """Amounts as `amounts_text` has them, and how many lines have no price; "" for neither."""
    parts = (amounts_text(amounts), f"{unpriced} without a price" if unpriced else "")
    return ", ".join(part for part in parts if part)


def amounts_text(amounts: Iterable[tuple[str, Decimal]]) -> str:
    """(currency, amount) of several currencies; several amounts of one, such as charges and credits, stand apart.

    `350.00 / -180.00 USD, 20.00 EUR`; "" for none.
    """
    by_currency: dict[str, list[str]] = {}
    for currency, amount in amounts:
        by_currency.setdefault(currency, []).append(bare(amount, currency))
    return ", ".join(f"{' / '.join(found)} {currency}".strip() for currency, found in by_currency.items())
