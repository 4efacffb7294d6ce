"""The table of charges and credits, and which of its columns there is room for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHeaderView

from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.ledger.rows_model import ChargesModel, Column
from workbench.ui.tables import row_table

_WIDTHS = (144, 112, 88, 76, 120, 84, 84, 124, 124, 120)
_STRETCHED = (Column.DESCRIPTION, Column.FLAGS)
_NARROWEST = 104
_LEAST_NEEDED = (Column.ACCOUNT, Column.DESCRIPTION, Column.DAY, Column.PATIENT)
_IDS = {Column.PATIENT: 170, Column.ACCOUNT: 170, Column.CODE: 150, Column.TRANSACTION: 200}
"""The most pixels that an id takes of what is free; what is free is no reason to leave a column out."""
_SAID_BY = {"patient": Column.PATIENT, "account": Column.ACCOUNT, "day": Column.DAY}


class Columns(QObject):
    """Where there is little room, what the group says already is left out, then what is needed least."""

    def __init__(self, model: ChargesModel) -> None:
        super().__init__(model)
        self.said_by_group = ""
        """The view whose groups stand beside the table; "" for none."""
        self.table = row_table("Charges and credits", model, _WIDTHS)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        for column in _STRETCHED:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        ColumnRoom(self.table, _IDS, rest=300)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.viewport().installEventFilter(self)
        theme.watcher().changed.connect(self.fit)

    def fit(self) -> None:
        """Show the columns that there is room for."""
        room, header = self.table.viewport().width(), self.table.horizontalHeader()
        shown = dict.fromkeys(Column)
        widths = {
            column: theme.scaled(_WIDTHS[column])
            if column in _IDS or self.table.isColumnHidden(column)
            else header.sectionSize(column)
            for column in Column
        }
        widths.update(dict.fromkeys(_STRETCHED, theme.scaled(_NARROWEST)))
        for column in (_SAID_BY.get(self.said_by_group, Column.ACCOUNT), *_LEAST_NEEDED):
            if sum(widths[one] for one in shown) <= room:
                break
            shown.pop(column, None)
        for column in Column:
            self.table.setColumnHidden(column, column not in shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width: with the window, and when groups come or go."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)
