"""Which charge a credit takes back.

Three ways, tried for all credits one after the other, so that a sure match is never lost to a weaker one:
by name (the same FT1-2, FT1-2 with a suffix, a link), by order (FT1-23, code and day), and by likeness (account, code,
day and amount). A credit that is left is tried by order and likeness once more with charges that came after it. A match
says by which way it came, and which fields agree and which differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from workbench.charges.ledger.compare import Comparison, compare
from workbench.charges.ledger.identity import IN_BATCH, names_of_charge, names_one
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import ACCEPTED, Transaction
from workbench.charges.ledger.settings import Settings
from workbench.charges.ledger.shelf import ARRIVED, Shelf, Values, widest

BY_ID, BY_ORDER, BY_LIKENESS = "id", "order", "likeness"

_ZERO = Decimal(0)
_FEW = 24
"""Up to so many charges are looked at one by one; more of them are looked up (see shelf.py)."""


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A credit with the charge that it takes back."""

    charge: Transaction
    credit: Transaction
    method: str
    """id, order or likeness."""
    how: str
    """The same in words."""
    rivals: int = 0
    """Other charges that were as good."""

    @property
    def weak(self) -> bool:
        """Whether it rests on likeness alone."""
        return self.method == BY_LIKENESS

    @property
    def comparison(self) -> Comparison:
        """All fields of charge and credit."""
        return compare(self.charge.line, self.credit.line)


def pair(charges: Sequence[Transaction], credits: Iterable[Transaction], settings: Settings) -> list[Match]:
    """Matches for all credits that lead to a charge; each credit in one match at most."""
    pairing = _Pairing(charges, settings)
    # A credit that does not count takes nothing from a charge (see _chosen), so that it stands in nobody's way.
    waiting = sorted(credits, key=lambda one: one.number)
    ways: list[Callable[[Transaction], Match | None]] = [pairing.by_name]
    for later in (False, True):
        if settings.pairing.by_order:
            ways.append(partial(pairing.by_order, later=later))
        if settings.pairing.by_likeness:
            ways.append(partial(pairing.by_likeness, later=later))
    found: list[Match] = []
    for way in ways:
        left = []
        for credit in waiting:
            match = way(credit)
            if match is None:
                left.append(credit)
            else:
                found.append(match)
        waiting = left
    return found


