"""The charge lines of one study as an editable Qt model. The lines stay in the StudyWork; this shows and edits them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from workbench.charges.coding import edits
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.numbers import CENT
from workbench.charges.timestamps import day
from workbench.ui import theme
from workbench.ui.money_text import money
from workbench.ui.studies.code_editor import code_in
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip


class Column(IntEnum):
    """The columns, in order."""

    CODE = 0
    DESCRIPTION = 1
    UNITS = 2
    PRICE = 3
    MODIFIERS = 4
    AMOUNT = 5
    DATE = 6


HEADERS = ("Code", "Description", "Units", "Price", "Modifiers", "Amount", "Service")
CHOOSE = "choose…"
"""Stands where a line has no code yet."""
_NUMBERS = (Column.UNITS, Column.PRICE, Column.AMOUNT)
_SIMPLE: dict[int, Callable[[ChargeLine, str], ChargeLine]] = {
    Column.DESCRIPTION: edits.with_description,
    Column.UNITS: edits.with_units,
    Column.PRICE: edits.with_price,
    Column.MODIFIERS: edits.with_modifiers,
    Column.DATE: edits.with_service_date,
}


class LinesModel(QAbstractTableModel):
    """Every column but the amount can be edited; what cannot be meant is refused with a sentence."""

    edited = Signal()
    """The lines of the study are others now."""
    refused = Signal(str)
    """Why an edit was not taken."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: StudyWork | None = None

    @property
    def lines(self) -> tuple[ChargeLine, ...]:
        """The lines as they are now."""
        return self._work.lines if self._work is not None else ()

    def show(self, work: StudyWork | None) -> None:
        """Another study, or the same with other lines."""
        self.beginResetModel()
        self._work = work
        self.endResetModel()

    def line(self, index: Index) -> ChargeLine | None:
        """The line of a row."""
        return self.lines[index.row()] if index.isValid() else None

    def warnings(self, line: ChargeLine) -> tuple[str, ...]:
        """What should be looked at in a line."""
        return self._work.warnings_for(line) if self._work is not None else ()

    def add(self) -> int:
        """Add an empty line; returns its row."""
        if self._work is None:
            return -1
        row = len(self.lines)
        self.beginInsertRows(NOWHERE, row, row)
        self._work.add_line()
        self.endInsertRows()
        self.edited.emit()
        return row

    def remove(self, row: int) -> None:
        """Take a line out; `restore` brings the coded ones back."""
        if self._work is None or not 0 <= row < len(self.lines):
            return
        self.beginRemoveRows(NOWHERE, row, row)
        self._work.change((*self.lines[:row], *self.lines[row + 1 :]))
        self.endRemoveRows()
        self.edited.emit()

    def restore(self) -> None:
        """The lines as coding gave them."""
        if self._work is not None:
            self.beginResetModel()
            self._work.restore()
            self.endResetModel()
            self.edited.emit()

    def colours_changed(self) -> None:
        """The palette changed: the cells keep their text and take new colours."""
        if self.lines:
            roles = [Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole]
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(Column) - 1), roles)

    def _is_by_hand(self, line: ChargeLine, column: int) -> bool:
        """Whether a cell says something else than coding did."""
        if self._work is None:
            return False
        coded = next((one for one in self._work.coded if one.number == line.number), None)
        return coded is None or _cells(coded)[column] != _cells(line)[column]

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        if not index.isValid() or index.column() == Column.AMOUNT:
            return plain
        return plain | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index)
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(line, column) or (CHOOSE if column == Column.CODE else "")
        if role == Qt.ItemDataRole.EditRole:
            return _cells(line)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if line.complete else ", to complete"
            return f"{HEADERS[column]}: {_shown(line, column)}{state}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip("\n".join((*line.to_complete, *self.warnings(line), line.why)))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and not line.complete:
            return theme.colour("warn_soft")
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(line, column)
        return None

    def _ink(self, line: ChargeLine, column: int) -> Any:
        if column == Column.CODE and not _cells(line)[column]:
            return theme.colour("warn")
        if self._is_by_hand(line, column):
            return theme.colour("accent")
        return theme.colour("muted") if column in (Column.AMOUNT, Column.DATE) else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.line(index)
        if line is None or self._work is None or role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value)
        if text.strip() == _cells(line)[index.column()].strip():
            return True
        try:
            after, *brought = self._applied(line, index.column(), text)
        except edits.EditRefused as refusal:
            self.refused.emit(str(refusal))
            return False
        row = index.row()
        behind = edits.left_behind(line, after, self.lines)
        self._work.change((*self.lines[:row], after, *self.lines[row + 1 :]))
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        for one in behind:
            place = next(number for number, other in enumerate(self.lines) if other is one)
            self.beginRemoveRows(NOWHERE, place, place)
            self._work.change((*self.lines[:place], *self.lines[place + 1 :]))
            self.endRemoveRows()
            row -= place < row
        if brought:
            self.beginInsertRows(NOWHERE, row + 1, row + len(brought))
            self._work.change((*self.lines[: row + 1], *brought, *self.lines[row + 1 :]))
            self.endInsertRows()
        self.edited.emit()
        return True

    def _applied(self, line: ChargeLine, column: int, text: str) -> tuple[ChargeLine, ...]:
        """The line after an edit, and lines that a charge brings along, such as one for a second fetus."""
        if column == Column.CODE and self._work is not None:
            work, conventions = self._work, self._work.conventions
            code = code_in(conventions.master, text)
            return edits.with_code_and_add_ons(
                work.study, line, work.lines, conventions.master, code, conventions.profile
            )
        return (_SIMPLE[column](line, text) if column in _SIMPLE else line,)


def _shown(line: ChargeLine, column: int) -> str:
    """A cell as it is read; while it is edited, a price stands as it is typed."""
    number = {Column.PRICE: line.unit_price, Column.AMOUNT: line.amount}.get(Column(column))
    return money(number) if number is not None else _cells(line)[column]


def _cells(line: ChargeLine) -> tuple[str, ...]:
    service = day(line.service_time)
    return (
        line.local_code or line.procedure_code,
        line.description or line.exam_title,
        str(line.units),
        _price(line.unit_price),
        " ".join(line.modifiers),
        f"{line.amount:.2f}" if line.amount is not None else "",
        service.isoformat() if service else "",
    )


def _price(price: Decimal | None) -> str:
    """Two decimals, or as many as it has: nothing is rounded away."""
    if price is None:
        return ""
    return f"{price:.2f}" if price == price.quantize(CENT) else str(price)
