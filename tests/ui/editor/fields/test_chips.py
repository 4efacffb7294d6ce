from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from workbench.ui.editor.fields.chips import Chips

pytestmark = pytest.mark.gui
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def said() -> list[Any]:
    return []


@pytest.fixture
def chips(qtbot: QtBot, said: list[Any]) -> Chips:
    chips = Chips("FT1-26 Procedure Code Modifier")
    qtbot.addWidget(chips)
    chips.resize(500, 30)
    with qtbot.waitActive(chips):
        chips.show()
    chips.show_texts(["26", "TC", "a & b"], 1)
    for signal, word in ((chips.chosen, "chosen"), (chips.opened, "opened"), (chips.removed, "removed")):
        signal.connect(lambda number, word=word: said.append((word, number)))
    chips.reordered.connect(said.append)
    chips.added.connect(lambda: said.append("added"))
    return chips


def labels(chips: Chips) -> list[str]:
    return [chips.bar.tabText(index) for index in range(chips.bar.count())]


def test_they_are_numbered(chips: Chips, said: list[Any]) -> None:
    assert labels(chips) == ["1  26", "2  TC", "3  a && b"]
    assert said == []
    chips.show_texts(["26", ""], 2)
    assert labels(chips) == ["1  26", "2  (empty)"]
    assert chips.bar.currentIndex() == 1
    assert said == []


def test_long_texts_are_cut_and_told_in_full(chips: Chips) -> None:
    chips.show_texts(["<b>" + "x" * 100], 1)
    assert len(labels(chips)[0]) < 30
    assert "&lt;b&gt;" + "x" * 100 in chips.bar.tabToolTip(0)


def test_by_keyboard(chips: Chips, said: list[Any], qtbot: QtBot) -> None:
    qtbot.keyClick(chips.bar, Qt.Key.Key_Right)
    assert said == [("chosen", 2)]
    said.clear()
    qtbot.keyClick(chips.bar, Qt.Key.Key_Left, ALT)
    qtbot.keyClick(chips.bar, Qt.Key.Key_Right, ALT)
    assert said == [[2, 1, 3], [1, 3, 2]]
    said.clear()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Return):
        qtbot.keyClick(chips.bar, key)
    assert said == [("removed", 2), "added", ("opened", 2)]


def test_the_ends_stay_ends(chips: Chips, said: list[Any], qtbot: QtBot) -> None:
    qtbot.keyClick(chips.bar, Qt.Key.Key_Left, ALT)
    assert said == []


def test_dragging_tells_the_new_order_once(chips: Chips, said: list[Any], qtbot: QtBot) -> None:
    bar = chips.bar
    start, stop = bar.tabRect(0).center(), bar.tabRect(2).center() + QPoint(20, 0)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 21):
        qtbot.mouseMove(bar, start + (stop - start) * step / 20)
        chips.show_texts(["26", "TC", "a & b"], 1)  # whatever is shown meanwhile does not disturb the drag
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=stop)
    assert [one for one in said if isinstance(one, list)] == [[2, 3, 1]]
    chips.show_texts(["TC", "a & b", "26"], 3)
    assert labels(chips) == ["1  TC", "2  a && b", "3  26"]


def test_a_click_opens_and_the_cross_removes(chips: Chips, said: list[Any], qtbot: QtBot) -> None:
    qtbot.mouseClick(chips.bar, Qt.MouseButton.LeftButton, pos=chips.bar.tabRect(1).center())
    assert said == [("chosen", 2), ("opened", 2)]
    said.clear()
    cross = chips.bar.tabButton(2, QTabBar.ButtonPosition.RightSide)
    assert isinstance(cross, QToolButton)
    cross.click()
    assert said == [("removed", 3)]


def test_the_only_one_cannot_be_removed(chips: Chips) -> None:
    chips.show_texts(["26"], 1)
    assert not chips.bar.tabButton(0, QTabBar.ButtonPosition.RightSide).isVisible()
