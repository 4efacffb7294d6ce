"""The engine's commands without any process: every command ends in exactly one notice."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from helpers.memory_journal import MemoryJournal
from helpers.mllp_peer import Peer, answer, silence

from workbench.errors import WorkbenchError
from workbench.exchange import dispatcher
from workbench.exchange.dispatcher import Dispatcher

MESSAGE = b"MSH|^~\\&|A|F|B|H|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\r"
Notice = dict[str, object]


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "_GRACE", 0.2)


def send(id: int, port: int) -> bytes:
    raw = base64.b64encode(MESSAGE).decode()
    return json.dumps({"id": id, "do": "send", "raw": raw, "host": "127.0.0.1", "port": port}).encode()


def told(*lines: bytes, journal: MemoryJournal | None = None) -> list[Notice]:
    """All notices of an engine that is given these lines at once and then told to quit."""
    notices: list[Notice] = []

    async def work() -> None:
        engine = Dispatcher(journal or MemoryJournal(), notices.append)
        for line in lines:
            engine.handle(line)
        engine.handle(b'{"do": "quit"}')
        await engine.run()

    asyncio.run(work())
    return notices


def of(notices: list[Notice], *kinds: str) -> list[Notice]:
    return [notice for notice in notices if notice["notice"] in kinds]


def test_hello_and_bye_are_the_first_and_the_last() -> None:
    notices = told(b'{"id": 1, "do": "listen", "port": 0}')
    assert [notice["notice"] for notice in notices] == ["hello", "listening", "bye"]


def test_a_send_that_is_under_way_may_finish() -> None:
    with Peer(answer()) as peer:
        notices = told(send(1, peer.port))
    assert [notice["verdict"] for notice in of(notices, "sent", "failed")] == ["accepted"]


def test_a_send_that_does_not_finish_is_given_up_and_said_so() -> None:
    journal = MemoryJournal()
    with Peer(silence) as peer:
        notices = told(send(1, peer.port), journal=journal)
    (failed,) = of(notices, "sent", "failed")
    text = "The program was closed before this was done."
    assert failed == {"notice": "failed", "id": 1, "text": text, "verdict": "no answer"}
    assert journal.entries[1].verdict == "no answer"


def test_what_was_under_way_at_the_end_is_never_called_not_sent() -> None:
    class Full(MemoryJournal):
        def answered(self, *_: object, **__: object) -> None:
            raise WorkbenchError("The disk is full.")

    with Peer(silence) as peer:
        (failed,) = of(told(send(1, peer.port), journal=Full()), "sent", "failed")
    assert failed["verdict"] == "no answer"


def test_what_could_not_be_written_down_beforehand_was_not_sent() -> None:
    class Full(MemoryJournal):
        def sending(self, *_: object, **__: object) -> int:
            raise WorkbenchError("The disk is full.")

    (failed,) = of(told(send(1, 1), journal=Full()), "sent", "failed")
    assert failed == {"notice": "failed", "id": 1, "text": "The disk is full.", "verdict": "not sent"}


def test_every_command_has_one_ending() -> None:
    lines = [b'{"id": %d, "do": "stop", "port": %d}' % (number, number) for number in range(1, 20)]
    notices = told(*lines, b"", b"  \r", b"junk")
    assert [notice["id"] for notice in of(notices, "failed")] == [None, *range(1, 20)]


def test_an_unexpected_fault_is_told_and_the_others_go_on() -> None:
    class Broken(MemoryJournal):
        def sending(self, *_: object, **__: object) -> int:
            raise ZeroDivisionError("odd")

    notices = told(send(1, 1), b'{"id": 2, "do": "listen", "port": 0}', journal=Broken())
    (failed,) = of(notices, "failed")
    assert "ZeroDivisionError: odd" in str(failed["text"])
    assert failed["verdict"] == "no answer"
    assert of(notices, "listening")
