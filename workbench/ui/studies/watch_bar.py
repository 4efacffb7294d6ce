"""Watching a folder: the button, what was taken in so far, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from workbench.ui.studies.batch import Result
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.watch import FolderWatch
from workbench.ui.widgets import PlainLabel, plain_tooltip
from workbench.words import counted


class WatchBar(QWidget):
    """Off until a folder is chosen. What could not be taken in stays listed until a person has seen it."""

    show_wanted = Signal()
    """What could not be taken in is to be listed."""

    def __init__(self, store: StudyStore) -> None:
        super().__init__()
        self.watch = FolderWatch(store, self)
        self.failed: list[Result] = []
        self._failed_files = 0
        """How many files of the watched folder could not be taken in, seen or not."""
        self.button = QPushButton("&Watch a folder…")
        self.button.setToolTip("Take in what is put into a folder, until it is clicked again.")
        self.words = PlainLabel("", "muted")
        self.words.setAccessibleName("Watched folder")
        self.failed_button = QPushButton()
        self.failed_button.setAccessibleName("Files that could not be taken in")
        self.failed_button.setToolTip("Files of the watched folder that could not be taken in.")
        menu = QMenu(self.failed_button)
        menu.addAction("&Show them", self.show_wanted.emit)
        menu.addAction("I have s&een them", self.forget_failed)
        self.failed_button.setMenu(menu)
        self.failed_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.button, self.words, self.failed_button):
            row.addWidget(widget)
        self.button.clicked.connect(self._toggle)
        self.watch.changed.connect(self._show)

    def keep_failed(self, results: Sequence[Result]) -> None:
        """What of a watched folder could not be taken in is listed until a person has seen it."""
        new = [one for one in results if one.failed]
        self._failed_files += len({one.place for one in new})
        self.failed += new
        self.failed_button.setText(f"{len(self.failed)} &not taken in")
        self.failed_button.setVisible(bool(self.failed))
        self._show()

    def forget_failed(self) -> None:
        """A person has seen them."""
        self.failed.clear()
        self.failed_button.hide()

    def _toggle(self) -> None:
        if self.watch.folder is not None:
            self.watch.stop()
            return
        name = QFileDialog.getExistingDirectory(self, "Watch a folder")
        if name:
            self._failed_files = 0
            self.watch.start(Path(name))

    def _show(self) -> None:
        folder = self.watch.folder
        self.button.setText("Stop &watching" if folder is not None else "&Watch a folder…")
        if folder is None:
            self.words.setText("")
            return
        count = max(self.watch.count - self._failed_files, 0)
        words = f"Watching {folder.name}: {counted(count, 'file')} taken in"
        trouble = self.watch.trouble_words
        self.words.setText(f"{folder.name} cannot be watched" if trouble else words)
        self.words.set_role("warn" if trouble else "muted")
        self.words.setToolTip(plain_tooltip(f"{folder}\n{trouble}".strip()))
