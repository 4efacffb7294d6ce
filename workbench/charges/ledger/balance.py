"""What is left of a charge: by currency, by quantity where an amount is missing, else by counting lines.

Sums are exact: they are added in a context wide enough for every number that is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.types import CREDIT
from workbench.charges.money_text import money
from workbench.charges.numbers import total

AMOUNT, QUANTITY, LINES = "amount", "quantity", "lines"


@dataclass(frozen=True, slots=True)
class Balance:
    """What charges and credits that count come to together."""

    by: str = AMOUNT
    """amount, quantity or lines: how it was netted."""
    amounts: tuple[tuple[str, Decimal], ...] = ()
    """(currency, what is left) in the order of their names; () when a line has no amount or nothing counts."""
    quantity: Decimal | None = None
    lines: int = 0
    """Charges less credits."""

    @property
    def rest(self) -> tuple[Decimal, ...]:
        """What is left, in whatever it was netted by."""
        if self.by == AMOUNT:
            return tuple(amount for _currency, amount in self.amounts)
        return (self.quantity if self.by == QUANTITY and self.quantity is not None else Decimal(self.lines),)

    @property
    def zero(self) -> bool:
        """Whether nothing is left."""
        return not any(self.rest)

    @property
    def below_zero(self) -> bool:
        """Whether more was taken back than charged; with several currencies nobody can say."""
        return len(self.rest) == 1 and self.rest[0] < 0

    @property
    def text(self) -> str:
        """In words."""
        if self.by == AMOUNT:
            said = " and ".join(money(amount, currency) for currency, amount in self.amounts)
            return said or "nothing"
        if self.by == QUANTITY:
            return f"{self.quantity:f} by quantity"
        return f"{self.lines} {'line' if abs(self.lines) == 1 else 'lines'}"


NOTHING = Balance()


def balance_of(transactions: Sequence[Transaction]) -> Balance:
    """The balance of those transactions that count."""
    lines = [one.line for one in transactions if one.live]
    if not lines:
        return NOTHING
    count = sum(-1 if line.role == CREDIT else 1 for line in lines)
    units = _all([line.units for line in lines])
    effects = _all([line.effect for line in lines])
    amounts = _by_currency([(line.currency, line.effect) for line in lines]) if effects is not None else ()
    quantity = total(units) if units is not None else None
    # Lines of 0.00 are statistics: whether they are taken back shows in their quantity.
    if effects is not None and any(effects):
        return Balance(AMOUNT, amounts, quantity, count)
    if units is not None and any(units):
        return Balance(QUANTITY, amounts, quantity, count)
    return Balance(LINES, amounts, quantity, count)


def _all(numbers: Sequence[Decimal | None]) -> list[Decimal] | None:
    """The numbers when none is missing."""
    known = [one for one in numbers if one is not None]
    return known if len(known) == len(numbers) else None


def _by_currency(pairs: Sequence[tuple[str, Decimal | None]]) -> tuple[tuple[str, Decimal], ...]:
    if len(pairs) == 1:
        return ((pairs[0][0], pairs[0][1]),) if pairs[0][1] is not None else ()
    sums: dict[str, list[Decimal]] = {}
    for currency, amount in pairs:
        if amount is not None:
            sums.setdefault(currency, []).append(amount)
    return tuple((currency, total(sums[currency])) for currency in sorted(sums))
