"""The receiver against plain senders: only what is stored is acknowledged, and no sender stops it for the others."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.corpus import files, name
from helpers.memory_journal import MemoryJournal
from helpers.mllp_peer import Sender, framed

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange import connection, listener
from workbench.exchange.answering import Reply
from workbench.exchange.client import Conversation
from workbench.exchange.journal import Received, Replied
from workbench.exchange.listener import Listener
from workbench.mllp.acknowledgement import Acknowledgement, ReportedError, read_ack

MESSAGE = b"MSH|^~\\&|A|F|B|H|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\rFT1|1\r"


def numbered(number: int) -> bytes:
    return MESSAGE.replace(b"ID1", b"N%d" % number)


def read(answer: bytes) -> Acknowledgement:
    found = read_ack(answer)
    assert isinstance(found, Acknowledgement), answer
    return found


class Journal(MemoryJournal):
    """Keeps the sizes of the commits; fails on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []
        self.error: Exception | None = None
        self.poison = b""
        self.reply_error: Exception | None = None

    def received_many(self, messages: Sequence[Received], /) -> list[int]:
        if self.error:
            raise self.error
        if self.poison and any(self.poison in message.raw for message in messages):
            raise ValueError("indigestible")
        self.groups.append(len(messages))
        return super().received_many(messages)

    def replied_many(self, replies: Sequence[Replied], /) -> None:
        if self.reply_error:
            raise self.reply_error
        super().replied_many(replies)

    @property
    def raws(self) -> list[bytes]:
        return [entry.raw for entry in self.entries.values()]

    @property
    def verdicts(self) -> list[str]:
        return [entry.verdict for entry in self.entries.values()]


