"""The engine: receivers and sends in a process of their own, told what to do and telling what happens in JSON lines.

`Engine` is that without any pipe: `handle` takes one line, `emit` is called with each notice. `run` connects it with
the standard streams of this process. Commands are in `commands.py`; the notices, each a JSON object on one line:

    {"notice": "hello", "pid": 4711, "version": "0.1.0"}
    {"notice": "listening", "id": 1, "host": "127.0.0.1", "port": 2575}
    {"notice": "stopped", "id": 2, "port": 2575}
    {"notice": "sent", "id": 3, "entry": 7, "verdict": "accepted", "text": "Accepted (AA).", "elapsed": 0.01}
    {"notice": "failed", "id": 3, "text": "a sentence"}              the command could not be carried out
    {"notice": "progress", "id": 3, "text": "a sentence"}            id of the send, or of the listen it is about
    {"notice": "history", "latest": 7, "count": 2}                   entries added or updated; at most ten a second
    {"notice": "bye"}
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

from workbench import __version__
from workbench.errors import WorkbenchError
from workbench.exchange.commands import CommandError, Id, Listen, Quit, Send, Stop, read_command
from workbench.exchange.delivery import deliver
from workbench.exchange.journal import Journal
from workbench.exchange.listener import Listener
from workbench.exchange.pipes import LineReader, LineWriter
from workbench.exchange.watch import WatchedJournal

_GRACE = 1.0
"""Seconds that sends in progress have left when the engine ends."""

Notice = dict[str, object]
Emit = Callable[[Notice], None]


class Engine:
    """Carries out commands at the same time; each ends in exactly one notice: listening, stopped, sent or failed."""

    def __init__(self, journal: Journal, emit: Emit) -> None:
        self._journal = WatchedJournal(journal, self._history)
        self._emit = emit
        self._listeners: dict[int, Listener] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._quit = asyncio.Event()

    async def run(self) -> None:
        """From hello to bye. Returns after `quit` was asked for."""
        self._emit({"notice": "hello", "pid": os.getpid(), "version": __version__})
        await self._quit.wait()
        await self._finish_tasks()
        for listener in list(self._listeners.values()):
            await listener.stop()
        self._listeners.clear()
        self._journal.flush()
        self._emit({"notice": "bye"})

    async def _finish_tasks(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def quit(self) -> None:
        """Ends `run`: sends get a moment to finish, receivers stop after answering what has arrived."""
        self._quit.set()

    def handle(self, line: bytes) -> None:
        """One command line. Never raises; what is wrong with it becomes a notice."""
        if not line.strip():
            return
        try:
            command = read_command(line)
        except CommandError as error:
            self._failed(error.id, str(error))
            return
        if isinstance(command, Quit):
            self.quit()
            return
        task = asyncio.get_running_loop().create_task(self._guarded(command))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, command: Listen | Stop | Send) -> None:
        try:
            await self._carry_out(command)
        except WorkbenchError as error:
            self._failed(command.id, str(error))
        except asyncio.CancelledError:
            self._failed(command.id, "The program was closed before this was done.")
            raise
        except Exception as error:  # noqa: BLE001  the window must hear of it, and the other commands go on
            self._failed(command.id, f"The engine failed: {type(error).__name__}: {error}.")

    async def _carry_out(self, command: Listen | Stop | Send) -> None:
        match command:
            case Listen():
                await self._listen(command)
            case Stop():
                await self._stop(command)
            case Send():
                await self._send(command)

    async def _listen(self, command: Listen) -> None:
        if command.port in self._listeners:
            raise WorkbenchError(f"A receiver already runs on port {command.port}.")

        def tell(sentence: str) -> None:
            self._progress(command.id, sentence)

        listener = Listener(command.host, command.port, self._journal, notice=tell)
        host, port = await listener.start()
        self._listeners[port] = listener
        self._emit({"notice": "listening", "id": command.id, "host": host, "port": port})

    async def _stop(self, command: Stop) -> None:
        listener = self._listeners.pop(command.port, None)
        if listener is None:
            raise WorkbenchError(f"No receiver runs on port {command.port}.")
        await listener.stop()
        self._emit({"notice": "stopped", "id": command.id, "port": command.port})

    async def _send(self, command: Send) -> None:
        delivery = await deliver(
            self._journal,
            command.raw,
            command.host,
            command.port,
            timeout=command.timeout,
            progress=lambda sentence: self._progress(command.id, sentence),
        )
        outcome = delivery.outcome
        self._emit(
            {
                "notice": "sent",
                "id": command.id,
                "entry": delivery.entry,
                "verdict": outcome.verdict,
                "text": outcome.text,
                "elapsed": round(outcome.elapsed, 6),
            }
        )

    def _progress(self, id: Id, sentence: str) -> None:
        self._emit({"notice": "progress", "id": id, "text": sentence})

    def _failed(self, id: Id, sentence: str) -> None:
        self._emit({"notice": "failed", "id": id, "text": sentence})

    def _history(self, latest: int, count: int) -> None:
        self._emit({"notice": "history", "latest": latest, "count": count})


def run(journal: Journal, stdin: int = 0, stdout: int = 1) -> None:
    """The engine on this process's standard streams (file descriptors), until quit, end of input, or a dead parent."""
    # Where signals cannot be handled in the loop (Windows), Ctrl-C ends up here. The journal is safe at any moment.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(journal, stdin, stdout))


async def _run(journal: Journal, stdin: int, stdout: int) -> None:
    loop = asyncio.get_running_loop()
    writer = LineWriter(stdout)
    engine = Engine(journal, writer.write)
    writer.start(on_gone=lambda: loop.call_soon_threadsafe(engine.quit))
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(number, engine.quit)
    reader = LineReader(stdin, loop)
    reader.start(on_line=engine.handle, on_end=engine.quit)
    try:
        await engine.run()
    finally:
        reader.stop()
        writer.finish()
