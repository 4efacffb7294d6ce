"""The engine's two threads, on plain pipes."""

from __future__ import annotations

import asyncio
import json
import os
import threading

from workbench.exchange.pipes import LineReader, LineWriter

PATIENCE = 5.0


def test_lines_are_read_whole_however_they_come() -> None:
    async def read() -> list[bytes]:
        lines: list[bytes] = []
        ended = asyncio.Event()
        reading, writing = os.pipe()
        LineReader(reading, asyncio.get_running_loop()).start(lines.append, ended.set)
        for piece in (b"one\ntw", b"o\n\nth", b"r", b"ee\nlast"):
            os.write(writing, piece)
            await asyncio.sleep(0.01)
        os.close(writing)
        await asyncio.wait_for(ended.wait(), PATIENCE)
        os.close(reading)
        return lines

    assert asyncio.run(read()) == [b"one", b"two", b"", b"three", b"last"]


def test_after_stop_nothing_is_called() -> None:
    async def read() -> list[bytes]:
        lines: list[bytes] = []
        reading, writing = os.pipe()
        reader = LineReader(reading, asyncio.get_running_loop())
        reader.stop()
        reader.start(lines.append, lambda: lines.append(b"end"))
        os.write(writing, b"one\n")
        os.close(writing)
        await asyncio.sleep(0.1)
        os.close(reading)
        return lines

    assert asyncio.run(read()) == []


def test_notices_are_written_as_lines_in_order() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    writer.start(on_gone=lambda: None)
    for number in range(500):
        writer.write({"notice": "history", "latest": number, "text": "“ä”\n"})
    writer.finish()
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        lines = stream.read().splitlines()
    assert [json.loads(line)["latest"] for line in lines] == list(range(500))
    assert json.loads(lines[0])["text"] == "“ä”\n"
    assert lines[0].isascii()


def test_a_reader_that_is_gone_is_noticed() -> None:
    reading, writing = os.pipe()
    gone = threading.Event()
    writer = LineWriter(writing)
    writer.start(on_gone=gone.set)
    os.close(reading)
    writer.write({"notice": "hello"})
    assert gone.wait(PATIENCE)
    writer.write({"notice": "nobody hears this"})
    writer.finish()
    os.close(writing)


def test_a_reader_that_hangs_keeps_nobody_waiting_and_memory_small() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    writer.start(on_gone=lambda: None)
    for number in range(50_000):
        writer.write({"notice": "history", "latest": number})
    writer.write({"notice": "sent", "id": 1})
    assert writer._queue.qsize() < 11_000
    received = bytearray()
    with os.fdopen(reading, "rb") as stream:
        drain = threading.Thread(target=lambda: received.extend(stream.read()))
        drain.start()
        writer.finish()
        os.close(writing)
        drain.join(PATIENCE)
    assert json.loads(received.splitlines()[-1]) == {"notice": "sent", "id": 1}
