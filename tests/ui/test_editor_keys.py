"""The message editor without a mouse: where the keyboard is after each key, in the whole window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.er7 import Path as MessagePath
from workbench.ui.editor.view import MessageView
from workbench.ui.requests import OpenRequest
from workbench.ui.shortcuts import shortcuts
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
CHARGE = (
    b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    b"PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    b"FT1|1|CHG001||20260301||CG|76805^OB scan^C4|||1\r"
)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Press = Callable[..., None]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    for name in ("one", "two"):
        made.open_request(OpenRequest(CHARGE, name, unsaved=True))
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]


@pytest.fixture
def press(qtbot: QtBot) -> Press:
    """Press a key wherever the keyboard is."""

    def go(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    return go


def view_of(window: Window) -> MessageView:
    view = window.messages.current_view()
    assert view is not None
    return view


def go_to(window: Window, path: str) -> MessageView:
    view = view_of(window)
    view.session.move_cursor(MessagePath.parse(path), None)
    return view


def inside(around: QWidget) -> bool:
    holder = QApplication.focusWidget()
    return holder is not None and (holder is around or around.isAncestorOf(holder))


def value(view: MessageView, path: str) -> str | None:
    return view.session.document.get(path)


def test_a_repetition_added_from_the_form_is_typed_next(window: Window, qtbot: QtBot, press: Press) -> None:
    view = go_to(window, "FT1-26")
    assert view.form.focus_field(26)
    qtbot.keyClicks(QApplication.focusWidget(), "LT")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_R, CONTROL | SHIFT)
    assert value(view, "FT1-26") == "LT~"
    qtbot.keyClicks(QApplication.focusWidget(), "50")
    assert value(view, "FT1-26") == "LT~50"


def test_a_part_that_moves_takes_the_keyboard_with_it(window: Window, qtbot: QtBot, press: Press) -> None:
    view = go_to(window, "FT1-7")
    view.form.open_parts(7)
    panel = view.form.rows[7].panel
    assert panel is not None
    panel.focus_part(1, None)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | SHIFT)
    assert value(view, "FT1-7") == "OB scan^76805^C4"
    assert inside(panel.rows[2, None])


def test_a_step_made_elsewhere_leaves_the_keyboard_there(window: Window, press: Press) -> None:
    view = go_to(window, "FT1-26")
    assert view.form.rows
    view.tree.setFocus()
    press(Qt.Key.Key_R, CONTROL | SHIFT)
    assert inside(view.tree)


def test_alt_4_goes_to_the_field_under_the_cursor(window: Window, press: Press) -> None:
    view = go_to(window, "FT1-7")
    view.tree.setFocus()
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert inside(view.form.rows[7].editor)


def test_alt_4_goes_to_the_first_field_of_a_segment(window: Window, press: Press) -> None:
    view = go_to(window, "PID")
    view.tree.setFocus()
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert inside(view.form.rows[1].editor)


def test_f6_never_stops_where_nothing_takes_the_keyboard(window: Window, press: Press) -> None:
    view = go_to(window, "FT1-7")
    view.raw.setFocus()
    press(Qt.Key.Key_F6)
    assert inside(view.form.rows[7].editor)
    press(Qt.Key.Key_F6)
    assert not inside(view)


def test_closing_a_message_goes_to_the_one_that_comes(window: Window, press: Press) -> None:
    first = window.messages.tabs()[0].view
    view_of(window).tree.setFocus()
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    press(Qt.Key.Key_W, CONTROL)
    assert len(window.messages.tabs()) == 1
    assert inside(first.tree)
    press(Qt.Key.Key_F4, CONTROL)
    assert not window.messages.tabs()
    assert inside(window.stack.currentWidget() or window), "not in a dock"


@pytest.mark.parametrize("pane", ["tree", "raw", "form", "bytes", "charges"])
def test_ctrl_tab_changes_the_message_from_everywhere(window: Window, press: Press, pane: str) -> None:
    view = go_to(window, "FT1-7")
    for tabs, page in ((view.texts, view.bytes), (view.fields, view.charges)):
        if getattr(view, pane) is page:
            tabs.setCurrentWidget(page)
    getattr(view, pane).setFocus()
    assert inside(getattr(view, pane))
    shown = view.texts.currentWidget(), view.fields.currentWidget()
    press(Qt.Key.Key_Tab, CONTROL)
    assert view_of(window) is not view
    assert inside(view_of(window))
    press(Qt.Key.Key_Backtab, CONTROL | SHIFT)
    assert view_of(window) is view
    assert inside(getattr(view, pane))
    assert (view.texts.currentWidget(), view.fields.currentWidget()) == shown


@pytest.mark.parametrize("pane", ["tree", "raw", "form"])
def test_escape_in_the_find_bar_goes_back(window: Window, qtbot: QtBot, press: Press, pane: str) -> None:
    view = go_to(window, "FT1-7")
    getattr(view, pane).setFocus()
    press(Qt.Key.Key_F, CONTROL)
    assert inside(window.messages.find_bar)
    qtbot.keyClicks(QApplication.focusWidget(), "SAMPLE")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F, CONTROL)  # once more, from the bar itself
    press(Qt.Key.Key_Escape)
    assert inside(getattr(view, pane))
    assert view.session.cursor.field_path() == MessagePath.parse("PID-5")


def test_every_key_of_a_usual_action_works_and_is_listed(window: Window) -> None:
    listed = {(one.what, one.keys) for one in shortcuts(window)}
    close = next(keys for what, keys in listed if what == "Close message")
    assert {"Ctrl+W", "Ctrl+F4"} <= set(close.split(", "))
    redo = next(one for one in window.findChildren(QAction) if one.text().startswith("&Redo"))
    assert {one.toString() for one in redo.shortcuts()} >= {"Ctrl+Shift+Z"}
    usual = [QKeySequence(key).toString() for key in (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.Open)]
    for what, key in zip(("Find", "Open message"), usual, strict=True):
        assert next(keys for name, keys in listed if name == what) == key, "without the keys of office keyboards"
    assert all(any(key in keys for _what, keys in listed) for key in ("Ctrl+Down", "Ctrl+;", "Alt+Left", "Insert"))


def test_what_takes_the_keyboard_around_the_messages_has_a_name(window: Window) -> None:
    assert window.messages._tabs.tabBar().accessibleName()


def test_the_parts_of_a_field_can_be_shown_by_name(window: Window) -> None:
    view = go_to(window, "FT1-7")
    view.tree.setFocus()
    action = window.messages.message_actions.show_parts
    action.trigger()
    row = view.form.rows[7]
    assert row.fold.isChecked()
    assert row.panel is not None
    assert inside(row.panel.rows[1, None])
    action.trigger()
    assert not row.fold.isChecked()
    assert inside(row.editor)


def test_repetitions_are_put_into_order_by_keyboard(window: Window, qtbot: QtBot, press: Press) -> None:
    view = go_to(window, "FT1-26")
    view.form.focus_field(26)
    qtbot.keyClicks(QApplication.focusWidget(), "LT~50~59")
    panel = view.form.rows[26].panel
    assert panel is not None
    panel.chips.bar.setFocus()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert value(view, "FT1-26") == "50~LT~59"
    assert inside(panel.chips.bar)
    assert panel.repetition == 1
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert value(view, "FT1-26") == "LT~59~50"
    press(Qt.Key.Key_Delete)
    assert value(view, "FT1-26") == "LT~59"
    assert inside(panel.chips.bar)
    press(Qt.Key.Key_Insert)
    qtbot.keyClicks(QApplication.focusWidget(), "76")
    assert value(view, "FT1-26") == "LT~59~76"


def test_the_list_of_a_batch_is_walked_by_keyboard(window: Window, qtbot: QtBot, press: Press) -> None:
    window.open_request(OpenRequest(CHARGE + CHARGE.replace(b"C1", b"C2"), "both", unsaved=True))
    tab = window.messages.current_tab()
    assert tab is not None
    assert tab.selector is not None
    tab.view.tree.setFocus()
    press(Qt.Key.Key_F6, SHIFT)
    assert inside(tab.selector)
    press(Qt.Key.Key_Down)
    assert tab.index == 1
    assert inside(tab.selector), "to go on through the list"
    press(Qt.Key.Key_F6)
    assert inside(tab.view.tree)


@pytest.mark.parametrize("which", ["form", "find", "path", "replacement", "look up", "tree"])
def test_a_file_dropped_onto_an_input_is_opened(window: Window, qapp: QApplication, tmp_path: Path, which: str) -> None:
    view = go_to(window, "FT1-7")
    bar = window.messages.find_bar
    bar.show_find(replacing=True)
    line = {
        "form": view.form.rows[7].editor.line,
        "find": bar.text,
        "path": bar.path,
        "replacement": bar.replacement,
        "look up": window.reference.finder.box,
        "tree": view.tree_pane.box,
    }[which]
    before = line.text()
    (tmp_path / "dropped.hl7").write_bytes(CHARGE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped.hl7"))])
    data.setText((tmp_path / "dropped.hl7").as_uri())  # file managers send it as text, too
    buttons, keys, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    centre = line.rect().center()
    qapp.sendEvent(line, QDragEnterEvent(centre, copy, data, buttons, keys))
    qapp.sendEvent(line, QDropEvent(centre.toPointF(), copy, data, buttons, keys))
    assert not view.session.is_modified()
    assert line.text() == before
    assert [tab.file.title for tab in window.messages.tabs()] == ["one", "two", "dropped.hl7"]


@pytest.mark.parametrize("where", ["page", "look up", "problems", "find"])
def test_ctrl_tab_changes_the_message_from_beside_it(window: Window, press: Press, where: str) -> None:
    session = view_of(window).session
    session.submit(session.document.put("FT1-6", ""), "Break it", None)
    window.current.check_now()
    if where == "find":
        window.messages.find_bar.show_find()
    holder = {
        "page": window.reference.browser,
        "look up": window.reference.finder.box,
        "problems": window.problems,
        "find": window.messages.find_bar.text,
    }[where]
    holder.setFocus()
    titles = []
    for modifier in (CONTROL, CONTROL, CONTROL | SHIFT):
        press(Qt.Key.Key_Tab if modifier == CONTROL else Qt.Key.Key_Backtab, modifier)
        tab = window.messages.current_tab()
        assert tab is not None
        titles.append(tab.file.title)
    assert titles == ["one", "two", "one"]
    assert not inside(view_of(window))


def test_tab_goes_through_the_editor_as_it_is_seen(window: Window, press: Press) -> None:
    view = view_of(window)
    assert view.form.rows
    view.tree_pane.box.setFocus()
    seen = []
    for _ in range(20):
        holder = QApplication.focusWidget()
        assert holder is not None
        seen.append(holder.accessibleName() or getattr(holder, "text", str)())
        press(Qt.Key.Key_Tab)
    assert seen[:11] == [
        "Search in the tree",
        "Rows to show in the tree",
        "Groups",
        "Columns of the tree",
        "Tree of the message",
        "Raw: views",
        "Wrap lines",
        "Show line ends",
        "Raw text of the message",
        "Fields: views",
        seen[10],
    ]
    assert inside(view.form)


def test_the_page_of_the_reference_is_one_stop_of_the_tab_key(window: Window, press: Press, qtbot: QtBot) -> None:
    go_to(window, "FT1-7")
    browser = window.reference.browser
    qtbot.waitUntil(lambda: "FT1-7" in browser.toPlainText(), timeout=5000)
    browser.setFocus()
    press(Qt.Key.Key_Tab)
    assert not inside(browser)
    press(Qt.Key.Key_Backtab, SHIFT)
    assert inside(browser)


def test_links_of_the_reference_are_chosen_by_the_arrows_and_followed(
    window: Window, press: Press, qtbot: QtBot
) -> None:
    view = go_to(window, "FT1-7")
    browser = window.reference.browser
    qtbot.waitUntil(lambda: "FT1-7" in browser.toPlainText(), timeout=5000)
    browser.setFocus()
    press(Qt.Key.Key_Right)
    assert browser.textCursor().selectedText() == "FT1"
    press(Qt.Key.Key_Right)
    assert browser.textCursor().selectedText() == "CE"
    press(Qt.Key.Key_Left)
    assert browser.textCursor().selectedText() == "FT1"
    press(Qt.Key.Key_Left)
    last = browser.textCursor().selectedText()
    assert last not in ("FT1", "CE")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    assert str(view.session.cursor) == "FT1"


def test_the_path_is_copied_by_the_key_that_the_menu_shows(window: Window, press: Press) -> None:
    actions = window.messages.message_actions
    view = window.messages.current_view()
    assert view is not None
    assert actions.copy_path.shortcut() == QKeySequence("Ctrl+Shift+C")
    for pane in (view.tree, view.raw, window.problems):
        QGuiApplication.clipboard().clear()
        pane.setFocus()
        press(Qt.Key.Key_C, CONTROL | SHIFT)
        assert QGuiApplication.clipboard().text() == str(view.session.cursor)
