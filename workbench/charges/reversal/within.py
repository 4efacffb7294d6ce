"""Charges that credits of the same message take back, all of them or in part.

HL7 has no field that points from a credit to its charge (2.9.1, chapter 6): the id leads, then what is charged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ft1.rows import Row
from workbench.charges.ids import base_id
from workbench.charges.numbers import total
from workbench.charges.profile.conventions import Convention


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A charge with its credits, in their order."""

    charge: Row
    credits: tuple[Row, ...]

    @property
    def left(self) -> Decimal:
        """What no credit takes back, in the currency of the charge or in units; 0 where it cannot be compared."""
        for left in (self.amount_left, self.quantity_left):
            if left is not None:
                return left
        return Decimal(0)

    @property
    def amount_left(self) -> Decimal | None:
        """In the currency of the charge; None where one of the lines has no amount, or another currency."""
        return _left(self._amounts()) if self._one_currency() else None

    @property
    def quantity_left(self) -> Decimal | None:
        """In units; None where one of the lines has no quantity."""
        return _left(self._quantities())

    @property
    def text(self) -> str:
        """By which credits, and what is left when something is."""
        by = " and ".join(str(credit.path) for credit in self.credits)
        if not self.left:
            return f"reversed already by {by} of this message"
        whole, unit = self.charge.quantity, "units"
        if self._one_currency() and None not in self._amounts():
            whole, unit = self.charge.amount, self.charge.currency
        left = f"{self.left:f} of {abs(whole or 0):f} {unit}".rstrip()
        return f"taken back in part by {by} of this message: {left} is left"

    def _one_currency(self) -> bool:
        return all(credit.currency == self.charge.currency for credit in self.credits)

    def _amounts(self) -> list[Decimal | None]:
        return [row.amount for row in (self.charge, *self.credits)]

    def _quantities(self) -> list[Decimal | None]:
        return [row.quantity for row in (self.charge, *self.credits)]


def _left(values: Sequence[Decimal | None]) -> Decimal | None:
    """The first less the others, whatever their signs; never below zero."""
    known = [abs(value) for value in values if value is not None]
    if len(known) < len(values):
        return None
    return max(known[0] - total(known[1:]), Decimal(0))


_Agrees = Callable[[Row, Row], bool]
_RULES: tuple[_Agrees, ...] = (
    lambda charge, credit: charge.item == credit.item and _size(charge) == _size(credit),
    lambda charge, credit: charge.item == credit.item,
    lambda charge, credit: _size(charge) == _size(credit),
    lambda charge, credit: True,
)
"""What has to agree beside the id, the stricter rules first: several charges may share one id."""


def reversed_within(rows: Sequence[Row], convention: Convention) -> dict[int, TakenBack]:
    """By the number of the charge; a charge takes credits as long as something of it is left."""
    charges = [row for row in rows if row.kind == "charge" and row.transaction_id]
    waiting = [row for row in rows if row.kind == "credit" and row.transaction_id]
    found: dict[int, TakenBack] = {}
    for agrees in _RULES:
        for credit in list(waiting):
            base = base_id(credit.transaction_id, (convention.suffix,))
            wanted = (credit.transaction_id, base or credit.transaction_id)
            for charge in charges:
                before = found.get(charge.number)
                is_open = before is None or before.left > 0
                if is_open and charge.transaction_id in wanted and agrees(charge, credit):
                    found[charge.number] = TakenBack(charge, (*(before.credits if before else ()), credit))
                    waiting.remove(credit)
                    break
    return found


def _size(row: Row) -> tuple[Decimal | None, str, Decimal | None]:
    """Amount and quantity without their signs."""
    amount, quantity = (None if value is None else abs(value) for value in (row.amount, row.quantity))
    return (amount, row.currency, None if amount is not None else quantity)
