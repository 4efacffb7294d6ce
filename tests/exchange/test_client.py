"""The client against an independent peer: every fault has its verdict and its sentence, and the deadline is one."""

from __future__ import annotations

import asyncio
import socket
from datetime import datetime

import pytest
from helpers.memory_journal import MemoryJournal
from helpers.mllp_peer import (
    Line,
    Peer,
    Step,
    ack,
    answer,
    close,
    drip,
    framed,
    half,
    late,
    pieces,
    raw,
    reset,
    silence,
)

from workbench.errors import WorkbenchError
from workbench.exchange import client, wire
from workbench.exchange.client import Conversation, send
from workbench.exchange.outcome import Outcome

MESSAGE = b"MSH|^~\\&|A|F|B|H|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\rFT1|1\r"
SHORT = 0.3
UNKNOWN = "The receiver may have stored it; send again only with the same control id."


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "GRACE", 0.2)
    monkeypatch.setattr(wire, "SETTLE", 0.05)


def sent(port: int, message: bytes = MESSAGE, *, timeout: float = 5.0, connect_timeout: float = 5.0) -> Outcome:
    return asyncio.run(send(message, "127.0.0.1", port, timeout=timeout, connect_timeout=connect_timeout))


def with_modes(accept: str, application: str) -> bytes:
    return MESSAGE.replace(b"|2.5.1\r", f"|2.5.1|||{accept}|{application}\r".encode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "verdict", "sentence"),
    [
        (b"AA", "accepted", "Accepted (AA)."),
        (b"AE", "error", "Refused (AE), without"),
        (b"AR", "rejected", "Refused (AR), without"),
        (b"CE", "error", "Refused on arrival (CE"),
        (b"CR", "rejected", "commit reject"),
        (b"XX", "wrong answer", "“XX” is none of HL7's"),
        (b" AA ", "accepted", "Accepted (AA)."),
    ],
)
def test_an_answer(code: bytes, verdict: str, sentence: str) -> None:
    with Peer(answer(code)) as peer:
        outcome = sent(peer.port)
    assert peer.messages == [MESSAGE]
    assert outcome.verdict == verdict
    assert sentence in outcome.text
    assert outcome.answer == ack(MESSAGE, code)
    assert outcome.acknowledgement is not None
    assert outcome.answered_at is not None
    assert outcome.answered_at >= outcome.sent_at
    assert outcome.elapsed > 0


def test_exactly_the_given_bytes_are_sent() -> None:
    odd = b"MSH|^~\\&|A\n\xff\xfe\r\r||"
    with Peer(answer(id=b"")) as peer:
        sent(peer.port, odd)
    assert peer.messages == [odd]


@pytest.mark.parametrize("sizes", [(1,), (1, 1, 1), (20,), (-2,), (-1,), (-2, 1)])
def test_an_answer_in_many_packets(sizes: tuple[int, ...]) -> None:
    with Peer(pieces(*sizes)) as peer:
        assert sent(peer.port).verdict == "accepted"


def test_ca_and_aa_in_one_packet_are_both_kept() -> None:
    with Peer(raw(framed(ack(MESSAGE, b"CA")) + framed(ack(MESSAGE, b"AE", rest=b"ERR||PID^1^18|101|E\r")))) as peer:
        outcome = sent(peer.port)
    assert [one.code for one in outcome.answers] == ["CA", "AE"]
    assert (outcome.verdict, outcome.text) == ("error", "Refused (AE): required field missing at PID-18.")


@pytest.mark.parametrize("message", [MESSAGE, with_modes("AL", "NE"), with_modes("AL", "AL")])
def test_ca_alone_is_accepted_without_waiting_for_the_deadline(message: bytes) -> None:
    with Peer(answer(b"CA")) as peer:
        outcome = sent(peer.port, message, timeout=60)
    assert (outcome.verdict, outcome.text) == ("accepted", "Taken in (CA, commit accept).")


def test_a_late_answer_to_an_earlier_message_is_passed_over() -> None:
    with Peer(answer(b"AE", id=b"ID0"), answer()) as peer:
        outcome = sent(peer.port)
    assert (outcome.verdict, [one.control_id for one in outcome.answers]) == ("accepted", ["ID1"])


def test_an_answer_without_cr_after_fs_is_taken_and_noted() -> None:
    with Peer(raw(framed(ack(MESSAGE))[:-1])) as peer:
        outcome = sent(peer.port)
    assert outcome.verdict == "accepted"
    assert any("FS (0x1C) alone" in note for note in outcome.notes)


