"""The search box of the reference panel and the list of what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from workbench.ui import theme
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import Index, row_table
from workbench.ui.widgets import TextLine

if TYPE_CHECKING:
    from workbench.reference.search import Entry

_MARGINS = 10
"""Pixels beside a text in its cell."""
_NARROW = 46
"""With fewer characters than this to a row the kind of an entry is in its hint alone."""
_KINDS = {
    "path": "place",
    "word": "word",
    "table": "table",
    "code": "code",
    "charge": "charge",
    "datatype": "data type",
}


class Finder(QObject):
    """`box` takes what is looked for, `list` shows what was found; a panel lays them out."""

    wanted = Signal(str)
    """The text in the box is another one now."""
    chosen = Signal(object)
    """Show this Entry."""
    left = Signal()
    """The user does not look for anything any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.box = TextLine()
        self.box.set_hints("Look up: FT1-26, modifier, 0340, CG …", "Look up: FT1-26, modifier …", "Look up")
        self.box.setAccessibleName("Look up in the reference")
        self.box.setToolTip("A place, a word, a table, a code or a charge (Shift+F1)")
        self.box.setClearButtonEnabled(True)
        self.model = SimpleTable(("What", "Name", "Kind"), parent=self)
        self.list = row_table("Found in the reference", self.model, (84, 150))
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setStretchLastSection(False)
        for column, mode in ((1, "Stretch"), (2, "ResizeToContents")):
            self.list.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.box.textChanged.connect(self.wanted)
        self.box.returnPressed.connect(self._choose_current)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.box.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.viewport().installEventFilter(self)
        theme.watcher().changed.connect(self.fit)

    def fit(self) -> None:
        """What names an entry takes no more than it needs, and where there is little room the kinds go to the hints."""
        metrics = self.list.fontMetrics()
        needed = max((metrics.horizontalAdvance(line.cells[0]) for line in self.model.lines), default=0)
        room = self.list.viewport().width()
        narrow = room < metrics.averageCharWidth() * _NARROW
        self.list.setColumnHidden(2, narrow)
        self.list.horizontalHeader().resizeSection(0, min(needed + _MARGINS, room * 2 // 5))

    def show(self, entries: Sequence[Entry]) -> None:
        """These were found; the first is the chosen one."""
        self.model.show([Line(cells, entry, tip=" · ".join(filter(None, cells))) for entry, cells in _each(entries)])
        self.fit()
        if entries:
            self.list.selectRow(0)

    def _choose_current(self) -> None:
        self._choose(self.list.currentIndex())

    def _choose(self, index: Index) -> None:
        line = self.model.line(index)
        if line is not None:
            self.chosen.emit(line.subject)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows walk through the list while the box has the keyboard; Escape ends the search."""
        if event.type() == QEvent.Type.Resize and watched is not self.box:
            self.fit()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key == Qt.Key.Key_Escape and self.box.text():
            self.box.clear()
            self.left.emit()
            return True
        rows = self.model.rowCount()
        if watched is self.box and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and rows:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.selectRow(min(max(self.list.currentIndex().row() + step, 0), rows - 1))
            return True
        return super().eventFilter(watched, event)


def _each(entries: Sequence[Entry]) -> Iterator[tuple[Entry, tuple[str, str, str]]]:
    return ((entry, _cells(entry)) for entry in entries)


def _cells(entry: Entry) -> tuple[str, str, str]:
    """What names it shortly, what it is called, and its kind. A word has nothing shorter than itself."""
    short = {"word": "", "table": entry.key}.get(entry.kind, entry.title)
    return short, entry.detail or entry.title, _KINDS[entry.kind]
