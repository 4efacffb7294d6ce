"""Stand-ins for what a place of the window talks to: a bridge that records, an engine that does as the test says."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QObject, Qt, Signal

from workbench.ui.bridge import Bridge


class StubBridge(Bridge):
    """Records what is said and asked; answers questions from `answers`, first in first out, else dismisses them."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str]] = []
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []
        self.answers: list[str] = []
        self.said.connect(lambda level, text: self.heard.append((level, text)))

    def ask(self, title: str, text: str, choices: tuple[str, ...]) -> str:
        self.asked.append((title, text, choices))
        return self.answers.pop(0) if self.answers else ""


class StubEngine(QObject):
    """The surface of EngineHandle: notes commands, says what the test lets it say."""

    notice = Signal(object)
    state_changed = Signal(str)
    trouble = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[tuple[Any, ...]] = []
        self.resent: list[int | None] = []
        self.state = "running"
        self.listening: tuple[tuple[str, int], ...] = ()

    def start(self) -> None:
        self._number("start")

    def listen(self, host: str, port: int) -> int:
        return self._number("listen", host, port)

    def stop_listening(self, port: int) -> int:
        return self._number("stop", port)

    def send(self, raw: bytes, host: str, port: int, timeout: float = 30.0, *, resent_of: int | None = None) -> int:
        self.resent.append(resent_of)
        return self._number("send", raw, host, port, timeout)

    def say(self, kind: str, **facts: Any) -> None:
        self.notice.emit({"notice": kind, **facts})

    def _number(self, *command: Any) -> int:
        self.commands.append(command)
        return len(self.commands)


def texts(model: QAbstractItemModel) -> list[tuple[str, ...]]:
    """The display texts of a table model as a plain list of tuples."""
    return [
        tuple(
            str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole) or "")
            for column in range(model.columnCount())
        )
        for row in range(model.rowCount())
    ]
