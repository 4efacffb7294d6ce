"""Carries out the commands of the window, at the same time, and reports in notices. No pipe and no process here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from workbench import __version__
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.client import Conversation
from workbench.exchange.commands import CommandError, Id, Listen, Quit, Send, Stop, read_command
from workbench.exchange.journal import Journal
from workbench.exchange.listener import Listener
from workbench.exchange.watch import WatchedJournal

_GRACE = 1.0
"""Seconds that sends in progress have left when the engine ends."""

Notice = dict[str, object]
Emit = Callable[[Notice], None]


class Dispatcher:
    """`handle` takes one line, `emit` is called with each notice.

    Each command but quit ends in exactly one notice: listening, stopped, sent or failed.
    """

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
            self._failed(error.id, str(error), "not sent")
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
            # A send raises one only before the first byte leaves; what fails later is an outcome.
            self._failed(command.id, str(error), "not sent" if isinstance(command, Send) else "")
        except asyncio.CancelledError:
            self._stopped_within(command, "The program was closed before this was done.")
            raise
        except Exception as error:  # noqa: BLE001  the window must hear of it, and the other commands go on
            self._stopped_within(command, f"The engine failed: {type(error).__name__}: {error}.")

    def _stopped_within(self, command: Listen | Stop | Send, sentence: str) -> None:
        """A message may have left already, so that nobody should take it for one that was not sent."""
        self._failed(command.id, sentence, "no answer" if isinstance(command, Send) else "")

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

        listener = Listener(command.host, command.port, self._journal, on_notice=tell)
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
        payload = Document.from_bytes(command.raw).wire()
        async with Conversation(
            command.host,
            command.port,
            journal=self._journal,
            timeout=command.timeout,
            on_progress=lambda sentence: self._progress(command.id, sentence),
        ) as conversation:
            outcome = await conversation.send(payload, resent_of=command.resent_of)
        self._emit(
            {
                "notice": "sent",
                "id": command.id,
                "entry": outcome.entry,
                "verdict": outcome.verdict,
                "text": outcome.text,
                "elapsed": round(outcome.elapsed, 6),
            }
        )

    def _progress(self, id: Id, sentence: str) -> None:
        self._emit({"notice": "progress", "id": id, "text": sentence})

    def _failed(self, id: Id, sentence: str, verdict: str) -> None:
        self._emit({"notice": "failed", "id": id, "text": sentence, **({"verdict": verdict} if verdict else {})})

    def _history(self, latest: int, count: int) -> None:
        self._emit({"notice": "history", "latest": latest, "count": count})
