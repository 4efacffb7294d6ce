"""Charges that come late, and charges that come back after their credit."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date, datetime

from workbench.charges import timestamps
from workbench.charges.ledger.compare import compare
from workbench.charges.ledger.flag import INFO, WARNING, Flag, flag, money, name_of
from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.posting import REJECTED, Transaction
from workbench.charges.ledger.reposts import thing


def time_flags(ledger: Ledger) -> Iterator[Flag]:
    """Flags about when charges came."""
    for one in ledger.charges:
        if one.charge.outcome != REJECTED:
            yield from _late(one, ledger.settings.late.days)
    yield from _after_credit(ledger)
    yield from _once_more(ledger)


def posted_on(one: Transaction) -> date | None:
    """FT1-5, else the day of the message (MSH-7), else the day it went."""
    line = one.line
    found = line.posting_day or timestamps.day(line.head.message_time)
    if found is None and one.moment != datetime.min:
        found = one.moment.date()
    return found


def _late(charge: Charge, days: int) -> Iterator[Flag]:
    one = charge.charge
    service, posted = one.line.service_day, posted_on(one)
    if service is None or posted is None or (posted - service).days <= days:
        return
    text = (
        f"The charge {name_of(one.line)} ({money(one.line)}) was posted on {posted}, {(posted - service).days} days"
        f" after the service on {service}{_since(charge)}."
    )
    hint = (
        f"More than {days} days are late here (a setting). The account may be billed or closed: ask before resending."
    )
    yield flag("late-charge", INFO if charge.reversed else WARNING, text, [one], hint)


def _since(charge: Charge) -> str:
    """What credits have left of it, in words; "" when there are none that count."""
    if not charge.charge.live or not any(match.credit.live for match in charge.credits):
        return ""
    if charge.balance.below_zero:
        return f"; more than that was taken back since ({charge.balance.text})"
    return "; it was taken back since" if charge.reversed else f"; {charge.balance.text} of it is left"


def _after_credit(ledger: Ledger) -> Iterator[Flag]:
    signed: dict[str, list[datetime]] = defaultdict(list)
    for signing in ledger.signings:
        signed[signing.order].append(signing.at)
    for times in signed.values():
        times.sort()
    by_charge = {one.charge: one for one in ledger.charges}
    for one in ledger.charges:
        if one.reposted_as is not None and not by_charge[one.reposted_as].reversed:
            yield from _again(one, one.reposted_as, signed)


def _again(before: Charge, after: Transaction, signed: dict[str, list[datetime]]) -> Iterator[Flag]:
    last = max((match.credit for match in before.credits if match.credit.live), key=lambda one: one.number)
    if last.line.head == after.line.head:
        return  # credit and charge in one message: a correction
    times = signed.get(after.line.order, []) if after.line.order else []
    if bisect_right(times, after.moment) > bisect_right(times, last.moment):
        return
    same_id = bool(after.line.transaction_id) and after.line.transaction_id == before.charge.line.transaction_id
    said = "with the same id" if same_id else "with a new id"
    known = "no report was signed in between" if times else "nothing here shows that the report was signed again"
    text = (
        f"The charge {name_of(before.charge.line)} was taken back by {name_of(last.line)} and then posted again {said}"
        f" ({name_of(after.line)}, {money(after.line)}): {known}."
    )
    hint = "Right after a corrected report; otherwise the charge should have stayed away."
    concerned = (before.charge, last, after)
    severity = WARNING if times or same_id else INFO
    yield flag("charge-after-credit", severity, text, concerned, hint, compare(before.charge.line, after.line))


def _once_more(ledger: Ledger) -> Iterator[Flag]:
    """Charges for what was taken back once and is posted again already by another charge."""
    again = {one.charge: one.repost_of for one in ledger.charges if one.repost_of is not None and _stands(one)}
    posted: dict[Hashable, dict[str | None, Transaction]] = defaultdict(dict)
    for after in again:
        for each in (after.line.order, None):  # the first of an order, and of all
            posted[thing(after.line)].setdefault(each, after)
    for one in ledger.charges if posted else ():
        if not _stands(one) or one.repost_of is not None:
            continue
        first = posted.get(thing(one.charge.line), {})
        order = one.charge.line.order
        # A line without an order may be of any.
        fitting = [first[each] for each in ((order, "") if order else (None,)) if each in first]
        after = min(fitting, key=lambda each: each.number, default=one.charge)
        if one.charge.number > after.number:
            yield _twice(one.charge, after, again[after])


def _stands(one: Charge) -> bool:
    return one.charge.live and not one.reversed


def _twice(one: Transaction, after: Transaction, before: Transaction | None) -> Flag:
    taken_back = f"{name_of(before.line)}, which was taken back once" if before is not None else "what was taken back"
    text = (
        f"The charge {name_of(one.line)} ({money(one.line)}) charges {taken_back}, once more: {name_of(after.line)} has"
        " posted it again already."
    )
    hint = "If it was done once, one of the two is too many: take it back."
    concerned = (*((before,) if before is not None else ()), after, one)
    return flag("posted-again-twice", WARNING, text, concerned, hint, compare(after.line, one.line))
