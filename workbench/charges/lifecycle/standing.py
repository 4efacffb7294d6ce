"""What is known of one study: its state, what was sent for it and how that ended. Whoever keeps it fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from workbench.charges.lifecycle.coded import Coded, CodedLine, Holder
from workbench.charges.lifecycle.difference import difference
from workbench.charges.lifecycle.look import Look
from workbench.charges.lifecycle.made_with import MadeWith
from workbench.charges.lifecycle.states import WITH_CHARGES, State
from workbench.charges.reversal.decide import OUTCOMES
from workbench.charges.study.payments import Payment

COMPOSED = "composed"
"""Outcome of a message that was made and of which the history knows nothing: it may have been sent by other means."""

CREDIT, PART = "credit", "partial credit"
"""Kinds of a transaction: it takes back all that was left of a charge, or a part of it."""

_ALSO_UNKNOWN = {COMPOSED: "unknown"}


def taken(outcome: str) -> str:
    """yes, unknown or no: whether the receiver has a message with this outcome (a verdict of the history)."""
    return _ALSO_UNKNOWN.get(outcome) or OUTCOMES.get(outcome, "unknown")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One FT1 that was sent for a study."""

    transaction_id: str
    kind: str
    """charge, credit, payment … as `charges.rows` reads it; PART for a credit that leaves something of its charge."""
    number: int
    """Which FT1 of its message, from 1."""
    cycle: int = 1
    """The cycle of the study (see `Standing.cycle`) when it was sent."""
    reverses: str = ""
    """Transaction id of the charge that a credit takes back; of a charge that replaces an earlier one its own."""
    amount: Decimal | None = None
    """Its effect on the account: credits are negative."""
    currency: str = ""
    line: CodedLine | None = None
    """What a charge was made from."""
    line_number: int = 0
    """Number of that line; the professional and the technical part of one line have the same."""
    payment: Payment | None = None
    """What was received, of a payment or an adjustment; None where that was not kept."""

    @property
    def replaces(self) -> bool:
        """Whether it is a charge that stands in the place of an earlier one with the same id."""
        return self.kind == "charge" and bool(self.reverses)


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that was made for a study."""

    control_id: str
    raw: bytes
    """The message; empty where the reader did not ask for bytes."""
    at: datetime
    holder: Holder
    transactions: tuple[Transaction, ...]
    outcome: str = COMPOSED
    """A verdict of the history, or COMPOSED."""
    note: str = ""
    """What the history says about the outcome."""
    entry: int | None = None
    """The entry of the history."""
    holder_name: str = ""
    """Name of the patient that the holder is, for reading."""
    endpoint: str = ""
    """Name of the receiver that the profile routes it to, and its claim form; "" when nothing routes."""
    beside: str = ""
    """Control id of a message that left for the same charges before this one was made: sending both charges twice."""
    made_with: MadeWith | None = None
    """What its charges are taken back with; None where that was not kept."""

    @property
    def held_back(self) -> bool:
        """Whether it was never sent and must not be sent with others, because another one left in its place."""
        return bool(self.beside) and self.outcome == COMPOSED

    @property
    def instead_of(self) -> tuple[str, ...]:
        """Control ids of the messages that it is held back for."""
        return tuple(self.beside.split(", ")) if self.held_back else ()

    @property
    def set_aside(self) -> bool:
        """Whether a person has said that it is never sent; why is its note."""
        return self.held_back and bool(self.note)

    @property
    def taken(self) -> str:
        """yes, unknown or no: whether the receiver has it."""
        return taken(self.outcome)


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """A charge that stands: sent, taken or perhaps taken, and not taken back."""

    sent: Sent
    transaction: Transaction
    """With the amount that is left of it."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A credit that the receiver has, or may have, for a charge that it does not have: the account is too low by it."""

    sent: Sent
    transaction: Transaction
    charge: Sent
    """The message of the charge, which was refused or could not be sent."""


