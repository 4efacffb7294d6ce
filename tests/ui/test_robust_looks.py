"""Theme and text size change in the midst of something: what is typed, open or chosen stays, and is legible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.watching import DFT, Watched
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path as MessagePath
from workbench.ui import theme
from workbench.ui.editor.version_dialog import VersionDialog

pytestmark = [
    pytest.mark.gui,
    # The off-screen platform, of hints and menus.
    pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True),
]


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Watched]:
    file = tmp_path / "charges.hl7"
    file.write_bytes(DFT)
    watched = Watched(tmp_path / "data", qapp)
    qtbot.addWidget(watched.window)
    watched.open(file)
    yield watched
    watched.window.zoom(0)
    watched.window.set_dark(False)
    watched.end()


CHANGES: dict[str, Callable[[Watched], None]] = {
    "dark": lambda at: at.window.set_dark(True),
    "larger": lambda at: at.window.zoom(1),
    "smaller": lambda at: at.window.zoom(-1),
}
EVERY = pytest.mark.parametrize("change", CHANGES)


def make(at: Watched, change: str) -> None:
    CHANGES[change](at)
    QApplication.processEvents()


@EVERY
def test_a_half_typed_value_stays(at: Watched, change: str) -> None:
    editor = at.type_into_tree("FT1-7.1", "76811")
    editor.setCursorPosition(2)
    make(at, change)
    assert editor.isVisible() and editor.hasFocus()
    assert (editor.text(), editor.cursorPosition()) == ("76811", 2)
    cell = at.view.tree.visualRect(at.view.tree.tree_model.index_of(MessagePath.parse("FT1-7.1"), 2))
    assert cell.contains(editor.geometry().center())
    assert editor.palette().text().color() == at.view.tree.palette().text().color()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    at.until(lambda: at.get("FT1-7.1") == "76811")  # Qt takes it a turn later


@EVERY
def test_a_refused_value_stays_marked(at: Watched, change: str) -> None:
    editor = at.type_into_tree("FT1-7.1", "7|1")
    make(at, change)
    assert editor.text() == "7|1"
    assert editor.palette().text().color() == theme.colour("bad")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert at.session.document.to_bytes() == DFT


@EVERY
def test_what_is_typed_into_the_form_and_the_text_stays(at: Watched, change: str) -> None:
    at.window.go_to(MessagePath.parse("FT1-2"))
    at.type_into_form(2, "B|")
    make(at, change)
    line = at.view.form.rows[2].editor.line
    assert line.hasFocus() and line.text() == "B|"
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert at.get("FT1-2") == "B"
    at.view.raw.setFocus()
    caret = at.view.raw.textCursor().position()
    make(at, change)
    assert at.view.raw.hasFocus() and at.view.raw.textCursor().position() == caret
    assert len(at.session.undo_stack.text(0)) and at.session.undo_stack.count() == 1


@EVERY
def test_an_open_menu_list_or_dialog_stays_open(at: Watched, change: str) -> None:
    menu = at.window.menus.edit
    menu.popup(at.window.mapToGlobal(QPoint(40, 20)))
    make(at, change)
    assert menu.isVisible()
    menu.close()
    at.window.go_to(MessagePath.parse("FT1-6"))
    at.view.form.focus_field(6)
    codes = at.view.form.rows[6].editor.list
    assert codes is not None
    codes.showPopup()
    make(at, change)
    assert codes.view().isVisible()
    codes.hidePopup()
    picker = at.window.messages.message_actions.go_to_path()
    assert picker is not None
    picker.line.setText("FT1-7")
    make(at, change)
    assert picker.isVisible() and picker.line.text() == "FT1-7"
    picker.close()
    at.window.messages.message_actions.version.trigger()
    [dialog] = at.window.findChildren(VersionDialog)
    report = dialog.report.toPlainText()
    make(at, change)
    assert dialog.isVisible() and dialog.report.toPlainText() == report
    dialog.close()
    assert at.heard == [] and at.session.document.to_bytes() == DFT


@EVERY
def test_a_search_stays(at: Watched, change: str) -> None:
    bar = at.window.messages.find_bar
    bar.show_find(replacing=True)
    bar.text.setText("76805")
    bar.replacement.setText("x")
    bar.refresh()
    make(at, change)
    assert bar.isVisible() and bar.text.hasFocus()
    assert (bar.text.text(), bar.replacement.text(), bar.count.text()) == ("76805", "x", "1 found")
