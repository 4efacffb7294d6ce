"""The list of messages in a file that holds several."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui import theme
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.tables import Index, RowsModel

_ID_CHARACTERS = 13
_TYPE_CHARACTERS = 7
HEADINGS = ("#", "Control ID", "Type")
NUMBER, CONTROL_ID, TYPE = range(3)


class SelectorModel(RowsModel[int]):
    """One row for each message: number, type, control id. Reads a message's header when its row is looked at."""

    def __init__(self, file: OpenFile, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, parent=parent)
        self._file = file
        self.show_rows(range(len(file)))

    def refresh(self, row: int | None = None) -> None:
        """Message `row`, or any, may have another type or control id now, or be modified or saved."""
        first, last = (0, self.rowCount() - 1) if row is None else (row, row)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(HEADINGS) - 1))

    def cell(self, row: int, column: int) -> str:
        if column == NUMBER:
            return str(row + 1)
        header = self._file.header(row)
        return (header.message_type if column == TYPE else header.control_id) or "–"

    def tip(self, row: int, column: int) -> str:
        header = self._file.header(row)
        kept = " (changed, not saved)" if self._file.is_message_modified(row) else ""
        return f"Message {row + 1}: control id {header.control_id or '–'}, {header.message_type or 'no type'}{kept}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What is changed and not saved stands in bold."""
        row = self.row(index)
        if row is not None and role == Qt.ItemDataRole.FontRole:
            font = QFont(theme.monospace())
            font.setBold(self._file.is_message_modified(row))
            return font
        return super().data(index, role)


class Selector(QTableView):
    """Choose one message of the file."""

    chosen = Signal(int)
    """Number of the message, from 0."""

    def __init__(self, file: OpenFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selector_model = SelectorModel(file, self)
        self.setModel(self.selector_model)
        self.setAccessibleName("Messages in this file")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # control ids differ at their ends
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._measure()
        theme.watcher().changed.connect(self._measure)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _measure(self) -> None:
        """Columns and rows for the size that text has now."""
        width = QFontMetrics(theme.monospace()).averageCharWidth()
        number = width * (len(str(self.selector_model.rowCount())) + 2)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(width * 4)
        header.resizeSection(NUMBER, number)
        header.resizeSection(CONTROL_ID, width * _ID_CHARACTERS)
        # Wide enough for number and control id; the type, mostly the same in all, is there for those who make room.
        bar = self.verticalScrollBar().sizeHint().width()
        self.usual_width = number + width * _ID_CHARACTERS + bar
        self._room_for_type = self.usual_width + width * _TYPE_CHARACTERS
        self.setColumnHidden(TYPE, self.width() < self._room_for_type)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sliver of the type would tell nothing."""
        self.setColumnHidden(TYPE, self.width() < self._room_for_type)
        super().resizeEvent(event)

    def select(self, index: int) -> None:
        """Make message `index` the chosen one."""
        self.setCurrentIndex(self.selector_model.index(index, 0))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())
