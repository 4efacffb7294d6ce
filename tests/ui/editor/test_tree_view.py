from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_model import VALUE
from workbench.ui.editor.tree_view import TreeView

pytestmark = pytest.mark.gui
KEYS = Qt.Key


@pytest.fixture
def make_tree(qtbot: QtBot) -> Callable[[EditSession], TreeView]:
    def make(session: EditSession) -> TreeView:
        tree = TreeView(session, Names(session, pytest.fail))
        qtbot.addWidget(tree)
        tree.resize(600, 500)
        tree.show()
        return tree

    return make


@pytest.fixture
def tree(session: EditSession, make_tree: Callable[[EditSession], TreeView]) -> TreeView:
    return make_tree(session)


def current(tree: TreeView) -> str:
    return str(tree.tree_model.path(tree.currentIndex()))


def at(tree: TreeView, path: str, column: int = 0) -> QModelIndex:
    return tree.tree_model.index_of(Path.parse(path), column)


def edit(tree: TreeView, path: str, text: str, qtbot: QtBot) -> QLineEdit:
    """Open the editor of a value by keyboard and type."""
    tree.setCurrentIndex(at(tree, path))
    qtbot.keyClick(tree, KEYS.Key_F2)
    editor = tree.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor


def test_the_first_charge_is_open(tree: TreeView) -> None:
    assert current(tree) == "FT1"
    assert tree.isExpanded(at(tree, "FT1"))
    assert not tree.isExpanded(at(tree, "PID"))


def test_the_row_is_the_cursor(tree: TreeView, session: EditSession, qtbot: QtBot) -> None:
    qtbot.keyClick(tree, KEYS.Key_Down)
    assert str(session.cursor) == "FT1-1"


def test_the_row_follows_the_cursor(tree: TreeView, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-7"), "elsewhere")
    assert current(tree) == "FT1[2]-7"
    assert tree.isExpanded(at(tree, "FT1[2]"))


def test_following_to_the_row_above_does_not_move_the_cursor(tree: TreeView, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-40"), "elsewhere")
    assert current(tree) == "FT1[2]"
    assert str(session.cursor) == "FT1[2]-40"


def test_a_value_is_edited_in_place(tree: TreeView, session: EditSession, qtbot: QtBot) -> None:
    editor = edit(tree, "FT1-2", "CHG9", qtbot)
    qtbot.keyClick(editor, KEYS.Key_Return)
    qtbot.waitUntil(session.is_modified)
    assert session.document.get("FT1-2") == "CHG9"
    assert at(tree, "FT1-2", VALUE).data() == "CHG9"
    assert session.undo_stack.count() == 1


def test_escape_leaves_the_value(tree: TreeView, session: EditSession, qtbot: QtBot) -> None:
    editor = edit(tree, "FT1-2", "CHG9", qtbot)
    qtbot.keyClick(editor, KEYS.Key_Escape)
    assert not session.is_modified()


@pytest.mark.qt_log_ignore("^This plugin does not support raise\\(\\)$", extend=True)  # said of every tool tip
def test_what_cannot_be_taken_stays_in_the_editor(tree: TreeView, session: EditSession, qtbot: QtBot) -> None:
    editor = edit(tree, "FT1-2", "A|B", qtbot)
    qtbot.keyClick(editor, KEYS.Key_Return)
    assert not session.is_modified()
    assert editor.isVisible()
    assert editor.text() == "A|B"
    editor.setText("A\\F\\B")
    qtbot.keyClick(editor, KEYS.Key_Return)
    qtbot.waitUntil(session.is_modified)
    assert session.document.get("FT1-2") == "A\\F\\B"


def test_segments_are_not_edited_here(tree: TreeView, qtbot: QtBot) -> None:
    tree.setCurrentIndex(at(tree, "PID"))
    qtbot.keyClick(tree, KEYS.Key_F2)
    assert tree.viewport().findChild(QLineEdit) is None


def test_what_is_open_stays_open_when_the_shape_changes(tree: TreeView, session: EditSession) -> None:
    tree.expand(at(tree, "FT1-7"))
    session.move_cursor(Path.parse("FT1-7.2"), "elsewhere")
    session.submit(session.document.put("FT1-3", "BATCH"), "", "elsewhere")
    session.submit(session.document.insert_segment(1, "EVN|P03"), "", "elsewhere")
    assert tree.isExpanded(at(tree, "FT1-7"))
    assert current(tree) == "FT1-7.2"


def test_a_row_that_goes_leaves_the_cursor_where_it_is(tree: TreeView, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-2"), "elsewhere")
    session.submit(session.document.put("FT1-2", ""), "", "elsewhere")
    assert str(session.cursor) == "FT1-2"
    assert current(tree) == "FT1"
    session.undo_stack.undo()
    assert current(tree) == "FT1-2"


def test_copying(tree: TreeView, session: EditSession, qtbot: QtBot) -> None:
    session.move_cursor(Path.parse("FT1-7"), "elsewhere")
    qtbot.keyClick(tree, KEYS.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "76805^OB scan^C4"
    tree.copy_path()
    assert QGuiApplication.clipboard().text() == "FT1-7"


def test_the_menu_offers_what_can_be_done(tree: TreeView, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-2"), "elsewhere")
    by_text = {action.text().split("\t")[0].replace("&", ""): action for action in tree._menu().actions()}
    assert by_text["Edit value"].isEnabled()
    assert "Columns" in by_text
    session.move_cursor(Path("PID"), "elsewhere")
    assert not tree._menu().actions()[0].isEnabled()


@pytest.mark.parametrize("size", [(300, 200), (600, 400), (900, 1000), (1200, 150)])
def test_all_columns_fit_until_the_user_arranges_them(tree: TreeView, size: tuple[int, int]) -> None:
    tree.resize(*size)
    assert tree.header().length() == tree.viewport().width()
    tree._keep_columns()
    tree.header().resizeSection(1, 500)
    tree.resize(700, 500)
    assert tree.header().sectionSize(1) == 500


def test_the_row_of_the_cursor_stays_in_view_in_less_room(tree: TreeView, session: EditSession) -> None:
    def row() -> QRect:
        return tree.visualRect(tree.currentIndex())

    tree.resize(500, 500)
    session.move_cursor(Path.parse("FT1[2]-7"), "elsewhere")
    assert tree.viewport().rect().contains(row())
    tree.resize(500, 150)
    assert tree.viewport().rect().contains(row())
    tree.verticalScrollBar().setValue(0)  # the user looks elsewhere
    tree.resize(500, 140)
    assert tree.verticalScrollBar().value() == 0


def test_what_is_open_stays_open_in_groups_and_back(
    session: EditSession, make_tree: Callable[[EditSession], TreeView]
) -> None:
    tree = make_tree(session)
    wanted = [Path("FT1"), Path("FT1", 2), Path.parse("FT1-7")]
    for path in wanted:
        tree.expand(tree.tree_model.index_of(path))
    for grouped in (True, False):
        tree.set_grouped(grouped)
        assert [path for path in wanted if not tree.isExpanded(tree.tree_model.index_of(path))] == []
