"""Several processes on one history, and one that is killed in the middle of its work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from helpers.corpus import ROOT

from workbench.history.database import FILE
from workbench.history.store import History

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from workbench.history import Received
from workbench.history.store import History

folder, name, batches, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
with History.open(folder, timeout=30) as history:
    for batch in range(batches):
        raws = [b"MSH|^~\\\\&|||||||DFT^P03|%s-%d-%d" % (name.encode(), batch, number) for number in range(size)]
        ids = history.received_many([Received(raw, "p", name, datetime.now(UTC)) for raw in raws])
        for number, raw in zip(ids, raws):
            print(number, raw.rpartition(b"|")[2].decode(), flush=True)
"""

Writer = subprocess.Popen[str]


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def start(folder: Path, name: str, batches: int, size: int) -> Writer:
    """A process that is ready to write so many batches and says the id and control id of each stored message."""
    command = [sys.executable, "-c", WRITER, str(folder), name, str(batches), str(size)]
    writer = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert pipe(writer.stdout).readline() == "ready\n"
    return writer


def go(writer: Writer) -> None:
    pipe(writer.stdin).write("\n")
    pipe(writer.stdin).flush()


@pytest.fixture
def writers(folder: Path) -> Iterator[list[Writer]]:
    """Started processes, ended after the test."""
    started: list[Writer] = []
    yield started
    for writer in started:
        writer.kill()
        writer.communicate()


def test_processes_that_open_a_new_history_at_once(folder: Path, writers: list[Writer]) -> None:
    writers += [start(folder, name, 10, 3) for name in ("A", "B", "C")]
    for writer in writers:
        go(writer)
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [errors for _, errors in said] == ["", "", ""]
    promised = dict(line.split() for output, _ in said for line in output.splitlines())
    assert len(promised) == 90
    with History.open(folder) as history:
        assert {str(entry.id): entry.control_id for entry in history.entries(limit=1000)} == promised


def test_reading_while_another_process_writes(folder: Path, writers: list[Writer]) -> None:
    with History.open(folder) as history:
        writers.append(start(folder, "A", 100, 2))
        go(writers[0])
        seen = []
        while writers[0].poll() is None:
            seen.append(len(history.entries(limit=500)))
            time.sleep(0.005)
        assert pipe(writers[0].stderr).read() == ""
        assert seen == sorted(seen)
        assert not any(number % 2 for number in seen), "half a batch"
        assert history.count() == 200


def test_what_was_promised_is_there_after_a_kill(folder: Path, writers: list[Writer]) -> None:
    writers.append(start(folder, "A", 100_000, 5))
    go(writers[0])
    output = pipe(writers[0].stdout)
    promised = [output.readline().split() for _ in range(60)]
    writers[0].kill()
    rest, _ = writers[0].communicate()
    promised += [line.split() for line in rest.splitlines() if line.count("-") == 2 and line[-1:].isdigit()]
    assert (folder / (FILE + "-wal")).stat().st_size > 0
    with History.open(folder) as history:
        stored = {str(entry.id): entry.control_id for entry in history.entries(limit=1_000_000)}
        # The last line may have been cut within its number; all others are whole.
        assert all(stored.get(number) == control for number, control in promised[:-1])
        assert len(stored) % 5 == 0, "half a batch"
        entry = history.entry(int(promised[0][0]))
        assert entry is not None
        assert entry.raw.endswith(b"A-0-0")
