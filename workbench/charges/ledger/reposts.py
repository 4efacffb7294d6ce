"""What followed a charge: a new charge for the same thing after it was taken back, or after it was rejected."""

from __future__ import annotations

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
    alike: dict[Hashable, list[Transaction]] = {}
    wanted = {thing(one.line) for one in reversed_ones}
    for one in charges:
        if one.live and (key := thing(one.line)) in wanted:
            alike.setdefault(key, []).append(one)
    found: dict[Transaction, Transaction] = {}
    used: set[Transaction] = set()
    for one in reversed_ones:
        taken_back = [match.credit.number for match in credits[one] if match.credit.live]
        if not taken_back:
            continue
        later = next(
            (
                other
                for other in alike.get(thing(one.line), ())
                if other.number > max(*taken_back, one.number) and other not in used and one_order(one, other)
            ),
            None,
        )
        if later is not None:
            found[one] = later
            used.add(later)
    return found


def thing(line: LedgerLine) -> Hashable:
    """What is charged: two lines with the same may be one charge posted twice."""
    return line.head.patient_key, line.code, line.service_day, tuple(sorted(line.modifiers))


def one_order(one: Transaction, other: Transaction) -> bool:
    """Whether both may be of one order; a line without one may belong to any."""
    return not one.line.order or not other.line.order or one.line.order == other.line.order


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
        later = [other for key in _ways(one.line) for other in better.get(key, ()) if other.number > one.number]
        if later:
            found[one] = min(later, key=lambda other: other.number)
    return found


def _ways(line: LedgerLine) -> list[Hashable]:
    ways: list[Hashable] = []
    if line.transaction_id:
        ways.append(("id", line.transaction_id, line.head.patient, line.head.sending_application))
    if line.order:
        ways.append(("order", line.order, line.code, tuple(sorted(line.modifiers)), line.service_day))
    return ways
