"""The keyboard goes from the message to what stands beside it, round the panes, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DFT = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    b"EVN|P03|20260301160000\rPID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    b"FT1|1|CHG001||20260301|20260301||76805^OB scan^C4|||1|350.00&USD\r"  # without FT1-6, which is required
)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.open_request(OpenRequest(DFT, "charge"))
    qtbot.waitUntil(lambda: made.problems.model.rowCount() > 0, timeout=10_000)
    return made


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)
    QApplication.processEvents()


def holder(window: Window, *inside: QWidget) -> list[bool]:
    """Which of these have the keyboard in them."""
    focus = QApplication.focusWidget()
    return [focus is not None and (one is focus or one.isAncestorOf(focus)) for one in inside]


def beside(window: Window) -> list[QWidget]:
    return [window.reference.finder.box, window.reference.browser, window.problems.table]


@pytest.mark.parametrize("number", range(3))
def test_the_views_are_reached_from_what_stands_beside_them(window: Window, number: int) -> None:
    view = window.messages.current_view()
    assert view is not None
    for key, wanted in ((Qt.Key.Key_1, view.tree), (Qt.Key.Key_2, view.raw), (Qt.Key.Key_5, view.charges)):
        beside(window)[number].setFocus()
        press(window, key, ALT)
        assert holder(window, wanted) == [True]


@pytest.mark.parametrize("number", range(3))
def test_searching_begins_beside_the_message_too(window: Window, number: int) -> None:
    beside(window)[number].setFocus()
    press(window, Qt.Key.Key_F, CTRL)
    assert window.messages.find_bar.text.hasFocus()


def test_after_another_tab_its_own_views_are_reached(window: Window) -> None:
    window.open_request(OpenRequest(DFT.replace(b"C1|T", b"C2|T"), "second"))
    window.problems.table.setFocus()
    press(window, Qt.Key.Key_1, ALT)
    view = window.messages.current_view()
    assert view is not None
    assert view.tree.hasFocus()


@pytest.mark.parametrize("number", range(3))
def test_escape_goes_back_to_where_one_was_in_the_message(window: Window, number: int) -> None:
    view = window.messages.current_view()
    assert view is not None
    view.raw.setFocus()
    beside(window)[number].setFocus()
    press(window, Qt.Key.Key_Escape)
    assert view.raw.hasFocus()


def test_enter_on_a_problem_goes_into_its_field(window: Window) -> None:
    view, table = window.messages.current_view(), window.problems.table
    assert view is not None
    row = [str(one.path.field_path()) for one in window.problems.model.rows].index("FT1-6")
    press(window, Qt.Key.Key_F8)
    assert table.hasFocus()
    table.selectRow(row)
    press(window, Qt.Key.Key_Return)
    assert holder(window, view.form.rows[6].editor) == [True]


def test_a_problem_of_the_whole_message_leads_to_the_tree(window: Window) -> None:
    view = window.messages.current_view()
    assert view is not None
    window.panes.to_field(view.session.cursor.segment_path())
    assert view.tree.hasFocus()


def test_f8_goes_to_the_problems_and_back_and_brings_them_up(window: Window) -> None:
    view, dock = window.messages.current_view(), window.docks.by_title["Problems"]
    assert view is not None
    window.docks.keep("Problems", False)
    view.tree.setFocus()
    press(window, Qt.Key.Key_F8)
    assert dock.isVisible()
    assert window.problems.table.hasFocus()
    assert window.problems.table.currentIndex().row() == 0
    press(window, Qt.Key.Key_F8)
    assert view.tree.hasFocus()


def test_f1_shows_help_goes_there_and_comes_back_and_never_closes_it(window: Window) -> None:
    view, dock = window.messages.current_view(), window.docks.by_title["Reference"]
    assert view is not None
    window.docks.keep("Reference", False)
    view.form.focus_field(4)
    field = QApplication.focusWidget()
    press(window, Qt.Key.Key_F1)
    assert dock.isVisible()
    assert QApplication.focusWidget() is field
    assert window.docks.wants("Reference")
    press(window, Qt.Key.Key_F1)
    assert window.reference.browser.hasFocus()
    press(window, Qt.Key.Key_F1)
    assert QApplication.focusWidget() is field
    assert dock.isVisible()


def test_f6_goes_round_the_panes(window: Window) -> None:
    view = window.messages.current_view()
    assert view is not None
    view.tree.setFocus()
    panes = (view.tree_pane, view.texts, view.fields, window.problems, window.reference)
    seen = []
    for _ in range(6):
        seen.append(holder(window, *panes).index(True))
        assert not isinstance(QApplication.focusWidget(), QTabBar)
        press(window, Qt.Key.Key_F6)
    assert seen == [0, 1, 2, 3, 4, 0]
    press(window, Qt.Key.Key_F6, SHIFT)
    press(window, Qt.Key.Key_F6, SHIFT)
    assert holder(window, window.reference) == [True]


def test_the_reference_alone_brings_no_problems(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    made = make_window(qapp, tmp_path / "other", dark=False)
    qtbot.addWidget(made)
    made.show()
    made.look_up()
    assert made.docks.by_title["Reference"].isVisible()
    assert not made.docks.by_title["Problems"].isVisible()


def test_the_bars_of_views_have_names(window: Window) -> None:
    view = window.messages.current_view()
    assert view is not None
    names = [tabs.tabBar().accessibleName() for tabs in (view.texts, view.fields)]
    assert all(names)
    assert len(set(names)) == 2


def test_in_no_menu_do_two_entries_share_a_letter(window: Window) -> None:
    for menu in window.menuBar().findChildren(QMenu):
        menu.aboutToShow.emit()  # some are filled only then
        letters = [QKeySequence.mnemonic(one.text()).toString() for one in menu.actions()]
        used = [letter for letter in letters if letter]
        assert len(used) == len(set(used)), menu.title()
