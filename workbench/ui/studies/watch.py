"""A watched folder: looked at every few seconds, beside the window; off until the user asks for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.charges.sources.folder import Scan, Seen, scan
from workbench.ui.studies.store import StudyStore

EVERY_MS = 2000


class FolderWatch(QObject):
    """Says which files are new. A folder that disappears is said once, and so is its return."""

    found = Signal(object)
    """A list of Paths to take in."""
    trouble = Signal(str)
    back = Signal(str)
    changed = Signal()
    """Watching began or ended, or another file came."""

    def __init__(self, store: StudyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._seen: Seen = {}
        self._looking = False
        self._said: tuple[str, ...] = ()
        self.folder: Path | None = None
        self.count = 0
        """Files that were found since watching began."""
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.look)

    @property
    def trouble_words(self) -> str:
        """What is in the way of watching; "" when nothing is."""
        return " ".join(self._said)

    def start(self, folder: Path) -> None:
        """Watch a folder; what is in it already counts as new."""
        self.folder, self._seen, self._said, self.count = folder, {}, (), 0
        self.timer.start()
        self.changed.emit()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self.timer.stop()
        self.folder = None
        self.changed.emit()

    def look(self) -> None:
        """Look once, unless the last look has not come back: a folder in the net may take its time."""
        if self.folder is None or self._looking:
            return
        self._looking = True
        folder, seen = self.folder, self._seen
        self._store.work(lambda: scan(folder, seen), lambda found: self._looked(folder, found), self._failed)

    def _failed(self, _problem: str) -> None:
        """It cannot be looked at, and the store said why: once, not every few seconds."""
        self._looking = False
        self.stop()

    def _looked(self, folder: Path, found: Scan) -> None:
        self._looking = False
        if folder != self.folder:
            return
        self._seen = found.seen
        for problem in found.problems:
            if problem not in self._said:
                self.trouble.emit(problem)
        news = self._said != found.problems
        if self._said and not found.problems:
            self.back.emit(f"The folder {folder} is there again.")
        self._said = found.problems
        if news:
            self.changed.emit()
        if found.new:
            self.count += len(found.new)
            self.found.emit(list(found.new))
            self.changed.emit()