@contextmanager
def receiving(journal: Journal, **options: object) -> Iterator[tuple[int, list[str], Callable[[], None]]]:
    """Port, notices, and a function that stops the receiver (done at the end in any case)."""
    notices: list[str] = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def call(work: object) -> object:
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)  # type: ignore[arg-type]

    async def made() -> Listener:
        return Listener("127.0.0.1", 0, journal, on_notice=notices.append, **options)  # type: ignore[arg-type]

    receiver = call(made())
    assert isinstance(receiver, Listener)
    call(receiver.start())
    try:
        yield receiver.port, notices, lambda: (call(receiver.stop()), None)[1]
    finally:
        call(receiver.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SETTLE", 0.05)
    monkeypatch.setattr(listener, "_FLUSH", 0.2)


# --- messages and answers --------------------------------------------------------------------------------------------


def test_a_message_is_stored_and_acknowledged() -> None:
    journal = Journal()
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        answer = sender.exchange(MESSAGE)
        peer = sender.socket.getsockname()
    ack = read(answer)
    assert (ack.code, ack.control_id) == ("AA", "ID1")
    (entry,) = journal.entries.values()
    assert (entry.raw, entry.answer, entry.verdict) == (MESSAGE, answer, "acknowledged")
    assert (entry.peer, entry.endpoint) == (f"{peer[0]}:{peer[1]}", f"127.0.0.1:{port}")
    assert entry.answered_at is not None
    assert entry.answered_at >= entry.at
    assert notices == []


def test_every_acknowledgement_has_an_id_of_its_own_within_the_limit() -> None:
    with receiving(Journal()) as (port, _, _), Sender(port) as sender:
        ids = [read(sender.exchange(numbered(number))).document.control_id for number in range(3)]
    assert len(set(ids)) == 3
    assert all(1 <= len(id) <= 20 for id in ids)


@pytest.mark.parametrize(
    ("modes", "code"), [(b"|||AL|NE", "CA"), (b"|||ER|AL", ""), (b"|||NE|NE", ""), (b"|||SU|NE", "CA")]
)
def test_the_mode_of_the_message_decides(modes: bytes, code: str) -> None:
    journal = Journal()
    message = MESSAGE.replace(b"|2.5.1\r", b"|2.5.1" + modes + b"\r")
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        sender.send(framed(message), framed(numbered(2)))
        codes = [read(sender.receive()).code for _ in range(2 if code else 1)]
    assert codes == ([code, "AA"] if code else ["AA"])
    assert journal.verdicts == ["acknowledged" if code else "no answer", "acknowledged"]


@pytest.mark.parametrize("raw", [b"", b"hello", b"PID|1\r", b"MSH", b"MSH|^~\\&|A\r", b"\x00\xff\xfe", MESSAGE * 2])
def test_what_is_no_single_message_is_stored_and_rejected(raw: bytes) -> None:
    journal = Journal()
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        ack = read(sender.exchange(raw))
        assert read(sender.exchange(MESSAGE)).code == "AA"
    assert ack.code == "AR"
    assert ack.texts[0].endswith(".")
    assert journal.raws == [raw, MESSAGE]
    assert journal.verdicts == ["refused", "acknowledged"]


def test_an_acknowledgement_is_not_acknowledged() -> None:
    journal = Journal()
    ack = b"MSH|^~\\&|A|F|B|H|20260101||ACK|ID9|P|2.5.1\rMSA|AA|X\r"
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        sender.send(framed(ack))
        assert read(sender.exchange(MESSAGE)).control_id == "ID1"
    assert journal.verdicts == ["no answer", "acknowledged"]


def test_a_rule_decides_what_is_answered() -> None:
    def rule(document: Document) -> Reply:
        return Reply("AE", "No account.", (ReportedError("101", user_message="PID-18 is empty"),))

    journal = Journal()
    with receiving(journal, answer=rule) as (port, _, _), Sender(port) as sender:
        ack = read(sender.exchange(MESSAGE))
    assert (ack.code, ack.texts[:2]) == ("AE", ("PID-18 is empty", "No account."))
    assert journal.verdicts == ["refused"]


def test_a_rule_that_fails_rejects_and_is_told() -> None:
    def rule(document: Document) -> Reply:
        raise KeyError("PID")

    journal = Journal()
    with receiving(journal, answer=rule) as (port, notices, _), Sender(port) as sender:
        assert read(sender.exchange(MESSAGE)).code == "AR"
        assert read(sender.exchange(MESSAGE)).code == "AR"
    assert "KeyError" in notices[0]
    assert journal.verdicts == ["refused", "refused"]


@pytest.mark.parametrize("file", files(), ids=name)
def test_every_real_message_is_stored_as_it_came(file: Path, shared_receiver: tuple[int, Journal]) -> None:
    port, journal = shared_receiver
    raw = file.read_bytes().replace(b"\x0b", b"").replace(b"\x1c", b"")
    before = len(journal.entries)
    with Sender(port) as sender:
        sender.send(framed(raw), framed(MESSAGE))
        answers = [sender.receive()]
        if read(answers[0]).control_id != "ID1" or read(answers[0]).code != "AA":
            answers.append(sender.receive())
    assert journal.raws[before : before + 2] == [raw, MESSAGE]
    assert read(answers[-1]).control_id == "ID1"


@pytest.fixture(scope="module")
def shared_receiver() -> Iterator[tuple[int, Journal]]:
    journal = Journal()
    with receiving(journal) as (port, _, _):
        yield port, journal


# --- the stream ------------------------------------------------------------------------------------------------------


def test_a_frame_in_many_packets() -> None:
    journal = Journal()
    frame = framed(MESSAGE)
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        sender.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sender.send(*(frame[at : at + 1] for at in range(len(frame))))
        assert read(sender.receive()).code == "AA"
    assert journal.raws == [MESSAGE]


def test_several_frames_in_one_packet_are_one_commit_and_are_answered_in_order() -> None:
    journal = Journal()
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        sender.send(b"".join(framed(numbered(number)) for number in range(20)))
        ids = [read(sender.receive()).control_id for _ in range(20)]
    assert ids == [f"N{number}" for number in range(20)]
    assert journal.groups == [20]


def test_fs_and_cr_in_different_packets() -> None:
    journal = Journal()
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        sender.send(framed(MESSAGE)[:-1])
        answer = sender.receive()  # it does not wait for the CR for ever
        sender.send(b"\r")
        assert read(sender.exchange(numbered(2))).control_id == "N2"
    assert read(answer).control_id == "ID1"
    assert len(notices) == 1
    assert "FS (0x1C) alone" in notices[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "GET /"),
        (b"\x0bMSH|half" + b"\x0bMSH|^~\\&|", "broke off after 8 bytes"),
        (b"\x0b\x06\x1c\r", "transport acknowledgement"),
        (MESSAGE + b"\x1c\r", "not preceded by VT"),
        (framed(MESSAGE.replace(b"\r", b"\r\n")), "line feeds"),
    ],
)
def test_odd_bytes_are_told_and_the_connection_lives_on(data: bytes, word: str) -> None:
    journal = Journal()
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        sender.send(data)
        sender.send(framed(numbered(2)))
        while read(sender.receive()).control_id != "N2":
            pass
        peer = sender.socket.getsockname()
    assert any(word in notice and f"{peer[0]}:{peer[1]}" in notice for notice in notices)
    assert journal.raws[-1] == numbered(2)


