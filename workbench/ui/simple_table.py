"""A small read-only Qt model for lists that are shown whole: rows of texts, with a colour and a tooltip by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from workbench.ui import theme
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Line:
    """One row: its cells, what it stands for, and how it looks."""

    cells: tuple[str, ...]
    subject: object = None
    colour: str = ""
    """A name for `theme.colour`, for the column `coloured`; "" for the usual ink."""
    tip: str = ""


class SimpleTable(QAbstractTableModel):
    """`numbers` are the columns that stand right, `coloured` is the one that takes the colour of its row."""

    def __init__(
        self,
        headers: Sequence[str],
        *,
        numbers: Sequence[int] = (),
        coloured: Sequence[int] = (0,),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._numbers, self._coloured = frozenset(numbers), frozenset(coloured)
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line], headers: Sequence[str] = ()) -> None:
        """Other rows, under other headers when they are given."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self._headers = tuple(headers) or self._headers
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """The row of an index."""
        return self._lines[index.row()] if index.isValid() else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows."""
        return self._lines

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

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in self._numbers else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index)
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]}: {line.cells[column]}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in self._numbers else None
        if role == Qt.ItemDataRole.ForegroundRole and line.colour and column in self._coloured:
            return theme.colour(line.colour)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(line.tip or line.cells[column])
        return None
