"""Lists of rows, set up the same everywhere: whole rows selected, no grid, keyboard first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.ui import theme

Index = QModelIndex | QPersistentModelIndex
"""What Qt hands to a model's methods."""
NOWHERE = QModelIndex()
"""The default parent of a flat model."""


class _Fitter(QObject):
    """Keeps the height of a table's rows in step with its font."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def fit(self) -> None:
        """The font may have changed."""
        _fit_rows(self._table)


def _fit_rows(table: QTableView) -> None:
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)


def row_table(name: str, model: QAbstractItemModel, widths: Sequence[int]) -> QTableView:
    """A table that lists rows of a model. `name` is what a screen reader says; the last column takes what is left."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)  # Tab leaves the table, as everywhere else
    table.setCornerButtonEnabled(False)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    _fit_rows(table)
    theme.watcher().changed.connect(_Fitter(table).fit)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    return table
