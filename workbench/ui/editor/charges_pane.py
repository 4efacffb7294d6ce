"""Charges at a glance: the FT1 lines of the message as a table, with what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QTableView, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.charges_columns import (
    AMOUNT,
    CODE,
    COLUMNS,
    DATE,
    DIAGNOSIS,
    MODIFIERS,
    ORDERED,
    PERFORMED,
    QUANTITY,
    SET_ID,
    TRANSACTION,
    TYPE,
)
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.patience import patience
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.ui.editor.charges_model import ChargesModel

_AT_ONCE = 300
"""Messages with more charges are read a moment after the last keystroke."""
_WAIT_MS = 200
_YIELDING = (TRANSACTION, MODIFIERS, DIAGNOSIS, PERFORMED, ORDERED)
"""Columns that are hidden while no charge has anything in them."""
_MOST = {TYPE: 16, CODE: 16, TRANSACTION: 22, DIAGNOSIS: 24, PERFORMED: 24, ORDERED: 24}
"""So many characters wide at most, unless the user wants them wider."""
_WIDE = 30
_CELL_MARGINS = 10
_FIRST = (SET_ID, DATE, TYPE, CODE, MODIFIERS, QUANTITY, AMOUNT)
"""What is to be in view without scrolling."""


@dataclass(frozen=True)
class _Parts:
    model: ChargesModel
    table: QTableView
    sums: PlainLabel
    empty: PlainLabel
    stack: QStackedLayout


class ChargesPane(QWidget):
    """Follows edits and cursor while it can be seen, and catches up when it comes into view."""

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._following = False
        self._behind = True
        self._shared = -1
        """For how many charges the columns have their widths."""
        self._wanted: dict[int, int] = {}
        """How wide the columns would be, in pixels, if there were room for everything."""
        self._widths_are_ours = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.catch_up)
        self.setAccessibleName("Charges at a glance")
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._on_cursor_moved)

    # --- what it consists of, made when it is first looked at ------------------------------------------------------

    @property
    def model(self) -> ChargesModel:
        return self._parts.model

    @property
    def table(self) -> QTableView:
        return self._parts.table

    @property
    def sums(self) -> PlainLabel:
        return self._parts.sums

    @property
    def empty(self) -> PlainLabel:
        return self._parts.empty

    @cached_property
    def _parts(self) -> _Parts:
        from workbench.ui.editor.charges_model import ChargesModel  # the whole ledger comes with it

        model = ChargesModel(self._names, self)
        table = row_table("Charges of the message", model, ())
        table.setMinimumHeight(80)
        table.viewport().installEventFilter(self)
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(50)
        header.setMinimumSectionSize(8)
        header.moveSection(TRANSACTION, DIAGNOSIS - 1)  # an id gives way to what was done, how often and for how much
        header.sectionHandleDoubleClicked.connect(self._keep_widths)
        header.sectionPressed.connect(self._keep_widths)
        table.selectionModel().currentChanged.connect(self._on_current_changed)
        table.clicked.connect(self._on_clicked)
        theme.watcher().changed.connect(self._on_theme)
        sums = PlainLabel("", wrap=True)
        sums.setAccessibleName("Totals by type and currency")
        sums.setContentsMargins(8, 0, 8, 0)
        empty = PlainLabel("This message has no FT1, so there are no charges in it.", "muted", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        full = QWidget()
        inside = QVBoxLayout(full)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(4)
        inside.addWidget(table, 1)
        inside.addWidget(sums)
        stack = QStackedLayout(self)
        stack.addWidget(empty)
        stack.addWidget(full)
        self.setFocusProxy(table)
        return _Parts(model, table, sums, empty, stack)

    def catch_up(self) -> None:
        """Show what the message says now."""
        from workbench.ui.editor.charges_rows import totals

        self._timer.stop()
        self._behind = False
        self._following = True
        with patience(len(self._session.document.text)):
            self.model.show(self._session.document)
            lines = self.model.lines
            self.sums.setText("  ·  ".join(total.words() for total in totals(lines)))
        self._following = False
        self._parts.stack.setCurrentIndex(1 if lines else 0)
        self._share_width()
        self._go_to(self._session.cursor)

    # --- columns -------------------------------------------------------------------------------------------------

    def _share_width(self) -> None:
        """Hide what no charge has, and give the rest the room that its texts take."""
        few = len(self.model.lines) <= _AT_ONCE
        came = False
        for column in _YIELDING:
            hidden = few and self.model.is_empty(column)
            if hidden != self.table.isColumnHidden(column):
                self.table.setColumnHidden(column, hidden)
                came = True
        if self._widths_are_ours and (came or self._shared != len(self.model.lines)):
            self._shared = len(self.model.lines)
            header = self.table.horizontalHeader()
            self._wanted = {
                column: max(self.table.sizeHintForColumn(column), header.sectionSizeHint(column))
                for column in range(len(COLUMNS))
                if not self.table.isColumnHidden(column)
            }
            self._wanted[AMOUNT] = max(self._wanted[AMOUNT], self._largest_amount())
            self._fit()
        self._close_gaps()

    def _close_gaps(self) -> None:
        """Where the model begins anew Qt leaves its columns hidden, but keeps room for them as wide as any other's."""
        header = self.table.horizontalHeader()
        columns = range(header.count())
        if header.length() != sum(header.sectionSize(column) for column in columns):
            for column in columns:
                if header.isSectionHidden(column):
                    header.setSectionHidden(column, False)
                    header.setSectionHidden(column, True)

    def _stretch(self) -> None:
        """The last column takes what is left, unless it is a number, which would stand far from the others."""
        header = self.table.horizontalHeader()
        shown = [one for one in map(header.logicalIndex, range(header.count())) if not header.isSectionHidden(one)]
        header.setStretchLastSection(bool(shown) and shown[-1] not in (AMOUNT, QUANTITY))

    def _largest_amount(self) -> int:
        """The pixels of the largest amount: the table itself measures only rows near those that it shows."""
        lines = self.model.lines
        row = max(range(len(lines)), key=lambda number: abs(lines[number].amount or Decimal(0)), default=None)
        text = "" if row is None else str(self.model.index(row, AMOUNT).data() or "")
        return self.table.fontMetrics().horizontalAdvance(text) + _CELL_MARGINS

    def _fit(self) -> None:
        """Everything up to the amount in view, as far as there is room for it."""
        header, character = self.table.horizontalHeader(), self.table.fontMetrics().averageCharWidth()
        fits = False
        for gap, most in ((character, _MOST), (0, _MOST), (0, _MOST | {TYPE: 6})):
            limits = {column: character * most.get(column, _WIDE) for column in self._wanted}
            widths = {column: min(wanted + gap, limits[column]) for column, wanted in self._wanted.items()}
            fits = sum(widths.get(column, 0) for column in _FIRST) <= self.table.viewport().width()
            if fits:
                break
        for column, width in widths.items():
            header.resizeSection(column, width)
        # A modifier belongs beside its code; but not at the cost of the amount.
        behind = header.visualIndex(MODIFIERS) > header.visualIndex(AMOUNT)
        if fits == behind:
            header.moveSection(header.visualIndex(MODIFIERS), header.visualIndex(QUANTITY if fits else AMOUNT))
        self._stretch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has its room a moment after the pane."""
        if event.type() == QEvent.Type.Resize and self._wanted and self._widths_are_ours:
            self._fit()
        return super().eventFilter(watched, event)

    def _keep_widths(self) -> None:
        """The user arranges the columns: leave their widths alone from now on."""
        self._widths_are_ours = False

    def _on_theme(self) -> None:
        self.table.viewport().update()
        self._shared = -1
        if self.isVisible():
            self._share_width()
        else:
            self._behind = True

    # --- edits ---------------------------------------------------------------------------------------------------

    def _on_changed(self, _before: Document, after: Document, _origin: object) -> None:
        self._behind = True
        if not self.isVisible():
            return
        if len(self.model.lines) <= _AT_ONCE and len(after.segments) <= 4 * _AT_ONCE:
            self.catch_up()
        else:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self.catch_up()
        else:
            self._go_to(self._session.cursor)

    # --- cursor --------------------------------------------------------------------------------------------------

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._following and not self._behind:
            self._on_clicked(current)

    def _on_clicked(self, index: QModelIndex) -> None:
        """Go to the field of the cell, or to the segment when the message has no such field there."""
        path = self.model.path(index)
        if path is not None:
            self._session.move_cursor(path, self)

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if origin is not self and self.isVisible() and not self._behind:
            self._go_to(path)

    def _go_to(self, path: Path) -> None:
        """Make the row of the cursor the current one; none when the cursor is on another segment."""
        place = self.model.place(path)
        if place is not None and self.table.isColumnHidden(place[1]):
            place = place[0], SET_ID
        self._following = True
        if place is None:
            self.table.selectionModel().clear()
        elif (self.table.currentIndex().row(), self.table.currentIndex().column()) != place:
            self.table.setCurrentIndex(self.model.index(*place))
        self._following = False
