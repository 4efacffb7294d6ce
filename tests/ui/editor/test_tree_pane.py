from __future__ import annotations

import base64

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.reference.checks import Finding
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_filter import ALL, CHARGES, FILLED, PROBLEMS
from workbench.ui.editor.tree_model import CARDINALITY, DATATYPE, ELEMENT, MEANING, OPTIONALITY, VALUE
from workbench.ui.editor.tree_pane import TreePane

pytestmark = pytest.mark.gui
KEYS = Qt.Key


@pytest.fixture
def pane(session: EditSession, bridge: StubBridge, qtbot: QtBot) -> TreePane:
    made = TreePane(session, Names(session, pytest.fail), bridge)
    QAbstractItemModelTester(made.tree.tree_model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def seen(pane: TreePane, parent: QModelIndex | None = None) -> list[str]:
    """The rows in view by their labels, in order."""
    model, parent = pane.tree.tree_model, parent or QModelIndex()
    result: list[str] = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        result.append(str(index.data()))
        if pane.tree.isExpanded(index):
            result += seen(pane, index)
    return result


def test_a_search_shows_what_was_found_and_steps_through_it(pane: TreePane, session: EditSession, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.box, "transaction id")
    qtbot.keyClick(pane.box, KEYS.Key_Return)
    assert seen(pane) == ["FT1", "FT1-2", "FT1[2]", "FT1-2"]
    assert pane.count.text() == "2 found"
    assert session.cursor == Path.parse("FT1-2")
    qtbot.keyClick(pane.box, KEYS.Key_Return)
    assert session.cursor == Path.parse("FT1[2]-2")
    qtbot.keyClick(pane.box, KEYS.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor == Path.parse("FT1-2")
    qtbot.keyClick(pane.box, KEYS.Key_Escape)
    assert seen(pane)[:3] == ["MSH", "+ EVN", "PID"]
    assert not pane.count.isVisible()


def test_a_search_follows_edits(pane: TreePane, session: EditSession, qtbot: QtBot) -> None:
    pane.box.setText("CHG00")
    pane.look()
    session.submit(session.document.put("FT1-2", "X"), "", None)
    qtbot.waitUntil(lambda: pane.count.text() == "1 found")


def test_modes(pane: TreePane, session: EditSession) -> None:
    pane.set_mode(CHARGES)
    assert [row for row in seen(pane) if not row.startswith("FT1-")] == ["FT1", "FT1[2]"]
    session.set_findings((Finding(Path.parse("PID-2"), "warning", "x", "Look at this.", ""),))
    pane.set_mode(PROBLEMS)
    assert seen(pane) == ["+ EVN", "▲ PID", "▲ PID-2"]
    pane.set_mode(ALL)
    assert pane.tree.tree_model.index_of(Path.parse("PID-2")).data() == "▲ PID-2"
    session.set_findings(())
    assert pane.tree.tree_model.index_of(Path.parse("PID-2")).data() == "PID-2"


def test_groups_and_back_keep_the_cursor(pane: TreePane, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-7"), None)
    pane.groups.trigger()
    assert "FINANCIAL[2]" in seen(pane)
    assert pane.tree.tree_model.path(pane.tree.currentIndex()) == Path.parse("FT1[2]-7")
    pane.tree.setCurrentIndex(pane.tree.currentIndex().parent().parent())
    assert pane.tree.currentIndex().data() == "FINANCIAL[2]"
    assert session.cursor == Path("FT1", 2)
    pane.groups.trigger()
    assert pane.tree.tree_model.path(pane.tree.currentIndex()) == Path("FT1", 2)


def test_a_missing_segment_is_inserted_in_its_place_and_undone(
    pane: TreePane, session: EditSession, qtbot: QtBot
) -> None:
    before = session.document
    ghost = pane.tree.tree_model.index(1, 0)
    assert ghost.data() == "+ EVN"
    pane.tree.setCurrentIndex(ghost)
    qtbot.keyClick(pane.tree, KEYS.Key_Return)
    assert [segment.name for segment in session.document.segments] == ["MSH", "EVN", "PID", "FT1", "FT1"]
    assert session.cursor == Path("EVN")
    assert session.undo_stack.undoText() == "Insert EVN"
    session.undo_stack.undo()
    assert session.document == before
    place = pane.tree.visualRect(pane.tree.tree_model.index(1, VALUE)).center()
    qtbot.mouseDClick(pane.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.document.segments[1].name == "EVN"


def test_columns(pane: TreePane) -> None:
    tree = pane.tree
    assert all(tree.isColumnHidden(column) for column in (MEANING, DATATYPE, OPTIONALITY, CARDINALITY))
    tree.show_column(OPTIONALITY, True)
    model = tree.tree_model
    path = Path.parse("FT1-19")
    texts = [model.index_of(path, column).data() for column in (DATATYPE, OPTIONALITY, CARDINALITY)]
    assert texts == ["CE", "O", "0..*"]
    shown = [column for column in range(model.columnCount()) if not tree.isColumnHidden(column)]
    assert sum(tree.columnWidth(column) for column in shown) == tree.viewport().width()
    assert model.index_of(path, ELEMENT).data(Qt.ItemDataRole.ToolTipRole).count("FT1-19") == 1


def test_an_embedded_document_is_shown(pane: TreePane, session: EditSession, bridge: StubBridge, qtbot: QtBot) -> None:
    pane.show_embedded(Path.parse("FT1-2"))
    assert "no embedded document" in bridge.heard[-1][1]
    data = base64.b64encode(b"%PDF-1.4" + b"x" * 900).decode()
    session.submit(session.document.insert_segment(4, f"OBX|1|ED|||^^^Base64^{data}"), "", None)
    pane.show_embedded(Path("OBX"))
    assert pane.viewer.embedded.suffix == "pdf"
    pane.viewer.close()
    session.move_cursor(Path.parse("OBX-5.5"), "elsewhere")
    qtbot.keyClick(pane.tree, KEYS.Key_Return)
    assert str(pane.viewer.embedded.path) == "OBX-5.5"
    pane.viewer.close()


def test_the_search_box_can_be_read_in_a_narrow_pane(pane: TreePane, qtbot: QtBot) -> None:
    assert pane.box.y() == pane.modes.y()
    pane.resize(260, 600)
    qtbot.waitUntil(lambda: pane.box.width() >= 16 * pane.box.fontMetrics().averageCharWidth())
    assert pane.box.y() < pane.modes.y()
    pane.resize(700, 600)
    qtbot.waitUntil(lambda: pane.box.y() == pane.modes.y())


def test_a_tree_without_rows_says_why(pane: TreePane, session: EditSession) -> None:
    pane.set_mode(CHARGES)
    session.submit(session.document.delete_segment(2).delete_segment(2), "", None)
    pane.look()
    assert "no FT1" in pane.tree.nothing
    pane.box.setText("qqq")
    pane.look()
    assert "qqq" in pane.tree.nothing
    assert pane.tree.accessibleDescription() == pane.tree.nothing
    before = pane.tree.viewport().grab().toImage()
    pane.tree.nothing = ""
    assert pane.tree.viewport().grab().toImage() != before
    pane.box.clear()
    pane.set_mode(FILLED)
    assert pane.tree.accessibleDescription() == ""
