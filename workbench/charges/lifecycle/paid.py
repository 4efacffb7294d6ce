"""Money that was received beside the charges of a study: told once, never taken back with a charge, never forgotten.

A payment that no message could tell yet is kept with what is to be looked at, and goes out with the next charge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.charges.ft1.groups import Group, groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.lifecycle.coded import Holder
from workbench.charges.lifecycle.look import PAYMENT, Look
from workbench.charges.lifecycle.standing import CREDIT, PART, Sent, Standing
from workbench.charges.lifecycle.states import WITH_CHARGES, State
from workbench.charges.profile.conventions import Convention
from workbench.charges.profile.sections import Payments
from workbench.charges.study.payment_match import is_sure, paired, says_more
from workbench.charges.study.payments import KINDS, Payment
from workbench.er7 import Document


@dataclass(frozen=True, slots=True)
class _Told:
    """A payment in a message that the receiver has or may have."""

    payment: Payment
    sent: Sent


def owed(known: Standing, payments: Sequence[Payment], convention: Convention) -> tuple[Payment, ...]:
    """The payments of a report with those that came earlier and that nobody has been told: they wait, or the message
    that told them was refused. What comes once more is one payment; those from before are counted on."""
    found = list(payments)
    told = [one.payment for one in _told(known, convention)]
    for earlier in (_waiting_now(known), *map(_payments_of, _refused(known))):
        there = set(paired([*found, *told], earlier).values())
        first = max((one.number for one in found), default=0) + 1
        left = (one for place, one in enumerate(earlier) if place not in there)
        found += [replace(one, number=number) for number, one in enumerate(left, first)]
    return tuple(found)


def _waiting_now(known: Standing) -> list[Payment]:
    return [one.payment for one in known.look if one.payment is not None]


def _refused(known: Standing) -> list[Sent]:
    return [sent for sent in known.messages if sent.taken == "no"]


def _payments_of(sent: Sent) -> list[Payment]:
    return [one.payment for one in sent.transactions if one.payment is not None]


def untold(standing: Standing, payments: Sequence[Payment], convention: Convention) -> tuple[Payment, ...]:
    """The payments that are in no message that the receiver has or may have."""
    there = paired(payments, [one.payment for one in _told(standing, convention)])
    return tuple(one for place, one in enumerate(payments) if place not in there)


def told_before(
    standing: Standing, payments: Sequence[Payment], convention: Convention
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A sentence for each payment that is not sent because a message has it; and those of them that a person should
    see, since a date or a reference stands in one of the two alone."""
    told = list(_told(standing, convention))
    said, unsure = [], []
    for place, there in paired(payments, [one.payment for one in told]).items():
        one, earlier = payments[place], told[there]
        if is_sure(one, earlier.payment):
            said.append(f"{_named(one)} is in {earlier.sent.control_id} already, so it is not sent again.")
            continue
        said.append(
            f"{_named(one)} is taken for the one in {earlier.sent.control_id} and is not sent again; if it is another"
            " one, give it a date or a reference of its own."
        )
        if says_more(one, earlier.payment):
            unsure.append(said[-1])
    return tuple(said), tuple(unsure)


def waiting(standing: Standing, payments: Sequence[Payment], convention: Convention, at: datetime) -> tuple[Look, ...]:
    """What is to be looked at for each payment of which no message tells, as the study stands now. While a message was
    refused that is to be mended and sent again, the money in it needs no word of its own."""
    since = {_unnumbered(one.payment): one.at for one in standing.look if one.payment is not None}
    left = [replace(one, source=None) for one in untold(standing, payments, convention) if one.complete]
    if standing.state is State.REFUSED:
        refused = [one for sent in _refused(standing) for one in _payments_of(sent)]
        mended = paired(left, refused)
        left = [one for place, one in enumerate(left) if place not in mended]
    return tuple(
        Look(_waits(one, standing.state), since.get(_unnumbered(one), at), PAYMENT, payment=one) for one in left
    )


def lost(standing: Standing, payments: Sequence[Payment], convention: Convention) -> tuple[str, ...]:
    """A sentence for each payment of a message that is not taken for the study, so that a person gives it again."""
    return tuple(
        f"{_named(one)} came with it and is in no message; give it again with the report that counts."
        for one in untold(standing, payments, convention)
        if one.complete
    )


def is_waiting_anyway(one: Look, state: State) -> bool:
    """Whether it is about a payment that goes out with a charge which is still to come."""
    return one.kind == PAYMENT and state in (State.OPEN, State.DUE)


