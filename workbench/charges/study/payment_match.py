"""Whether two payments are the same money told twice: once with a charge, and again with what comes later.

They are when kind and amount are equal and nothing else says otherwise: date, reference, code, currency and the lines
that are paid. What only one of them says is no difference: whoever exports payments may leave a date out one day.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.charges.study.payments import Payment


def paired(payments: Sequence[Payment], told: Sequence[Payment]) -> dict[int, int]:
    """Which of `told` each payment is, both by place from 0: those that agree in most first, each used once."""
    pairs = [
        (-_agreement(one, other), place, there)
        for place, one in enumerate(payments)
        for there, other in enumerate(told)
        if is_same(one, other)
    ]
    found: dict[int, int] = {}
    for _, place, there in sorted(pairs):
        if place not in found and there not in found.values():
            found[place] = there
    return dict(sorted(found.items()))


def is_same(one: Payment, other: Payment) -> bool:
    """Whether nothing tells the two apart."""
    amounts = (one.amount, other.amount)
    if not one.kind or not other.kind:  # not known of what was told long ago: then nor is the sign of an adjustment
        amounts = (abs(one.amount), abs(other.amount))
    if amounts[0] != amounts[1] or (one.kind and other.kind and one.kind != other.kind):
        return False
    days = (_date(one), _date(other))
    facts = all(
        not mine or not theirs or mine == theirs for mine, theirs in zip(_facts(one), _facts(other), strict=True)
    )
    return facts and (days[0].startswith(days[1]) or days[1].startswith(days[0]))


def is_sure(one: Payment, other: Payment) -> bool:
    """Whether two that are the same say so by a date or a reference, and not by their amount alone."""
    by_date = bool(one.date.strip() and other.date.strip())
    return by_date or bool(one.reference.strip() and other.reference.strip())


def says_more(one: Payment, other: Payment) -> bool:
    """Whether only one of the two has a date or a reference."""
    return any(bool(mine.strip()) != bool(theirs.strip()) for mine, theirs in _told_apart(one, other))


def _told_apart(one: Payment, other: Payment) -> tuple[tuple[str, str], ...]:
    return ((one.date, other.date), (one.reference, other.reference))


def _facts(one: Payment) -> tuple[object, ...]:
    words = (one.currency, one.code, one.reference)
    return (*(word.strip().casefold() for word in words), frozenset(one.pays))


def _date(one: Payment) -> str:
    """Day, or day and time: of two the shorter one is the same as far as it goes."""
    return one.date.strip().partition("+")[0].partition("-")[0]


def _agreement(one: Payment, other: Payment) -> int:
    """In how many facts the two are alike, what both leave out among them."""
    mine, theirs = (*_facts(one), _date(one)), (*_facts(other), _date(other))
    return sum(fact == there for fact, there in zip(mine, theirs, strict=True))
