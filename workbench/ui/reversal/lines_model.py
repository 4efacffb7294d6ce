"""The lines of the source as a Qt model with a checkbox each; of a correction, with what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from workbench.ui.reversal.shown import LineView
from workbench.ui.tables import Index, RowsModel

LINE_HEADERS = ("Line", "Transaction", "Type", "Code", "Amount", "Decision")
DIFFERENCE_HEADERS = ("Was", "Code", "Amount", "Will be", "Code", "Amount", "Difference")


class LinesModel(RowsModel[LineView]):
    """`chosen_changed` when the user checks or unchecks a line; the numbers of the lines are what is chosen."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(LINE_HEADERS, numbers=_amounts(LINE_HEADERS), parent=parent)
        self.unchecked: set[int] = set()

    def show(self, lines: Sequence[LineView], headers: tuple[str, ...] = LINE_HEADERS) -> None:
        """Other words for the same lines, or other lines."""
        same = len(lines) == len(self._rows) and headers == self._headers
        if same and lines:
            self._rows = list(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(headers) - 1))
            return
        self.beginResetModel()
        self._rows, self._headers, self._numbers = list(lines), headers, _amounts(headers)
        self.endResetModel()

    def line(self, index: Index) -> LineView | None:
        """The line of a row."""
        return self.row(index)

    def check_all(self, wanted: bool) -> None:
        """Choose all lines or none."""
        self.unchecked = set() if wanted else {line.number for line in self._rows if line.number > 0}
        self._checks_changed()

    def _checks_changed(self) -> None:
        if self._rows:
            roles = [Qt.ItemDataRole.CheckStateRole]
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0), roles)
        self.chosen_changed.emit()

    # -- Qt -----------------------------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        return plain | Qt.ItemFlag.ItemIsUserCheckable if self._checkable(index) is not None else plain

    def _checkable(self, index: Index) -> LineView | None:
        """The line whose box stands here. What a correction adds is in no line of the source, and has none."""
        line = self.line(index) if index.isValid() and index.column() == 0 else None
        return line if line is not None and line.number > 0 else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and (line := self._checkable(index)) is not None:
            return Qt.CheckState.Unchecked if line.number in self.unchecked else Qt.CheckState.Checked
        return super().data(index, role)

    def cell(self, row: LineView, column: int) -> str:
        return row.cells[column]

    def tip(self, row: LineView, column: int) -> str:
        return row.why

    def ink(self, row: LineView, column: int) -> str:
        return row.colour if column == len(self._headers) - 1 else ""

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self._checkable(index)
        if line is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.unchecked.discard(line.number)
        else:
            self.unchecked.add(line.number)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True


def _amounts(headers: tuple[str, ...]) -> frozenset[int]:
    """The columns of amounts."""
    return frozenset(number for number, header in enumerate(headers) if header == "Amount")
