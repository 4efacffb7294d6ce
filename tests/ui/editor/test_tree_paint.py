from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_filter import search
from workbench.ui.editor.tree_model import ELEMENT, MEANING, TreeModel
from workbench.ui.editor.tree_paint import _Writer
from workbench.ui.editor.tree_shape import Filter
from workbench.ui.editor.tree_view import TreeView

pytestmark = pytest.mark.gui


@pytest.fixture
def tree(session: EditSession, qtbot: QtBot) -> TreeView:
    tree = TreeView(session, Names(session, pytest.fail))
    qtbot.addWidget(tree)
    tree.resize(520, 500)
    tree.show()
    tree.expandAll()
    return tree


def inked(image: QImage, rect: QRect) -> dict[int, set[str]]:
    """The colours of every column of pixels of a rectangle, where it is not all of one colour."""
    found: dict[int, set[str]] = {}
    for x in range(rect.left(), min(rect.right() + 1, image.width())):
        colours = {QColor(image.pixel(x, y)).name() for y in range(rect.top(), rect.bottom() + 1)}
        if len(colours) > 1:
            found[x] = colours
    return found


def rows(tree: TreeView) -> list[QModelIndex]:
    found, index = [], tree.model().index(0, 0)
    while index.isValid():
        found.append(index)
        index = tree.indexBelow(index)
    return [index for index in found if tree.viewport().rect().contains(tree.visualRect(index))]


@pytest.mark.parametrize("columns", [False, True])
def test_plain_rows_look_as_qt_draws_them(tree: TreeView, columns: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.show_column(MEANING, columns)
    ours = tree.viewport().grab().toImage()
    monkeypatch.setattr(TreeModel, "look", lambda *_: None)
    monkeypatch.setattr(TreeView, "drawBranches", lambda *words: QTreeView.drawBranches(*words))
    qts = tree.viewport().grab().toImage()
    seen = rows(tree)
    assert len(seen) > 10
    for index in seen:
        if index.row() == tree.currentIndex().row() and index.parent() == tree.currentIndex().parent():
            continue  # its arrow has another colour than Qt's
        band = tree.visualRect(index).adjusted(-100, 0, 1000, 0) & tree.viewport().rect()
        assert inked(ours, band) == inked(qts, band), tree.tree_model.key(index)
        assert inked(ours, band)


@pytest.mark.parametrize("width", [0, 3, 40, 41, 47, 200, 5000])
@pytest.mark.parametrize("text", ["", "1|CHG001||20260301|" * 30, "Größe – " * 40, "x"])
def test_text_is_cut_where_qt_cuts_it(tree: TreeView, text: str, width: int) -> None:
    for font in (tree.font(), *tree.tree_model.fonts().values()):
        metrics = QFontMetrics(font)
        shown, used = _Writer(font).cut(text, width)
        assert shown == metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        assert used == metrics.horizontalAdvance(shown)


def test_what_a_search_has_found_is_drawn_with_its_mark(tree: TreeView, session: EditSession) -> None:
    index: Callable[[], QModelIndex] = lambda: tree.tree_model.index_of(Path("FT1", 2), ELEMENT)  # noqa: E731
    assert tree.tree_model.look(index()) is not None
    found = search(session.document, Names(session, pytest.fail), "CHG002")
    tree.tree_model.set_view(shown=Filter(hits=frozenset(found.paths)))
    assert found.paths
    assert tree.tree_model.look(tree.tree_model.index_of(found.paths[0])) is None
    assert tree.tree_model.look(index()) is not None


def test_a_row_says_what_its_cells_say(tree: TreeView) -> None:
    for index in rows(tree):
        for column in range(tree.tree_model.columnCount()):
            cell = index.siblingAtColumn(column)
            look = tree.tree_model.look(cell)
            assert look is not None
            assert look.text == cell.data()
            assert tree.tree_model.fonts().get(look.font) == cell.data(Qt.ItemDataRole.FontRole)
        assert tree.tree_model.meaning(index) == index.siblingAtColumn(MEANING).data()
