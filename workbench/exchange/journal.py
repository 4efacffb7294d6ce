"""Where the exchange writes down what it sends and receives, and the order in which it does so.

The exchange does not know the history; whoever puts the parts together passes in an object with these methods. A
received message is in the journal BEFORE it is acknowledged, a message to send is in it BEFORE its first byte leaves.
Every method returns only when what it was given is safe on disk, and raises (a WorkbenchError with a sentence where
possible) when it could not be stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Received:
    """One message as it came: the bytes between the frame bytes, who sent it ("host:port"), and on which receiver."""

    raw: bytes
    peer: str
    endpoint: str
    at: datetime


@dataclass(frozen=True)
class Replied:
    """What was answered to a received message: the bytes that were sent (None when none were), and what they mean."""

    entry_id: int
    raw: bytes | None
    at: datetime
    verdict: str
    note: str = ""


class Journal(Protocol):
    """What the exchange needs of a history. Verdicts are the words of the history: accepted, no answer, refused ..."""

    def received_many(self, messages: Sequence[Received], /) -> list[int]:
        """Stores all of them or none, in one commit; returns an entry number for each."""

    def replied_many(self, replies: Sequence[Replied], /) -> None:
        """Notes what was answered, in one commit."""

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, resent_of: int | None = None) -> int:
        """Stores a message that is about to be sent; returns its entry number. `resent_of` is the one sent again."""

    def answered(
        self,
        entry_id: int,
        raw: bytes | None,
        *,
        at: datetime,
        verdict: str,
        note: str = "",
        elapsed: float | None = None,
    ) -> None:
        """Notes what came of it: the raw answer (None when there is none), the verdict, the sentence, the seconds.

        Called once for every answer that counts; after a commit accept (CA) it may be called again.
        """

    def latest(self) -> int:
        """The highest entry number; 0 when there is none."""
