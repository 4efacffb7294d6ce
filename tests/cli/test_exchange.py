"""send, listen, history from the command line, with real processes and sockets on this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.mllp_peer import Line, Peer, answer, control_id

from workbench.cli import main
from workbench.history.errors import HistoryError
from workbench.history.store import History

ROOT = Path(__file__).resolve().parents[2]
DFT = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\n"
    b"EVN|P03|20260301160000\nPID|1||100234^^^HOSP^MR||SAMPLE^ANNA|||||||||||||A555\nPV1|1|O\n"
    b"FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00&USD||||||||||||ACC17\n"
)


@pytest.fixture
def dft(tmp_path: Path) -> Path:
    file = tmp_path / "charges.hl7"
    file.write_bytes(DFT)
    return file


@contextmanager
def listener(data: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A listening program of its own, and HOST:PORT from its first line."""
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "--data", str(data), "listen", "--port", "0", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        ready, address = process.stdout.readline().split()
        assert ready == "ready"
        try:
            yield process, address
        finally:
            process.kill()


def test_send_and_listen_and_find_it_again(dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    with listener(theirs, "--count", "1") as (process, address):
        assert main(["--data", str(ours), "send", str(dft), "--to", address, "--json"]) == 0
        assert process.wait(timeout=20) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["verdict"], row["message"]) == ("accepted", 1)
    assert "MSA|AA|C1" in row["answer"]
    for data, direction in ((ours, "sent"), (theirs, "received")):
        for key in ("C1", "100234", "A555", "CHG001"):
            assert main(["--data", str(data), "history", "search", key, "--json"]) == 0
            (found,) = json.loads(capsys.readouterr().out)
            assert (found["direction"], found["control_id"]) == (direction, "C1")
    assert main(["--data", str(theirs), "history", "show", "1", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["message"] == DFT.decode().replace("\n", "\r")
    assert "MSA|AA|C1" in shown["answer"]


def test_an_interrupted_listener_ends_well(tmp_path: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with listener(tmp_path / "data") as (process, _address):
            process.send_signal(number)
            assert process.wait(timeout=20) == 0
            assert process.stderr is not None
            assert "Traceback" not in process.stderr.read()


def test_nobody_there_could_not_be_done(dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refuses
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["--data", str(tmp_path / "d"), "send", str(dft), "--to", address]) == 2
    assert "refused the connection" in capsys.readouterr().out


def test_no_answer_is_a_no(dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        words = ["--data", str(tmp_path / "d"), "send", str(dft), "--to", address, "--timeout", "0.3"]
        assert main(words) == 1
    assert "may have stored it" in capsys.readouterr().out


def test_a_port_in_use_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--data", str(tmp_path / "d"), "listen", "--port", port]) == 2
    err = capsys.readouterr().err
    assert port in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("address", ["", "host", "host:", ":2575", "host:0", "host:70000", "host:x"])
def test_a_wrong_address_is_a_sentence(
    address: str, dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path / "d"), "send", str(dft), "--to", address]) == 2
    assert "is no address" in capsys.readouterr().err


def test_an_empty_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none"), "history", "list"]) == 0
    assert "The history is empty" in capsys.readouterr().err
    assert main(["--data", str(tmp_path / "none"), "history", "search", "x"]) == 1
    assert main(["--data", str(tmp_path / "none"), "history", "show", "1"]) == 1
    assert not (tmp_path / "none").exists()


def test_a_history_that_is_no_database_is_a_sentence(
    dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "history.sqlite3").write_bytes(b"this is no database" * 100)
    for words in (["history", "list"], ["send", str(dft), "--to", "127.0.0.1:9"], ["listen", "--port", "0"]):
        assert main(["--data", str(data), *words]) == 2
        err = capsys.readouterr().err
        assert "history.sqlite3" in err
        assert "Traceback" not in err


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Every message that got its AA is in the history, whatever happens to the process."""
    data = tmp_path / "data"
    acknowledged = []
    with listener(data) as (process, address):
        host, port = address.split(":")
        with socket.create_connection((host, int(port))) as peer:
            for number in range(50):
                peer.sendall(b"\x0b" + DFT.replace(b"\n", b"\r").replace(b"C1", b"K%03d" % number) + b"\x1c\r")
                answer = peer.recv(65536)
                if f"MSA|AA|K{number:03}".encode() in answer:
                    acknowledged.append(f"K{number:03}")
                if number == 40:
                    process.kill()
                    break
    assert len(acknowledged) == 41
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "--data", str(data), "history", "list", "--limit", "100", "--json"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert {row["control_id"] for row in json.loads(done.stdout)} == set(acknowledged)


def _about(tmp_path: Path, name: str, account: str, *, patient: str = "", order: str = "") -> Path:
    """A charge message of its own control id, patient and account."""
    text = DFT.replace(b"|C1|", f"|{name}|".encode()).replace(b"A555", account.encode())
    text = text.replace(b"100234", (patient or account).encode()).replace(b"ACC17", (order or f"O{account}").encode())
    file = tmp_path / f"{name}.hl7"
    file.write_bytes(text)
    return file


def _refuses_the_first(line: Line) -> None:
    answer(b"AR" if control_id(line.message) == b"C1" else b"AA")(line)


@pytest.mark.parametrize(
    ("options", "sent", "verdicts"),
    [
        ([], [b"C1", b"C3"], ["rejected", "held", "accepted", "held"]),
        (["--stop-at-refusal"], [b"C1"], ["rejected", "held", "held", "held"]),
        (["--go-on"], [b"C1", b"C2", b"C3", b"C4"], ["rejected", "accepted", "accepted", "accepted"]),
    ],
)
def test_charges_wait_behind_what_was_not_accepted(
    options: list[str], sent: list[bytes], verdicts: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second is of the same account, the fourth of the same order, and the third of somebody else."""
    files = [
        _about(tmp_path, "C1", "A1"),
        _about(tmp_path, "C2", "A1", patient="P2"),
        _about(tmp_path, "C3", "A3"),
        _about(tmp_path, "C4", "A4", order="OA1"),
    ]
    with Peer(_refuses_the_first) as peer:
        words = ["--data", str(tmp_path / "d"), "send", *map(str, files), "--to", f"127.0.0.1:{peer.port}", "--json"]
        assert main([*words, *options]) == 1
        assert [control_id(one) for one in peer.messages] == sent
    out, err = capsys.readouterr()
    rows = json.loads(out)
    assert [row["verdict"] for row in rows] == verdicts
    assert ("--go-on sends every message" in err) is ("held" in verdicts)
    held = [row for row in rows if row["verdict"] == "held"]
    assert all(row["entry"] is None and "C1.hl7 #1 was not accepted" in row["text"] for row in held)


def test_messages_without_charges_do_not_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for name in ("C1", "C2"):
        files.append(_about(tmp_path, name, "A1"))
        files[-1].write_bytes(files[-1].read_bytes().replace(b"DFT^P03^DFT_P03", b"ADT^A08").partition(b"FT1")[0])
    with Peer(_refuses_the_first) as peer:
        words = ["--data", str(tmp_path / "d"), "send", *map(str, files), "--to", f"127.0.0.1:{peer.port}"]
        assert main(words) == 1
        assert len(peer.messages) == 2


def test_nothing_is_sent_behind_a_message_that_did_not_leave(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [_about(tmp_path, name, "A1") for name in ("C1", "C2")]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening: refuses
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["--data", str(tmp_path / "d"), "send", *map(str, files), "--to", address]) == 2
    assert "Not sent, since" in capsys.readouterr().out


def test_a_history_that_fails_between_two_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The credits are out, the charges cannot be written down: nothing more leaves, and it is said what did."""
    files = [_about(tmp_path, name, f"A{name}") for name in ("C2", "C3", "C4")]
    write = History.sending

    def full(self: History, raw: bytes, **more: Any) -> int:
        if b"|C3|" in raw:
            raise HistoryError("The disk is full.")
        return write(self, raw, **more)

    monkeypatch.setattr(History, "sending", full)
    with Peer(_refuses_the_first) as peer:
        words = ["--data", str(tmp_path / "d"), "send", *map(str, files), "--to", f"127.0.0.1:{peer.port}", "--json"]
        assert main(words) == 2
        assert [control_id(one) for one in peer.messages] == [b"C2"]
    out, err = capsys.readouterr()
    assert [(row["verdict"], row["entry"]) for row in json.loads(out)] == [
        ("accepted", 1),
        ("not sent", None),
        ("not sent", None),
    ]
    assert "1 of 3 messages were sent. The disk is full." in err


@pytest.mark.parametrize("credit_id", ["CHG001-R", "NEW1"], ids=["by id", "by order"])
def test_a_second_credit_is_held_back(
    dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], credit_id: str
) -> None:
    credits = []
    for number in (1, 2):
        credits.append(tmp_path / f"credit{number}.hl7")
        credit = DFT.replace(b"|C1|", b"|R%d|" % number).replace(b"|CG|", b"|CR|").replace(b"|350", b"|-350")
        credits[-1].write_bytes(credit.replace(b"CHG001", credit_id.encode()))
    with Peer(answer()) as peer:
        words = ["--data", str(tmp_path / "d"), "send", *map(str, (dft, *credits)), "--to", f"127.0.0.1:{peer.port}"]
        assert main(words) == 1
        out, err = capsys.readouterr()
        assert [control_id(one) for one in peer.messages] == [b"C1", b"R1"]
        assert f"CHG001 was taken back already by {credit_id} in DFT^P03^DFT_P03 R1" in out
        assert "1 of 3 messages were not sent. --again sends what was accepted before." in err
        assert main([*words[:3], str(credits[1]), *words[-2:], "--again"]) == 0


def test_a_charge_that_was_accepted_is_held_back(dft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    anew, other = tmp_path / "anew.hl7", tmp_path / "other.hl7"
    anew.write_bytes(DFT.replace(b"|C1|", b"|C2|"))
    other.write_bytes(DFT.replace(b"|C1|", b"|C3|").replace(b"100234", b"100235").replace(b"A555", b"A556"))
    with Peer(answer()) as peer:
        words = ["--data", str(tmp_path / "d"), "send", str(dft), str(dft), str(anew), str(other)]
        assert main([*words, "--to", f"127.0.0.1:{peer.port}", "--json"]) == 1
        assert [control_id(one) for one in peer.messages] == [b"C1", b"C3"]
    rows = json.loads(capsys.readouterr().out)
    assert [row["verdict"] for row in rows] == ["accepted", "held", "held", "accepted"]
    assert "Sent again, it may be charged twice. --again sends it." in rows[1]["text"]
    assert "Sent too, it may be charged twice. --again sends it." in rows[2]["text"]