def test_an_answer_followed_by_rst_is_not_lost() -> None:
    with Peer(answer(), reset) as peer:
        assert sent(peer.port).verdict == "accepted"


def test_a_transport_ack_before_the_answer() -> None:
    with Peer(raw(b"\x0b\x06\x1c\r"), answer(b"AR")) as peer:
        assert sent(peer.port).verdict == "rejected"


def test_a_message_without_control_id_takes_any_acknowledgement() -> None:
    with Peer(answer(id=b"UNKNOWN")) as peer:
        outcome = sent(peer.port, MESSAGE.replace(b"ID1", b""))
    assert outcome.verdict == "accepted"
    assert any("MSH-10" in note for note in outcome.notes)


# --- faults ----------------------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[list[Step], str, list[str]]] = {
    "no answer": ([silence], "no answer", ["gave no answer within 0.3 s", UNKNOWN]),
    "late": ([late(5)], "no answer", ["gave no answer", UNKNOWN]),
    "drip": ([drip(0.02)], "no answer", ["was not complete after 0.3 s", UNKNOWN]),
    "half a frame, then silence": ([half, silence], "no answer", ["was not complete", UNKNOWN]),
    "half a frame, then closed": ([half, close], "no answer", ["in the middle of its answer", UNKNOWN]),
    "closed": ([close], "no answer", ["closed the connection without an answer", UNKNOWN]),
    "reset": ([reset], "no answer", ["broke the connection off without an answer", UNKNOWN]),
    "wrong id": ([answer(id=b"ID2")], "wrong answer", ["MSA-2 is “ID2”", "MSH-10 is “ID1”", UNKNOWN]),
    "wrong id, then closed": ([answer(id=b""), close], "wrong answer", ["MSA-2 is “”", UNKNOWN]),
    "HTTP": ([raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), close], "wrong answer", ["web server", UNKNOWN]),
    "HTTP that stays": ([raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")], "wrong answer", ["web server", UNKNOWN]),
    "a message that is no answer": ([raw(framed(MESSAGE))], "wrong answer", ["no MSA", UNKNOWN]),
    "an empty frame": ([raw(framed(b""))], "wrong answer", ["empty", UNKNOWN]),
    "no frame bytes": ([raw(ack(MESSAGE)), close], "wrong answer", ["without MLLP frame bytes", UNKNOWN]),
    "only a transport ack": ([raw(b"\x0b\x06\x1c\r")], "no answer", ["frame was stored (0x06)", UNKNOWN]),
    "a negative transport ack": ([raw(b"\x0b\x15\x1c\r")], "rejected", ["did not store"]),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_has_its_verdict_and_its_sentence(fault: tuple[list[Step], str, list[str]]) -> None:
    steps, verdict, words = fault
    with Peer(*steps) as peer:
        outcome = sent(peer.port, timeout=SHORT)
    assert outcome.verdict == verdict
    for word in words:
        assert word in outcome.text
    assert outcome.text.endswith(".")
    assert outcome.acknowledgement is None
    assert peer.messages == [MESSAGE]


def test_a_wrong_answer_is_kept_to_be_looked_at() -> None:
    with Peer(answer(id=b"ID2")) as peer:
        outcome = sent(peer.port, timeout=SHORT)
    assert outcome.answer == ack(MESSAGE, id=b"ID2")
    assert outcome.answered_at is not None


def test_nobody_listens() -> None:
    outcome = sent(free_port())
    assert outcome.verdict == "not sent"
    assert "refused the connection" in outcome.text
    assert "wrong port" in outcome.text


def test_a_host_that_does_not_take_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(client, "connect", never)
    outcome = sent(2575, connect_timeout=0.1)
    assert outcome.verdict == "not sent"
    assert "firewall" in outcome.text


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (socket.gaierror(-2, "Name or service not known"), "not known"),
        (OSError(113, "No route to host"), "no network path"),
        (OSError(110, "Connection timed out"), "firewall"),
        (PermissionError(13, "Permission denied"), "does not allow"),
        (ConnectionResetError(104, "reset"), "expects TLS"),
        (OSError("odd"), "odd"),
        (UnicodeError("label too long"), "not known"),
    ],
)
def test_why_there_is_no_connection(error: Exception, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(client, "connect", fails)
    outcome = sent(2575)
    assert outcome.verdict == "not sent"
    assert word in outcome.text
    assert "127.0.0.1:2575" in outcome.text


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_what_is_no_port(port: int) -> None:
    outcome = sent(port)
    assert (outcome.verdict, "is not a port" in outcome.text) == ("not sent", True)


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "", "\0", "exa mple"])
def test_what_is_no_host(host: str) -> None:
    outcome = asyncio.run(send(MESSAGE, host, free_port(), timeout=SHORT, connect_timeout=SHORT))
    assert outcome.verdict == "not sent"
    assert outcome.text.endswith(".")


