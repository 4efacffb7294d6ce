"""The list of messages in a file that holds several."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui import theme
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.widgets import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_ANYWHERE = QModelIndex()
_ID_CHARACTERS = 13
HEADINGS = ("#", "Control ID", "Type")
NUMBER, CONTROL_ID, TYPE = range(3)


class SelectorModel(QAbstractTableModel):
    """One row for each message: number, type, control id. Reads a message's header when its row is looked at."""

    def __init__(self, file: OpenFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file

    def refresh(self, row: int | None = None) -> None:
        """Message `row`, or any, may have another type or control id now, or be modified or saved."""
        first, last = (0, self.rowCount() - 1) if row is None else (row, row)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(HEADINGS) - 1))

    def rowCount(self, parent: Index = _ANYWHERE) -> int:
        return 0 if parent.isValid() else len(self._file)

    def columnCount(self, parent: Index = _ANYWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.FontRole:
            font = QFont(theme.monospace())
            font.setBold(self._file.is_message_modified(index.row()))
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            header = self._file.header(index.row())
            kept = " (changed, not saved)" if self._file.is_message_modified(index.row()) else ""
            about = f"control id {header.control_id or '–'}, {header.message_type or 'no type'}"
            return plain_tooltip(f"Message {index.row() + 1}: {about}{kept}")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == NUMBER:
            return str(index.row() + 1)
        header = self._file.header(index.row())
        return (header.message_type if index.column() == TYPE else header.control_id) or "–"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section] if 0 <= section < len(HEADINGS) else None
        return None


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
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.setStretchLastSection(True)
        width = QFontMetrics(theme.monospace()).averageCharWidth()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(width * 4)
        header.resizeSection(NUMBER, width * (len(str(len(file))) + 2))
        header.resizeSection(CONTROL_ID, width * _ID_CHARACTERS)
        # Wide enough for number and control id; the type, mostly the same in all, is there for those who make room.
        bar = self.verticalScrollBar().sizeHint().width()
        self.usual_width = width * (len(str(len(file))) + 2 + _ID_CHARACTERS) + bar
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def select(self, index: int) -> None:
        """Make message `index` the chosen one."""
        self.setCurrentIndex(self.selector_model.index(index, 0))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row())