def test_the_same_oddity_is_told_once_for_a_connection() -> None:
    with receiving(Journal()) as (port, notices, _), Sender(port) as sender:
        for _ in range(5):
            sender.exchange(MESSAGE.replace(b"\r", b"\r\n"))
    assert len(notices) == 1


def test_an_oversized_message_is_refused_by_its_id_and_the_next_one_is_taken() -> None:
    journal = Journal()
    with receiving(journal, max_frame=10_000) as (port, notices, _), Sender(port) as sender:
        ack = read(sender.exchange(MESSAGE + b"OBX|" + b"x" * 100_000))
        assert read(sender.exchange(numbered(2))).code == "AA"
    assert (ack.code, ack.control_id) == ("AR", "ID1")
    assert "too long" in ack.texts[0]
    assert journal.raws == [numbered(2)]
    assert len(notices) == 1


def test_a_sender_that_ends_its_side_is_answered() -> None:
    with receiving(Journal()) as (port, _, _), Sender(port) as sender:
        sender.send(framed(MESSAGE))
        sender.end_writing()
        assert read(sender.receive()).code == "AA"
        assert sender.receive() == b""


def test_an_unfinished_frame_at_the_end_is_answered_when_only_its_cr_is_missing() -> None:
    with receiving(Journal()) as (port, _, _), Sender(port) as sender:
        sender.send(framed(MESSAGE)[:-1])
        sender.end_writing()
        assert read(sender.receive()).code == "AA"


def test_half_a_message_is_neither_stored_nor_answered() -> None:
    journal = Journal()
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        sender.send(framed(MESSAGE)[:20])
        sender.end_writing()
        assert sender.receive() == b""
    assert journal.raws == []
    assert "broke off after 19 bytes" in notices[0]


def test_a_sender_that_resets_at_once_stops_nobody() -> None:
    journal = Journal()
    with receiving(journal) as (port, _, _):
        for number in range(10):
            gone = Sender(port)
            gone.send(framed(numbered(number)))
            gone.reset()
        with Sender(port) as sender:
            assert read(sender.exchange(MESSAGE)).code == "AA"
    assert "waiting" not in journal.verdicts


def test_a_stuck_sender_does_not_block_the_others() -> None:
    def long_answer(document: Document) -> Reply:
        return Reply("AA", "x" * 5_000 if document.control_id == "ID1" else "")

    journal = Journal()
    with receiving(journal, answer=long_answer) as (port, _, stop):
        stuck, half = Sender(port), Sender(port)
        half.send(framed(MESSAGE)[:30])
        stuck.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.socket.setblocking(False)
        frames = framed(MESSAGE) * 10
        try:
            while True:  # it reads no answer, until the receiver reads no more from it either
                stuck.socket.send(frames)
        except BlockingIOError:
            pass
        with Sender(port) as sender:
            assert [read(sender.exchange(numbered(number))).control_id for number in range(3)] == ["N0", "N1", "N2"]
        stop()  # and it does not keep the receiver from stopping
        stuck.socket.close()
        half.socket.close()


def test_many_senders_at_once() -> None:
    journal = Journal()
    with receiving(journal) as (port, _, _):
        senders = [Sender(port) for _ in range(20)]
        for round in range(5):
            for number, sender in enumerate(senders):
                sender.send(framed(numbered(number * 100 + round)))
            for number, sender in enumerate(senders):
                assert read(sender.receive()).control_id == f"N{number * 100 + round}"
        for sender in senders:
            sender.socket.close()
    assert len(journal.entries) == 100


# --- a journal that fails --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("modes", "code"), [(b"", "AR"), (b"|||AL|NE", "CE")])
@pytest.mark.parametrize("error", [WorkbenchError("The disk is full."), OSError(28, "No space left on device")])
def test_what_cannot_be_stored_is_not_acknowledged(modes: bytes, code: str, error: Exception) -> None:
    journal = Journal()
    message = MESSAGE.replace(b"|2.5.1\r", b"|2.5.1" + modes + b"\r")
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        journal.error = error
        refused = [read(sender.exchange(message)) for _ in range(3)]
        journal.error = None
        assert read(sender.exchange(numbered(2))).code == "AA"
    assert [ack.code for ack in refused] == [code] * 3
    assert refused[0].control_id == "ID1"
    assert "could not be stored" in refused[0].texts[0]
    assert journal.raws == [numbered(2)]
    assert len(notices) == 2
    assert "Messages are refused." in notices[0]
    assert "taken again" in notices[1]


