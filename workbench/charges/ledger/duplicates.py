"""The same charge anew: lines whose keys are equal, though no message was merely sent again.

The key is a setting, and a flag says what it was made of. A message that was sent again under its own control id is one
transaction from the start (see resends.py), so it never gets here as two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta

from workbench.charges.ledger.compare import compare, shown
from workbench.charges.ledger.flag import ERROR, INFO, WARNING, Flag, by_message, counted, flag, listed, money, name_of
from workbench.charges.ledger.ledger import Ledger
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.settings import KEY_PARTS, Settings
from workbench.charges.ledger.types import CHARGE

_READ: dict[str, Callable[[LedgerLine], Hashable]] = {
    "patient": lambda line: line.head.patient,
    "account": lambda line: line.head.account or line.head.patient,
    "visit": lambda line: line.head.visit,
    "sender": lambda line: (line.head.sending_application, line.head.sending_facility),
    "transaction id": lambda line: line.transaction_id,
    "service day": lambda line: line.service_day,
    "type": lambda line: line.kind,
    "transaction code": lambda line: line.transaction_code,
    "procedure code": lambda line: line.procedure_code,
    "code": lambda line: line.code,
    "modifiers": lambda line: tuple(sorted(line.modifiers)),
    "quantity": lambda line: line.quantity,
    "amount": lambda line: line.amount,
    "department": lambda line: line.department,
    "performer": lambda line: line.performer,
    "order": lambda line: line.order,
}
_OCCURRENCE = "occurrence"
_WHATEVER_THE_ID = ("patient", "account", "order", "service day", "code", "modifiers", "quantity", "amount")
"""What two systems say alike about one service."""


def duplicate_flags(ledger: Ledger) -> Iterator[Flag]:
    """Flags about what was posted twice, and about ids that mean two things."""
    open_ones = [*_open_lines(ledger)]
    doubled: set[Transaction] = set()
    for group, parts in duplicate_groups(open_ones, ledger.settings):
        doubled.update(group)
        yield _duplicate(group, parts, ledger.settings)
    yield from _reused_ids(open_ones, doubled, ledger.settings)
    yield from _from_two_senders(one for one in open_ones if one not in doubled)
    yield from _reused_control_ids(ledger.transactions)
    yield from map(_resent, by_message(one for one in ledger.transactions if one.resent))


def _open_lines(ledger: Ledger) -> Iterator[Transaction]:
    """What counts and was not taken back: a charge that was reversed and posted again is not there twice."""
    yield from (one.charge for one in ledger.charges if one.charge.live and not one.reversed)
    yield from (one for one in (*ledger.unpaired, *ledger.others) if one.live)


def duplicate_groups(
    transactions: Iterable[Transaction], settings: Settings
) -> Iterator[tuple[list[Transaction], tuple[str, ...]]]:
    """Transactions with equal keys, in order of time, and the parts that the key was made of."""
    given = settings.duplicates
    groups: dict[tuple[tuple[str, ...], Hashable, int], list[Transaction]] = defaultdict(list)
    counts: dict[Hashable, int] = defaultdict(int)
    for one in sorted(transactions, key=lambda each: each.number):
        line = one.line
        parts = given.key if line.transaction_id else given.key_without_id
        key = _key(line, parts)
        if key is None:
            continue
        place = (id(line.head), key)
        counts[place] += 1
        groups[(parts, key, counts[place] if _OCCURRENCE in parts else 0)].append(one)
    for (parts, *_), group in groups.items():
        for cluster in _within(group, given.window_days):
            if len(cluster) > 1:
                yield cluster, parts


def _key(line: LedgerLine, parts: tuple[str, ...]) -> Hashable | None:
    """The values; None when they are too little to tell one charge from another."""
    values = tuple(_READ[part](line) for part in parts if part != _OCCURRENCE)
    somebody = line.head.patient or line.head.account or line.head.visit or line.order
    something = line.transaction_id or (line.code and line.service_day)
    return (line.role, *values) if somebody and something else None


def _within(group: list[Transaction], days: int) -> Iterator[list[Transaction]]:
    """The group, cut where two neighbours are further apart than the window."""
    if not days:
        yield group
        return
    cluster: list[Transaction] = []
    for one in group:
        if cluster and one.moment - cluster[-1].moment > timedelta(days=days):
            yield cluster
            cluster = []
        cluster.append(one)
    yield cluster


def _duplicate(group: Sequence[Transaction], parts: tuple[str, ...], settings: Settings) -> Flag:
    first, last = group[0], group[-1]
    line = first.line
    values = ", ".join(f"{KEY_PARTS[part]} {_said(line, part)}" for part in parts if part != _OCCURRENCE)
    ids = [one.line.head.control_id or "none" for one in group]
    text = (
        f"The {line.role} {name_of(line)} ({money(line)}) is there {len(group)} times, as separate messages or lines"
        f" (MSH-10 {listed(ids)}): the same {values}."
    )
    hint = (
        "Take back all but one. If it really was done more than once, each needs an id, and 76 or 77 where they apply."
    )
    if line.role == CHARGE and {one.line.transaction_id for one in group} == {line.transaction_id}:
        hint += _ways_out(settings, named=bool(line.transaction_id))
    return flag("duplicate", ERROR, text, group, hint, compare(line, last.line))


def _ways_out(settings: Settings, *, named: bool = True) -> str:
    """The presets that read the same in two messages another way; `named` by an id."""
    hint = ""
    if named and not settings.duplicates.same_id_replaces:
        hint += " If the receiver takes the later line for a replacement, choose the rules same-id."
    if not settings.types.status_segment:
        hint += " If a Z segment behind it says that it is a credit, choose status-segment."
    return hint


def _said(line: LedgerLine, part: str) -> str:
    value = _READ[part](line)
    if part == "account" and not line.head.account:
        return f"empty, PID-3 {shown(line.head.patient)}"
    if part == "sender":
        return " / ".join(one for one in (line.head.sending_application, line.head.sending_facility) if one) or "none"
    return shown(value)  # type: ignore[arg-type]


def _reused_ids(transactions: Iterable[Transaction], doubled: set[Transaction], settings: Settings) -> Iterator[Flag]:
    """Same sender, patient, day and id, yet not the same charge."""
    groups: dict[Hashable, list[Transaction]] = defaultdict(list)
    for one in transactions:
        line = one.line
        if line.transaction_id and one not in doubled:
            head = line.head
            key = (head.sending_application, head.patient_key, line.service_day, line.transaction_id, line.role)
            groups[key].append(one)
    for group in groups.values():
        if len(group) > 1:
            first, last = group[0].line, group[-1].line
            comparison = compare(first, last)
            differing = [one.field for one in comparison.differing if not one.field.startswith("MSH")]
            if not differing:
                continue  # the same charge, outside the window for duplicates
            text = (
                f"{len(group)} lines have the transaction id {first.transaction_id}, but differ in {listed(differing)}."
            )
            hint = "A receiver that takes the id for the charge keeps one of them. Each line needs its own."
            hint += _ways_out(settings) if first.role == CHARGE else ""
            yield flag("id-reused", WARNING, text, group, hint, comparison)


def _from_two_senders(transactions: Iterable[Transaction]) -> Iterator[Flag]:
    """All that matters is equal, but two systems sent it, each under an id of its own: the key cannot see it."""
    given = list(transactions)
    if len({_READ["sender"](one.line) for one in given}) < 2:
        return
    groups: dict[Hashable, list[Transaction]] = defaultdict(list)
    for one in given:
        line = one.line
        if line.role == CHARGE and line.head.patient and line.code and line.service_day:
            groups[tuple(_READ[part](line) for part in _WHATEVER_THE_ID)].append(one)
    for group in groups.values():
        senders = {_READ["sender"](one.line): one for one in group}
        if len(senders) < 2:
            continue
        each = list(senders.values())
        first, last = each[0].line, each[-1].line
        called = listed(f"{name_of(one.line)} from {_said(one.line, 'sender')}" for one in each)
        text = (
            f"{counted(len(group), 'charge')} agree in all but the transaction id and the sender: {called}"
            f" ({money(first)} each)."
        )
        hint = "If both mean one service, one of them is too many. The rules order-number look for such charges."
        yield flag("same-from-two", WARNING, text, group, hint, compare(first, last))


def _reused_control_ids(transactions: Iterable[Transaction]) -> Iterator[Flag]:
    """One control id, several messages (HL7 2.5.1, chapter 2.15.9.10: it identifies the message)."""
    heads: dict[tuple[str, str, str], dict[int, list[Transaction]]] = defaultdict(dict)
    for one in transactions:
        head = one.line.head
        if head.control_id:
            sender = (head.sending_application, head.sending_facility, head.control_id)
            heads[sender].setdefault(id(head), []).append(one)
    for (_, _, control_id), messages in heads.items():
        if len(messages) > 1:
            concerned = [each[0] for each in messages.values()]
            text = f"{len(messages)} different messages have the control id {control_id} (MSH-10)."
            hint = "A receiver that drops what it has seen before loses all but the first."
            comparison = compare(concerned[0].line, concerned[-1].line)
            yield flag("control-id-reused", WARNING, text, concerned, hint, comparison)


def _resent(group: Sequence[Transaction]) -> Flag:
    first = group[0]
    control_id = first.line.head.control_id
    text = (
        f"The message {control_id or 'without a control id'} with {counted(len(group), 'line')}"
        f" ({listed(name_of(one.line) for one in group)}) is there {len(first.postings)} times"
        f" ({listed(posting.source for posting in first.postings)}); it is counted once."
    )
    why = "The same control id and the same lines" if control_id else "The same message, sent again as it was"
    return flag("resent", INFO, text, group, f"{why}: no duplicate charge.")
