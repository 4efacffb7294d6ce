"""Sums by kind of line, state and currency. A line without an amount is counted and never taken for 0.00.

What is left follows the balances of the charges: a charge that was taken back by a credit without an amount is gone,
and its amount is not left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbench.charges.ledger.balance import AMOUNT, QUANTITY
from workbench.charges.ledger.ledger import STATES, Ledger
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.types import ADJUSTMENT, CHARGE, CREDIT, KINDS, RECEIVED_MONEY
from workbench.charges.money_text import money
from workbench.charges.numbers import total

_BOTH_WAYS = frozenset({*RECEIVED_MONEY, ADJUSTMENT})


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of one kind and one state in one currency."""

    kind: str
    state: str
    currency: str
    """"" where the lines name none, or have no amount."""
    lines: int
    amount: Decimal | None
    """Credits are negative. None when no line has an amount."""
    without_amount: int
    counts: bool = True
    """Whether these lines are part of what is left."""
    negative: bool = False
    """Amounts below zero where lines of the same kind have others above: one way is the money, the other takes it back.

    HL7 does not say which; a sum of both would hide them.
    """

    @property
    def label(self) -> str:
        """The kind as it is shown: payment, or negative payment beside it."""
        return f"negative {self.kind}" if self.negative else self.kind


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums, and what is left of charges and credits that count."""

    sums: tuple[Sum, ...]
    net: tuple[tuple[str, Decimal], ...]
    """(currency, charges less credits), accepted and unknown ones."""
    lines: int
    without_amount: int
    """Charges and credits that count but have no amount: the net says nothing about them."""
    netted_by_quantity: int = 0
    """Charges and credits that came to nothing by quantity, since one of them has no amount: not in the net."""
    netted_by_count: int = 0
    """The same where a quantity is missing too: one line against another."""
    beside: int = 0
    """Lines with an amount that are netted against some without one: what they leave is no sum of money."""
    open_units: Decimal = Decimal(0)
    """Charges less credits in units, where what is left has no amount."""

    @property
    def text(self) -> str:
        """What is left, in words."""
        said = " and ".join(_of_currency(currency, amount) for currency, amount in self.net)
        said = said or ("no amounts" if self.lines else "nothing")
        for lines, how in ((self.netted_by_quantity, "by quantity"), (self.netted_by_count, "by count")):
            if lines:
                said += f"; {lines} line{'' if lines == 1 else 's'} netted {how}"
        if self.without_amount:
            said += f"; {self.without_amount} line{'' if self.without_amount == 1 else 's'} without an amount"
        if self.beside:
            said += f" and {self.beside} netted against {'it' if self.without_amount == 1 else 'them'}"
        if self.open_units:
            said += f", {self.open_units:f} unit{'' if self.open_units == 1 else 's'} open"
        return said


def _of_currency(currency: str, amount: Decimal) -> str:
    """Nothing is nothing in any currency."""
    return f"{money(amount, currency)}{'' if currency or not amount else ' without a currency'}"


def totals_of(transactions: Iterable[Transaction], ledger: Ledger) -> Totals:
    """The totals of any transactions of a ledger."""
    groups: dict[tuple[str, str, str, bool], list[Decimal | None]] = {}
    net: dict[str, list[Decimal]] = {}
    netted: Counter[str] = Counter()
    lines = without_amount = beside = 0
    units: list[Decimal] = []
    for one in transactions:
        lines += 1
        line = one.line
        currency = line.currency if line.amount is not None else ""
        key = (line.role, ledger.state_of(one), currency, one.live)
        groups.setdefault(key, []).append(line.effect)
        if not one.live or line.role not in (CHARGE, CREDIT):
            continue
        if how := _netted_by(one, ledger):
            netted[how] += 1
        elif line.effect is None or _beside_unknown(one, ledger):
            without_amount += line.effect is None
            beside += line.effect is not None
            units.append(line.units or Decimal(0))
        else:
            net.setdefault(currency, []).append(line.effect)
    order = {kind: place for place, kind in enumerate(KINDS)}
    sums = [one for key, effects in groups.items() for one in _sums(key, effects)]
    sums.sort(key=lambda one: (order[one.kind], STATES.index(one.state), one.currency, one.negative))
    return Totals(
        tuple(sums),
        tuple((currency, total(net[currency])) for currency in sorted(net)),
        lines,
        without_amount,
        netted[QUANTITY],
        sum(count for how, count in netted.items() if how != QUANTITY),
        beside,
        total(units),
    )


def _netted_by(one: Transaction, ledger: Ledger) -> str:
    """How its charge came to nothing without amounts (quantity or lines); "" where amounts say what is left."""
    charge = ledger.charge_of.get(one)
    if charge is None or charge.balance.by == AMOUNT or not charge.reversed:
        return ""
    missing = any(each.live and each.line.amount is None for each in charge.transactions)
    return charge.balance.by if missing else ""


def _beside_unknown(one: Transaction, ledger: Ledger) -> bool:
    """Whether its charge is open by quantity, since an amount is missing: its own amount is no part of a sum then."""
    charge = ledger.charge_of.get(one)
    return charge is not None and charge.balance.by == QUANTITY and not charge.balance.amounts


_Key = tuple[str, str, str, bool]


def _sums(key: _Key, effects: list[Decimal | None]) -> tuple[Sum, ...]:
    """One, or for money that goes both ways two."""
    below = [one for one in effects if one is not None and one < 0]
    if key[0] not in _BOTH_WAYS or not below or not any(one is not None and one > 0 for one in effects):
        return (_sum(key, effects),)
    return (_sum(key, [one for one in effects if one is None or one >= 0]), replace(_sum(key, below), negative=True))


def _sum(key: _Key, effects: Sequence[Decimal | None]) -> Sum:
    kind, state, currency, counts = key
    known = [one for one in effects if one is not None]
    return Sum(kind, state, currency, len(effects), total(known) if known else None, len(effects) - len(known), counts)
