"""What followed a charge: a new charge for the same thing after it was taken back, or after it was rejected."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence

from workbench.charges.ledger.balance import Balance
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.pairing import Match
from workbench.charges.ledger.posting import REJECTED, UNSENT, Transaction


def find_reposts(
    charges: Sequence[Transaction],
    credits: Mapping[Transaction, Sequence[Match]],
    balances: Mapping[Transaction, Balance],
) -> dict[Transaction, Transaction]:
    """Charge taken back -> the next charge for the same thing; each later charge follows one earlier charge at most."""
    reversed_ones = [one for one in charges if one.live and credits.get(one) and balances[one].zero]
    if not reversed_ones:
        return {}
    wanted = {thing(one.line) for one in reversed_ones}
    alike: dict[Hashable, _Followers] = {key: _Followers() for key in wanted}
    for one in charges:
        if one.live and (key := thing(one.line)) in wanted:
            alike[key].add(one)
    found: dict[Transaction, Transaction] = {}
    for one in reversed_ones:
        taken_back = [match.credit.number for match in credits[one] if match.credit.live]
        if not taken_back:
            continue
        later = alike[thing(one.line)].take(one.line.order, max(*taken_back, one.number))
        if later is not None:
            found[one] = later
    return found


class _Followers:
    """Charges for one thing in order of time, each of which can be taken once; thousands may be alike."""

    def __init__(self) -> None:
        self._all = _Queue()
        self._by_order: dict[str, _Queue] = {}

    def add(self, one: Transaction) -> None:
        self._all.add(one)
        self._by_order.setdefault(one.line.order, _Queue()).add(one)

    def take(self, order: str, after: int) -> Transaction | None:
        """The first that came after that place in time and may be of the order; without one it may be of any."""
        queues = [self._all] if not order else [self._by_order[each] for each in (order, "") if each in self._by_order]
        found = [one for queue in queues if (one := queue.first(after)) is not None]
        if not found:
            return None
        taken = min(found, key=lambda one: one.number)
        self._all.remove(taken)
        self._by_order[taken.line.order].remove(taken)
        return taken


class _Queue:
    """Charges in order of time; those that were removed are jumped over, all at once."""

    def __init__(self) -> None:
        self._charges: list[Transaction] = []
        self._numbers: list[int] = []
        self._next: list[int] = []
        """Place -> the same place, or one further on when the charge was removed."""

    def add(self, one: Transaction) -> None:
        self._next.append(len(self._charges))
        self._charges.append(one)
        self._numbers.append(one.number)

    def first(self, after: int) -> Transaction | None:
        place = self._there(bisect_right(self._numbers, after))
        return self._charges[place] if place < len(self._charges) else None

    def remove(self, one: Transaction) -> None:
        place = bisect_left(self._numbers, one.number)
        self._next[place] = place + 1

    def _there(self, place: int) -> int:
        way = []
        while place < len(self._next) and self._next[place] != place:
            way.append(place)
            place = self._next[place]
        for each in way:
            self._next[each] = place
        return place


def thing(line: LedgerLine) -> Hashable:
    """What is charged: two lines with the same may be one charge posted twice."""
    return line.head.patient_key, line.code, line.service_day, tuple(sorted(line.modifiers))


def find_mended(charges: Sequence[Transaction]) -> dict[Transaction, Transaction]:
    """Rejected charge -> a later one that was not: with the same id, or for the same order and code."""
    rejected = [one for one in charges if one.outcome == REJECTED]
    if not rejected:
        return {}
    wanted = {key for one in rejected for key in _ways(one.line)}
    better: dict[Hashable, list[Transaction]] = {}
    for one in charges:
        if one.outcome not in (REJECTED, UNSENT):
            for key in _ways(one.line):
                if key in wanted:
                    better.setdefault(key, []).append(one)
    found = {}
    for one in rejected:
        ways = [better[key] for key in _ways(one.line) if key in better]
        places = [bisect_right(way, one.number, key=_number) for way in ways]
        later = [way[place] for way, place in zip(ways, places, strict=True) if place < len(way)]
        if later:
            found[one] = min(later, key=_number)
    return found


def _number(one: Transaction) -> int:
    return one.number


def _ways(line: LedgerLine) -> list[Hashable]:
    ways: list[Hashable] = []
    if line.transaction_id:
        ways.append(("id", line.transaction_id, line.head.patient, line.head.sending_application))
    if line.order:
        ways.append(("order", line.order, line.code, tuple(sorted(line.modifiers)), line.service_day))
    return ways
