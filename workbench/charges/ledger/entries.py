"""Entries of a history as the ledger reads them. This room does not know how a history is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from workbench.charges.ledger.intake import Intake, read_message_bytes
from workbench.charges.ledger.line import Kinds

_ANSWERS = ("ACK", "MCF")
"""Messages that cannot hold a charge."""


class Summary(Protocol):
    """What a page of the history says about an entry."""

    @property
    def id(self) -> int: ...
    @property
    def message_type(self) -> str: ...


class Entry(Protocol):
    """How a message came or went, and what became of it."""

    @property
    def id(self) -> int: ...
    @property
    def direction(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def resent_of(self) -> int | None: ...


class Listed(Summary, Entry, Protocol):
    """One line of a list of entries, without the message."""


def is_answer(entry: Summary) -> bool:
    """Whether it is an acknowledgement, which need not be read: it cannot hold a charge."""
    return entry.message_type.startswith(_ANSWERS)


def read_entry(entry: Entry, raw: bytes, kinds: Kinds | None = None) -> Intake:
    """The postings of an entry with this message. Never raises."""
    return read_message_bytes(
        raw,
        kinds,
        direction=entry.direction,
        verdict=entry.verdict,
        at=entry.at,
        entry=entry.id,
        endpoint=entry.endpoint,
        resent_of=entry.resent_of,
    )
