"""The studies in the history's database, asked and changed beside the window: each time opened, used and closed.

The engine writes to the same file and may hold it for a moment, so nothing of this runs on the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from workbench.errors import WorkbenchError
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.history.studies import Studies

T = TypeVar("T")
Otherwise = Callable[[str], object]
"""Told the sentence why there is no answer; so whoever waits for one goes on in any case."""
_PATIENCE_S = 10.0
"""How long another program may hold the file."""


@dataclass(frozen=True)
class _Answer(Generic[T]):
    """What came of a question: its value, or the sentence why there is none."""

    value: T | None
    problem: str = ""
    unforeseen: Exception | None = None
    """A failure that nobody has thought of; it is raised again once whoever waits was told."""


class StudyStore(QObject):
    """Questions and changes in the order they are asked. What goes wrong is a sentence: `failed`, and `otherwise` of
    whoever asked."""

    changed = Signal()
    """Something was written."""
    failed = Signal(str)

    def __init__(self, data_folder: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_folder = data_folder
        self._tasks = tasks
        self._numbers = count(1)

    def ask(
        self,
        key: str,
        question: Callable[[Studies], T],
        then: Callable[[T], object],
        nothing: T,
        otherwise: Otherwise | None = None,
    ) -> None:
        """Call `then` with the answer; with `nothing` while there is no history. Of several with one key the last
        one counts."""
        folder = self.data_folder
        self._run(f"studies {key}", lambda: _read(folder, question, nothing), then, otherwise)

    def change(
        self, change: Callable[[Studies], T], then: Callable[[T], object], otherwise: Otherwise | None = None
    ) -> None:
        """Write. Every change is made: none is dropped for a later one, or because the window is closed."""
        folder = self.data_folder

        def done(value: T) -> None:
            then(value)
            if isValid(self):
                self.changed.emit()

        key = f"studies change {next(self._numbers)}"
        self._run(key, lambda: _write(folder, change), done, otherwise, writes=True)

    def work(
        self,
        function: Callable[[], T],
        then: Callable[[T], object],
        otherwise: Otherwise | None = None,
        *,
        key: str = "",
    ) -> None:
        """Something slow that needs no database, such as reading a file; a WorkbenchError of it is said."""
        self._run(f"studies {key or f'work {next(self._numbers)}'}", function, then, otherwise)

    def _run(
        self,
        key: str,
        function: Callable[[], T],
        then: Callable[[T], object],
        otherwise: Otherwise | None,
        *,
        writes: bool = False,
    ) -> None:
        def work() -> _Answer[T]:
            try:
                return _Answer(function())
            except WorkbenchError as problem:
                return _Answer(None, str(problem))
            except Exception as error:  # noqa: BLE001  raised again on the GUI thread, after `otherwise`
                return _Answer(None, f"{type(error).__name__}: {error}", error)

        self._tasks.run(key, work, lambda answer: self._tell(answer, then, otherwise), writes=writes)

    def _tell(self, answer: _Answer[T], then: Callable[[T], object], otherwise: Otherwise | None) -> None:
        if not isValid(self):  # the place is gone, and whoever asked with it
            return
        if not answer.problem:
            then(answer.value)  # type: ignore[arg-type]  # a T, which may itself be None
            return
        if answer.unforeseen is None:
            self.failed.emit(answer.problem)
        if otherwise is not None:
            otherwise(answer.problem)
        if answer.unforeseen is not None:
            raise answer.unforeseen


def _read(folder: Path, question: Callable[[Studies], T], nothing: T) -> T:
    from workbench.history.errors import NoHistory
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        with History.open_to_read(folder, timeout=_PATIENCE_S) as history:
            return question(Studies(history))
    except NoHistory:  # nothing was ever kept here
        return nothing


def _write(folder: Path, change: Callable[[Studies], T]) -> T:
    from workbench.history.store import History
    from workbench.history.studies import Studies

    with History.open(folder, timeout=_PATIENCE_S) as history:
        return change(Studies(history))
