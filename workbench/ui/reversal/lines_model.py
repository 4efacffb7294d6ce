"""The lines of the source as a Qt model with a checkbox each; of a correction, the differences without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from workbench.ui import theme
from workbench.ui.reversal.shown import LineView
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

LINE_HEADERS = ("Line", "Transaction", "Type", "Code", "Amount", "Decision")
DIFFERENCE_HEADERS = ("Was", "Code", "Amount", "Will be", "Code", "Amount", "Difference")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LinesModel(QAbstractTableModel):
    """`chosen_changed` when the user checks or unchecks a line; the numbers of the lines are what is chosen."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LineView, ...] = ()
        self._headers: tuple[str, ...] = LINE_HEADERS
        self.unchecked: set[int] = set()

    def show(self, lines: Sequence[LineView], headers: tuple[str, ...] = LINE_HEADERS) -> None:
        """Other words for the same lines, or other lines."""
        same = len(lines) == len(self._lines) and headers == self._headers
        if same and lines:
            self._lines = tuple(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(headers) - 1))
            return
        self.beginResetModel()
        self._lines, self._headers = tuple(lines), headers
        self.endResetModel()

    @property
    def checkable(self) -> bool:
        """Whether lines are chosen here."""
        return self._headers == LINE_HEADERS

    def line(self, index: Index) -> LineView | None:
        """The line of a row."""
        return self._lines[index.row()] if index.isValid() else None

    def check_all(self, wanted: bool) -> None:
        """Choose all lines or none."""
        self.unchecked = set() if wanted else {line.number for line in self._lines}
        self._checks_changed()

    def _checks_changed(self) -> None:
        if self._lines:
            roles = [Qt.ItemDataRole.CheckStateRole]
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0), roles)
        self.chosen_changed.emit()

    def colours_changed(self) -> None:
        """The palette changed."""
        if self._lines:
            corner = self.index(len(self._lines) - 1, len(self._headers) - 1)
            self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.ForegroundRole])

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        checkable = self.checkable and index.isValid() and index.column() == 0
        return plain | Qt.ItemFlag.ItemIsUserCheckable if checkable else plain

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and self._headers[section] == "Amount" else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index)
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[column]
        if role == Qt.ItemDataRole.CheckStateRole and self.checkable and column == 0:
            return Qt.CheckState.Unchecked if line.number in self.unchecked else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]}: {line.cells[column]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(line.why)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._headers[column] == "Amount" else None
        if role == Qt.ItemDataRole.ForegroundRole and column == len(self._headers) - 1:
            return theme.colour(line.colour)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.line(index)
        if line is None or role != Qt.ItemDataRole.CheckStateRole or not self.checkable or index.column() != 0:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.unchecked.discard(line.number)
        else:
            self.unchecked.add(line.number)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True
