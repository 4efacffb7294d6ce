"""The two threads of the engine process: one reads lines from a pipe, one writes lines to a pipe.

Threads, because asyncio cannot read standard input on Windows, and because a write to a pipe that nobody empties
blocks, which must never stop the event loop. This is the only place of the exchange that has threads. Both are daemons
that work on bare file descriptors: Python's buffered streams hold a lock while they wait, and the interpreter aborts
when it ends meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

_CHUNK = 65536
_FINISH = 2.0
"""Seconds that the last notices may take to leave."""
_CROWDED = 10_000
"""Waiting notices from which on those that only inform are dropped: the parent hangs, and memory must not grow."""
_DISPENSABLE = ("history", "progress")


class LineReader:
    """Calls `on_line` on the event loop for every line of a pipe, then `on_end` once."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        self._descriptor = descriptor
        self._loop = loop
        self._stopped = False

    def start(self, on_line: Callable[[bytes], None], on_end: Callable[[], None]) -> None:
        """Begins to read."""
        threading.Thread(target=self._read, args=(on_line, on_end), name="engine input", daemon=True).start()

    def stop(self) -> None:
        """No more calls. The thread itself may stay in its read until the process ends."""
        self._stopped = True

    def _read(self, on_line: Callable[[bytes], None], on_end: Callable[[], None]) -> None:
        pieces: list[bytes] = []
        while data := self._chunk():
            *lines, rest = data.split(b"\n")
            for line in lines:
                self._call(on_line, b"".join([*pieces, line]))
                pieces.clear()
            pieces.append(rest)
        if last := b"".join(pieces):
            self._call(on_line, last)
        self._call(on_end)

    def _chunk(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError:
            return b""  # the pipe is gone: the same as its end

    def _call(self, function: Callable[..., None], *arguments: bytes) -> None:
        if not self._stopped:
            with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
                self._loop.call_soon_threadsafe(function, *arguments)


class LineWriter:
    """Writes each notice as one line of JSON. `write` returns at once."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._gone = False

    def start(self, on_gone: Callable[[], object]) -> None:
        """Begins to write. `on_gone` is called, on the thread, when nobody reads any more."""
        self._thread = threading.Thread(target=self._work, args=(on_gone,), name="engine output", daemon=True)
        self._thread.start()

    def write(self, notice: dict[str, object]) -> None:
        """Queues a notice."""
        if self._gone or (self._queue.qsize() > _CROWDED and notice.get("notice") in _DISPENSABLE):
            return
        # ASCII: what a console or a pipe makes of other characters differs from system to system.
        self._queue.put(json.dumps(notice, ensure_ascii=True).encode("ascii") + b"\n")

    def finish(self) -> None:
        """Waits a moment for the queue to empty."""
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(_FINISH)

    def _work(self, on_gone: Callable[[], object]) -> None:
        while (data := self._queue.get()) is not None:
            ended = False
            pieces = [data]
            with contextlib.suppress(Empty):
                while len(pieces) < 100 and not ended:
                    more = self._queue.get_nowait()
                    ended = more is None
                    pieces.append(more or b"")
            if not self._written(b"".join(pieces)):
                self._gone = True
                with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
                    on_gone()
                return
            if ended:
                return

    def _written(self, data: bytes) -> bool:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            return False
        return True
