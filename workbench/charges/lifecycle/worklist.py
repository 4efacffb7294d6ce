"""What waits for a person: studies by what is wrong with their charges, with ages and amounts.

A study may stand in several groups: late, and not charged because something is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from workbench.charges.lifecycle.coded import CodedLine, sums, sums_apart
from workbench.charges.lifecycle.look import Look
from workbench.charges.lifecycle.paid import is_waiting_anyway
from workbench.charges.lifecycle.standing import CREDIT, PART, OpenCharge, Orphan, Sent, Standing, Transaction
from workbench.charges.lifecycle.states import WITH_CHARGES, State
from workbench.charges.money_text import money
from workbench.charges.timestamps import day


class Group(StrEnum):
    """What a study waits for, the dearest first."""

    NOT_CHARGED = "signed and not charged"
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"
    DIFFERS = "booked otherwise than signed"
    STILL_CHARGED = "not signed but still charged"
    CORRECTED = "corrected since"
    LOOK = "to look at"
    NOT_ACKNOWLEDGED = "charged and not acknowledged"
    LATE = "late"


LATE_AFTER = timedelta(days=3)
"""How old a service may be before its charge is late; sites have 3 to 5 days."""

_EVER = datetime(9999, 1, 1, tzinfo=UTC)

Amounts = tuple[tuple[str, Decimal], ...]
"""(currency, sum), by currency; what is too much on an account is a negative sum of its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """A study as the list needs it: what is known, and how people call it."""

    standing: Standing
    accession: str = ""
    patient: str = ""
    """Name and number, for reading."""
    title: str = ""
    """What was examined."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the worklist."""

    group: Group
    study: int
    accession: str
    patient: str
    title: str
    why: str
    """What is wrong and what to do, one or more sentences."""
    since: datetime | None
    """Since when it waits; of a late charge the day of service."""
    age: timedelta
    """Never negative."""
    amounts: Amounts
    """What is at stake; empty when there is no price."""
    unpriced: int = 0
    """Lines without a price."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One group at a glance."""

    group: Group
    count: int
    amounts: Amounts
    oldest: timedelta
    unpriced: int = 0


def worklist(studies: Iterable[Known], now: datetime, *, late_after: timedelta = LATE_AFTER) -> tuple[Item, ...]:
    """Everything that waits, by group, the oldest first. `now` is aware, like all times of a standing."""
    items = [item for known in studies for item in _items(known, now, late_after)]
    order = list(Group)
    return tuple(sorted(items, key=lambda one: (order.index(one.group), -one.age, one.study)))


def waits(known: Known) -> tuple[Item, ...]:
    """What waits of one study at any time, for keeping: without ages, and late from the first day of service on."""
    return tuple(_items(known, _EVER, timedelta.min))


def totals(items: Sequence[Item]) -> tuple[Sum, ...]:
    """One line for each group, those without studies too, in the order of `Group`."""
    found = []
    for group in Group:
        mine = [item for item in items if item.group is group]
        found.append(
            Sum(
                group,
                len(mine),
                sums_apart(amount for item in mine for amount in item.amounts),
                max((item.age for item in mine), default=timedelta(0)),
                sum(item.unpriced for item in mine),
            )
        )
    return tuple(found)


