"""The groups of one view (study, patient, account …) as a Qt model; the first row stands for everything."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from workbench.charges.ledger.types import CHARGE
from workbench.charges.ledger.views import Group
from workbench.ui.ledger.words import amount_words
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    """The columns, in order."""

    TITLE = 0
    CHARGES = 1
    LEFT = 2


class GroupsModel(QAbstractTableModel):
    """What is left of a group is added up when its row is first shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = ""
        self._whole: Group | None = None
        self._groups: tuple[Group, ...] = ()

    def show(self, view: str, whole: Group | None, groups: tuple[Group, ...]) -> None:
        """Other groups; `whole` is everything."""
        self.beginResetModel()
        self._view, self._whole, self._groups = view, whole, groups
        self.endResetModel()

    def group(self, index: Index) -> Group | None:
        """The group of a row; None for the first row, which is everything."""
        return self._groups[index.row() - 1] if index.isValid() and index.row() > 0 else None

    def row_of(self, key: str) -> int | None:
        """The row of a group by its key."""
        return next((row for row, group in enumerate(self._groups, 1) if group.key == key), None)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self._whole is None else len(self._groups) + 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._view.capitalize() or "Group", "Charges", "Left")[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section != Column.TITLE else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._whole is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {self._cell(index)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column != Column.TITLE else None
        if role == Qt.ItemDataRole.ToolTipRole:
            group = self.group(index) or self._whole
            return plain_tooltip(f"{self._cell(self.index(index.row(), Column.TITLE))}\n{group.totals.text}")
        return None

    def _cell(self, index: Index) -> str:
        group, column = self.group(index), index.column()
        if column == Column.TITLE:
            return group.title if group is not None else f"All ({len(self._groups):,})"
        shown = group or self._whole
        assert shown is not None
        if column == Column.CHARGES:
            return f"{sum(one.line.role == CHARGE for one in shown.transactions):,}"
        totals = shown.totals
        left = ", ".join(amount_words(amount, currency) for currency, amount in totals.net)
        if totals.without_amount:
            left = f"{left} +{totals.without_amount} without" if left else f"{totals.without_amount} without"
        return left or "—"
