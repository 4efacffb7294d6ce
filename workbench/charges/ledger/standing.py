"""What the history knows about the charges of a message: how they ended, and what took them back already.

Only entries that share an identifier with the message are read; the ledger pairs what is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from workbench.charges.conventions import Convention
from workbench.charges.ledger import (
    Charge,
    Intake,
    Ledger,
    LedgerLine,
    Posting,
    Settings,
    Transaction,
    charge_lines,
    default_settings,
    read_message_bytes,
)
from workbench.charges.ledger.posting import ACCEPTED, REJECTED, UNANSWERED, UNSENT
from workbench.charges.ledger.types import CHARGE
from workbench.er7 import Document

MOST_IDS = 300
"""Identifiers of one message that are looked up."""
MOST_ENTRIES = 50
"""Entries read for one identifier, the newest first."""
_ANSWERS = ("ACK", "MCF")
_OUTCOMES = {ACCEPTED: "accepted", UNANSWERED: "unknown", REJECTED: "rejected", UNSENT: "not sent"}
_WORDS = {
    ACCEPTED: "the receiver took it",
    UNANSWERED: "whether the receiver took it is not known",
    REJECTED: "the receiver refused it",
    UNSENT: "it never reached the receiver",
}


class Summary(Protocol):
    """What a page of the history says about an entry."""

    @property
    def id(self) -> int: ...
    @property
    def message_type(self) -> str: ...


class Stored(Protocol):
    """An entry of the history with its message."""

    @property
    def id(self) -> int: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def direction(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def endpoint(self) -> str: ...


class Messages(Protocol):
    """The history as far as it is read here; this room does not know how it is kept."""

    def entries(self, *, text: str = "", kind: str = "", limit: int = 200) -> Sequence[Summary]:
        """Entries with an identifier that begins with `text`, newest first."""

    def entry(self, entry_id: int) -> Stored | None:
        """One entry; None when it is not there any more."""


@dataclass(frozen=True)
class Standing:
    """What is known about the lines of one message, in the words that `reverse` takes."""

    already_reversed: dict[str, str] = field(default_factory=dict)
    """Transaction id -> where it was taken back."""
    outcome: dict[int, str] = field(default_factory=dict)
    """Number of the FT1 -> how it ended; a line that is not in it is unknown."""
    entries: dict[int, int] = field(default_factory=dict)
    """Number of the FT1 -> the entry to look at: the credit's when it was taken back, else the charge's."""
    sentence: str = "The history does not know this message, so whether the receiver took it is not known."
    entry: int | None = None
    """The entry that the sentence is about."""


UNKNOWN = Standing()


def settings_for(convention: Convention) -> Settings:
    """Pairing as the convention writes credits."""
    settings = default_settings()
    types = replace(
        settings.types,
        charge=convention.charges,
        credit=convention.credits,
        adjustments_credit=convention.credit.upper() in {code.upper() for code in convention.adjustments},
        status_segment=convention.status_segment,
        status_field=convention.status_field,
        status_value=convention.status_value,
    )
    suffixes = tuple(dict.fromkeys((*settings.pairing.suffixes, convention.suffix)))
    return replace(settings, types=types, pairing=replace(settings.pairing, suffixes=suffixes))


def standing_of(document: Document, convention: Convention, history: Messages) -> Standing:
    """Look the lines of a message up. What the history raises when it cannot be read passes through."""
    settings = settings_for(convention)
    lines = charge_lines(document, settings.kinds)
    intake = Intake()
    for number in sorted(_entries(lines, history)):
        entry = history.entry(number)
        if entry is not None:
            intake.add(
                read_message_bytes(
                    entry.raw,
                    settings.kinds,
                    direction=entry.direction,
                    verdict=entry.verdict,
                    at=entry.at,
                    entry=entry.id,
                    endpoint=entry.endpoint,
                )
            )
    return standing_in(lines, Ledger.of(intake.postings, settings))


def _entries(lines: Iterable[LedgerLine], history: Messages) -> set[int]:
    """The entries that share an identifier with these lines. An id is looked up by its beginning: CHG1 finds CHG1-R."""
    found: set[int] = set()
    for kind, text in list(dict.fromkeys(_identifiers(lines)))[:MOST_IDS]:
        page = history.entries(text=text, kind=kind, limit=MOST_ENTRIES)
        found.update(one.id for one in page if not one.message_type.startswith(_ANSWERS))
    return found


def _identifiers(lines: Iterable[LedgerLine]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for kind, text in (
            ("control", line.head.control_id),
            ("accession", line.order),
            ("account", line.head.account),
            ("transaction", line.transaction_id),
        ):
            if text:
                yield kind, text


def standing_in(lines: Iterable[LedgerLine], ledger: Ledger) -> Standing:
    """The same from a ledger that has the entries."""
    standing = Standing()
    sentences: dict[str, int | None] = {}
    still_open: set[str] = set()
    for line in lines:
        found = _transaction(line, ledger)
        if found is None:
            still_open.add(line.transaction_id)
            continue
        standing.outcome[line.occurrence] = _OUTCOMES[found.outcome]
        if found.posting.entry is not None:
            standing.entries[line.occurrence] = found.posting.entry
        sentences.setdefault(_sentence(found), found.posting.entry)
        charge = ledger.charge_of.get(found)
        if charge is not None and charge.charge is found and charge.reversed:
            _take_credit(standing, line, charge)
        else:
            still_open.add(line.transaction_id)
    for one in still_open:  # two lines with one id: an open one may be taken back
        standing.already_reversed.pop(one, None)
    if not sentences:
        return standing
    return replace(standing, sentence=" ".join(list(sentences)[:3]), entry=next(iter(sentences.values())))


def _take_credit(standing: Standing, line: LedgerLine, charge: Charge) -> None:
    credit = next(match.credit for match in reversed(charge.credits) if match.credit.live)
    if line.transaction_id:
        called = credit.line.transaction_id or "a credit without an id"
        standing.already_reversed[line.transaction_id] = (
            f"{called} in {_where(credit.posting)}, {_WORDS[credit.outcome]}"
        )
    if credit.posting.entry is not None:
        standing.entries[line.occurrence] = credit.posting.entry


def _transaction(line: LedgerLine, ledger: Ledger) -> Transaction | None:
    """The same line of the same message; else the charge with its id and patient; None when there is neither."""
    head = line.head
    for one in ledger.transactions:
        there = one.line
        if there.head.control_id == head.control_id and there.occurrence == line.occurrence and there.text == line.text:
            return one
    if not line.transaction_id or line.role != CHARGE:
        return None
    named = (
        one.charge
        for one in ledger.charges
        if one.charge.line.transaction_id == line.transaction_id and one.charge.line.head.patient == head.patient
    )
    return next(named, None)


def _sentence(one: Transaction) -> str:
    posting = one.posting
    at = posting.at.astimezone().strftime("%Y-%m-%d %H:%M") if posting.at is not None else ""
    way = "Received" if posting.direction == "received" else "Sent"
    said = _WORDS[one.outcome]
    return f"{way} {at} ({_where(posting)}): {said}."


def _where(posting: Posting) -> str:
    return f"entry {posting.entry} of the history" if posting.entry is not None else posting.source
