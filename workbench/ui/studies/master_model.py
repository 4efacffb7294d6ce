"""The rows of a charge master as a table of texts, each cell checked as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, QSortFilterProxyModel, Qt, Signal

from workbench.charges.chargemaster.master import COLUMNS, Problem
from workbench.ui import theme
from workbench.ui.studies.master_sheet import FIRST_ROW, Row, row_problems
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

NAMES = tuple(COLUMNS)
WIDTHS = (124, 114, 104, 230, 92, 76, 72, 48, 96, 80, 96, 96, 84, 110, 108, 96, 220, 140, 104)
"""Of the columns, in pixels: what is usual in them, and the whole of each header."""
_NUMBERS = frozenset(NAMES.index(one) for one in ("unit_price", "professional_price", "max_units"))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MasterModel(QAbstractTableModel):
    """All columns in the order of the file; a cell with a fault is coloured and says why."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self._editable = editable
        self._rows: list[Row] = []
        self._problems: dict[int, dict[str, Problem]] = {}
        self._checked = False
        """Whether the check of the whole has come; a row without an entry is fine then."""
        self._words: dict[int, str] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, as they are now."""
        return tuple(dict(row) for row in self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = [dict(row) for row in rows]
        self._forget()
        self.endResetModel()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """What the check of the whole found; rows that do not go together among it."""
        self._problems, self._checked = {}, True
        for one in problems:
            self._problems.setdefault(one.row - FIRST_ROW, {}).setdefault(one.column, one)
        self.colours_changed()

    def add(self) -> int:
        """An empty row at the end; its number."""
        row = len(self._rows)
        self.beginInsertRows(NOWHERE, row, row)
        self._rows.append(dict.fromkeys(NAMES, ""))
        self._changed(row)
        self.endInsertRows()
        self.edited.emit()
        return row

    def remove(self, row: int) -> None:
        """Take a row out."""
        if 0 <= row < len(self._rows):
            self.beginRemoveRows(NOWHERE, row, row)
            del self._rows[row]
            self._forget()
            self.endRemoveRows()
            self.edited.emit()

    def colours_changed(self) -> None:
        """The palette changed, or what is wrong."""
        if self._rows:
            corner = self.index(len(self._rows) - 1, len(NAMES) - 1)
            roles = [Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole]
            self.dataChanged.emit(self.index(0, 0), corner, roles)

    def words(self, row: int) -> str:
        """Everything that stands in a row, for a search."""
        if row not in self._words:
            self._words[row] = "\n".join(self._rows[row].values()).casefold()
        return self._words[row]

    def _forget(self) -> None:
        """The rows are others: each is checked when it is seen, until the check of the whole comes."""
        self._problems, self._checked = {}, False
        self._words.clear()

    def _changed(self, row: int) -> None:
        """A row is another one: it is checked at once."""
        self._words.pop(row, None)
        found = self._problems[row] = {}
        for one in row_problems(self._rows[row], row + FIRST_ROW):
            found.setdefault(one.column, one)

    def _problem(self, row: int, name: str) -> Problem | None:
        if row not in self._problems and not self._checked:
            self._changed(row)
        return self._problems.get(row, {}).get(name)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(NAMES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + FIRST_ROW)
        return NAMES[section].replace("_", " ") if 0 <= section < len(NAMES) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self._editable and index.isValid() else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        name = NAMES[index.column()]
        text = self._rows[index.row()].get(name, "")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name.replace('_', ' ')}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in _NUMBERS else None
        problem = self._problem(index.row(), name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(problem.text if problem is not None else text)
        if problem is None:
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("bad" if problem.blocks else "warn")
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.colour("bad_soft" if problem.blocks else "warn_soft")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not self._editable:
            return False
        row, name = index.row(), NAMES[index.column()]
        text = " ".join(str(value).split())
        if text != self._rows[row].get(name, ""):
            self._rows[row][name] = text
            self._changed(row)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(NAMES) - 1))
            self.edited.emit()
        return True


class FoundRows(QSortFilterProxyModel):
    """The rows of a charge master in which a text stands."""

    def __init__(self, model: MasterModel) -> None:
        super().__init__(model)
        self._model = model
        self._needle = ""
        self.setSourceModel(model)

    def look_for(self, text: str) -> None:
        """Show the rows with this text; "" shows all."""
        self._needle = text.casefold()
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        return not self._needle or self._needle in self._model.words(row)