def test_a_message_that_cannot_be_framed_is_not_sent() -> None:
    with Peer(answer()) as peer:
        outcome = sent(peer.port, MESSAGE + b"OBX|\x1c\r")
    assert (outcome.verdict, peer.connections) == ("not sent", 0)
    assert "0x1C" in outcome.text


def test_a_peer_that_does_not_read_a_large_message_cannot_have_it() -> None:
    def hang(line: Line) -> None:
        line.wait()

    with Peer(on_connect=hang) as peer:
        outcome = sent(peer.port, MESSAGE + b"OBX|" + b"x" * 20_000_000 + b"\r", timeout=SHORT)
    assert outcome.verdict == "not sent"
    assert "cannot have all of it" in outcome.text


def test_a_peer_that_breaks_off_in_the_middle_of_a_large_message() -> None:
    def break_off(line: Line) -> None:
        line.socket.recv(1000)
        reset(line)

    with Peer(on_connect=break_off) as peer:
        outcome = sent(peer.port, MESSAGE + b"OBX|" + b"x" * 20_000_000 + b"\r")
    assert outcome.verdict == "no answer"
    assert "broke the connection off" in outcome.text
    assert UNKNOWN in outcome.text


def test_an_answer_in_the_middle_of_a_large_message_counts() -> None:
    def refuse(line: Line) -> None:
        line.socket.recv(1000)
        line.send(framed(ack(MESSAGE, b"AR")))
        line.stopped.wait(0.2)
        reset(line)

    with Peer(on_connect=refuse) as peer:
        outcome = sent(peer.port, MESSAGE + b"OBX|" + b"x" * 20_000_000 + b"\r")
    assert outcome.verdict == "rejected"


def test_a_large_message_arrives_whole() -> None:
    large = MESSAGE + b"OBX|" + b"x" * 5_000_000 + b"\r"
    with Peer(answer()) as peer:
        assert sent(peer.port, large).verdict == "accepted"
    assert peer.messages == [large]


# --- messages that ask for no answer ---------------------------------------------------------------------------------


def test_a_message_that_asks_for_nothing_does_not_wait_for_the_deadline() -> None:
    with Peer(silence) as peer:
        outcome = sent(peer.port, with_modes("NE", "NE"), timeout=60)
    assert outcome.verdict == "no answer"
    assert "asks for no answer" in outcome.text


def test_an_answer_that_was_not_asked_for_is_taken() -> None:
    with Peer(answer()) as peer:
        assert sent(peer.port, with_modes("NE", "NE")).verdict == "accepted"


@pytest.mark.parametrize(("mode", "word"), [("ER", "may mean that it accepted"), ("SU", "may mean that it refused")])
def test_silence_that_was_asked_for_is_explained(mode: str, word: str) -> None:
    with Peer(silence) as peer:
        outcome = sent(peer.port, with_modes(mode, "AL"), timeout=SHORT)
    assert (outcome.verdict, word in outcome.text) == ("no answer", True)


# --- several messages ------------------------------------------------------------------------------------------------


def numbered(number: int) -> bytes:
    return MESSAGE.replace(b"ID1", b"N%d" % number)


def outcomes_of(port: int, messages: list[bytes], pause: float = 0.0, **more: float) -> list[Outcome]:
    async def talk() -> list[Outcome]:
        results = []
        async with Conversation("127.0.0.1", port, **more) as conversation:
            for message in messages:
                results.append(await conversation.send(message))
                await asyncio.sleep(pause)
        return results

    return asyncio.run(talk())


def test_several_messages_go_over_one_connection() -> None:
    messages = [numbered(number) for number in range(5)]
    with Peer(answer()) as peer:
        outcomes = outcomes_of(peer.port, messages)
    assert [outcome.verdict for outcome in outcomes] == ["accepted"] * 5
    assert (peer.messages, peer.connections) == (messages, 1)


def test_a_peer_that_closes_after_each_message_is_connected_to_again() -> None:
    messages = [numbered(number) for number in range(3)]
    with Peer(answer(), close) as peer:
        outcomes = outcomes_of(peer.port, messages, pause=0.1)
    assert [outcome.verdict for outcome in outcomes] == ["accepted"] * 3
    assert peer.connections == 3


