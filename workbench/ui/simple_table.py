"""A small read-only Qt model for lists that are shown whole: rows of texts, with a colour and a tooltip by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from workbench.ui.tables import Index, RowsModel


@dataclass(frozen=True)
class Line:
    """One row: its cells, what it stands for, and how it looks."""

    cells: tuple[str, ...]
    subject: object = None
    colour: str = ""
    """A name for `theme.colour`, for the column `coloured`; "" for the usual ink."""
    tip: str = ""


class SimpleTable(RowsModel[Line]):
    """`numbers` are the columns that stand right, `coloured` is the one that takes the colour of its row."""

    def __init__(
        self,
        headers: Sequence[str],
        *,
        numbers: Sequence[int] = (),
        coloured: Sequence[int] = (0,),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(headers, numbers=numbers, parent=parent)
        self._coloured = frozenset(coloured)

    def show(self, lines: Sequence[Line], headers: Sequence[str] = ()) -> None:
        """Other rows, under other headers when they are given."""
        self.beginResetModel()
        self._rows = list(lines)
        self._headers = tuple(headers) or self._headers
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """The row of an index."""
        return self.row(index)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows."""
        return self.rows

    def cell(self, row: Line, column: int) -> str:
        return row.cells[column]

    def tip(self, row: Line, column: int) -> str:
        return row.tip or row.cells[column]

    def ink(self, row: Line, column: int) -> str:
        return row.colour if column in self._coloured else ""