class _Pairing:
    """The charges by what they can be found by, and how much of each is taken back."""

    def __init__(self, charges: Sequence[Transaction], settings: Settings) -> None:
        self._settings = settings
        self._charges = charges
        self._by_id = _index(charges, lambda line: line.transaction_id)
        self._by_account = _index(
            charges, lambda line: (line.transaction_id, *_account(line)) if line.transaction_id else None
        )
        self._taken: dict[Transaction, _Taken] = {}
        self._by_order: dict[Hashable, list[Transaction]] | None = None
        self._by_likeness: dict[Hashable, list[Transaction]] | None = None
        self._shelves: dict[int, Shelf] = {}
        """Lists of many charges by their identity."""
        self._on_shelves: dict[Transaction, list[Shelf]] = {}

    def by_name(self, credit: Transaction) -> Match | None:
        for name in names_of_charge(credit.line, self._settings):
            # Another patient may have the same id: a second credit of one's own charge does not take that one.
            own = self._by_account.get((name.transaction_id, *_account(credit.line)), ())
            for alike in (own, self._by_id.get(name.transaction_id, ())):
                if len(alike) > _FEW:
                    best = self._shelf(alike).at(credit.number).best(_ways_to_be(credit.line), _wishes(credit.line))
                else:
                    best = self._best([one for one in alike if _may_be(one.line, credit.line)], credit)
                if best is not None and not (name.how == IN_BATCH and _is_copied(best[0].line, credit.line)):
                    return self._match(best, credit, BY_ID, name.how)
        return None

    def by_order(self, credit: Transaction, *, later: bool) -> Match | None:
        if names_one(credit.line, self._settings):
            return None
        if self._by_order is None:
            self._by_order = _index(self._charges, order_key)
        alike = self._by_order.get(order_key(credit.line), ())
        best = self._nameless(alike, credit, later=later)
        return self._match(best, credit, BY_ORDER, "the same order, code and day") if best is not None else None

    def by_likeness(self, credit: Transaction, *, later: bool) -> Match | None:
        if names_one(credit.line, self._settings):
            return None
        if self._by_likeness is None:
            self._by_likeness = _index(self._charges, likeness_key)
        alike = self._by_likeness.get(likeness_key(credit.line), ())
        best = self._nameless(alike, credit, later=later)
        how = "the same account, code, day and amount only"
        if credit.line.amount is None and credit.line.quantity is None:
            how = "the same account, code and day only; there is no amount and no quantity to compare"
        return self._match(best, credit, BY_LIKENESS, how) if best is not None else None

    def _nameless(self, alike: Sequence[Transaction], credit: Transaction, *, later: bool) -> _Best | None:
        """Without a name, a credit takes back only what counts and is not taken back yet.

        What came after it (`later`) only when nothing alike came before: else it is a second credit of that. Two
        different order numbers are two different things, however alike.
        """
        if len(alike) > _FEW:
            return self._nameless_of_many(self._shelf(alike).at(credit.number), credit, later=later)
        alike = [one for one in alike if _same_orders(one.line, credit.line)]
        if later and any(one.number < credit.number for one in alike):
            return None
        return self._best(
            [one for one in alike if self._free(one, credit) and (one.number > credit.number) == later], credit
        )

    def _nameless_of_many(self, shelf: Shelf, credit: Transaction, *, later: bool) -> _Best | None:
        order = credit.line.order
        ways: list[Values] = [{"order": order}, {"order": ""}] if order else [{}]
        if later and shelf.any([{**way, ARRIVED: True} for way in ways]):
            return None
        free: Values = {"live": True, ARRIVED: not later, **({"open": True} if credit.live else {})}
        return shelf.best([{**way, **free} for way in ways], _wishes(credit.line))

    def _free(self, charge: Transaction, credit: Transaction) -> bool:
        return charge.live and (self._open(charge) or not credit.live)

    def _open(self, charge: Transaction) -> bool:
        taken = self._taken.get(charge)
        return taken is None or taken.leaves(charge.line)

    def _best(self, candidates: list[Transaction], credit: Transaction) -> _Best | None:
        """The charge that fits best, and how many others fit as well; None without candidates."""
        if not candidates:
            return None
        if len(candidates) == 1:
            return candidates[0], 0
        ranks = {one: self._rank(one, credit) for one in candidates}
        best = min(candidates, key=lambda one: (ranks[one], one.number))
        return best, sum(rank == ranks[best] for rank in ranks.values()) - 1

    def _match(self, best: _Best, credit: Transaction, method: str, how: str) -> Match:
        charge, rivals = best
        if credit.live:
            self._taken.setdefault(charge, _Taken()).add(credit.line)
            for shelf in self._on_shelves.get(charge, ()):
                shelf.changed(charge)
        return Match(charge, credit, method, how, rivals)

    def _rank(self, charge: Transaction, credit: Transaction) -> tuple[bool, ...]:
        """Less is better: counts, open, same account, fits exactly, alike, not after the credit, answered.

        `_wishes` says the same to a shelf.
        """
        one, other = charge.line, credit.line
        taken = self._taken.get(charge, _NOTHING)
        return (
            not charge.live,
            not self._open(charge),
            _account(one) != _account(other),
            one.order != other.order,
            one.service_day != other.service_day or one.code != other.code,
            sorted(one.modifiers) != sorted(other.modifiers),
            one.currency != other.currency,
            taken.rest(one) != _size(other.amount),
            taken.rest_quantity(one) != _size(other.quantity),
            charge.number > credit.number,
            charge.outcome != ACCEPTED,
        )

    def _shelf(self, alike: Sequence[Transaction]) -> Shelf:
        shelf = self._shelves.get(id(alike))
        if shelf is None:
            shelf = self._shelves[id(alike)] = Shelf(alike, self._values)
            for one in alike:
                self._on_shelves.setdefault(one, []).append(shelf)
        return shelf

    def _values(self, charge: Transaction) -> Values:
        """All that decides which charge a credit means."""
        line = charge.line
        taken = self._taken.get(charge, _NOTHING)
        return {
            "live": charge.live,
            "open": self._open(charge),
            "patient": line.head.patient,
            "account": line.head.account,
            "sender": _sender(line),
            "order": line.order,
            "day": line.service_day,
            "code": line.code,
            "modifiers": tuple(sorted(line.modifiers)),
            "currency": line.currency,
            "size": _size(line.amount),
            "rest": taken.rest(line),
            "rest quantity": taken.rest_quantity(line),
            "accepted": charge.outcome == ACCEPTED,
        }


_Best = tuple[Transaction, int]


