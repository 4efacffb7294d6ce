"""The groups of one view (study, patient, account …) as a Qt model; the first row stands for everything."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QObject

from workbench.charges.ledger.types import CHARGE
from workbench.charges.ledger.views import Group
from workbench.ui.ledger.words import left_words
from workbench.ui.tables import Index, RowsModel


class Column(IntEnum):
    """The columns, in order."""

    TITLE = 0
    CHARGES = 1
    LEFT = 2


_SUMS = ("Charges", "Left")


class GroupsModel(RowsModel["Group | None"]):
    """What is left of a group is added up when its row is first shown. The row that is None stands for everything."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Group", *_SUMS), numbers=(Column.CHARGES, Column.LEFT), parent=parent)
        self._whole: Group | None = None

    def show(self, view: str, whole: Group | None, groups: tuple[Group, ...]) -> None:
        """Other groups; `whole` is everything."""
        self.beginResetModel()
        self._headers = (view.capitalize() or "Group", *_SUMS)
        self._whole = whole
        self._rows = [] if whole is None else [None, *groups]
        self.endResetModel()

    def group(self, index: Index) -> Group | None:
        """The group of a row; None for the first row, which is everything."""
        return self.row(index)

    def row_of(self, key: str) -> int | None:
        """The row of a group by its key."""
        return next((row for row, group in enumerate(self._rows) if group is not None and group.key == key), None)

    def tip(self, row: Group | None, column: int) -> str:
        group = row or self._whole
        return f"{self.cell(row, Column.TITLE)}\n{group.totals.text}" if group is not None else ""

    def cell(self, row: Group | None, column: int) -> str:
        if column == Column.TITLE:
            return row.title if row is not None else f"All ({len(self._rows) - 1:,})"
        group = row or self._whole
        if group is None:
            return ""
        if column == Column.CHARGES:
            return f"{sum(one.lines for one in group.totals.sums if one.kind == CHARGE):,}"
        return left_words(group.totals)
