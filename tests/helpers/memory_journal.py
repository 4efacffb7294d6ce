"""A journal for the exchange that keeps nothing on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workbench.exchange.journal import Received, Replied


@dataclass
class Entry:
    """One line of the journal in memory."""

    raw: bytes
    peer: str
    endpoint: str
    at: datetime
    verdict: str
    answer: bytes | None = None
    answered_at: datetime | None = None
    note: str = ""
    resent_of: int | None = None


@dataclass
class MemoryJournal:
    """A journal that forgets everything with the process."""

    entries: dict[int, Entry] = field(default_factory=dict)

    def received_many(self, messages: Sequence[Received], /) -> list[int]:
        return [
            self._add(Entry(message.raw, message.peer, message.endpoint, message.at, "waiting")) for message in messages
        ]

    def replied_many(self, replies: Sequence[Replied], /) -> None:
        for reply in replies:
            entry = self.entries[reply.entry_id]
            entry.answer, entry.answered_at = reply.raw, reply.at
            entry.verdict, entry.note = reply.verdict, reply.note

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, resent_of: int | None = None) -> int:
        return self._add(Entry(raw, "", endpoint, at, "waiting", resent_of=resent_of))

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
        entry = self.entries[entry_id]
        entry.answer, entry.answered_at, entry.verdict, entry.note = raw, at, verdict, note

    def latest(self) -> int:
        return len(self.entries)

    def _add(self, entry: Entry) -> int:
        self.entries[len(self.entries) + 1] = entry
        return len(self.entries)
