"""The tour: the main job, walked in the real window.

From a signed study to an acknowledged charge in the history. The same walk shows a newcomer around, makes the
pictures of the README, and is the end-to-end test. Nothing is acted: each step uses what a user would
click, and waits for the real outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from workbench.er7 import Path as MessagePath
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.ui.window import Window

_PATIENCE_MS = 30_000
_LOOK_MS = 20
"""How often a step looks whether what it waits for has come."""
STUDY = "twins"
"""Part of the file name of the sample study that the tour composes."""


@dataclass(frozen=True)
class Step:
    """One step: a title for its picture, a sentence, what is done, and what must have come of it."""

    name: str
    text: str
    do: Callable[[], object]
    done: Callable[[], bool] = lambda: True


class Tour(QObject):
    """Runs the steps one after the other on the event loop, never blocking it."""

    said = Signal(str)
    finished = Signal()
    failed = Signal(str)

    def __init__(self, window: Window, *, pictures: Path | None, pause_ms: int = 60) -> None:
        super().__init__(window)
        self._window = window
        self._pictures = pictures
        self._pause_ms = pause_ms
        steps = list(self._all_steps())
        self._steps = iter(steps)
        self._count = len(steps)
        self._number = 0
        self._step: Step | None = None
        self._waited = QElapsedTimer()
        self._over = False
        self._verdicts: list[str] = []
        self._entry = 0
        """The history entry of the message that the tour sent."""

    def start(self) -> None:
        """Begin; `finished` or `failed` ends it."""
        if self._pictures is not None:
            try:
                self._pictures.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self._fail(f"the folder {self._pictures} cannot be made: {error.strerror or error}.")
                return
        self._window.bridge.said.connect(self._listen_for_problems)
        QTimer.singleShot(0, self, self._next)

    def _listen_for_problems(self, level: str, text: str) -> None:
        """What a user would have to read as a problem ends the tour."""
        if level == "problem" and not self._over:
            self._fail(text)

    def _fail(self, text: str) -> None:
        self._over = True
        self.failed.emit(text)

    def _next(self) -> None:
        if self._over:
            return
        self._step = next(self._steps, None)
        if self._step is None:
            self._over = True
            self.finished.emit()
            return
        self._number += 1
        if self._pictures is None:
            self._window.notice.say("info", self._step.text, f"Tour, step {self._number} of {self._count}")
        try:
            self._step.do()
        except WorkbenchError as error:
            self._fail(f"{self._step.text} {error}")
            return
        self._waited.start()
        QTimer.singleShot(_LOOK_MS, self, self._look)

    def _look(self) -> None:
        assert self._step is not None
        if self._over:
            return
        try:
            done = self._step.done()
        except WorkbenchError as error:
            self._fail(f"{self._step.text} {error}")
            return
        if done:
            # Let what follows the outcome (help, checks, painting) settle before the picture is taken.
            QTimer.singleShot(400 if self._pictures is not None else self._pause_ms, self, self._arrived)
        elif self._waited.hasExpired(_PATIENCE_MS):
            self._fail(f"step {self._number} ({self._step.text}) did not come to its end.")
        else:
            QTimer.singleShot(_LOOK_MS, self, self._look)

    def _arrived(self) -> None:
        assert self._step is not None
        line = f"{self._number}. {self._step.text}"
        if self._pictures is not None:
            file = self._pictures / f"{self._number:02}-{self._step.name}.png"
            if not self._window.grab().save(str(file)):
                self._fail(f"the picture {file} cannot be written.")
                return
            line += f" ({file.name})"
        self.said.emit(line)
        self._next()

    # --- the walk --------------------------------------------------------------------------------------------------

    def _all_steps(self) -> Iterator[Step]:
        window = self._window
        yield Step("welcome", "The first page offers three ways to begin.", lambda: window.show_place("welcome"))
        yield Step("studies", "The sample studies are open.", window.open_samples, lambda: window.studies.count() > 0)
        yield Step(
            "compose",
            "A signed twin pregnancy scan becomes charge lines and a message.",
            lambda: window.studies.select(STUDY),
            lambda: window.studies.document() is not None,
        )
        yield Step(
            "message",
            "The message is open in the editor: as a tree, as text and as a form.",
            window.studies.open_message,
            lambda: window.messages.current() is not None,
        )
        for name, path, text in (
            ("transaction-id", "FT1-2", "FT1-2 identifies the charge; the reference beside it names the traps."),
            ("amount", "FT1[2]-11.1", "The amount of the second line, and why the currency stands behind “&”."),
        ):
            yield Step(name, text, self._going_to(path), self._cursor_is(path))
        yield Step(
            "listening",
            "The built-in receiver runs on this machine.",
            self._listen,
            lambda: bool(window.services.engine.listening),
        )
        yield Step(
            "acknowledged", "The message was sent, and the receiver acknowledged it.", self._send, self._accepted
        )
        yield Step(
            "history",
            "The history has both sides: what was sent, and what the receiver took.",
            lambda: window.show_entry(self._entry),
            lambda: window.history.count() >= 2,
        )

    def _going_to(self, path: str) -> Callable[[], object]:
        return lambda: self._window.go_to(MessagePath.parse(path))

    def _cursor_is(self, path: str) -> Callable[[], bool]:
        def at_it() -> bool:
            session = self._window.messages.current()
            return session is not None and session.cursor.field_path() == MessagePath.parse(path).field_path()

        return at_it

    def _listen(self) -> None:
        self._window.messages.request_send()
        self._window.exchange.receiver_card.start(port=0)

    def _send(self) -> None:
        self._verdicts.clear()
        self._window.services.engine.notice.connect(self._heard)
        self._window.exchange.send_to_own_receiver()

    def _heard(self, notice: dict[str, Any]) -> None:
        if notice.get("notice") in ("sent", "failed"):
            self._verdicts.append(str(notice.get("verdict", "failed")))
            self._entry = int(notice.get("entry") or 0)

    def _accepted(self) -> bool:
        if self._verdicts and self._verdicts[-1] != "accepted":
            raise WorkbenchError(f"The answer was “{self._verdicts[-1]}”.")
        return bool(self._verdicts)
