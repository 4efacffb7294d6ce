"""The window's end of the line to the engine: the headless process that owns every socket.

Commands go down and notices come up as JSON objects, one per line, through a QProcess; nothing here waits, except
`quit`, and that only for as long as it is told. What travels over the line is defined in `workbench.exchange.engine`.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

import workbench

if TYPE_CHECKING:  # no engine runs before the first paint
    from PySide6.QtCore import QProcess, QProcessEnvironment

Command = dict[str, Any]
Notice = dict[str, Any]

HELLO_WITHIN_MS = 20_000
"""How long a new engine may take to say hello; a cold start on a slow disk takes a few seconds."""
STABLE_AFTER_MS = 60_000
"""An engine that ran this long has earned another automatic restart when it dies."""
LONGEST_LINE = 4 << 20
"""Bytes. Notices carry no messages, so a longer line is no notice; it is thrown away rather than collected."""
LAST_WORDS = 4096
"""How many bytes of the engine's error output are kept to say why it died."""

REFUSED = 2
"""What the engine exits with when it says in a sentence why it cannot begin: it would say the same again."""

UNKNOWN_OUTCOME = (
    "The engine stopped before the answer arrived. Whether the receiver stored the message is unknown: "
    "look in the history, and if you repeat it, send it with the same control id."
)


def engine_command(data: Path) -> list[str]:
    """The command line that starts the engine on a data folder, from a checkout or from a packaged program."""
    verb = ["engine", "--data", str(data)]
    if getattr(sys, "frozen", False):
        return [sys.executable, *verb]
    return [sys.executable, "-m", "workbench", *verb]


def _environment() -> QProcessEnvironment:
    """Ours, with UTF-8 pipes, and with this very package first on the path of the child."""
    from PySide6.QtCore import QProcessEnvironment

    environment = QProcessEnvironment.systemEnvironment()
    package_parent = str(Path(workbench.__path__[0]).resolve().parent)
    inherited = environment.value("PYTHONPATH", "")
    environment.insert("PYTHONPATH", os.pathsep.join(filter(None, (package_parent, inherited))))
    environment.insert("PYTHONUTF8", "1")
    return environment


