"""What was done by hand about the charges of a study: credits, new postings and corrections that no event made.

Messages that left for the study without having been made for it are read beside its own ones, and the ledger says
which charge they take back or post again. What comes out is written down with the study like its own messages.

A charge of the study that was sent by hand under an id of the study stands in the place of the earlier one, whatever
the profile says: the receiver was told so, or would have been billed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from workbench.charges.ledger import Charge, Intake, Ledger, LedgerLine, charge_lines, read_message_bytes
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.posting import LIVE, SENT, Posting
from workbench.charges.ledger.posting import Transaction as Booked
from workbench.charges.ledger.settings import Settings
from workbench.charges.ledger.standing import standing_in
from workbench.charges.ledger.types import CHARGE
from workbench.charges.lifecycle.coded import Coded, CodedLine
from workbench.charges.lifecycle.standing import CREDIT, PART, Sent, Standing, Transaction
from workbench.charges.lifecycle.states import State
from workbench.charges.money_text import money
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.rest import Elsewhere
from workbench.er7 import Document
from workbench.er7.escapes import NULL

EVENT = "done by hand"
"""What the event of a study is called that no report and no person's statement made."""


@dataclass(frozen=True, slots=True)
class Left:
    """A message of the history that left."""

    entry: int
    control_id: str
    raw: bytes
    at: datetime
    """When it was sent, aware."""
    verdict: str
    note: str = ""


def by_hand(known: Standing, others: Iterable[Left], settings: Settings) -> tuple[Sent, ...]:
    """Those of the messages that take back charges of the study, post them again or correct them, oldest first.

    `known` has the bytes of its messages; `others` are none of them.
    """
    given = sorted(others, key=lambda one: one.entry)
    if not given or not known.messages:
        return ()
    settings = _replacing(settings)
    ledger = Ledger.of([*_own(known, settings), *_others(given, settings)], settings)
    reader = _Reader(known, {one.entry for one in given})
    for sent in known.messages:
        left_before = {one.entry for one in given if one.control_id in sent.instead_of}
        for charge in ledger.charges if left_before else ():
            reader.left_before(charge, sent, left_before)
    for charge in ledger.charges:
        reader.charge(charge)
    for charge in ledger.charges:
        reader.corrected(charge)
    return tuple(
        Sent(
            control_id=one.control_id,
            raw=one.raw,
            at=one.at,
            holder=reader.alike[one.entry].holder,
            made_with=reader.alike[one.entry].made_with,
            transactions=tuple(sorted(reader.found[one.entry], key=lambda each: each.number)),
            outcome=one.verdict,
            note=one.note,
            entry=one.entry,
            holder_name=next((sent.holder_name for sent in known.messages if sent.holder_name), ""),
        )
        for one in given
        if reader.found.get(one.entry)
    )


def with_hand(known: Standing, done: Sequence[Sent]) -> Standing:
    """The study with what was done by hand. What stands then is what a person wants, until a report says otherwise."""
    if not done:
        return known
    now = replace(known, messages=(*known.messages, *done))
    if known.settled.state not in (State.CHARGED, State.HELD) or not now.open_charges:
        return now
    wanted = Coded(known.coded.holder, now.charged.lines, known.coded.missing)
    decided = replace(known.decided, lines=now.charged.lines) if known.decided.lines else known.decided
    return replace(now, coded=wanted, decided=decided)


def told(sent: Sent) -> str:
    """What a message did by hand, a finished sentence with its entry."""
    parts = []
    for one in sent.transactions:
        amount = "" if one.amount is None else f" ({money(abs(one.amount), one.currency)})"
        if one.replaces:
            parts.append(f"puts {one.line.code if one.line else '—'}{amount} in the place of {one.transaction_id}")
        elif one.kind == "charge":
            parts.append(f"charges {one.line.code if one.line else '—'} as {one.transaction_id}{amount}")
        else:
            some = "part of " if one.kind == PART else ""
            parts.append(f"takes back {some}{one.reverses} as {one.transaction_id}{amount}")
    where = f"entry {sent.entry} of the history" if sent.entry is not None else "sent by other means"
    return f"Done by hand: {sent.control_id} ({where}) {', '.join(parts)}."