class _Taken:
    """What live credits have taken from a charge so far."""

    __slots__ = ("amount", "count", "quantity")

    def __init__(self) -> None:
        self.amount: Decimal | None = _ZERO
        self.quantity: Decimal | None = _ZERO
        self.count = 0

    def add(self, credit: LedgerLine) -> None:
        self.amount = None if self.amount is None or credit.amount is None else self.amount + abs(credit.amount)
        self.quantity = (
            None if self.quantity is None or credit.quantity is None else self.quantity + abs(credit.quantity)
        )
        self.count += 1

    def rest(self, charge: LedgerLine) -> Decimal | None:
        if charge.amount is None or self.amount is None:
            return None
        return abs(charge.amount) - self.amount

    def rest_quantity(self, charge: LedgerLine) -> Decimal | None:
        if charge.quantity is None or self.quantity is None:
            return None
        return abs(charge.quantity) - self.quantity

    def leaves(self, charge: LedgerLine) -> bool:
        rest = self.rest(charge)
        if rest is not None and charge.amount:
            return rest > 0
        if charge.quantity and self.quantity is not None:
            return abs(charge.quantity) > self.quantity
        return self.count == 0


_NOTHING = _Taken()


def _may_be(charge: LedgerLine, credit: LedgerLine) -> bool:
    """Whether an id that is equal can mean this charge: in feeds where FT1-2 counts from 1 every id occurs often.

    Somebody and something must agree: patient, account or order; and code, order or amount. `_ways_to_be` says the same
    to a shelf.
    """
    one, other = charge.head, credit.head
    sender = _sender(charge) == _sender(credit)
    same_order = bool(charge.order) and charge.order == credit.order
    same_code = charge.code == credit.code or not credit.code
    same_day = charge.service_day == credit.service_day
    somebody = (
        (one.patient == other.patient and bool(one.patient or sender))
        or (bool(one.account) and one.account == other.account)
        or same_order
        or (sender and same_code and same_day and bool(credit.code))
    )
    something = same_code or same_order or (charge.amount is not None and _equal_sizes(charge.amount, credit.amount))
    return somebody and something


def _is_copied(charge: LedgerLine, credit: LedgerLine) -> bool:
    """Whether FT1-3 is the charge's own, so that it is copied with it and no link: a charge posted again has it too."""
    return charge.batch_id == credit.batch_id


def _ways_to_be(credit: LedgerLine) -> list[Values]:
    """What a charge must have to be meant by its id: one of these."""
    head, order, code = credit.head, credit.order, credit.code
    sender: Values = {"sender": _sender(credit)}
    somebody: list[Values] = [{"patient": head.patient, **({} if head.patient else sender)}]
    something: list[Values] = [{"code": code} if code else {}]
    if head.account:
        somebody.append({"account": head.account})
    if code:
        somebody.append({**sender, "code": code, "day": credit.service_day})
    if order:
        somebody.append({"order": order})
        something.append({"order": order})
    if credit.amount:
        something.append({"size": _size(credit.amount)})
    return widest([{**one, **other} for one in somebody for other in something])


def _wishes(credit: LedgerLine) -> list[Values]:
    """What makes a charge fit better than others, the most important first: as `_Pairing._rank`."""
    return [
        {"live": True},
        {"open": True},
        {"patient": credit.head.patient, "account": credit.head.account},
        {"order": credit.order},
        {"day": credit.service_day, "code": credit.code},
        {"modifiers": tuple(sorted(credit.modifiers))},
        {"currency": credit.currency},
        {"rest": _size(credit.amount)},
        {"rest quantity": _size(credit.quantity)},
        {ARRIVED: True},
        {"accepted": True},
    ]


def _sender(line: LedgerLine) -> tuple[str, str]:
    return line.head.sending_application, line.head.sending_facility


def _size(number: Decimal | None) -> Decimal | None:
    return None if number is None else abs(number)


def _account(line: LedgerLine) -> tuple[str, str]:
    """Whom and which account a line is about."""
    return line.head.patient, line.head.account


def _equal_sizes(one: Decimal, other: Decimal | None) -> bool:
    return other is not None and one != 0 and abs(one) == abs(other)


def _index(charges: Iterable[Transaction], key: Callable[[LedgerLine], Hashable]) -> dict[Hashable, list[Transaction]]:
    found: dict[Hashable, list[Transaction]] = defaultdict(list)
    for one in charges:
        if value := key(one.line):
            found[value].append(one)
    return dict(found)


def order_key(line: LedgerLine) -> Hashable:
    """Who, order, code, day; None where one of them is missing."""
    if not (line.order and line.code and line.service_day):
        return None
    return line.head.patient, line.order, line.code, line.service_day


def likeness_key(line: LedgerLine) -> Hashable:
    """Account (patient without one), code, day, and how much, where it is said; None where one of them is missing."""
    head = line.head
    who = ("account", head.account) if head.account else ("patient", head.patient_key)
    if not (who[1] and line.code and line.service_day):
        return None
    much = line.quantity if line.amount is None else line.amount
    return who, line.code, line.service_day, line.amount is None, _size(much), line.currency


def _same_orders(charge: LedgerLine, credit: LedgerLine) -> bool:
    """Two different order numbers are two different things, however alike."""
    return not charge.order or not credit.order or charge.order == credit.order
