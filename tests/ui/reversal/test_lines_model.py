"""Lines with checkboxes: Qt's own tester, and plain lists."""

from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.reversal.boxes import Boxes
from workbench.ui.reversal.lines_model import DIFFERENCE_HEADERS, LinesModel
from workbench.ui.reversal.shown import LineView

pytestmark = pytest.mark.gui

LINES = [
    LineView(1, ("1", "CHG001", "CG", "76805", "350.00 USD", "Taken back"), "good", "It is open."),
    LineView(2, ("2", "<b>2</b>", "PY", "", "20.00 USD", "Left alone"), "muted", "It is a <payment>."),
]


@pytest.fixture
def model(qtbot: QtBot) -> LinesModel:
    made = LinesModel()
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def test_it_shows_what_it_is_given(model: LinesModel) -> None:
    model.show(LINES)
    assert texts(model) == [line.cells for line in LINES]
    assert model.index(0, 5).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("good")
    assert "&lt;payment&gt;" in model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_lines_are_checked_by_hand(model: LinesModel) -> None:
    model.show(LINES)
    changes: list[bool] = []
    model.chosen_changed.connect(lambda: changes.append(True))
    role = Qt.ItemDataRole.CheckStateRole
    assert model.setData(model.index(1, 0), Qt.CheckState.Unchecked.value, role)
    assert model.unchecked == {2}
    assert model.index(1, 0).data(role) == Qt.CheckState.Unchecked
    assert not model.setData(model.index(1, 1), Qt.CheckState.Checked, role)
    model.check_all(False)
    assert model.unchecked == {1, 2}
    model.check_all(True)
    assert model.unchecked == set()
    assert len(changes) == 3


def test_other_words_for_the_same_lines_keep_the_place(model: LinesModel) -> None:
    model.show(LINES)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show([LINES[0], LineView(2, ("2", "X", "PY", "", "", "Refused"), "bad", "No.")])
    assert resets == []
    assert texts(model)[1][-1] == "Refused"


def test_of_differences_only_what_was_there_has_a_checkbox(model: LinesModel) -> None:
    model.show(LINES)
    changed = LineView(1, ("A", "1", "2", "B", "3", "4", "Changed"), "warn", "")
    model.show([changed, LineView(-2, ("—", "", "", "C", "3", "4", "Added"), "good", "")], DIFFERENCE_HEADERS)
    assert model.columnCount() == 7
    role, box = Qt.ItemDataRole.CheckStateRole, Qt.ItemFlag.ItemIsUserCheckable
    assert [model.index(row, 0).data(role) for row in (0, 1)] == [Qt.CheckState.Checked, None]
    assert [bool(model.flags(model.index(row, 0)) & box) for row in (0, 1)] == [True, False]
    assert not model.setData(model.index(1, 0), Qt.CheckState.Unchecked, role)
    model.check_all(False)
    assert model.unchecked == {1}


def test_an_empty_box_is_seen_on_a_dark_ground(qtbot: QtBot, qapp: QApplication, model: LinesModel) -> None:
    model.show(LINES)
    model.check_all(False)
    option = QStyleOptionViewItem()
    frames = {}
    for dark in (True, False):
        theme.apply(qapp, dark=dark)
        option.palette = qapp.palette()  # type: ignore[attr-defined]
        Boxes().initStyleOption(option, model.index(0, 0))
        frames[dark] = option.palette.color(QPalette.ColorRole.Window)  # type: ignore[attr-defined]
    assert frames[True].lightness() > 110  # of 255: Fusion takes 1.4 times less
    assert frames[False] == qapp.palette().color(QPalette.ColorRole.Window)
