"""Sums by kind of line, state and currency. A line without an amount is counted and never taken for 0.00."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ledger.ledger import Ledger
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.types import CHARGE, CREDIT, KINDS
from workbench.charges.numbers import total


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


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums, and what is left of charges and credits that count."""

    sums: tuple[Sum, ...]
    net: tuple[tuple[str, Decimal], ...]
    """(currency, charges less credits), accepted and unknown ones."""
    lines: int
    without_amount: int
    """Charges and credits that count but have no amount: the net says nothing about them."""

    @property
    def text(self) -> str:
        """What is left, in words."""
        said = " and ".join(f"{amount:f} {currency or 'without a currency'}" for currency, amount in self.net)
        said = said or ("no amounts" if self.lines else "nothing")
        if self.without_amount:
            said += f"; {self.without_amount} line{'' if self.without_amount == 1 else 's'} without an amount"
        return said


def totals_of(transactions: Iterable[Transaction], ledger: Ledger) -> Totals:
    """The totals of any transactions of a ledger."""
    groups: dict[tuple[str, str, str, bool], list[Decimal | None]] = {}
    lines = 0
    for one in transactions:
        lines += 1
        line = one.line
        currency = line.currency if line.amount is not None else ""
        key = (line.role, ledger.state_of(one), currency, one.live)
        groups.setdefault(key, []).append(line.effect)
    order = {kind: place for place, kind in enumerate(KINDS)}
    sums = [_sum(key, effects) for key, effects in groups.items()]
    sums.sort(key=lambda one: (order[one.kind], one.state, one.currency))
    counted = [one for one in sums if one.counts and one.kind in (CHARGE, CREDIT)]
    net: dict[str, list[Decimal]] = {}
    for each in counted:
        if each.amount is not None:
            net.setdefault(each.currency, []).append(each.amount)
    return Totals(
        tuple(sums),
        tuple((currency, total(net[currency])) for currency in sorted(net)),
        lines,
        sum(each.without_amount for each in counted),
    )


def _sum(key: tuple[str, str, str, bool], effects: list[Decimal | None]) -> Sum:
    kind, state, currency, counts = key
    known = [one for one in effects if one is not None]
    return Sum(kind, state, currency, len(effects), total(known) if known else None, len(effects) - len(known), counts)
