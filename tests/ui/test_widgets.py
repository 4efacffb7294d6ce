"""Where the keyboard is when a place is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.widgets import TextLine, focus_first

pytestmark = pytest.mark.gui


class _Place(QWidget):
    around: QWidget

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.button, self.line, self.table = QPushButton("Do"), QLineEdit(), QTableView()
        self.rows = QStandardItemModel(self)
        for row in range(rows):
            self.rows.appendRow(QStandardItem(str(row)))
        self.table.setModel(self.rows)
        layout = QVBoxLayout(self)
        for widget in (self.button, self.line, self.table):
            layout.addWidget(widget)


def _shown(qtbot: QtBot, rows: int) -> _Place:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    rail = QPushButton("Rail")
    layout.addWidget(rail)
    place = _Place(rows)
    place.around = window  # Python would let go of it
    layout.addWidget(place)
    window.show()
    rail.setFocus()
    return place


def test_a_list_with_rows_comes_first_and_its_first_row_is_chosen(qtbot: QtBot) -> None:
    place = _shown(qtbot, 3)
    focus_first(place)
    assert place.window().focusWidget() is place.table
    assert place.table.currentIndex().row() == 0


def test_without_rows_an_input_is_the_beginning(qtbot: QtBot) -> None:
    place = _shown(qtbot, 0)
    focus_first(place)
    assert place.window().focusWidget() is place.line


def test_who_is_at_work_is_left_there(qtbot: QtBot) -> None:
    place = _shown(qtbot, 3)
    place.table.selectRow(2)
    place.button.setFocus()
    focus_first(place)
    assert place.window().focusWidget() is place.button
    assert place.table.currentIndex().row() == 2


def test_the_hint_of_a_line_is_one_that_fits(qtbot: QtBot) -> None:
    line = TextLine()
    qtbot.addWidget(line)
    line.set_hints("Search name, path or value", "Search")
    line.resize(400, 24)
    line.show()
    assert line.placeholderText() == "Search name, path or value"
    line.resize(90, 24)
    assert line.placeholderText() == "Search"
    line.resize(400, 24)
    assert line.placeholderText() == "Search name, path or value"
    font = line.font()
    font.setPointSizeF(font.pointSizeF() * 4)
    line.setFont(font)
    assert line.placeholderText() == "Search"


def test_undo_is_that_of_the_line_only_while_it_has_one(qtbot: QtBot) -> None:
    line = TextLine()
    qtbot.addWidget(line)
    line.show()

    def taken() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        event.ignore()
        line.event(event)
        return event.isAccepted()

    assert not taken()
    qtbot.keyClicks(line, "abc")
    assert taken()
    line.undo()
    assert not taken()