@dataclass(frozen=True, slots=True)
class Told:
    """What decides which of two reports is the newer one. Times as received."""

    kind: str
    """Kind of the report (see `charges.study.status`)."""
    report_time: str = ""
    """OBR-22."""
    message_time: str = ""
    """MSH-7."""
    control_id: str = ""
    digest: str = ""
    """Of everything in the report but its header: the same text has the same digest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about one study."""

    study: int
    """Number in the store; 0 when it is not there yet."""
    state: State = State.OPEN
    cycle: int = 0
    """Counts how often the study became charged: a signature after a reversal, and a correction, begin a new cycle."""
    told: Told | None = None
    """The version that acted last; None when only orders came."""
    coded: Coded = Coded()
    """What that version says about charges."""
    messages: tuple[Sent, ...] = ()
    """Oldest first."""
    report: bytes = b""
    """The report that acted last, as received."""
    orders: tuple[bytes, ...] = ()
    """Order messages, oldest first."""
    why: str = ""
    """Why it is in that state, a finished sentence."""
    since: datetime | None = None
    """When the version that acted last came in."""
    basis: bytes = b""
    """The report that was charged last, as received; empty when none was, or when the reader did not ask for it."""
    basis_orders: int = 0
    """How many of the orders were known then."""
    decided: Coded = Coded()
    """What was charged for it, with the lines as a person has edited them."""
    wrong: tuple[str, ...] = ()
    """Patients (identifiers) from whom the result was withdrawn as the wrong ones."""
    look: tuple[Look, ...] = ()
    """What a person should look at, oldest first."""
    held_for_age: bool = False
    """Whether what is due waits only until a person releases it, because the profile holds what is so old."""
    differs: bool = False
    """Whether more is open at the receiver than the last signed version says; `settled` fills it in."""

    @property
    def open_charges(self) -> tuple[OpenCharge, ...]:
        """The charges that stand, in the order they were sent."""
        return tuple(self._open())

    def _open(self) -> Iterator[OpenCharge]:
        credited = {
            one.reverses
            for sent in self.messages
            if sent.taken != "no"
            for one in sent.transactions
            if one.kind == CREDIT
        }
        parts = self._parts()
        found: dict[str, OpenCharge] = {}
        there = {sent.control_id for sent in self.messages if sent.taken != "no"}
        for sent in self.messages:
            # What is held back stands for the charges that left before it, until they are known themselves.
            moot = sent.held_back and (self.state not in WITH_CHARGES or not there.isdisjoint(sent.instead_of))
            if sent.taken == "no" or moot:
                continue
            for one in sent.transactions:
                # A message that was mended and sent again carries the same transaction a second time.
                if (
                    one.kind == "charge"
                    and one.transaction_id not in credited
                    and (one.replaces or one.transaction_id not in found)
                ):
                    part = parts.get(one.transaction_id)
                    left = replace(one, amount=one.amount + part) if part and one.amount is not None else one
                    found.pop(one.transaction_id, None)
                    found[one.transaction_id] = OpenCharge(sent, left)
        yield from found.values()

    def _parts(self) -> dict[str, Decimal]:
        """Transaction id of a charge -> what credits have taken of it in part, a negative amount."""
        found: dict[str, Decimal] = {}
        for sent in self.messages:
            for one in sent.transactions if sent.taken != "no" else ():
                if one.kind == PART and one.amount is not None:
                    found[one.reverses] = found.get(one.reverses, Decimal(0)) + one.amount
        return found

    @property
    def charged(self) -> Coded:
        """The open charges in the form in which versions are compared.

        Charges on several patients or accounts have no common holder: the first that differs from the latest version
        is given, so that the comparison says so.
        """
        found = self.open_charges
        holders = list(dict.fromkeys(one.sent.holder for one in found))
        holder = next((one for one in holders if one != self.coded.holder), holders[0] if holders else Holder())
        return Coded(holder, tuple(group[0].transaction.line or CodedLine() for group in self.charged_lines))

    @property
    def compared(self) -> Coded:
        """`charged` as a new report is compared with it: a line of which a part is missing is not the whole charge.

        A part is missing when the receiver took the credit of it alone, or refused it alone.
        """
        found = self.charged
        lines = zip(found.lines, self.charged_lines, strict=True)
        return replace(found, lines=tuple(replace(line, parts=self._standing_parts(group)) for line, group in lines))

    def _standing_parts(self, group: Sequence[OpenCharge]) -> str:
        its = group[0].transaction
        made: dict[datetime, set[str]] = {}
        for sent in self.messages if its.line_number else ():
            for one in sent.transactions:
                if one.kind == "charge" and (one.cycle, one.line_number) == (its.cycle, its.line_number):
                    made.setdefault(sent.at, set()).add(one.transaction_id)
        # All parts are made at one moment; what was posted again by hand since stands in the place of one of them.
        parts = len(made[min(made)]) if made else 1
        return "all" if len(group) >= parts else f"{len(group)} of {parts}"

    @property
    def charged_lines(self) -> tuple[tuple[OpenCharge, ...], ...]:
        """The open charges by the line that they were made from, in the order of `charged.lines`.

        Of two alike the first is what the report says, so those that should be gone come last: a credit for them was
        refused, or they belong to an older cycle.
        """
        groups: dict[tuple[int, int, str], list[OpenCharge]] = {}
        for one in self.open_charges:
            its = one.transaction
            alone = "" if its.line_number else its.transaction_id
            groups.setdefault((its.cycle, its.line_number, alone), []).append(one)
        refused = {one.reverses for sent in self.messages for one in sent.transactions if one.kind == "credit"}
        return tuple(
            tuple(group)
            for _, group in sorted(
                groups.items(),
                key=lambda item: (any(one.transaction.transaction_id in refused for one in item[1]), -item[0][0]),
            )
        )

    @property
    def surplus(self) -> tuple[OpenCharge, ...]:
        """The open charges that the last signed version does not say: credits refused, or charges taken too late."""
        wrong = [one for one in self.open_charges if one.sent.holder != self.coded.holder]
        groups = [group for group in self.charged_lines if group[0].sent.holder == self.coded.holder]
        here = Coded(self.coded.holder, tuple(group[0].transaction.line or CodedLine() for group in groups))
        gone = difference(here, self.coded).reverse
        return (*wrong, *(one for number in gone for one in groups[number]))

    @property
    def orphans(self) -> tuple[Orphan, ...]:
        """Credits at the receiver whose charges it refused, in the order they were sent."""
        refused: dict[str, Sent] = {}
        there: set[str] = set()
        for sent in self.messages:
            for one in sent.transactions:
                if one.kind == "charge" and sent.taken == "no":
                    refused.setdefault(one.transaction_id, sent)
                elif one.kind == "charge":
                    there.add(one.transaction_id)
        return tuple(
            Orphan(sent, one, refused[one.reverses])
            for sent in self.messages
            if sent.taken != "no"
            for one in sent.transactions
            if one.kind == "credit" and one.reverses in refused and one.reverses not in there
        )

    @property
    def settled(self) -> Standing:
        """The same with the state that the answers of the receiver make of it."""
        # An answer that came since may have put right what an earlier one had made of it.
        known = replace(self, state=State.CHARGED, differs=False) if self.differs else self
        state = known._settled_state()
        if state is State.CHARGED and self.surplus:
            return replace(known, state=State.CORRECTION_DUE, differs=True)
        return replace(known, state=state)

    def _settled_state(self) -> State:
        standing = bool(self.open_charges)
        if standing and self.state not in WITH_CHARGES:
            # The receiver refused a credit, or took a charge that it had refused before.
            ended = self.state in (State.REVERSED, State.CANCELLED, State.OPEN)
            there_again = self.state in (State.REFUSED, State.TAKEN_BACK)
            return State.REVERSAL_DUE if ended else State.CHARGED if there_again else State.CORRECTION_DUE
        if not standing and self.state in WITH_CHARGES:
            if self.state is State.REVERSAL_DUE:
                return State.REVERSED
            return State.TAKEN_BACK if self._taken_back else State.REFUSED
        return self.state

    @property
    def _taken_back(self) -> bool:
        """Whether there were charges, and none is missing at the receiver: then credits by hand have taken them all."""
        there, refused = set(), set()
        for sent in self.messages:
            mine = {one.transaction_id for one in sent.transactions if one.kind == "charge"}
            now = {one.transaction_id for one in sent.transactions if one.kind == "charge" and one.cycle == self.cycle}
            there |= mine if sent.taken != "no" else set()
            refused |= now if sent.taken == "no" else set()
        return bool(there) and not refused - there
