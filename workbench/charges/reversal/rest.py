"""What is left of a charge that credits elsewhere took back in part, and a credit over that rest alone.

HL7 has no rule for partial credits (2.9.1, chapter 6). Money and quantities are Decimal and exact; what cannot be told
is None, and then no credit is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workbench.charges.ft1.rows import Row, layout_of
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.money_text import bare, money
from workbench.charges.reversal.within import TakenBack

_WHY = "What other credits have left of the charge."


@dataclass(frozen=True, slots=True)
class Earlier:
    """What credits in other messages took back of one charge."""

    by: str = ""
    """The credits and where they are, in words."""
    closed: bool = True
    """Whether nothing is left."""
    amount: Decimal | None = None
    """What is left, in the currency of the charge; None when it is not known."""
    quantity: Decimal | None = None
    """The same in units."""
    with_own: bool = False
    """Whether credits that stand in the message of the charge are among them."""
    unsure: bool = False
    """Whether it is not known that the receiver took these credits."""
    doubt: str = ""
    """Why it cannot be told which charge is meant, or what is left of it: a sentence; "" when it can."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A charge in a later message that is, or may be, on the account."""

    code: str
    """FT1-25, else FT1-7; in capitals, as the modifiers and the order."""
    modifiers: tuple[str, ...]
    """In alphabetical order."""
    day: str
    """Of the service, YYYYMMDD; "" when there is none."""
    order: str
    amount: Decimal | None
    where: str
    """Its id, where it is and what became of it, in words."""
    moved: bool = False
    """Whether it is for a patient or an account that the message does not name."""


@dataclass(frozen=True)
class Elsewhere:
    """What is known from other messages about the lines of one."""

    lines: Mapping[int, Earlier] = field(default_factory=dict)
    """Number of the FT1 -> what took it back; a line that is not in it is open as far as anybody knows."""
    ids: frozenset[str] = frozenset()
    """Transaction ids that credits and other charges have already: no new line may have one of them."""
    reposted: Mapping[int, str] = field(default_factory=dict)
    """Number of the FT1 -> the charge that was posted again for it and stands, in words."""
    mended: Mapping[int, str] = field(default_factory=dict)
    """Number of an FT1 that was refused -> the charge that was sent instead and stands, in words."""
    followed: Mapping[int, str] = field(default_factory=dict)
    """Number of an FT1 that was taken back -> a charge of its order that came with the credit or after it, in words."""
    standing: tuple[Standing, ...] = ()
    """Charges of the same order or patient that came later and stand."""


NOTHING_ELSEWHERE = Elsewhere()


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a charge; an amount or a quantity at least."""

    amount: Decimal | None
    quantity: Decimal | None

    def text(self, row: Row) -> str:
        """What is left of what, in words."""
        if self.amount is not None and row.amount is not None:
            return f"{bare(self.amount, row.currency)} of {money(abs(row.amount), row.currency)}"
        return f"{self.quantity or 0:f} of {abs(row.quantity or 0):f} units"


def rest_of(row: Row, earlier: Earlier | None, within: TakenBack | None) -> Rest | None:
    """What is left of a charge; None where nothing was taken, or nobody can say."""
    if row.kind != "charge" or (earlier is not None and within is not None and not earlier.with_own):
        return None
    if earlier is not None:
        rest = Rest(earlier.amount, earlier.quantity)
    elif within is not None:
        rest = Rest(within.amount_left, within.quantity_left)
    else:
        return None
    return rest if (rest.amount or rest.quantity) else None


def row_of_rest(row: Row, rest: Rest) -> Row | None:
    """The row as if only the rest had been charged; None where units and money of it do not agree.

    A rest that is money alone (200.00 of one scan for 350.00) is one item at that price.
    """
    units, amount = rest.quantity, rest.amount
    if row.amount is None:
        return replace(row, quantity=units) if units else None
    if amount is None:
        amount = _share(row, units)
    if not amount:
        return None
    if row.quantity is None:
        return replace(row, amount=amount)
    if not units or _share(row, units) != amount:
        units = Decimal(1)
    return replace(row, amount=amount, quantity=units)


def _share(row: Row, units: Decimal | None) -> Decimal | None:
    """What so many units of the row cost; None when that is no whole number of its smallest coin."""
    if row.amount is None or not row.quantity or not units:
        return None
    exact = abs(row.amount) * units / abs(row.quantity)
    rounded = exact.quantize(abs(row.amount))
    return rounded if rounded == exact else None


def write_rest(edit: SegmentEdit, row: Row, rest: Row, version: str) -> None:
    """Write the rest into quantity and amount, as a charge. Raises EditError where it does not fit."""
    layout = layout_of(version)
    if rest.amount is not None and rest.amount != row.amount:
        edit.put(layout.amount, f"{rest.amount:f}", _WHY, component=1, subcomponent=1)
    if rest.quantity is not None and rest.quantity != row.quantity:
        edit.put(layout.quantity, f"{rest.quantity:f}", _WHY)
    if edit.raw(12, 1, 1) and rest.amount is not None and not _agrees(row, rest):
        edit.put(12, f"{rest.amount:f}", "What is left is one item at that price.", component=1, subcomponent=1)
    if edit.raw(layout.insurance):
        edit.put(layout.insurance, "", "The plan's share of what is left is not known.")


def _agrees(row: Row, rest: Row) -> bool:
    """Whether the price of one is still that of the charge."""
    return row.amount is not None and rest.amount == _share(row, rest.quantity)
