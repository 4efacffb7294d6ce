"""Credits without a name that come for what another credit has taken back already.

A credit under an id of its own leads to its charge by order or likeness (see pairing.py), and only to one that is open.
When none is, a charge that was taken back and is as much alike is what it must have been made for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator

from workbench.charges.ledger.identity import names_one
from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.pairing import likeness_key, order_key
from workbench.charges.ledger.posting import Transaction


class TakenBack:
    """The charges of a ledger that count and of which nothing is left, by what a credit without a name may know."""

    def __init__(self, ledger: Ledger) -> None:
        self._settings = ledger.settings
        self._found: dict[Hashable, list[Charge]] = defaultdict(list)
        for one in ledger.charges:
            if one.charge.live and (one.reversed or one.balance.below_zero):
                for key in _keys_of_charge(one.charge.line):
                    self._found[key].append(one)

    def of(self, credit: Transaction) -> Charge | None:
        """The charge that the credit takes back once more: the last before it; None when none is alike."""
        if names_one(credit.line, self._settings):
            return None
        for alike in (self._found[key] for key in self._keys_of_credit(credit.line) if key in self._found):
            place = bisect_left(alike, credit.number, key=lambda one: one.charge.number)
            return alike[max(place - 1, 0)]
        return None

    def _keys_of_credit(self, line: LedgerLine) -> Iterator[Hashable]:
        if self._settings.pairing.by_order and (order := order_key(line)) is not None:
            yield order
        if self._settings.pairing.by_likeness and (likeness := likeness_key(line)) is not None:
            # Two different order numbers are two different things, however alike.
            yield from ((likeness, order) for order in ((line.order, "") if line.order else (None,)))


def _keys_of_charge(line: LedgerLine) -> Iterator[Hashable]:
    if (order := order_key(line)) is not None:
        yield order
    if (likeness := likeness_key(line)) is not None:
        yield likeness, line.order
        yield likeness, None  # for a credit that names no order
