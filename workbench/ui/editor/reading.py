"""A large file is read beside the window: until its messages are there a tab says so, and can be closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from workbench.er7.files import MessageFile, ReadingStoppedError
from workbench.errors import WorkbenchError
from workbench.ui.editor.changed_file import signature
from workbench.ui.file_names import on_screen
from workbench.ui.requests import Divided, OpenRequest
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState

LARGE = 2_000_000
"""Bytes. What is smaller is there within a twentieth of a second, sooner than anybody could read that it is read."""
_TELL_MS = 200

Result = OpenRequest | WorkbenchError


def is_large(file: Path) -> bool:
    """Whether to read it beside the window. What cannot be asked is not: reading it says why."""
    found = signature(file)
    return found is not None and found[1] >= LARGE


class Progress:
    """How far the reading is: written beside the window, looked at from it. Each is one plain value."""

    def __init__(self) -> None:
        self.bytes_read = 0
        self.is_stopped = False

    def note(self, bytes_read: int) -> None:
        """So much is there. Raises ReadingStoppedError when nobody wants it any more."""
        self.bytes_read = bytes_read
        if self.is_stopped:
            raise ReadingStoppedError("The reading was stopped.")


def read(file: Path, index: int, progress: Progress) -> Result:
    """The file, divided into its messages, and message `index` (from 0), divided too. Touches nothing of Qt."""
    try:
        stamp = signature(file)
        messages = MessageFile.open(file, progress.note)
        found = len(messages)
        progress.note(len(messages.data))
        index = min(index, max(found - 1, 0))
        document = messages.document(index).divided() if found else None
        divided = Divided(messages, messages.is_wide, index, document, stamp)
        return OpenRequest(messages.data, file.name, file.resolve(), divided=divided)
    except WorkbenchError as error:
        return error
    except MemoryError:  # its bytes fit, and its messages do not
        return WorkbenchError(f"{on_screen(file)} is too large for the memory of this computer.")


class ReadingTab(QWidget):
    """Stands where the messages of a file will be."""

    stop_wanted = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.progress = Progress()
        found = signature(path)
        self._size = found[1] if found is not None else 0
        self.state = EmptyState(f"Reading {on_screen(path.name)} …", "", (("&Stop", self.stop_wanted.emit),))
        self.setFocusProxy(self.state.buttons[0])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.state)
        self._tells = QTimer(self, interval=_TELL_MS)
        self._tells.timeout.connect(self._tell)
        self._tells.start()
        self._tell()

    def _tell(self) -> None:
        size = QLocale.c().formattedDataSize(self._size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        part = min(100 * self.progress.bytes_read // self._size, 100) if self._size else 0
        how_far = f"{part} % of {size}" if part < 100 else f"{size} are there and are divided into messages"
        self.state.text.setText(f"{how_far}. Other messages can be worked with meanwhile.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Close) or event.key() == Qt.Key.Key_Escape:
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)


class Reading(QObject):
    """The files that are being read, one after the other."""

    stopped = Signal()
    """The user does not wait any longer for the one on the screen."""

    def __init__(self, tabs: QTabWidget, pages: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._pages = pages
        self._tasks = Tasks(self)
        self._number = 0

    def begin(self, file: Path, then: Callable[[ReadingTab, Result], object], index: int = 0) -> ReadingTab:
        """Read a file; `then` with its tab and what became of it, unless the tab was closed meanwhile.

        Whoever is told puts something in the place of the tab, or drops it.
        """
        page = ReadingTab(file, self._pages)
        page.stop_wanted.connect(lambda: self.stop(page), Qt.ConnectionType.QueuedConnection)  # its button is at work
        at = self._tabs.addTab(page, on_screen(file.name).replace("&", "&&"))
        self._tabs.setTabToolTip(at, f"Reading {on_screen(file)} …")
        self._number += 1
        self._tasks.run(
            f"reading {self._number}",
            partial(read, file, index, page.progress),
            lambda result: then(page, result) if self.is_open(page) else None,
        )
        return page

    def is_open(self, page: ReadingTab) -> bool:
        """Whether somebody waits for it still."""
        return self._tabs.indexOf(page) >= 0

    def pages(self) -> list[ReadingTab]:
        """Every tab that waits, in the order of the tabs."""
        found = [self._tabs.widget(at) for at in range(self._tabs.count())]
        return [page for page in found if isinstance(page, ReadingTab)]

    def put_in_place_of(self, page: ReadingTab, tab: QWidget) -> None:
        """What was read stands where its file was waited for, and in front if that was."""
        at, came_from = self._tabs.indexOf(page), self._tabs.indexOf(tab)
        if came_from > at:  # first: it would hide what is in front, and take the keyboard from it
            self._tabs.tabBar().moveTab(came_from, at)
        if self._tabs.currentWidget() is page:
            self._tabs.setCurrentWidget(tab)
        self.drop(page)

    def stop(self, page: ReadingTab) -> None:
        """The user waits for it no longer."""
        self.drop(page)
        self.stopped.emit()

    def drop(self, page: ReadingTab) -> None:
        """Close a tab that waits; its file is read no further."""
        page.progress.is_stopped = True
        at = self._tabs.indexOf(page)
        if at >= 0:
            self._tabs.removeTab(at)
            page.deleteLater()

    def close(self) -> None:
        """The window closes: read no further, and wait for what is under way."""
        for page in self.pages():
            self.drop(page)
        self._tasks.close()
