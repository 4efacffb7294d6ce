"""Many charges that a credit may mean, found by what they have instead of by looking at each.

A feed may give thousands of charges one id. Who is best is asked wish by wish: are there any that have this as well?
Each question is one look into a table of those that have the same values, so that a credit costs as much among ten
thousand charges as among ten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations

from workbench.charges.ledger.posting import Transaction

Values = Mapping[str, Hashable]
"""What is asked for: name -> value."""
ARRIVED = "arrived"
"""Whether a charge came before the credit that is looked at; the shelf knows."""


class Shelf:
    """Charges in order of time, each with its values; values may change."""

    def __init__(self, charges: Sequence[Transaction], read: Callable[[Transaction], Values]) -> None:
        """`read` gives the values of a charge as they are now, the same names for each."""
        self._charges = charges
        self._by_number = {one.number: one for one in charges}
        self._read = read
        self._values = {one.number: {**read(one), ARRIVED: False} for one in charges}
        self._tables: dict[tuple[str, ...], _Table] = {}
        self._arrived = 0

    def at(self, number: int) -> Shelf:
        """The same as it is for a credit with that place in time."""
        charges = self._charges
        while self._arrived < len(charges) and charges[self._arrived].number < number:
            self._change(charges[self._arrived].number, {ARRIVED: True})
            self._arrived += 1
        while self._arrived and charges[self._arrived - 1].number > number:
            self._arrived -= 1
            self._change(charges[self._arrived].number, {ARRIVED: False})
        return self

    def changed(self, charge: Transaction) -> None:
        """The values of a charge are to be read again."""
        self._change(charge.number, self._read(charge))

    def any(self, ways: Iterable[Values]) -> bool:
        """Whether there are charges with all values of one of the ways."""
        return any(self._numbers(way) for way in ways)

    def best(self, ways: Iterable[Values], wishes: Iterable[Values]) -> tuple[Transaction, int] | None:
        """Of the charges with all values of one of the ways the one that meets the first wish, of those the one that
        meets the second, and so on, and of equals the earliest; with how many others are as good."""
        found = [way for way in ways if self._numbers(way)]
        if not found:
            return None
        for wish in wishes:
            better = (both for way in found if (both := _both(way, wish)) is not None)
            found = [way for way in better if self._numbers(way)] or found
        found = widest(found)
        first = min(self._numbers(way).first() for way in found)
        return self._by_number[first], self._count(found) - 1

    def _count(self, ways: Sequence[Values]) -> int:
        """How many charges there are that one of the ways finds, each once (inclusion and exclusion)."""
        return sum(
            len(self._numbers(each)) * (1 if size % 2 else -1)
            for size in range(1, len(ways) + 1)
            for each in _all_of(ways, size)
        )

    def _numbers(self, values: Values) -> _Numbers:
        names = tuple(sorted(values))
        table = self._tables.get(names)
        if table is None:
            table = self._tables[names] = _Table(names, self._values)
        return table.of(values)

    def _change(self, number: int, new: Values) -> None:
        values = self._values[number]
        differing = {name for name, value in new.items() if values[name] != value}
        if not differing:
            return
        tables = [table for names, table in self._tables.items() if not differing.isdisjoint(names)]
        for table in tables:
            table.take_out(number, values)
        values.update(new)
        for table in tables:
            table.put_in(number, values)


class _Numbers:
    """Numbers of charges that have the same values."""

    def __init__(self) -> None:
        self._heap: list[int] = []
        self._there: set[int] = set()

    def __len__(self) -> int:
        return len(self._there)

    def add(self, number: int) -> None:
        self._there.add(number)
        heappush(self._heap, number)

    def remove(self, number: int) -> None:
        self._there.remove(number)
        if len(self._heap) > 2 * len(self._there) + 8:  # the heap forgets later; see `first`
            self._heap = list(self._there)
            heapify(self._heap)

    def first(self) -> int:
        while self._heap[0] not in self._there:
            heappop(self._heap)
        return self._heap[0]


_NONE = _Numbers()


class _Table:
    """The charges of a shelf by some of their values."""

    def __init__(self, names: tuple[str, ...], values: Mapping[int, Values]) -> None:
        self._names = names
        self._rows: dict[tuple[Hashable, ...], _Numbers] = {}
        for number, each in values.items():
            self.put_in(number, each)

    def of(self, values: Values) -> _Numbers:
        return self._rows.get(self._key(values), _NONE)

    def put_in(self, number: int, values: Values) -> None:
        key = self._key(values)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = _Numbers()
        row.add(number)

    def take_out(self, number: int, values: Values) -> None:
        self._rows[self._key(values)].remove(number)

    def _key(self, values: Values) -> tuple[Hashable, ...]:
        return tuple([values[name] for name in self._names])


def _both(one: Values, other: Values) -> Values | None:
    """All values of both; None where they contradict each other."""
    if any(name in one and one[name] != value for name, value in other.items()):
        return None
    return {**one, **other}


def _all_of(ways: Sequence[Values], size: int) -> Iterator[Values]:
    """Whatever that many of the ways find together."""
    for some in combinations(ways, size):
        found: Values | None = {}
        for way in some:
            found = _both(found, way) if found is not None else None
        if found is not None:
            yield found


def widest(ways: Sequence[Values]) -> list[Values]:
    """Without those that find nothing that another does not find."""
    found: list[Values] = []
    for way in sorted(ways, key=len):
        if not any(other.items() <= way.items() for other in found):
            found.append(way)
    return found
