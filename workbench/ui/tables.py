"""Lists of rows, the same everywhere: one model for them, and tables with whole rows selected and keyboard first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.ui import theme
from workbench.ui.widgets import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
"""What Qt hands to a model's methods."""
NOWHERE = QModelIndex()
"""The default parent of a flat model."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Row = TypeVar("Row")
_LEAST = 20
"""No column is narrower than so many pixels."""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A flat, read-only Qt model: a list of rows of any type under named columns.

    What a row says is for the subclass: `cell`, and where they differ from the usual `tip`, `ink` and `in_monospace`.
    `numbers` are the columns that stand right.
    """

    def __init__(self, headers: Sequence[str], *, numbers: Collection[int] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._numbers = frozenset(numbers)
        self._rows: list[Row] = []

    # -- what a row says ----------------------------------------------------------------------------------------

    def cell(self, row: Row, column: int) -> str:
        """The text of a cell."""
        raise NotImplementedError

    def tip(self, row: Row, column: int) -> str:
        """A text to be read in full; "" for none."""
        return ""

    def ink(self, row: Row, column: int) -> str:
        """A name for `theme.colour`; "" for the usual ink."""
        return ""

    def in_monospace(self, column: int) -> bool:
        """Whether a column holds identifiers, which are compared character by character."""
        return False

    # -- the rows -----------------------------------------------------------------------------------------------

    def row(self, index: Index) -> Row | None:
        """What stands in the row of an index, None for no index."""
        return self._rows[index.row()] if index.isValid() else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows that are held."""
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_changed(self, number: int) -> None:
        """A row says something else now."""
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self._headers) - 1))

    def colours_changed(self) -> None:
        """The palette changed: the cells keep their text and take new colours."""
        if self._rows:
            corner = self.index(len(self._rows) - 1, len(self._headers) - 1)
            self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.ForegroundRole])

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in self._numbers else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            name = self.ink(row, column)
            return theme.colour(name) if name else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column in self._numbers else None
        if role == Qt.ItemDataRole.FontRole:
            return theme.monospace() if self.in_monospace(column) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]}: {self.cell(row, column).strip()}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self.tip(row, column))
        return None


class _Fitter(QObject):
    """Keeps the rows and columns of a table in step with the size of the text."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._scale = theme.scale()

    def fit(self) -> None:
        """The font may have changed."""
        _fit_rows(self._table)
        now, before = theme.scale(), self._scale
        if now == before:
            return
        self._scale = now
        header = self._table.horizontalHeader()
        least = header.minimumSectionSize()
        header.setMinimumSectionSize(min(least, round(least * now / before)))
        for column in range(header.count()):
            hidden = header.isSectionHidden(column)
            header.setSectionHidden(column, False)  # one that is hidden does not tell its size
            header.resizeSection(column, round(header.sectionSize(column) * now / before))
            header.setSectionHidden(column, hidden)
        header.setMinimumSectionSize(round(least * now / before))


def grow_with_text(table: QTableView) -> None:
    """Keep the rows as high and the columns as wide as the size of the text asks for, from now on."""
    _fit_rows(table)
    theme.watcher().changed.connect(_Fitter(table).fit)


def _fit_rows(table: QTableView) -> None:
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)


def row_table(name: str, model: QAbstractItemModel, widths: Sequence[int]) -> QTableView:
    """A table that lists rows of a model. `name` is what a screen reader says; the last column takes what is left.

    `widths` are pixels beside text of the usual size: larger text makes the columns wider.
    """
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
    grow_with_text(table)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    header.setMinimumSectionSize(theme.scaled(_LEAST))  # Qt's own goes by the font, and follows it too late
    for column, width in enumerate(widths):
        header.resizeSection(column, theme.scaled(width))
    return table
