"""Telling the window that the history has grown, without drowning it: a few notices a second, however busy the line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from workbench.exchange.journal import Journal, Received, Replied

INTERVAL = 0.1
"""Least seconds between two notices."""


class WatchedJournal:
    """A journal that passes everything on and reports changes.

    `changed(latest, count)` is called on the event loop: the highest entry number, and how many entries were added or
    updated since the last call. The first change is reported at once, later ones together after INTERVAL.
    """

    def __init__(self, journal: Journal, changed: Callable[[int, int], None], interval: float = INTERVAL) -> None:
        self._journal = journal
        self._changed = changed
        self._interval = interval
        self._latest = journal.latest()
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def received_many(self, messages: Sequence[Received], /) -> list[int]:
        entries = self._journal.received_many(messages)
        self._saw(max(entries, default=0), len(entries))
        return entries

    def replied_many(self, replies: Sequence[Replied], /) -> None:
        self._journal.replied_many(replies)
        self._saw(0, len(replies))

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, resent_of: int | None = None) -> int:
        entry = self._journal.sending(raw, endpoint=endpoint, at=at, resent_of=resent_of)
        self._saw(entry, 1)
        return entry

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
        self._journal.answered(entry_id, raw, at=at, verdict=verdict, note=note, elapsed=elapsed)
        self._saw(entry_id, 1)

    def latest(self) -> int:
        return self._latest

    def flush(self) -> None:
        """Reports what has not been reported yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._count:
            count, self._count = self._count, 0
            self._changed(self._latest, count)

    def _saw(self, latest: int, count: int) -> None:
        self._latest = max(self._latest, latest)
        self._count += count
        if self._timer is None:
            # Not at once but in the next turn: the storing and the noting of one group are one notice.
            asyncio.get_running_loop().call_soon(self._report)
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._again)

    def _report(self) -> None:
        if self._count:
            count, self._count = self._count, 0
            self._changed(self._latest, count)

    def _again(self) -> None:
        """The interval is over: report what came meanwhile, and go on only while something comes."""
        self._timer = None
        if self._count:
            self._saw(0, 0)
