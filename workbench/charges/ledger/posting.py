"""What became of a line: it was sent, received or read from a file; once or several times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.values import read_moment

SENT, RECEIVED, IMPORTED = "sent", "received", "imported"
ACCEPTED, REJECTED, UNANSWERED, UNSENT = "accepted", "rejected", "unknown", "unsent"

OUTCOMES = (ACCEPTED, UNANSWERED, REJECTED, UNSENT)
"""From the strongest to the weakest: of several copies, the strongest says what became of the transaction."""

LIVE = frozenset({ACCEPTED, UNANSWERED})
"""Outcomes that count: the other side took it, or may have taken it."""


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """One line on its way, once."""

    line: LedgerLine
    direction: str
    """sent, received or imported."""
    outcome: str = UNANSWERED
    """accepted, rejected, unknown or unsent. A line from a file is unknown unless somebody knows better."""
    at: datetime | None = None
    """When it was sent or received (aware); None for a file, whose messages say it themselves."""
    entry: int | None = None
    """The entry of the history."""
    file: str = ""
    message: int = 1
    """Number of the message in the file, from 1."""
    endpoint: str = ""
    resent_of: int | None = None
    """The entry of the history that this one sent again."""

    @property
    def source(self) -> str:
        """Where it is, in words."""
        if self.entry is not None:
            return f"entry {self.entry}"
        return f"{self.file}, message {self.message}" if self.file else f"message {self.message}"

    @property
    def place(self) -> str:
        """The endpoint, or the file."""
        return self.endpoint or self.file

    @property
    def moment(self) -> datetime:
        """When, for putting things in order: UTC without a zone; the message's own time (MSH-7) for a file."""
        if self.at is not None:
            return self.at.astimezone(UTC).replace(tzinfo=None) if self.at.tzinfo else self.at
        head = self.line.head
        return read_moment(head.message_time) or read_moment(self.line.first(5)) or datetime.min


@dataclass(frozen=True, slots=True, eq=False)
class Transaction:
    """A line with all postings of it: the same message sent twice, or seen at both ends, is one transaction."""

    line: LedgerLine
    postings: tuple[Posting, ...]
    outcome: str
    moment: datetime
    number: int = 0
    """Its place in time among all transactions, from 0."""
    replaced: bool = False
    """A later message with the same id stands in its place (a setting; see replacing.py)."""

    @property
    def live(self) -> bool:
        """Whether it counts."""
        return self.outcome in LIVE and not self.replaced

    @property
    def posting(self) -> Posting:
        """The first one."""
        return self.postings[0]

    @property
    def resent(self) -> bool:
        """Whether the same message went the same way more than once."""
        if len(self.postings) == 1:
            return False
        directions = [posting.direction for posting in self.postings]
        return len(set(directions)) < len(directions)
