"""The engine: receivers and sends in a process of their own, told what to do and telling what happens in JSON lines.

The window starts it, writes commands (`commands.py`) to its standard input and reads notices from its standard output,
each a JSON object on one line:

    {"notice": "hello", "pid": 4711, "version": "0.1.0"}
    {"notice": "listening", "id": 1, "host": "127.0.0.1", "port": 2575}
    {"notice": "stopped", "id": 2, "port": 2575}
    {"notice": "sent", "id": 3, "entry": 7, "verdict": "accepted", "text": "Accepted (AA).", "elapsed": 0.01}
    {"notice": "failed", "id": 3, "text": "a sentence"}              the command could not be carried out
                                                                     (a send: with the "verdict" "not sent" when that is
                                                                     known, "no answer" when it may have left)
    {"notice": "progress", "id": 3, "text": "a sentence"}            id of the send, or of the listen it is about
    {"notice": "history", "latest": 7, "count": 2}                   entries added or updated; at most ten a second
    {"notice": "bye"}
"""

from __future__ import annotations

import asyncio
import contextlib
import signal

from workbench.exchange.dispatcher import Dispatcher
from workbench.exchange.journal import Journal
from workbench.exchange.pipes import LineReader, LineWriter


class Engine:
    """The dispatcher between two pipes, given as file descriptors: standard input and output unless said otherwise."""

    def __init__(self, journal: Journal, stdin: int = 0, stdout: int = 1) -> None:
        self._journal = journal
        self._stdin = stdin
        self._stdout = stdout

    async def run(self) -> int:
        """Works until quit, the end of the input, a signal, or nobody reads any more. Returns the exit status, 0."""
        loop = asyncio.get_running_loop()
        writer = LineWriter(self._stdout)
        dispatcher = Dispatcher(self._journal, writer.write)
        writer.start(on_gone=lambda: loop.call_soon_threadsafe(dispatcher.quit))
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
                loop.add_signal_handler(number, dispatcher.quit)
        reader = LineReader(self._stdin, loop)
        reader.start(on_line=dispatcher.handle, on_end=dispatcher.quit)
        try:
            await dispatcher.run()
        finally:
            reader.stop()
            writer.finish()
        return 0
