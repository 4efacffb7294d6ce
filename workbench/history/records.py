"""What goes into the history and what comes out of it, as frozen records. All times are aware; they come out in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

RECEIVED = "received"
SENT = "sent"

ACCEPTED = "accepted"
REJECTED = "rejected"
ERROR = "error"
NO_ANSWER = "no answer"
WRONG_ANSWER = "wrong answer"
NOT_SENT = "not sent"
WAITING = "waiting"
ACKNOWLEDGED = "acknowledged"
REFUSED = "refused"

VERDICTS = (
    ACCEPTED,
    REJECTED,
    ERROR,
    NO_ANSWER,
    WRONG_ANSWER,
    NOT_SENT,
    WAITING,
    ACKNOWLEDGED,
    REFUSED,
)
"""How a message ended: the first six for sent ones, the last two for received ones, WAITING for both until then."""


class ReceivedLike(Protocol):
    """A received message as the history takes it; whoever receives brings a record of his own."""

    @property
    def raw(self) -> bytes:
        """The message without its frame."""

    @property
    def peer(self) -> str:
        """Who sent it, such as `10.0.0.5:51234`."""

    @property
    def endpoint(self) -> str:
        """The listener that took it, such as `127.0.0.1:2575`."""

    @property
    def at(self) -> datetime:
        """When its last byte came in (aware)."""


class ReplyLike(Protocol):
    """The reply to a received message as the history takes it."""

    @property
    def entry_id(self) -> int: ...

    @property
    def raw(self) -> bytes | None:
        """The reply without its frame; None when none was sent."""

    @property
    def at(self) -> datetime: ...

    @property
    def verdict(self) -> str: ...

    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Received:
    """A received message: see ReceivedLike."""

    raw: bytes
    peer: str
    endpoint: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What we answered to a received message: see ReplyLike."""

    entry_id: int
    raw: bytes | None
    at: datetime
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """One line of the history: everything about a message but the bytes.

    The identifiers are the first of their kind in the message, "" when it has none; `transaction_ids` are those of all
    FT1 lines in their order.
    """

    id: int
    direction: str
    at: datetime
    endpoint: str
    peer: str
    control_id: str
    message_type: str
    patient_id: str
    account: str
    visit: str
    accession: str
    transaction_ids: tuple[str, ...]
    verdict: str
    note: str
    size: int
    """Bytes of the message."""
    answered_at: datetime | None
    elapsed: float | None
    """Seconds from the message to its answer."""
    resent_of: int | None
    """The entry that this one sent again."""


@dataclass(frozen=True, slots=True)
class Entry(EntrySummary):
    """A message with its bytes and the bytes of its answer."""

    raw: bytes
    answer: bytes | None
    """The last answer; None when there was none."""
    earlier_answers: tuple[bytes, ...] = ()
    """Answers before the last one, such as a commit acknowledgement before that of the application."""