def test_after_a_missing_answer_the_connection_is_not_used_again() -> None:
    def only_the_second(line: Line) -> None:
        if line.message == numbered(1):
            line.send(framed(ack(line.message)))

    with Peer(only_the_second) as peer:
        outcomes = outcomes_of(peer.port, [numbered(0), numbered(1)], timeout=SHORT)
    assert [outcome.verdict for outcome in outcomes] == ["no answer", "accepted"]
    assert peer.connections == 2


def test_progress_is_told() -> None:
    told: list[str] = []

    async def talk(port: int) -> None:
        async with Conversation("127.0.0.1", port, on_progress=told.append) as conversation:
            await conversation.send(MESSAGE)

    with Peer(answer()) as peer:
        asyncio.run(talk(peer.port))
        where = f"127.0.0.1:{peer.port}"
    assert told == [f"Connecting to {where}.", f"Connected to {where}; sending.", "Sent; waiting for the answer."]


# --- the journal -----------------------------------------------------------------------------------------------------


class Recording(MemoryJournal):
    """Remembers the calls in their order, and whether the peer had the message by then."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.fail_sending = self.fail_answered = False

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, resent_of: int | None = None) -> int:
        if self.fail_sending:
            raise WorkbenchError("The disk is full.")
        self.calls.append("sending")
        return super().sending(raw, endpoint=endpoint, at=at, resent_of=resent_of)

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
        if self.fail_answered:
            raise WorkbenchError("The disk is full.")
        self.calls.append(verdict)
        super().answered(entry_id, raw, at=at, verdict=verdict, note=note, elapsed=elapsed)


def journaled(journal: Recording, port: int, **more: float) -> Outcome:
    return asyncio.run(send(MESSAGE, "127.0.0.1", port, journal=journal, **more))


def test_a_message_is_in_the_journal_before_it_is_sent() -> None:
    journal = Recording()
    seen: list[list[str]] = []

    def look(line: Line) -> None:
        seen.append(list(journal.calls))

    with Peer(look, answer()) as peer:
        outcome = journaled(journal, peer.port)
    assert seen == [["sending"]]
    assert journal.calls == ["sending", "accepted"]
    entry = journal.entries[outcome.entry or 0]
    assert (entry.raw, entry.answer, entry.note) == (MESSAGE, ack(MESSAGE), "Accepted (AA).")
    assert entry.endpoint == f"127.0.0.1:{peer.port}"


def test_both_answers_are_written_down() -> None:
    journal = Recording()
    with Peer(answer(b"CA"), answer(b"AE")) as peer:
        journaled(journal, peer.port)
    assert journal.calls == ["sending", "accepted", "error"]


def test_a_message_that_was_not_sent_is_written_down_as_such() -> None:
    journal = Recording()
    outcome = journaled(journal, free_port())
    assert journal.calls == ["sending", "not sent"]
    assert journal.entries[1].note == outcome.text


def test_what_cannot_be_written_down_is_not_sent() -> None:
    journal = Recording()
    journal.fail_sending = True
    with Peer(answer()) as peer:
        with pytest.raises(WorkbenchError, match="disk is full"):
            journaled(journal, peer.port)
        assert peer.connections == 0


def test_an_answer_that_cannot_be_written_down_is_still_told() -> None:
    journal = Recording()
    journal.fail_answered = True
    with Peer(answer()) as peer:
        outcome = journaled(journal, peer.port)
    assert outcome.verdict == "accepted"
    assert "could not be written into the history: The disk is full." in outcome.text


def test_a_send_that_is_stopped_is_written_down_with_its_unknown_outcome() -> None:
    journal = Recording()

    async def stopped(port: int) -> None:
        task = asyncio.get_running_loop().create_task(send(MESSAGE, "127.0.0.1", port, journal=journal))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Peer(silence) as peer:
        asyncio.run(stopped(peer.port))
    assert journal.calls == ["sending", "no answer"]
    assert UNKNOWN in journal.entries[1].note


def test_a_send_that_is_stopped_stays_stopped_when_that_cannot_be_written_down() -> None:
    """A sentence in its place would look like a failure from before the first byte left."""
    journal = Recording()
    journal.fail_answered = True

    async def stopped(port: int) -> None:
        task = asyncio.get_running_loop().create_task(send(MESSAGE, "127.0.0.1", port, journal=journal))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as cancelled:
            await task
        assert "disk is full" in str(cancelled.value.__cause__)

    with Peer(silence) as peer:
        asyncio.run(stopped(peer.port))
