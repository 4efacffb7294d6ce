"""A file that another program changes while it is open: noticed when the user comes back, said above the message."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from workbench.ui import theme
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.file_names import breakable, on_screen
from workbench.ui.widgets import PlainLabel
from workbench.wholefile import differs

RELOAD, RELOAD_AND_LOSE, KEEP = "Reload", "Reload and lose my changes", "Keep mine"


class DiskState:
    """Whether the file of a tab is another one now than when it was read. Reads it again only when its date changed."""

    def __init__(self) -> None:
        self._seen: tuple[int, int] | None = None
        self._differs = False
        self._kept = False

    def is_changed(self, file: OpenFile) -> bool:
        """Whether the user is to be told."""
        if file.file is None:
            return False
        now = signature(file.file)
        if now is None:  # gone or unreadable: saving brings it back
            return False
        if self._seen is None and now == file.stamp:
            self._seen = now  # a large one was read this moment
        if now != self._seen:
            self._seen, self._kept = now, False
            self._differs = differs(file.file, file.on_disk)
        return self._differs and not self._kept

    def keep(self) -> None:
        """The user has decided for what is in the window; the next change is told again."""
        self._kept = True

    def forget(self) -> None:
        """The file was read or written by the window itself."""
        self._seen, self._differs, self._kept = None, False, False


class ChangedStrip(QFrame):
    """Says that the file was changed, and offers to read it again."""

    reload_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.warns = False
        """Whether it says that reloading costs the changes made here."""
        self.text = PlainLabel(wrap=True)
        self.reload = QPushButton(RELOAD)
        self.keep = QPushButton(KEEP)
        # clicked carries a bool that the signals do not have.
        self.reload.clicked.connect(lambda _checked=False: self.reload_wanted.emit())
        self.keep.clicked.connect(lambda _checked=False: self.keep_wanted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.reload)
        layout.addWidget(self.keep)
        theme.watcher().changed.connect(self._paint)
        self._paint()
        self.hide()

    def show_file(self, name: str, *, modified: bool) -> None:
        """Name the file; `modified` is whether the window has changes of its own."""
        self.text.setText(breakable(f"{name} was changed by another program since it was opened."))
        self.warns = modified
        self.reload.setText(RELOAD_AND_LOSE if modified else RELOAD)
        self.show()

    def _paint(self) -> None:
        ground, ink = theme.colour("warn_soft").name(), theme.colour("warn").name()
        self.setStyleSheet(f"ChangedStrip {{ background: {ground}; border-bottom: 1px solid {ink}; }}")


def signature(file: Path) -> tuple[int, int] | None:
    """Date and size, which tell whether a file is worth another look; None when it is gone or out of reach."""
    try:
        found = file.stat()
    except (OSError, ValueError):  # ValueError: no name of a file
        return None
    return found.st_mtime_ns, found.st_size


def titles(files: list[OpenFile]) -> list[str]:
    """A title for the tab of each file; files of the same name in different folders say which folder."""
    counts = Counter(file.title for file in files)
    several = (file.file is not None and counts[file.title] > 1 for file in files)
    return [
        f"{file.title} – {_folder(file, files)}" if told else file.title
        for file, told in zip(files, several, strict=True)
    ]


def _folder(file: OpenFile, files: list[OpenFile]) -> str:
    """The name of the folder, or all of it when another tab's folder is called the same."""
    assert file.file is not None
    folder = file.file.parent
    others = {one.file.parent for one in files if one.file is not None and one.title == file.title} - {folder}
    return on_screen(folder if any(one.name == folder.name for one in others) else folder.name)