def elsewhere(known: Standing, document: Document, convention: Convention) -> Elsewhere:
    """What other messages of the study took back of the charges of one of them, line by line."""
    settings = settings_for(convention)
    ledger = Ledger.of(_own(known, settings), settings)
    return standing_in(charge_lines(document, settings.kinds), ledger).elsewhere


def settings_of(known: Standing, otherwise: Settings) -> Settings:
    """What the messages about a study are read with: the convention of its latest charges, where that is known."""
    made = [one.made_with for one in known.messages if any(each.kind == "charge" for each in one.transactions)]
    latest = next((one for one in reversed(made) if one is not None), None)
    return settings_for(latest.convention) if latest is not None else otherwise


def _replacing(settings: Settings) -> Settings:
    """The same, for receivers that take a known id for a replacement; without it a charge would be there twice."""
    duplicates = replace(settings.duplicates, same_id_replaces=True)
    return replace(settings, duplicates=duplicates, replaces_own_only=True)


def _own(known: Standing, settings: Settings) -> list[Posting]:
    intake = Intake()
    for one in known.messages:
        kinds = settings_for(one.made_with.convention).kinds if one.made_with is not None else settings.kinds
        intake.add(read_message_bytes(one.raw, kinds, direction=SENT, verdict=one.outcome, at=one.at, entry=one.entry))
    return intake.postings


def _others(given: Iterable[Left], settings: Settings) -> list[Posting]:
    intake = Intake()
    for one in given:
        intake.add(
            read_message_bytes(one.raw, settings.kinds, direction=SENT, verdict=one.verdict, at=one.at, entry=one.entry)
        )
    return intake.postings


