"""Columns take the room that there is for what stands in them, and no more."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from workbench.ui.column_room import ColumnRoom
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table

pytestmark = pytest.mark.gui

LONG = "Transthoracic echocardiogram complete with Doppler"


def make(qtbot: QtBot, width: int, cells: tuple[str, ...] = (LONG, "S000000001", "why")) -> QTableView:
    model = SimpleTable(("Exam", "Id", "Why"))
    table = row_table("Rows", model, (80, 40))
    qtbot.addWidget(table)
    ColumnRoom(table, {1: 200, 0: 500}, rest=120)
    table.resize(width, 200)
    table.show()
    model.show([Line(cells)])
    qtbot.wait(20)
    return table


def needs(table: QTableView, text: str) -> int:
    return table.fontMetrics().horizontalAdvance(text)


def test_with_room_nothing_is_cut(qtbot: QtBot) -> None:
    table = make(qtbot, 1200)
    assert table.columnWidth(0) > needs(table, LONG)
    assert table.columnWidth(1) > needs(table, "S000000001")
    assert sum(table.columnWidth(column) for column in range(3)) == table.viewport().width()


def test_without_room_the_first_wish_comes_first_and_the_rest_is_kept(qtbot: QtBot) -> None:
    table = make(qtbot, 340)
    assert table.columnWidth(1) > needs(table, "S000000001")
    assert 80 <= table.columnWidth(0) < needs(table, LONG)
    assert table.columnWidth(2) >= 120


def test_the_room_goes_back_when_it_is_not_needed(qtbot: QtBot) -> None:
    table = make(qtbot, 1200)
    model = table.model()
    assert isinstance(model, SimpleTable)
    model.show([Line(("a", "b", "c"))])
    qtbot.wait(20)
    assert (table.columnWidth(0), table.columnWidth(1)) == (80, 40)


def test_it_follows_the_width_of_the_table(qtbot: QtBot) -> None:
    table = make(qtbot, 340)
    narrow = table.columnWidth(0)
    table.resize(1200, 200)
    qtbot.waitUntil(lambda: table.columnWidth(0) > narrow)


def test_one_row_that_needs_much_more_comes_last(qtbot: QtBot) -> None:
    table = make(qtbot, 420)
    model = table.model()
    assert isinstance(model, SimpleTable)
    usual = [Line(("An examination of words", "S000000001", "why"))] * 19
    model.show([*usual, Line(("a", "FillerOrderNumberImagingServiceRequest", "why"))])
    qtbot.wait(20)
    assert table.columnWidth(0) > needs(table, "An examination of words")
    assert needs(table, "S000000001") < table.columnWidth(1) < 200


def test_a_table_that_is_too_narrow_for_the_rest_is_not_scrolled(qtbot: QtBot) -> None:
    table = make(qtbot, 220)
    assert sum(table.columnWidth(column) for column in range(3)) <= table.viewport().width()


def test_without_room_columns_give_what_they_do_not_need_and_take_it_back(qtbot: QtBot) -> None:
    model = SimpleTable(("Exam", "Id", "Why"))
    table = row_table("Rows", model, (300, 200))
    qtbot.addWidget(table)
    ColumnRoom(table, {}, rest=120)
    table.resize(400, 200)
    table.show()
    model.show([Line(("Neck", "S01", "a long reason for it"))])
    qtbot.waitUntil(lambda: table.columnWidth(0) < 300)
    assert table.columnWidth(0) >= needs(table, "Neck")
    assert table.columnWidth(2) >= 120
    table.resize(1200, 200)
    qtbot.waitUntil(lambda: table.columnWidth(0) == 300)
    assert table.columnWidth(1) == 200