class EngineHandle(QObject):
    """One engine process: started on demand, watched, restarted once when it dies, not when it refuses to begin.

    A command that needs the engine starts it, and is kept until the engine has said hello. `listen` and `send` return
    the command's id; every notice about it carries that id. When the engine dies, an unanswered send gets a "failed"
    notice from here, and the listeners are asked for again, under their old ids, by the restarted engine.
    """

    notice = Signal(object)
    """One notice, a dict; `notice["notice"]` is its kind."""
    state_changed = Signal(str)
    """"off", "starting", "running" or "dead"."""
    trouble = Signal(str)
    """A sentence for the user: the engine died, was restarted, or talks nonsense."""

    def __init__(self, data: Path, *, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command) if command is not None else engine_command(data)
        self._state = "off"
        self._next_id = 1
        self._held: list[Command] = []  # commands that wait for hello
        self._sends: set[int] = set()  # ids of the sends that are under way
        self._stops: dict[int, int] = {}  # ids of the stops that are under way -> port
        self._listeners: dict[int, Command] = {}  # what should be listened on, by command id
        self._open: dict[int, tuple[str, int]] = {}  # what is listened on now: id -> (host, port)
        self._buffer = bytearray()
        self._errors = bytearray()
        self._may_restart = True
        self._leaving = False
        self._process: QProcess | None = None
        self._uptime = QElapsedTimer()
        self._hello_timer = QTimer(self, singleShot=True, interval=HELLO_WITHIN_MS)
        self._hello_timer.timeout.connect(self._no_hello)

    # -- what the window asks and knows -------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """ "off", "starting", "running" or "dead"."""
        return self._state

    @property
    def listening(self) -> tuple[tuple[str, int], ...]:
        """The (host, port) pairs that the engine confirmed and has not given up."""
        return tuple(self._open.values())

    @property
    def last_words(self) -> str:
        """The end of what the engine wrote on its error output, for a diagnosis."""
        return self._errors.decode("utf-8", "replace").strip()

    def start(self) -> None:
        """Start the engine, if it is not running or on its way. The user's own start earns a new restart."""
        if self._state in ("starting", "running"):
            return
        self._may_restart = True
        self._launch()

    def listen(self, host: str, port: int) -> int:
        """Ask for a receiver on host:port (port 0: any free one); answered by "listening" or "failed"."""
        command = self._numbered({"do": "listen", "host": host, "port": port})
        self._listeners[command["id"]] = command
        self._submit(command)
        return int(command["id"])

    def stop_listening(self, port: int) -> int:
        """Ask for the receiver on a port to stop; answered by "stopped"."""
        for number, command in list(self._listeners.items()):
            if command["port"] == port:
                del self._listeners[number]
        command = self._numbered({"do": "stop", "port": port})
        if self._state in ("off", "dead"):
            self._forget_port(port)
            QTimer.singleShot(0, self, lambda: self._tell({"notice": "stopped", "id": command["id"], "port": port}))
        else:
            self._stops[command["id"]] = port
            self._submit(command)
        return int(command["id"])

    def send(self, raw: bytes, host: str, port: int, timeout: float = 30.0, *, resent_of: int | None = None) -> int:
        """Ask for a message to be sent; answered by "sent" (whatever the verdict) or "failed". Timeout in seconds.

        `resent_of` is the entry of the history that is sent again.
        """
        content = base64.b64encode(raw).decode("ascii")
        command = self._numbered({"do": "send", "raw": content, "host": host, "port": port, "timeout": timeout})
        if resent_of is not None:
            command["resent_of"] = resent_of
        self._sends.add(command["id"])
        self._submit(command)
        return int(command["id"])

    def quit(self, wait_ms: int = 3000) -> None:
        """Let the engine finish; kill it when it has not after `wait_ms`. The event loop runs on meanwhile."""
        self._leaving = True
        self._hello_timer.stop()
        process = self._process
        if process is None or _has_ended(process):
            self._set_state("off")
            return
        self._write({"do": "quit"})
        process.closeWriteChannel()
        if not self._finished_within(process, wait_ms):
            process.kill()
            self._finished_within(process, 1000)

    # -- the line -----------------------------------------------------------------------------------------------

    def _numbered(self, command: Command) -> Command:
        number, self._next_id = self._next_id, self._next_id + 1
        return {"id": number, **command}

    def _submit(self, command: Command) -> None:
        if self._state == "running":
            self._write(command)
            return
        if command["id"] not in self._listeners:  # every wanted listener is asked for after hello anyway
            self._held.append(command)
        self.start()

    def _write(self, command: Command) -> None:
        import json  # not before the first paint

        if self._process is not None:
            self._process.write(json.dumps(command).encode("ascii") + b"\n")

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += self._process.readAllStandardOutput().data()
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            self._understand(bytes(line))
        if len(self._buffer) > LONGEST_LINE:
            self._buffer.clear()
            self.trouble.emit("The engine wrote a line without an end; it was thrown away.")

    def _understand(self, line: bytes) -> None:
        import json  # not before the first paint

        if not line.strip():
            return
        try:
            notice = json.loads(line)
        except ValueError:  # also what UnicodeDecodeError is
            notice = None
        if not isinstance(notice, dict) or not isinstance(notice.get("notice"), str):
            shown = line[:80].decode("utf-8", "replace")
            self.trouble.emit(f"The engine said something that is not a notice, and it was ignored: {shown}")
            return
        self._take(notice)

    def _take(self, notice: Notice) -> None:
        """Keep our own books about a notice, then pass it on."""
        kind = notice["notice"]
        number = notice["id"] if isinstance(notice.get("id"), int) else 0  # our ids begin at 1
        if kind == "hello":
            self._greeted()
        elif kind == "listening":
            self._opened(number, notice)
        elif kind == "stopped":
            self._forget_port(notice.get("port"))
        elif kind == "failed":
            self._listeners.pop(number, None)
            self._open.pop(number, None)
            self._forget_port(self._stops.get(number))  # what cannot be stopped is not there
        if kind in ("stopped", "failed"):
            self._stops.pop(number, None)
        if kind in ("sent", "failed"):
            self._sends.discard(number)
        self._tell(notice)

    def _opened(self, number: int, notice: Notice) -> None:
        """A listener is open: remember where, so that a restarted engine opens the same one."""
        asked, host, port = self._listeners.get(number), notice.get("host"), notice.get("port")
        if asked is not None and isinstance(host, str) and isinstance(port, int):
            self._listeners[number] = {**asked, "host": host, "port": port}
            self._open[number] = (host, port)

    def _forget_port(self, port: object) -> None:
        for number, (_, open_port) in list(self._open.items()):
            if open_port == port:
                del self._open[number]

    def _tell(self, notice: Notice) -> None:
        self.notice.emit(notice)

    # -- the process --------------------------------------------------------------------------------------------

    def _launch(self) -> None:
        from PySide6.QtCore import QProcess

        self._leaving = False
        self._buffer.clear()
        self._errors.clear()
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.errorOccurred.connect(self._failed_to_start)
        process.finished.connect(self._finished)
        self._process = process
        self._set_state("starting")
        self._hello_timer.start()
        process.start(self._command[0], self._command[1:])

    def _greeted(self) -> None:
        self._hello_timer.stop()
        self._uptime.start()
        self._set_state("running")
        for command in [*self._listeners.values(), *self._held]:
            self._write(command)
        self._held.clear()

    def _read_errors(self) -> None:
        if self._process is not None:
            self._errors += self._process.readAllStandardError().data()
            del self._errors[:-LAST_WORDS]

    def _no_hello(self) -> None:
        if self._process is not None:
            self._errors += b"\nit did not say hello in time"
            self._process.kill()

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == error.FailedToStart and self._process is not None:
            self._errors += self._process.errorString().encode()
            self._died()

    def _finished(self) -> None:
        self._read()
        self._read_errors()
        if self._leaving:
            self._release()
            self._listeners.clear()
            self._set_state("off")
        else:
            self._died(self._refusal())

    def _refusal(self) -> str:
        """Why the engine would not begin, in its own words; "" when it did, or was not asked to stop."""
        said = self.last_words.splitlines()
        began = self._uptime.isValid()
        if began or self._process is None or self._process.exitCode() != REFUSED or not said:
            return ""
        return said[-1].strip().removeprefix("dft-workbench: ")

    def _release(self) -> None:
        self._hello_timer.stop()
        self._open.clear()
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def _died(self, refusal: str = "") -> None:
        """The engine is gone and nobody asked it to: say so, settle what was under way, start it once more.

        One that refused to begin is not started again: its reason stays until somebody has mended it.
        """
        stable = self._uptime.isValid() and self._uptime.elapsed() > STABLE_AFTER_MS
        again = not refusal and (self._may_restart or stable)
        self._may_restart = False
        self._uptime.invalidate()
        self._release()
        self._set_state("dead")
        self.trouble.emit(f"Nothing can be sent or received. {refusal}" if refusal else self._obituary(again))
        waiting = {int(command["id"]) for command in self._held}
        for number in sorted(self._sends - waiting):
            self._sends.discard(number)
            self._tell({"notice": "failed", "id": number, "verdict": "no answer", "text": UNKNOWN_OUTCOME})
        if self._state != "dead":  # somebody who heard it has started the engine already
            return
        if again:
            self._launch()
        else:
            self._give_up(refusal or "The engine does not run; nothing was done.")

    def _give_up(self, reason: str) -> None:
        """Nothing will be done any more about what was asked: say so for each of it."""
        numbers = sorted({*self._listeners, *(int(command["id"]) for command in self._held)})
        never_left, self._sends = self._sends, set()  # those that the engine had were settled when it died
        self._listeners.clear()
        self._held.clear()
        for number in numbers:
            known = {"verdict": "not sent"} if number in never_left else {}
            self._tell({"notice": "failed", "id": number, "text": reason, **known})

    def _obituary(self, again: bool) -> str:
        lines = self.last_words.splitlines()
        reason = f" ({lines[-1].strip().rstrip('.')[:200]})" if lines else ""
        if again:
            return f"The engine that sends and receives stopped unexpectedly{reason}. It is being started again."
        return (
            f"The engine that sends and receives stopped again{reason} and stays off. Nothing acknowledged is lost. "
            "Start the receiver or send a message to try once more."
        )

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    @staticmethod
    def _finished_within(process: QProcess, milliseconds: int) -> bool:
        """Wait for the process with the event loop running, at most so long."""
        from PySide6.QtCore import QEventLoop

        if _has_ended(process):
            return True
        loop = QEventLoop()
        process.finished.connect(loop.quit)
        QTimer.singleShot(milliseconds, loop, loop.quit)
        loop.exec()
        return _has_ended(process)


def _has_ended(process: QProcess) -> bool:
    return process.state() == process.ProcessState.NotRunning
