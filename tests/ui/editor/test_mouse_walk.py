"""The same by mouse, where no other test clicks it: what, where to click, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.hands import Hands
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMenu,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.er7 import Path as MessagePath
from workbench.ui import theme
from workbench.ui.dock_title import DockTitle
from workbench.ui.editor import tree_model
from workbench.ui.editor.fields.date_editor import DateEditor
from workbench.ui.editor.view import MessageView
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
_LEFT = Qt.MouseButton.LeftButton
CHARGE = (
    "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\rEVN|P03|20260301160000\r"
    "PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    "FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00^USD|||||||||||||||TC~59\r"
)
BATCH = CHARGE + CHARGE.replace("|C1|", "|C2|")
Do = Callable[[Window, Hands], object]
Look = Callable[[Window], object]


@dataclass(frozen=True)
class Row:
    """Something that the editor offers, what is clicked for it, and how one sees that it was done."""

    what: str
    do: Do
    look: Look
    at: str = "FT1-7"
    text: str = CHARGE

    def __str__(self) -> str:
        return self.what


def view(window: Window) -> MessageView:
    shown = window.messages.current_view()
    assert shown is not None
    return shown


def value(window: Window, path: str) -> str | None:
    return view(window).session.document.get(path)


def button(around: QWidget, name: str) -> QAbstractButton:
    """A button that can be seen, by its text or its accessible name."""
    for one in around.findChildren(QAbstractButton):
        if one.isVisible() and name in (one.text().replace("&", ""), one.accessibleName()):
            return one
    raise AssertionError(f"no button {name}")


def click_list(box: QComboBox, row: int) -> None:
    """Open a list and click one of its rows."""
    QTest.mouseClick(box, _LEFT, pos=QPoint(box.width() - 8, box.height() // 2))
    QApplication.processEvents()
    rows = box.view()
    index = box.model().index(row, 0)
    rows.scrollTo(index)
    place = rows.visualRect(index).center()
    QTest.qWait(QApplication.doubleClickInterval() + 50)  # a click that comes at once belongs to the one that opened it
    QTest.mouseClick(rows.viewport(), _LEFT, pos=place)


def click_menu(window: Window, menu: str, *entries: str) -> None:
    """Click a menu of the bar, and an entry in it."""
    bar = window.menuBar()
    at = next(one for one in bar.actions() if one.text().replace("&", "") == menu)
    QTest.mouseClick(bar, _LEFT, pos=bar.actionGeometry(at).center())
    QApplication.processEvents()
    shown = at.menu()
    assert isinstance(shown, QMenu)
    for text in entries:
        entry = next(one for one in shown.actions() if one.text().replace("&", "") == text)
        QTest.mouseClick(shown, _LEFT, pos=shown.actionGeometry(entry).center())


def click_column(window: Window, hands: Hands) -> None:
    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entry = next(one for one in menu.actions() if "type" in one.text())
        QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(entry).center())

    QTimer.singleShot(100, window, choose)
    hands.click(button(view(window).tree_pane, "Columns of the tree"))


def click_branch(window: Window, _hands: Hands) -> None:
    tree = view(window).tree
    place = tree.visualRect(tree.currentIndex())
    QTest.mouseClick(tree.viewport(), _LEFT, pos=QPoint(place.left() - tree.indentation() // 2, place.center().y()))


def click_text(window: Window, _hands: Hands) -> None:
    raw = view(window).raw
    place = raw.document().find("SAMPLE")
    place.clearSelection()
    spot = raw.cursorRect(place)
    assert isinstance(place, QTextCursor)
    QTest.mouseClick(raw.viewport(), _LEFT, pos=spot.center() + QPoint(2, 0))


def click_link(window: Window, _hands: Hands) -> None:
    browser = window.reference.browser
    place = QTextCursor(browser.document())
    start, stop = browser._links()[1]
    place.setPosition((start + stop) // 2)
    spot: QRect = browser.cursorRect(place)
    QTest.mouseClick(browser.viewport(), _LEFT, pos=spot.center())


def click_day(window: Window, hands: Hands) -> None:
    editor = view(window).form.rows[5].editor
    assert isinstance(editor, DateEditor)
    hands.click(editor.pick)
    QApplication.processEvents()
    assert editor.calendar is not None
    days = editor.calendar.findChild(QWidget, "qt_calendar_calendarview")
    index = days.currentIndex()  # type: ignore[union-attr]
    other = index.siblingAtColumn(index.column() + (1 if index.column() < 6 else -1))
    spot = days.visualRect(other).center()  # type: ignore[union-attr]
    QTest.mouseClick(days.viewport(), _LEFT, pos=spot)  # type: ignore[union-attr]


def click_tab(bar: QTabBar, number: int) -> None:
    QTest.mouseClick(bar, _LEFT, pos=bar.tabRect(number).center())


def click_fold(window: Window, hands: Hands) -> None:
    folds = view(window).form.findChildren(QToolButton)
    fold = next(one for one in folds if one.isVisible() and "more fields" in one.text())
    for area in view(window).form.findChildren(QScrollArea):
        if area.isVisible():
            area.ensureWidgetVisible(fold)
    hands.click(fold)


def edit(window: Window) -> None:
    session = view(window).session
    session.submit(session.document.put("FT1-2", "X"), "Edit", None)


def find(window: Window, text: str, by: str = "") -> None:
    bar = window.messages.find_bar
    bar.show_find(replacing=True)
    bar.text.setText(text)
    bar.replacement.setText(by)


def dock_button(window: Window, title: str, name: str) -> QAbstractButton:
    bar = window.docks.by_title[title].titleBarWidget()
    assert isinstance(bar, DockTitle)
    return button(bar, name)


def columns(window: Window) -> list[bool]:
    return [not view(window).tree.isColumnHidden(one) for one in (tree_model.DATATYPE, tree_model.OPTIONALITY)]


ROWS = (
    Row("groups", lambda w, h: h.click(button(view(w).tree_pane, "Groups")), lambda w: view(w).tree.tree_model.grouped),
    Row("filter", lambda w, h: click_list(view(w).tree_pane.modes, 3), lambda w: view(w).tree_pane.mode == "charges"),
    Row("a column", click_column, lambda w: columns(w) == [True, False]),
    Row("fold and unfold", click_branch, lambda w: view(w).tree.isExpanded(view(w).tree.currentIndex())),
    Row("text: the cursor", click_text, lambda w: str(view(w).session.cursor).startswith("PID-5")),
    Row("text: wrap lines", lambda w, h: h.click(button(view(w).texts, "Wrap lines")),
        lambda w: view(w).raw.wrap_action.isChecked()),
    Row("text: line ends", lambda w, h: h.click(button(view(w).texts, "Show line ends")),
        lambda w: view(w).raw.ends_action.isChecked()),
    Row("bytes", lambda w, h: click_tab(view(w).texts.tabBar(), 1), lambda w: view(w).bytes.isVisible()),
    Row("charges", lambda w, h: click_tab(view(w).fields.tabBar(), 1), lambda w: view(w).charges.isVisible()),
    Row("copy the path", lambda w, h: h.click(button(view(w).path_bar, "Copy path")),
        lambda w: QGuiApplication.clipboard().text() == "FT1-7"),
    Row("a code from its list", lambda w, h: click_list(view(w).form.rows[6].editor.list or QComboBox(), 1),
        lambda w: value(w, "FT1-6") not in ("CG", ""), "FT1-6"),
    Row("a day of the calendar", click_day, lambda w: value(w, "FT1-5") in ("20260302", "20260228"), "FT1-5"),
    Row("a currency in a wrong place", lambda w, h: h.click(view(w).form.rows[11].offer.button),  # type: ignore[union-attr]
        lambda w: value(w, "FT1-11") == "350.00&USD", "FT1-11"),
    Row("the parts of a field", lambda w, h: h.click(view(w).form.rows[7].fold),
        lambda w: view(w).form.rows[7].panel is not None),
    Row("one more repetition", lambda w, h: h.click(button(view(w).form, "+")),
        lambda w: value(w, "FT1-26") == "TC~59~", "FT1-26"),
    Row("folded fields", click_fold, lambda w: view(w).form.rows[14].editor.isVisible(), "FT1-26"),
    Row("the name of a field", lambda w, h: QTest.mouseClick(view(w).form.rows[7].name, _LEFT),
        lambda w: view(w).form.rows[7].editor.line.hasFocus()),
    Row("next match", lambda w, h: (find(w, "SAMPLE"), h.click(w.messages.find_bar.next_button)),
        lambda w: str(view(w).session.cursor).startswith("PID-5")),
    Row("replace all", lambda w, h: (find(w, "CHG", "X"), h.click(w.messages.find_bar.all_button)),
        lambda w: value(w, "FT1-2") == "X001"),
    Row("close the find bar", lambda w, h: (find(w, "CHG"), h.click(w.messages.find_bar.close_button)),
        lambda w: not w.messages.find_bar.isVisible()),
    Row("undo, in the menu", lambda w, h: (edit(w), click_menu(w, "Edit", "Undo Edit")),
        lambda w: value(w, "FT1-2") == "CHG001"),
    Row("another tab", lambda w, h: (w.open_request(OpenRequest(CHARGE.encode(), "other")),
        click_tab(w.messages._tabs.tabBar(), 0)), lambda w: w.messages.current_tab() is w.messages.tabs()[0]),
    Row("close a tab", lambda w, h: h.click(button(w.messages._tabs.tabBar(), "")), lambda w: not w.messages.tabs()),
    Row("next message of a file", lambda w, h: h.click(button(w.messages.pager, "Next message")),
        lambda w: value(w, "MSH-10") == "C2", "FT1-7", BATCH),
    Row("list of its messages", lambda w, h: h.click(button(w.messages.pager, "Message list")),
        lambda w: not w.messages.current_tab().selector.isVisible(), "FT1-7", BATCH),  # type: ignore[union-attr]
    Row("a linked term", click_link, lambda w: "CE" in w.reference.browser.toPlainText().split("\n")[0]),
    Row("back in the reference", lambda w, h: (click_link(w, h), h.click(w.reference.back_button)),
        lambda w: "FT1-7" in w.reference.browser.toPlainText().split("\n")[0]),
    Row("close a panel", lambda w, h: h.click(dock_button(w, "Problems", "Close Problems")),
        lambda w: not w.docks.by_title["Problems"].isVisible()),
    Row("take a panel out", lambda w, h: h.click(dock_button(w, "Reference", "Take Reference out of the window")),
        lambda w: w.docks.by_title["Reference"].isFloating()),
    Row("dark", lambda w, h: click_menu(w, "View", "Dark"), lambda w: theme.is_dark()),
    Row("larger text", lambda w, h: click_menu(w, "View", "Larger text"), lambda w: theme.zoom() == 1),
)  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1920, 1080)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.set_zoom(application, 0)
    if theme.is_dark():
        theme.apply(application, dark=False)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_is_done_by_mouse(window: Window, qtbot: QtBot, row: Row) -> None:
    window.open_request(OpenRequest(row.text.encode(), "charge"))
    shown = view(window)
    shown.session.move_cursor(MessagePath.parse(row.at), None)
    assert shown.form.rows
    qtbot.waitUntil(lambda: not row.at.startswith("FT1-7") or "FT1-7" in window.reference.browser.toPlainText())
    QApplication.processEvents()
    row.do(window, Hands(qtbot, window))
    qtbot.waitUntil(lambda: bool(row.look(window)), timeout=5_000)
