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
_PATIENCE_S = 10.0
"""How long another program may hold the file."""


@dataclass(frozen=True)
class _Answer(Generic[T]):
    """What came of a question: its value, or the sentence why there is none."""

    value: T | None
    problem: str = ""


class StudyStore(QObject):
    """Questions and changes in the order they are asked. What goes wrong is a sentence."""

    changed = Signal()
    """Something was written."""
    failed = Signal(str)

    def __init__(self, data_folder: Path, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_folder = data_folder
        self._tasks = tasks
        self._numbers = count(1)

    def ask(self, key: str, question: Callable[[Studies], T], then: Callable[[T], object], nothing: T) -> None:
        """Call `then` with the answer; with `nothing` while there is no history. Of several with one key the last
        one counts."""
        folder = self.data_folder

        def work() -> _Answer[T]:
            return _read(folder, question, nothing)

        self._tasks.run(f"studies {key}", work, lambda answer: self._tell(answer, then))

    def change(
        self,
        change: Callable[[Studies], T],
        then: Callable[[T], object],
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Write. Every change is made, none is dropped for a later one. `otherwise` is called when it failed."""
        folder = self.data_folder

        def work() -> _Answer[T]:
            return _write(folder, change)

        def done(answer: _Answer[T]) -> None:
            self._tell(answer, then)
            if not isValid(self):
                return
            if not answer.problem:
                self.changed.emit()
            elif otherwise is not None:
                otherwise()

        self._tasks.run(f"studies change {next(self._numbers)}", work, done)

    def work(self, function: Callable[[], T], then: Callable[[T], object], *, key: str = "") -> None:
        """Something slow that needs no database, such as reading a file; a WorkbenchError of it is said."""

        def work() -> _Answer[T]:
            try:
                return _Answer(function())
            except WorkbenchError as problem:
                return _Answer(None, str(problem))

        name = key or f"work {next(self._numbers)}"
        self._tasks.run(f"studies {name}", work, lambda answer: self._tell(answer, then))

    def _tell(self, answer: _Answer[T], then: Callable[[T], object]) -> None:
        if not isValid(self):  # the place is gone, and whoever asked with it
            return
        if answer.problem:
            self.failed.emit(answer.problem)
        else:
            then(answer.value)  # type: ignore[arg-type]  # a T, which may itself be None


def _read(folder: Path, question: Callable[[Studies], T], nothing: T) -> _Answer[T]:
    from workbench.history.errors import NoHistory
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        with History.open(folder, read_only=True, timeout=_PATIENCE_S) as history:
            return _Answer(question(Studies(history)))
    except NoHistory:  # nothing was ever kept here
        return _Answer(nothing)
    except WorkbenchError as problem:
        return _Answer(None, str(problem))


def _write(folder: Path, change: Callable[[Studies], T]) -> _Answer[T]:
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        with History.open(folder, timeout=_PATIENCE_S) as history:
            return _Answer(change(Studies(history)))
    except WorkbenchError as problem:
        return _Answer(None, str(problem))
