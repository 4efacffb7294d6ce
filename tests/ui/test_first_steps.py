"""A newcomer of each kind of work finds a way that leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.first_steps import FirstSteps, show_first_steps, steps
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

WAITS = ("File, Open", "Help, Take the tour")
"""What asks for a file, and what opens a window of its own: tried elsewhere."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.show()
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]


def test_each_kind_of_work_has_its_steps_and_every_step_leads_away(window: Window) -> None:
    assert [one.work for one in steps(window)] == ["Connections"] * 4 + ["Training"] * 4 + ["Support"] * 4
    for step in steps(window):
        if step.where not in WAITS:
            window.show_place("welcome")
            step.go()
            gone = window.stack.currentWidget() is not window.welcome
            assert gone or window.docks.by_title["Reference"].isVisible(), step.wanted


def test_return_on_a_row_goes_there_and_closes_the_list(window: Window, qtbot: QtBot) -> None:
    window.welcome.buttons["steps"].click()
    dialog = window.findChild(FirstSteps)
    assert dialog is not None
    row = next(at for at, line in enumerate(dialog.model.lines) if line.cells[2] == "History")
    dialog.table.selectRow(row)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.history
    assert not dialog.isVisible()


def test_the_places_that_are_named_exist(window: Window) -> None:
    window.opening.open_sample(window.opening.samples()[0])
    menus = {
        menu.text().replace("&", ""): [action.text().replace("&", "") for action in menu.menu().actions()]  # type: ignore[union-attr]
        for menu in window.menuBar().actions()
    }
    places = [action.text().replace("&", "") for action in window.rail.actions()]
    for line in show_first_steps(window).model.lines:
        first, comma, then = line.cells[2].partition(", ")
        if comma and first in menus:
            assert any(text.startswith(then) for text in menus[first]), line.cells
        else:
            assert first in places, line.cells