@dataclass
class _Reader:
    """Goes through the charges in order of time: one that was posted again may itself be taken back."""

    known: Standing
    entries: set[int]
    found: dict[int, list[Transaction]] = field(default_factory=dict)
    """Entry -> its transactions."""
    alike: dict[int, Sent] = field(default_factory=dict)
    """Entry -> the message of the study whose charges it is about: it is booked on the same account, and read alike."""

    def __post_init__(self) -> None:
        self._own = {
            one.transaction_id: (one, sent)
            for sent in self.known.messages
            for one in sent.transactions
            if one.kind == "charge"
        }
        self._replaced: dict[int, list[tuple[Transaction, LedgerLine]]] = {}
        self._names = {sent.control_id for sent in self.known.messages}
        self._mends = {sent.entry for sent in self.known.messages}
        """Entries that are messages of the study in another envelope: refused, mended by hand and accepted."""
        self._latest: dict[str, Charge] = {}
        """Transaction id -> the latest charge of the study that has it."""

    def left_before(self, charge: Charge, held: Sent, entries: set[int]) -> None:
        """A charge that left before the study was kept: it is the study's, made from the line of what is held back."""
        entry, line = self._entry(charge.charge), charge.charge.line
        if entry not in entries or line.transaction_id in self._own:
            return
        lines = [one for one in held.transactions if one.kind == "charge"]
        alike = [one for one in lines if one.line is not None and one.line.procedure_code == line.procedure_code]
        same = [one for one in lines if one.number == line.occurrence]
        pattern = next((one for one in [*(one for one in same if one in alike), *alike, *same]), None)
        if pattern is not None:
            self._add(
                entry,
                self._charge(line, pattern.line, pattern.line_number, pattern.cycle),
                replace(held, made_with=None),
            )

    def charge(self, charge: Charge) -> None:
        """A charge of the study with its credits; also one that stands in the place of such a one."""
        self._instead(charge)
        before = self._own.get(charge.repost_of.line.transaction_id) if charge.repost_of is not None else None
        entry = self._entry(charge.charge)
        if entry is not None and before is not None:
            line = charge.charge.line
            self._add(entry, self._charge(line, before[0].line, before[0].line_number, before[0].cycle), before[1])
        own = self._own.get(charge.charge.line.transaction_id)
        if own is None:
            return
        credits = [match.credit for match in charge.credits if match.credit.live]
        closed = not charge.charge.live or charge.balance.zero or charge.balance.below_zero
        for credit in credits:
            entry = self._entry(credit)
            if entry is None:
                continue
            kind = CREDIT if closed and credit is credits[-1] else PART
            self._add(entry, self._credit(credit.line, kind, own[0]), own[1])
            self._replaced.setdefault(entry, []).append((own[0], credit.line))

    def _instead(self, charge: Charge) -> None:
        """A charge by hand with the id of one of the study that stood until then: it stands in its place."""
        entry, line = self._entry(charge.charge), charge.charge.line
        own, before = self._own.get(line.transaction_id), self._latest.get(line.transaction_id)
        if own is None or charge.charge.outcome not in LIVE:
            return
        if line.head.control_id in self._names:
            self._latest[line.transaction_id] = charge
        elif entry is not None and before is not None and self._replaces(charge, before, own[0], entry):
            made = self._charge(line, own[0].line, own[0].line_number, own[0].cycle)
            self._add(entry, replace(made, reverses=line.transaction_id), own[1])
            self._latest[line.transaction_id] = charge

    def _replaces(self, charge: Charge, before: Charge, own: Transaction, entry: int) -> bool:
        line, head = charge.charge.line, before.charge.line.head
        if not before.charge.replaced or line.head is head or line.head.patient_key != head.patient_key:
            return False
        return entry not in self._mends or (line.effect, line.currency) != (own.amount, own.currency)

    def corrected(self, charge: Charge) -> None:
        """A new charge that came with, or after, a credit made by hand for the same order."""
        entry, line = self._entry(charge.charge), charge.charge.line
        if entry is None or line.transaction_id in self._own or not self._replaced:
            return
        first = min(self._replaced)
        if entry not in self._replaced and (entry < first or not self._same_order(line)):
            return
        gone = [own for each in self._replaced.values() for own, _ in each]
        alike = [own for own in gone if own.line is not None and own.line.procedure_code == line.procedure_code]
        pattern = next(iter(alike or gone))
        self._add(entry, self._charge(line, pattern.line, 0, self.known.cycle), self._own[pattern.transaction_id][1])

    def _same_order(self, line: LedgerLine) -> bool:
        orders = {credit.order for each in self._replaced.values() for _, credit in each}
        return bool(line.order) and line.order in orders

    def _entry(self, one: Booked) -> int | None:
        return next((posting.entry for posting in one.postings if posting.entry in self.entries), None)

    def _add(self, entry: int, one: Transaction, alike: Sent) -> None:
        self.found.setdefault(entry, []).append(one)
        self.alike.setdefault(entry, alike)
        if one.kind == "charge":
            self._own[one.transaction_id] = (one, alike)

    def _credit(self, line: LedgerLine, kind: str, own: Transaction) -> Transaction:
        return Transaction(
            line.transaction_id,
            kind,
            line.occurrence,
            self.known.cycle,
            reverses=own.transaction_id,
            amount=line.effect,
            currency=line.currency or own.currency,
        )

    def _charge(self, line: LedgerLine, pattern: CodedLine | None, number: int, cycle: int) -> Transaction:
        return Transaction(
            line.transaction_id,
            CHARGE,
            line.occurrence,
            cycle,
            amount=line.effect,
            currency=line.currency,
            line=_coded(line, pattern or CodedLine()),
            line_number=number,
        )


def _coded(line: LedgerLine, pattern: CodedLine) -> CodedLine:
    """The facts of a line; what FT1 does not say is as in the charge that it stands for."""
    same = not line.procedure_code or line.procedure_code == pattern.procedure_code
    local = pattern.local_code if same else line.transaction_code
    mark = line.head.delimiters.repetition
    raw = line.raw(19)
    whole = [part.partition(line.head.delimiters.component)[0].strip() for part in (raw.split(mark) if mark else [raw])]
    diagnoses = tuple(code for code in whole if code and code != NULL)
    units = abs(line.quantity) if line.quantity is not None else Decimal(pattern.units)
    return replace(
        pattern,
        procedure_code=line.procedure_code or pattern.procedure_code,
        local_code="" if not same and local == line.procedure_code else local,
        description=line.description or pattern.description,
        units=int(units) if units == units.to_integral_value() else pattern.units,
        modifiers=line.modifiers or (() if not same else pattern.modifiers),
        diagnoses=diagnoses or pattern.diagnoses,
        service_day=f"{line.service_day:%Y%m%d}" if line.service_day is not None else pattern.service_day,
        amount=abs(line.amount) if line.amount is not None else pattern.amount,
        currency=line.currency or pattern.currency,
    )
