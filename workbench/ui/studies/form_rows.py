"""A small table to type rows into: payments, insurances. Rows that say nothing count for nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import theme
from workbench.ui.tables import RIGHT, grow_with_text
from workbench.ui.widgets import plain_tooltip

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FormRows(QWidget):
    """`columns`: name -> (header, what it holds). `choices` are the values of the first column, "" for free text."""

    def __init__(
        self, heading: str, add: str, columns: Mapping[str, tuple[str, str]], choices: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self._names = tuple(columns)
        self._choices = choices
        self.table = QTableWidget(0, len(columns))
        self.table.setAccessibleName(heading)
        self.table.setHorizontalHeaderLabels([header for header, _meaning in columns.values()])
        for number, (_header, meaning) in enumerate(columns.values()):
            header = self.table.horizontalHeaderItem(number)
            if header is not None:
                header.setToolTip(plain_tooltip(meaning))
                if self._names[number] == "amount":
                    header.setTextAlignment(RIGHT)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultSectionSize(theme.scaled(124))
        grow_with_text(self.table)
        self.table.horizontalHeader().setDefaultAlignment(_LEFT)
        self.table.setTabKeyNavigation(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(96)
        self.add_button = QPushButton(add)
        self.remove_button = QPushButton("Remove")
        self.remove_button.setAccessibleName(f"Remove a row of {heading}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.add_button.clicked.connect(lambda: self.add())
        self.remove_button.clicked.connect(self._remove)
        self._enable()

    def add(self, values: Mapping[str, str] | None = None) -> None:
        """One more row, its first cell ready to be typed into."""
        number = self.table.rowCount()
        self.table.insertRow(number)
        for column, name in enumerate(self._names):
            text = (values or {}).get(name, "")
            if column == 0 and self._choices:
                box = QComboBox()
                box.addItems(list(self._choices))
                box.setCurrentText(text or self._choices[0])
                box.setAccessibleName(f"{self.table.accessibleName()}: {name}")
                self.table.setCellWidget(number, column, box)
            else:
                item = QTableWidgetItem(text)
                item.setTextAlignment(RIGHT if name == "amount" else _LEFT)
                self.table.setItem(number, column, item)
        self._enable()
        if values is None:
            first = 1 if self._choices else 0
            self.table.setCurrentCell(number, first)
            self.table.setFocus()
            if (begun := self.table.item(number, first)) is not None:
                self.table.editItem(begun)

    def rows(self) -> list[dict[str, str]]:
        """What was typed, by row; a row in which only a choice stands is left out."""
        found = []
        for number in range(self.table.rowCount()):
            values = {name: self._cell(number, column) for column, name in enumerate(self._names)}
            typed = [text for name, text in values.items() if not (self._choices and name == self._names[0])]
            if any(typed):
                found.append(values)
        return found

    def clear(self) -> None:
        """No rows."""
        self.table.setRowCount(0)
        self._enable()

    def _cell(self, row: int, column: int) -> str:
        box = self.table.cellWidget(row, column)
        if isinstance(box, QComboBox):
            return box.currentText()
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _remove(self) -> None:
        row = self.table.currentRow()
        self.table.removeRow(row if row >= 0 else self.table.rowCount() - 1)
        self._enable()

    def _enable(self) -> None:
        self.remove_button.setEnabled(self.table.rowCount() > 0)
