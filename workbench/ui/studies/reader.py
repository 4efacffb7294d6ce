"""Reading report files in small portions, so that a folder of thousands of reports does not stop the window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.ui.studies.work import Conventions, StudyWork

PORTION_MS = 30


class ReportReader(QObject):
    """Turns files into StudyWorks, a portion at a time; the first portion is read before `open` returns."""

    ready = Signal(object)
    """A StudyWork."""
    failed = Signal(str)
    """A sentence about a file that cannot be read; the others are read all the same."""
    progress = Signal(int, int)
    """Messages read, and messages known of so far. Equal at the end."""

    def __init__(self, conventions: Callable[[], Conventions], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conventions = conventions
        self._files: deque[Path] = deque()
        self._messages: deque[tuple[Path, MessageFile, int]] = deque()
        self._done = self._known = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._portion)

    @property
    def is_reading(self) -> bool:
        """Whether files or messages wait."""
        return bool(self._files or self._messages)

    def open(self, paths: Iterable[Path]) -> None:
        """Read these files too."""
        if not self.is_reading:
            self._done = self._known = 0
        self._files.extend(paths)
        self._portion()
        if self.is_reading:
            self._timer.start()

    def cancel(self) -> None:
        """Leave what has not been read; what has been stays."""
        self._files.clear()
        self._messages.clear()
        self._known = self._done
        self._timer.stop()
        self.progress.emit(self._done, self._known)

    def _portion(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self.is_reading:
            self._step()
            if clock.elapsed() >= PORTION_MS:
                break
        if not self.is_reading:
            self._timer.stop()
        self.progress.emit(self._done, self._known + len(self._files))

    def _step(self) -> None:
        if not self._messages:
            self._next_file()
            return
        path, file, index = self._messages.popleft()
        work = StudyWork(Document.from_bytes(file[index]), self._conventions(), path, index if len(file) > 1 else None)
        self._done += 1
        self.ready.emit(work)

    def _next_file(self) -> None:
        path = self._files.popleft()
        try:
            file = MessageFile.open(path)
        except WorkbenchError as problem:
            self.failed.emit(str(problem))
            return
        if not len(file):
            self.failed.emit(f"{path.name} is empty; there is no report in it.")
        self._messages.extend((path, file, index) for index in range(len(file)))
        self._known += len(file)