def staying(standing: Standing, convention: Convention, moved_to: Holder | None = None) -> tuple[str, ...]:
    """A sentence for each payment that stays when charges are taken back: a person has to say where it belongs.

    `moved_to` is who the charges are booked on from now on, when that is another patient or account.
    """
    there = [one for one in _told(standing, convention) if moved_to is None or one.sent.holder != moved_to]
    way_out = "Give it back, or move it with an adjustment."
    if moved_to is None:
        return tuple(
            f"{_named(one.payment)} in {one.sent.control_id} stays: money that was received is not taken back with a"
            f" charge. {way_out}"
            for one in there
        )
    return tuple(
        f"{_named(one.payment)} in {one.sent.control_id} stays {_where(one.sent.holder, moved_to)}: money that was"
        f" received does not go along with the charges. {way_out}"
        for one in there
    )


def _unnumbered(one: Payment) -> Payment:
    return replace(one, number=0)


def _where(old: Holder, new: Holder) -> str:
    patient = f"patient {old.patient or '—'}"
    if old.account and (old.patient, old.account) != (new.patient, new.account):
        return f"on account {old.account} of {patient}"
    if old.patient != new.patient:
        return f"with {patient}"
    return f"with visit {old.visit or '—'}" if old.visit != new.visit else "where it was"


def _waits(one: Payment, state: State) -> str:
    name = _named(one)
    if state in (State.OPEN, State.DUE):
        return (
            f"{name} is in no message yet; it goes out when the study is charged, unless it is marked as seen before."
        )
    if state in WITH_CHARGES or state is State.REFUSED:
        return (
            f"{name} came after the charge and is in no message yet; it goes out with the next charge or correction of"
            " the study, unless it is marked as seen before."
        )
    return (
        f"{name} is in no message, and nothing is charged: give it back, or book it by hand. If the study is charged"
        " again, it goes out too, unless it is marked as seen before."
    )


def _named(one: Payment) -> str:
    """`The payment of 50.00 USD (CHK1, 2026-11-20)`; only an adjustment has a sign."""
    amount = one.amount if one.kind == "adjustment" else abs(one.amount)
    day = one.date[:8]
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdecimal() else day
    facts = ", ".join(part for part in (one.reference, date) if part)
    named = " ".join(
        part for part in (f"The {KINDS.get(one.kind, 'payment').lower()} of {amount}", one.currency) if part
    )
    return f"{named} ({facts})" if facts else named


def _told(standing: Standing, convention: Convention) -> Iterator[_Told]:
    """The payments of messages that the receiver has or may have. One that was not kept with its message is read from
    it, in the convention that it was made with, in `convention` where that is not known."""
    for sent in standing.messages:
        mine = {one.number: one.payment for one in sent.transactions if _is_payment(one.kind, one.payment)}
        if sent.taken == "no" or sent.set_aside or not mine:
            continue
        yield from (_Told(one, sent) for one in mine.values() if one is not None)
        if None not in mine.values():
            continue
        document = Document.from_bytes(sent.raw)
        known = sent.made_with.convention if sent.made_with else convention
        for group in groups_of(document):
            if mine.get(group.number, _NOTHING) is None and (read := _read(document, group, known)) is not None:
                yield _Told(read, sent)


_NOTHING = object()
_UNSAID = frozenset(getattr(Payments(), f"{kind}_code") for kind in KINDS)
"""FT1-7 of a payment that names no medium, as profiles have it that say nothing else."""


def _is_payment(kind: str, payment: Payment | None) -> bool:
    return payment is not None or kind not in ("charge", CREDIT, PART)


def _read(document: Document, group: Group, convention: Convention) -> Payment | None:
    """A payment as its FT1 tells it; what the message had for want of anything else was not given: the time at which
    it was written (FT1-4 is FT1-5), and the code of FT1-7 that says the kind once more."""
    row = read_row(document, group, convention)
    if row.amount is None:
        return None
    code = document.value(row.path.at(field=7, component=1)) or ""
    date, posted = (document.value(row.path.at(field=number)) or "" for number in (4, 5))
    kinds = [kind for kind in KINDS if row.code.upper() in {one.upper() for one in getattr(convention, f"{kind}s")}]
    kind = kinds[0] if len(kinds) == 1 else ""
    return Payment(
        number=row.number,
        kind=kind,
        amount=row.amount if kind == "adjustment" else abs(row.amount),
        date="" if date == posted else date,
        currency=row.currency,
        code="" if code in _UNSAID else code,
        reference=document.value(row.path.at(field=30, component=1)) or "",
    )
