"""The engine as a real process: the whole protocol, malformed lines, a parent that goes away, a journal that fails."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any

import pytest
from helpers.mllp_peer import Peer, Sender, answer, framed, silence

import workbench

SCRIPT = Path(__file__).parents[1] / "helpers" / "engine_with_file_journal.py"
ROOT = Path(workbench.__file__).parents[1]
MESSAGE = b"MSH|^~\\&|A|F|B|H|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\rFT1|1\r"
PATIENCE = 20.0


class Process:
    """The engine, its commands and its notices."""

    def __init__(self, journal: Path, *words: str) -> None:
        self.journal = journal
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(journal), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", "PYTHONDEVMODE": "1"},
        )
        self.seen: list[dict[str, Any]] = []
        self._notices: Queue[dict[str, Any] | None] = Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            if not stream.closed:
                with suppress(BrokenPipeError):
                    stream.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._notices.put(json.loads(line))
        self._notices.put(None)

    def say(self, **command: object) -> None:
        self.say_raw(json.dumps(command).encode() + b"\n")

    def say_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def hear(self, notice: str, **like: object) -> dict[str, Any]:
        """The next notice of that kind with those values; others are kept in `seen`."""
        while True:
            found = self._notices.get(timeout=PATIENCE)
            assert found is not None, f"the engine ended before {notice} {like}; it said {self.seen}"
            self.seen.append(found)
            if found["notice"] == notice and like.items() <= found.items():
                return found

    def send(self, id: int, port: int, raw: bytes = MESSAGE, **more: object) -> None:
        self.say(id=id, do="send", raw=base64.b64encode(raw).decode(), host="127.0.0.1", port=port, **more)

    def listen(self, id: int = 1) -> int:
        self.say(id=id, do="listen", host="127.0.0.1", port=0)
        port: int = self.hear("listening", id=id)["port"]
        return port

    def ended(self) -> tuple[int, str]:
        """Exit status and what it complained about."""
        status = self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        return status, self.process.stderr.read().decode()

    def written(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.journal.read_text().splitlines()]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Process]:
    with Process(tmp_path / "journal") as process:
        yield process


@contextmanager
def failing(tmp_path: Path) -> Iterator[Process]:
    with Process(tmp_path / "journal", "fail") as process:
        yield process


def test_the_whole_protocol(engine: Process) -> None:
    hello = engine.hear("hello")
    assert hello == {"notice": "hello", "pid": engine.process.pid, "version": workbench.__version__}
    port = engine.listen(1)
    engine.send(2, port, b"\xef\xbb\xbf" + MESSAGE.replace(b"\r", b"\n"))
    sent = engine.hear("sent", id=2)
    assert (sent["verdict"], sent["text"], sent["entry"]) == ("accepted", "Accepted (AA).", 1)
    assert sent["elapsed"] > 0
    assert set(sent) == {"notice", "id", "entry", "verdict", "text", "elapsed"}
    with Sender(port) as sender:
        assert b"MSA|AA|ID1" in sender.exchange(MESSAGE)
    engine.say(id=3, do="stop", port=port)
    assert engine.hear("stopped", id=3) == {"notice": "stopped", "id": 3, "port": port}
    engine.say(do="quit")
    engine.hear("bye")
    assert engine.ended() == (0, "")
    written = engine.written()
    assert [one["event"] for one in written[:2]] == ["sending", "received"]
    assert sorted(one["event"] for one in written[2:]) == ["answered", "received", "replied", "replied"]
    assert written[0]["raw"] == written[1]["raw"] == MESSAGE.decode()
    history = [one for one in engine.seen if one["notice"] == "history"]
    assert history[-1]["latest"] == 3
    assert sum(one["count"] for one in history) == 6
    assert next(one["text"] for one in engine.seen if one["notice"] == "progress").startswith("Connecting to")


def test_the_end_of_the_input_ends_it(engine: Process) -> None:
    port = engine.listen()
    assert engine.process.stdin is not None
    engine.process.stdin.close()
    engine.hear("bye")
    assert engine.ended() == (0, "")
    with pytest.raises(ConnectionRefusedError):
        Sender(port)


@pytest.mark.parametrize(
    ("line", "id"),
    [
        (b"garbage", None),
        (b"[]", None),
        (b"1", None),
        (b"\xff\xfe", None),
        (b"{" * 100_000, None),
        (b'{"id": {}, "do": "listen"}', None),
        (b'{"id": 7}', 7),
        (b'{"id": 7, "do": "dance"}', 7),
        (b'{"id": "x", "do": "listen"}', "x"),
        (b'{"id": 7, "do": "listen", "port": true}', 7),
        (b'{"id": 7, "do": "listen", "port": "2575"}', 7),
        (b'{"id": 7, "do": "listen", "host": 1, "port": 0}', 7),
        (b'{"id": 7, "do": "listen", "port": 99999}', 7),
        (b'{"id": 7, "do": "listen", "host": "203.0.113.9", "port": 0}', 7),
        (b'{"id": 7, "do": "stop", "port": 4}', 7),
        (b'{"id": 7, "do": "send", "host": "127.0.0.1", "port": 1}', 7),
        (b'{"id": 7, "do": "send", "raw": "***", "host": "127.0.0.1", "port": 1}', 7),
        (b'{"id": 7, "do": "send", "raw": "", "host": "127.0.0.1", "port": 1}', 7),
        (b'{"id": 7, "do": "send", "raw": "TVNI", "host": "127.0.0.1", "port": 1, "timeout": 0}', 7),
        (b'{"id": 7, "do": "send", "raw": "TVNI", "host": "127.0.0.1", "port": 1, "timeout": NaN}', 7),
    ],
)
def test_a_malformed_line_is_a_notice_and_no_more(line: bytes, id: object, shared_engine: Process) -> None:
    shared_engine.say_raw(line + b"\n\n")
    failed = shared_engine.hear("failed")
    assert failed["id"] == id
    assert failed["text"].endswith(".")
    assert set(failed) - {"verdict"} == {"notice", "id", "text"}
    # What could not be understood did not leave; nobody has to fear that it did.
    assert failed.get("verdict", "" if b'"send"' in line else "not sent") == "not sent"
    shared_engine.listen(8)


@pytest.fixture(scope="module")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Process(tmp_path_factory.mktemp("engine") / "journal") as process:
        yield process


def test_a_command_in_pieces_and_several_in_one_write(engine: Process) -> None:
    data = b'{"id": 1, "do": "listen", "port": 0}\n{"id": 2, "do": "stop", "port": 1}\r\n{"do": "quit"}'
    engine.say_raw(data[:10])
    engine.hear("hello")
    engine.say_raw(data[10:])
    assert engine.process.stdin is not None
    engine.process.stdin.close()  # the last command has no line end
    engine.hear("listening", id=1)
    engine.hear("bye")
    assert any(one["notice"] == "failed" and one["id"] == 2 for one in engine.seen)


def test_sends_run_at_the_same_time(engine: Process) -> None:
    with Peer(silence) as slow, Peer(answer()) as fast:
        engine.send(1, slow.port, timeout=60)
        engine.hear("progress", id=1, text="Sent; waiting for the answer.")
        engine.send(2, fast.port)
        assert engine.hear("sent", id=2)["verdict"] == "accepted"
        engine.say(do="quit")
        engine.hear("failed", id=1)
        engine.hear("bye")
    assert engine.ended() == (0, "")
    last = [one for one in engine.written() if one["event"] == "answered"][-1]
    assert last["verdict"] == "no answer"
    assert "may have stored it" in last["note"]


def test_a_send_that_fails_is_a_verdict(engine: Process) -> None:
    engine.send(1, 1)
    sent = engine.hear("sent", id=1)
    assert (sent["verdict"], sent["entry"]) == ("not sent", 1)


def test_a_port_is_listened_on_once(engine: Process) -> None:
    port = engine.listen(1)
    engine.say(id=2, do="listen", host="127.0.0.1", port=port)
    assert "already runs" in engine.hear("failed", id=2)["text"]


def test_notices_of_a_receiver_carry_the_id_of_its_listen(engine: Process) -> None:
    port = engine.listen(5)
    with Sender(port) as sender:
        sender.exchange(MESSAGE.replace(b"\r", b"\r\n"))
    assert "line feeds" in engine.hear("progress", id=5)["text"]


def test_a_burst_is_few_history_notices(engine: Process) -> None:
    port = engine.listen()
    with Sender(port) as sender:
        sender.send(framed(MESSAGE) * 300)
        for _ in range(300):
            sender.receive()
    engine.say(do="quit")
    engine.hear("bye")
    history = [one for one in engine.seen if one["notice"] == "history"]
    assert sum(one["count"] for one in history) == 600
    assert history[-1]["latest"] == 300
    assert len(history) < 100


def test_what_cannot_be_stored_is_neither_acknowledged_nor_sent(tmp_path: Path) -> None:
    with failing(tmp_path) as engine, Peer(answer()) as peer:
        port = engine.listen(1)
        with Sender(port) as sender:
            assert b"MSA|AR|ID1" in sender.exchange(MESSAGE)
        assert "The disk is full." in engine.hear("progress", id=1)["text"]
        engine.send(2, peer.port)
        assert engine.hear("failed", id=2)["text"] == "The disk is full."
        assert peer.connections == 0


def test_a_killed_engine_has_lost_nothing_that_it_acknowledged(engine: Process) -> None:
    port = engine.listen()
    with Sender(port) as sender:
        for number in range(20):
            assert b"MSA|AA|" in sender.exchange(MESSAGE.replace(b"ID1", b"N%d" % number))
        engine.process.kill()
        engine.process.wait(PATIENCE)
    stored = [one["raw"] for one in engine.written() if one["event"] == "received"]
    assert [raw.split("|")[9] for raw in stored] == [f"N{number}" for number in range(20)]


def test_a_parent_that_does_not_read_does_not_stop_the_receiver(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(tmp_path / "journal")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(b'{"id": 1, "do": "listen", "port": 0}\n')
        process.stdin.flush()
        process.stdout.readline()
        port = json.loads(process.stdout.readline())["port"]
        # Far more than a pipe holds: each of these lines is answered with a notice that nobody reads.
        process.stdin.write(b'{"id": 2, "do": "dance"}\n' * 5000)
        process.stdin.flush()
        with Sender(port) as sender:
            assert b"MSA|AA|ID1" in sender.exchange(MESSAGE)
        process.stdout.close()  # now the parent is gone
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait(PATIENCE)
        for stream in (process.stdin, process.stdout):
            stream.close()
