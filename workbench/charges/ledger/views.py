"""The ledger by study, patient, account, day or endpoint.

Every transaction is in one group of a view. A credit stands with its charge; but a credit that names another account or
patient stands where the receiver posts it, or neither account would be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.quiet import without_collector
from workbench.charges.ledger.totals import Totals, totals_of
from workbench.charges.ledger.types import CHARGE, CREDIT
from workbench.errors import WorkbenchError

STUDY, PATIENT, ACCOUNT, DAY, ENDPOINT = "study", "patient", "account", "day", "endpoint"

_KEYS: dict[str, Callable[[Transaction], str]] = {
    STUDY: lambda one: one.line.order,
    PATIENT: lambda one: one.line.head.patient_key,
    ACCOUNT: lambda one: one.line.head.account or (f"visit {one.line.head.visit}" if one.line.head.visit else ""),
    DAY: lambda one: one.line.service_day.isoformat() if one.line.service_day else "",
    ENDPOINT: lambda one: one.posting.place,
}
VIEWS = tuple(_KEYS)
EVERYTHING = "everything"
"""The view of the whole ledger: one group without a key."""
_OWN = frozenset({PATIENT, ACCOUNT})
"""Views where a credit stands under its own key."""

NOTHING = {
    STUDY: "no order number",
    PATIENT: "no patient",
    ACCOUNT: "no account",
    DAY: "no day of service",
    ENDPOINT: "no endpoint",
    EVERYTHING: "everything",
}
"""What a group without a key is called."""


@dataclass(frozen=True, eq=False)
class Group:
    """What belongs together in a view."""

    view: str
    key: str
    transactions: tuple[Transaction, ...]
    """In order of time."""
    ledger: Ledger

    @property
    def title(self) -> str:
        """The key, or words for none."""
        return self.key or NOTHING[self.view]

    @cached_property
    def charges(self) -> tuple[Charge, ...]:
        """The charges of the group, with their credits, wherever those stand."""
        return tuple(self.ledger.charge_of[one] for one in self.transactions if one.line.role == CHARGE)

    @cached_property
    def alone(self) -> tuple[Transaction, ...]:
        """What stands here without its charge: unpaired credits, credits of charges elsewhere, payments …"""
        with_charges = {one for charge in self.charges for one in charge.transactions}
        return tuple(one for one in self.transactions if one not in with_charges)

    @cached_property
    def totals(self) -> Totals:
        """Of the transactions of this group."""
        return totals_of(self.transactions, self.ledger)


def group_by(ledger: Ledger, view: str) -> tuple[Group, ...]:
    """All groups in the order of their keys, the one without a key last; worked out once for each ledger.

    Raises WorkbenchError for an unknown view.
    """
    if view not in _KEYS:
        raise WorkbenchError(f"There is no view “{view}”; there are {', '.join(VIEWS)}.")
    if view not in ledger.remembered:
        prepare(ledger, (view,))
    groups: tuple[Group, ...] = ledger.remembered[view]
    return groups


def prepare(ledger: Ledger, views: Iterable[str] = VIEWS) -> None:
    """Work out the groups of these views, so that nobody waits for them later; all at once costs little more than one.

    What was worked out before stays.
    """
    wanted = [view for view in views if view not in ledger.remembered]
    with without_collector():
        ledger.remembered.update(_grouped(ledger, wanted))


def _grouped(ledger: Ledger, views: Sequence[str]) -> dict[str, tuple[Group, ...]]:
    found: dict[str, defaultdict[str, list[Transaction]]] = {view: defaultdict(list) for view in views}
    ways = [(found[view], _KEYS[view], view in _OWN) for view in views]
    charge_of = ledger.charge_of
    for one in ledger.transactions:
        charge = charge_of.get(one) if one.line.role == CREDIT else None
        for groups, key_of, own in ways:
            key = key_of(one)
            if charge is not None and not (own and key):
                key = key_of(charge.charge)
            groups[key].append(one)
    return {view: _in_order(ledger, view, groups) for view, groups in found.items()}


def _in_order(ledger: Ledger, view: str, found: Mapping[str, list[Transaction]]) -> tuple[Group, ...]:
    keys = sorted(found)
    if keys and not keys[0]:
        keys.append(keys.pop(0))
    return tuple([Group(view, key, tuple(found[key]), ledger) for key in keys])


def whole(ledger: Ledger) -> Group:
    """The whole ledger as one group."""
    return Group(EVERYTHING, "", ledger.transactions, ledger)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many charges of one day are in one state, for a chart."""

    day: str
    """YYYY-MM-DD, "" for none."""
    state: str
    charges: int
    amounts: tuple[tuple[str, str], ...] = ()
    """(currency, amount as text) of those that have one."""
    without_amount: int = 0


def chart(ledger: Ledger, state_of: Callable[[Transaction], str] | None = None) -> tuple[Bar, ...]:
    """Charges by day of service and state, in order of days, the one without a day last.

    `state_of` may tell states further apart than the ledger does.
    """
    state_of = state_of or ledger.state_of
    bars = []
    for group in group_by(ledger, DAY):
        charges = [one for one in group.transactions if one.line.role == CHARGE]
        by_state: dict[str, list[Transaction]] = {}
        for one in charges:
            by_state.setdefault(state_of(one), []).append(one)
        for state, each in sorted(by_state.items()):
            sums = totals_of(each, ledger).sums
            amounts: dict[str, str] = {one.currency: f"{one.amount:f}" for one in sums if one.amount is not None}
            missing = sum(one.without_amount for one in sums)
            bars.append(Bar(group.key, state, len(each), tuple(amounts.items()), missing))
    return tuple(bars)
