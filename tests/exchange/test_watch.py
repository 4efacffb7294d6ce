"""History notices: the first at once, the rest together, none lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from helpers.memory_journal import MemoryJournal

from workbench.exchange.journal import Received, Replied
from workbench.exchange.watch import WatchedJournal

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def message(number: int) -> Received:
    return Received(b"%d" % number, "peer", "here", NOW)


def test_changes_are_passed_on_and_counted() -> None:
    told: list[tuple[int, int]] = []

    async def work() -> MemoryJournal:
        inner = MemoryJournal()
        journal = WatchedJournal(inner, lambda latest, count: told.append((latest, count)), interval=0.05)
        assert journal.received_many([message(1), message(2)]) == [1, 2]
        journal.replied_many([Replied(1, b"a", NOW, "acknowledged")])
        await asyncio.sleep(0)
        assert told == [(2, 3)]
        entry = journal.sending(b"x", endpoint="there", at=NOW)
        journal.answered(entry, b"y", at=NOW, verdict="accepted", note="fine", elapsed=0.1)
        await asyncio.sleep(0)
        assert told == [(2, 3)]
        await asyncio.sleep(0.1)
        assert told == [(2, 3), (3, 2)]
        assert journal.latest() == 3
        await asyncio.sleep(0.1)
        assert told == [(2, 3), (3, 2)]
        return inner

    inner = asyncio.run(work())
    assert [entry.verdict for entry in inner.entries.values()] == ["acknowledged", "waiting", "accepted"]


def test_what_was_not_reported_yet_is_flushed() -> None:
    told: list[tuple[int, int]] = []

    async def work() -> None:
        journal = WatchedJournal(MemoryJournal(), lambda latest, count: told.append((latest, count)), interval=60)
        for number in range(5):
            journal.received_many([message(number)])
            await asyncio.sleep(0)
        journal.flush()
        journal.flush()

    asyncio.run(work())
    assert told == [(1, 1), (5, 4)]


def test_it_knows_what_was_there_before() -> None:
    inner = MemoryJournal()
    inner.received_many([message(1)])
    assert WatchedJournal(inner, lambda latest, count: None).latest() == 1