def test_one_indigestible_message_does_not_refuse_the_others() -> None:
    journal = Journal()
    journal.poison = b"|N3|"
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        sender.send(b"".join(framed(numbered(number)) for number in range(6)))
        codes = [read(sender.receive()).code for _ in range(6)]
    assert codes == ["AA", "AA", "AA", "AR", "AA", "AA"]
    assert journal.raws == [numbered(number) for number in (0, 1, 2, 4, 5)]
    assert "indigestible" in notices[0]


def test_an_answer_that_cannot_be_noted_is_given_all_the_same() -> None:
    journal = Journal()
    journal.reply_error = WorkbenchError("The disk is full.")
    with receiving(journal) as (port, notices, _), Sender(port) as sender:
        assert read(sender.exchange(MESSAGE)).code == "AA"
        assert read(sender.exchange(MESSAGE)).code == "AA"
    assert "The disk is full." in notices[0]


def test_the_commit_comes_before_the_acknowledgement() -> None:
    journal = Journal()
    entered, go_on = threading.Event(), threading.Event()
    store = journal.received_many

    def slowly(messages: Sequence[Received], /) -> list[int]:
        entered.set()
        assert go_on.wait(5)
        return store(messages)

    journal.received_many = slowly  # type: ignore[method-assign]
    with receiving(journal) as (port, _, _), Sender(port) as sender:
        sender.send(framed(MESSAGE))
        assert entered.wait(5)
        sender.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            sender.receive()
        go_on.set()
        sender.socket.settimeout(5)
        assert read(sender.receive()).code == "AA"


# --- life ------------------------------------------------------------------------------------------------------------


def test_it_stops_after_the_given_number_of_messages() -> None:
    async def count_to_three() -> tuple[int, list[str]]:
        journal = Journal()
        receiver = Listener("127.0.0.1", 0, journal, count=3)
        host, port = await receiver.start()
        _, writer = await asyncio.open_connection(host, port)
        writer.write(b"".join(framed(numbered(number)) for number in range(5)))
        await asyncio.wait_for(receiver.finished(), 5)
        await receiver.stop()
        writer.close()
        return receiver.received, journal.verdicts

    assert asyncio.run(count_to_three()) == (3, ["acknowledged"] * 3)


def test_the_last_answers_leave_before_it_stops() -> None:
    async def last() -> list[str]:
        receiver = Listener("127.0.0.1", 0, Journal(), count=2)
        host, port = await receiver.start()
        async with Conversation(host, port) as conversation:
            verdicts = [(await conversation.send(numbered(number))).verdict for number in range(2)]
        await receiver.finished()
        await receiver.stop()
        return verdicts

    assert asyncio.run(last()) == ["accepted", "accepted"]


def test_after_stopping_nobody_listens_and_the_port_is_free() -> None:
    async def twice() -> None:
        first = Listener("127.0.0.1", 0, Journal())
        _, port = await first.start()
        await first.stop()
        await first.stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        second = Listener("127.0.0.1", port, Journal())
        assert await second.start() == ("127.0.0.1", port)
        await second.stop()

    asyncio.run(twice())


def cannot_start(host: str, port: int) -> str:
    async def start() -> str:
        with pytest.raises(WorkbenchError) as caught:
            await Listener(host, port, Journal()).start()
        return str(caught.value)

    return asyncio.run(start())


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port} is in use" in cannot_start("127.0.0.1", port)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="any port is permitted here")
def test_a_port_that_is_not_permitted() -> None:
    assert "not permitted" in cannot_start("127.0.0.1", 1)


@pytest.mark.parametrize("host", ["203.0.113.7", "", "  ", "a" * 70, "no such host"])
def test_a_host_that_is_not_ours(host: str) -> None:
    sentence = cannot_start(host, 0)
    assert "127.0.0.1" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("port", [-1, 65536, 1_000_000])
def test_a_port_that_is_none(port: int) -> None:
    assert "is not a port" in cannot_start("127.0.0.1", port)


def test_localhost_is_one_port() -> None:
    async def start() -> tuple[str, int]:
        receiver = Listener("localhost", 0, Journal())
        found = await receiver.start()
        await receiver.stop()
        return found

    host, port = asyncio.run(start())
    assert host == "127.0.0.1"
    assert port > 0