def age(waited: timedelta) -> str:
    """How long, in the unit that a person would use."""
    hours = int(waited.total_seconds() // 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    if hours >= 2:
        return f"{hours} hours"
    minutes = int(waited.total_seconds() // 60)
    return f"{minutes} minutes" if minutes >= 2 else "just now"


def _items(known: Known, now: datetime, late_after: timedelta) -> Iterator[Item]:
    standing = known.standing.settled
    maker = _Maker(known, standing, now)
    due = standing.state in (State.DUE, State.CORRECTION_DUE)
    if due and standing.coded.missing:
        yield maker.coded(Group.INCOMPLETE, " ".join(standing.coded.missing))
    elif standing.state is State.DUE:
        yield maker.coded(Group.NOT_CHARGED, standing.why)
    if standing.differs:
        yield maker.charges(Group.DIFFERS, standing.surplus, _surplus(standing))
    elif standing.state in (State.HELD, State.CORRECTION_DUE):
        yield maker.open(Group.CORRECTED, standing.why)
    if standing.state is State.REVERSAL_DUE:
        yield maker.open(Group.STILL_CHARGED, standing.why)
    if looks := [one for one in standing.look if not is_waiting_anyway(one, standing.state)]:
        yield maker.look(looks)
    yield from _of_messages(standing, maker, late_after)
    if standing.state is State.DUE:
        yield from maker.late(late_after)


def _of_messages(standing: Standing, maker: _Maker, late_after: timedelta) -> Iterator[Item]:
    orphans = standing.orphans
    if orphans:
        yield maker.orphans(orphans)
    refused = _refused(standing)
    if said := [sent for sent in refused if sent.outcome != "not sent"]:
        yield maker.sent(Group.REJECTED, said, _refusals(said))
    if unsent := [sent for sent in refused if sent.outcome == "not sent"]:
        yield maker.sent(Group.NOT_ACKNOWLEDGED, unsent, _unsent(unsent))
    # Once charges are to be, or were, taken back, nothing is sent any more that was held back beside them.
    ends = standing.state is State.REVERSAL_DUE or standing.state not in WITH_CHARGES
    early = {one.sent.control_id for one in orphans}
    early |= {one.control_id for one in standing.messages if one.held_back and ends}
    open_ones = [one for one in standing.messages if one.taken == "unknown" and not one.set_aside]
    if waiting := [one for one in open_ones if one.control_id not in early]:
        yield maker.sent(Group.NOT_ACKNOWLEDGED, waiting, _waits(waiting))
    if standing.state in WITH_CHARGES and standing.state is not State.REVERSAL_DUE:
        charges = [one for one in waiting if any(each.kind == "charge" for each in one.transactions)]
        yield from maker.late_on_the_way(late_after, charges)


def _refused(standing: Standing) -> list[Sent]:
    """Messages that the receiver does not have and that still matter: nothing has been sent in their place."""
    taken = {
        (one.transaction_id, one.kind) for sent in standing.messages if sent.taken != "no" for one in sent.transactions
    }
    open_ids = {one.transaction.transaction_id for one in standing.open_charges}
    wanted = standing.state in (State.REFUSED, State.CHARGED, State.HELD, State.CORRECTION_DUE)
    found = []
    for place, sent in enumerate(standing.messages):
        if sent.taken != "no":
            continue
        for one in sent.transactions:
            missing = (one.transaction_id, one.kind) not in taken
            if one.replaces:  # what was there before it does not stand for it
                later = (
                    each
                    for other in standing.messages[place + 1 :]
                    if other.taken != "no"
                    for each in other.transactions
                )
                missing = all((each.transaction_id, each.kind) != (one.transaction_id, one.kind) for each in later)
            charge = one.kind == "charge" and wanted and one.cycle == standing.cycle
            credit = one.kind == "credit" and one.reverses in open_ids and one.cycle == standing.cycle
            if missing and (charge or credit):
                found.append(sent)
                break
    return found


def _refusals(refused: Sequence[Sent]) -> str:
    said = "; ".join(dict.fromkeys(sent.note for sent in refused if sent.note))
    which = ", ".join(sent.control_id for sent in refused)
    it = "it" if len(refused) == 1 else "them"
    because = f" ({said})" if said else ""
    return f"The receiver refused {which}{because}; mend {it} and send {it} again with the same ids."


def _unsent(unsent: Sequence[Sent]) -> str:
    if len(unsent) == 1:
        return "It could not be sent; send it again."
    return f"{', '.join(sent.control_id for sent in unsent)} could not be sent; send them again."


def _surplus(standing: Standing) -> str:
    """Which lines are open too many, and the way out: the refused credit once more, or a new one."""
    said, again = [], []
    for one in standing.surplus:
        its = one.transaction
        code = its.line.code if its.line is not None else "—"
        said.append(f"{code} {_money(its)} as {its.transaction_id} (in {one.sent.control_id})")
        again += [
            sent.control_id
            for sent in standing.messages
            if sent.taken == "no"
            and any(
                other.reverses == its.transaction_id and (other.kind == "credit" or other.replaces)
                for other in sent.transactions
            )
        ]
    replaced = any(one.replaces for sent in standing.messages if sent.control_id in again for one in sent.transactions)
    opening = f"The receiver has booked what the last signed report does not say: {'; '.join(said)}. To take it back,"
    anew = f"take the last report once more, which makes a new {'correction' if replaced else 'credit'}"
    if not again:
        return f"{opening} {anew}."
    mend = f"mend {', '.join(dict.fromkeys(again))} and send it again with the same ids"
    if {one.charge.control_id for one in standing.orphans} & set(again):
        # The charge that another credit waits for is in the same message: a new credit alone would not put it right.
        return f"{opening} {mend}."
    return f"{opening} {mend}, or {anew}; never both."


def _orphaned(orphans: Sequence[Orphan]) -> str:
    """Which credits have no charge, and the way out: the charge once more, so that both cancel out."""
    parts = []
    for one in orphans:
        its = one.transaction
        charge = f"charge {its.reverses} of {one.charge.control_id}"
        what = f"{one.sent.control_id} takes back {_money(its)} for {charge}, which the receiver does not have"
        send = f"mend {one.charge.control_id} and send it again with the same ids, so that charge and credit cancel out"
        if one.sent.taken == "yes":
            parts.append(f"{what}, so the account is too low; {send}.")
        else:
            parts.append(f"{what}; do not send {one.sent.control_id} before. First {send}.")
    return " ".join(parts)


def _money(its: Transaction) -> str:
    return "—" if its.amount is None else money(abs(its.amount), its.currency)


def held_back_words(sent: Sent) -> str:
    """Why a message must not be sent with the others."""
    if sent.set_aside:
        return f"{sent.control_id} was set aside and is not sent, because {sent.beside} left in its place: {sent.note}"
    return (
        f"{sent.control_id} is held back: {sent.beside} left for the same charges before the study was kept, and both"
        f" would be charged. Send {sent.control_id} only if {sent.beside} did not arrive or was taken back."
    )


def _waits(waiting: Sequence[Sent]) -> str:
    made = [sent.control_id for sent in waiting if sent.entry is None and not sent.held_back]
    sent = [one.control_id for one in waiting if one.entry is not None]
    parts = []
    if made:
        few = ("was", "it was", "it") if len(made) == 1 else ("were", "they were", "them")
        parts.append(f"{', '.join(made)} {few[0]} made, and nothing here says that {few[1]} sent; send {few[2]}.")
    parts += [held_back_words(one) for one in waiting if one.held_back]
    if sent:
        has, it = ("has", "it") if len(sent) == 1 else ("have", "them")
        parts.append(f"{', '.join(sent)} {has} no acknowledgement; send {it} again with the same MSH-10.")
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class _Maker:
    known: Known
    standing: Standing
    now: datetime

    def coded(self, group: Group, why: str) -> Item:
        """At stake is what the report says should be charged."""
        lines = self.standing.coded.lines
        unpriced = sum(line.amount is None for line in lines)
        return self._item(group, why, self.standing.since, self.standing.coded.amounts, unpriced)

    def open(self, group: Group, why: str) -> Item:
        """At stake is what stands at the receiver."""
        return self.charges(group, self.standing.open_charges, why)

    def charges(self, group: Group, open_charges: Sequence[OpenCharge], why: str) -> Item:
        """At stake are these charges."""
        charges = [one.transaction for one in open_charges]
        amounts = sums((one.currency, one.amount) for one in charges)
        return self._item(group, why, self.standing.since, amounts, sum(one.amount is None for one in charges))

    def look(self, looks: Sequence[Look]) -> Item:
        """At stake is what stands at the receiver."""
        item = self.open(Group.LOOK, " ".join(one.text for one in looks))
        since = min(one.at for one in looks)
        return replace(item, since=since, age=max(self.now - since, timedelta(0)))

    def orphans(self, orphans: Sequence[Orphan]) -> Item:
        """At stake is what the account is too low, a negative sum."""
        credits = [one.transaction for one in orphans]
        amounts = sums((one.currency, one.amount) for one in credits)
        since = min(one.sent.at for one in orphans)
        unpriced = sum(one.amount is None for one in credits)
        return self._item(Group.DIFFERS, _orphaned(orphans), since, amounts, unpriced)

    def sent(self, group: Group, messages: Sequence[Sent], why: str) -> Item:
        """At stake is what the messages hold: charges and credits each on its own, but a charge with its own credit."""
        found = [one for sent in messages for one in sent.transactions if one.kind in ("charge", CREDIT, PART)]
        anew = {one.transaction_id: number for number, one in enumerate(found) if one.replaces}
        found = [
            one for number, one in enumerate(found) if one.kind != "charge" or number >= anew.get(one.transaction_id, 0)
        ]
        by_charge: dict[str, list[Transaction]] = {}
        for one in found:
            by_charge.setdefault(one.reverses or one.transaction_id, []).append(one)
        left = (pair for its in by_charge.values() for pair in sums((one.currency, one.amount) for one in its))
        amounts = sums_apart(left)
        since = min(sent.at for sent in messages)
        return self._item(group, why, since, amounts, sum(one.amount is None for one in found))

    def late(self, late_after: timedelta) -> Iterator[Item]:
        """Not charged, and late by the earliest day of service of its lines."""
        lines = self.standing.coded.lines
        yield from self._late(late_after, lines, lambda why: self.coded(Group.LATE, why), "is not charged")

    def late_on_the_way(self, late_after: timedelta, messages: Sequence[Sent]) -> Iterator[Item]:
        """Charged, and late all the same while nothing says that the charge arrived."""
        lines = [one.line for sent in messages for one in sent.transactions if one.line and one.kind == "charge"]
        what = "nothing says that its charge arrived"
        yield from self._late(late_after, lines, lambda why: self.sent(Group.LATE, messages, why), what)

    def _late(
        self, late_after: timedelta, lines: Sequence[CodedLine], make: Callable[[str], Item], what: str
    ) -> Iterator[Item]:
        days = [found for line in lines if (found := day(line.service_day)) is not None]
        if not days:
            return
        served = datetime(min(days).year, min(days).month, min(days).day, tzinfo=self.now.tzinfo)
        if self.now - served <= late_after:
            return
        item = make(f"The service was on {served:%Y-%m-%d} and {what}; many payers refuse late charges.")
        yield replace(item, since=served, age=self.now - served)

    def _item(self, group: Group, why: str, since: datetime | None, amounts: Amounts, unpriced: int) -> Item:
        known = self.known
        age = max(self.now - since, timedelta(0)) if since is not None else timedelta(0)
        number = self.standing.study
        return Item(group, number, known.accession, known.patient, known.title, why, since, age, amounts, unpriced)
