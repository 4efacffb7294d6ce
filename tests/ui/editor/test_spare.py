"""The tab that waits for the next message: nobody meets it before, and nobody sees a difference afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.tab import MessageTab
from workbench.ui.editor.tree_view import TreeView
from workbench.ui.editor.view import MessageView
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
FIRST = b"MSH|^~\\&|A||||||DFT^P03|C1|P|2.5.1\rPID|1\rFT1|1|X\r"
NEXT = (
    b"MSH|^~\\&|B||||||DFT^P03^DFT_P03|C2|P|2.3\r\nPID|1||7^^^H^MR||R\xf6hm^Eva\r\nFT1|1|T1||20260301||CG|76805^OB scan"
    b"^C4|||1|350.00\r\nFT1|2|T2||20260302||CR|76810^OB scan^C4|||1|-20\r\nZZZ|a|b\r\n"
)


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.open(OpenRequest(FIRST, "first.hl7"))
    yield made
    made._spare.drop()


def waiting(place: MessagesPlace, qtbot: QtBot) -> MessageTab:
    """The spare tab, made as when the user pauses, in both of its steps."""
    qtbot.waitUntil(lambda: place._spare.tab is not None, timeout=5000)
    tab = place._spare.tab
    assert tab is not None
    qtbot.waitUntil(lambda: tab.width() == place._pages().width() and not place._spare._timer.isActive(), timeout=5000)
    return tab


def rows(tree: TreeView, parent: QModelIndex | None = None, depth: int = 0) -> list[tuple[object, ...]]:
    """Every row as it is shown: what it says, and whether it is open."""
    found: list[tuple[object, ...]] = []
    model, parent = tree.tree_model, parent or QModelIndex()
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        texts = [model.data(model.index(number, column, parent)) for column in range(model.columnCount())]
        found.append((depth, tree.isExpanded(index), index == tree.currentIndex().siblingAtColumn(0), *texts))
        found += rows(tree, index, depth + 1)
    return found


def everything(view: MessageView) -> dict[str, object]:
    """What all views of a message say, after each was looked at."""
    for tabs, page in ((view.texts, view.bytes), (view.fields, view.charges), (view.fields, view.form)):
        tabs.setCurrentWidget(page)
        QApplication.processEvents()
    view.form.catch_up()
    return {
        "tree": rows(view.tree),
        "text": view.raw.shown_text(),
        "caret": view.raw.textCursor().position(),
        "marked": [one.cursor.selectedText() for one in view.raw.extraSelections()],
        "bytes": [view.bytes.line_text(number) for number in range(view.bytes.line_count())],
        "caret byte": (view.bytes.caret, view.bytes.marked),
        "form": {
            number: (row.name.text(), [line.text() for line in row.editor.lines()])
            for number, row in view.form.rows.items()
        },
        "charges": [
            [view.charges.model.index(row, column).data() for column in range(view.charges.model.columnCount())]
            for row in range(view.charges.model.rowCount())
        ],
        "path": (view.path_bar.path.text(), view.path_bar.name.text(), view.path_bar.read_with.text()),
        "notes": (view.path_bar.notes.text(), view.path_bar.notes.isVisible()),
        "cursor": view.session.cursor,
    }


def test_it_is_made_when_the_user_pauses_and_is_no_message(place: MessagesPlace, qtbot: QtBot) -> None:
    assert place._spare.tab is None
    tab = waiting(place, qtbot)
    assert not tab.isVisible()
    assert [one.file.title for one in place.tabs()] == ["first.hl7"]
    assert place._tabs.count() == 1
    assert place.current() is not tab.session
    assert tab.session.undo_stack not in place.undo_group.stacks()


def test_typing_puts_it_off(place: MessagesPlace, qtbot: QtBot) -> None:
    session = place.current()
    assert session is not None
    for number in range(8):
        qtbot.wait(100)
        session.submit(session.document.put("FT1-2", f"X{number}"), "Edit", None)
    assert place._spare.tab is None
    waiting(place, qtbot)


def test_neither_the_tab_key_nor_a_screen_reader_comes_to_it(place: MessagesPlace, qtbot: QtBot) -> None:
    tab = waiting(place, qtbot)
    place.activateWindow()
    view = place.current_view()
    assert view is not None
    view.setFocus()
    met = set()
    for _step in range(200):
        qtbot.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Tab)
        met.add(QApplication.focusWidget())
    assert len(met) > 3
    assert not any(one is not None and tab.isAncestorOf(one) for one in met)
    pages = QAccessible.queryAccessibleInterface(place._pages())
    assert [pages.child(number).object() for number in range(pages.childCount())] == [place.current_tab()]


def test_the_next_message_looks_as_in_a_tab_of_its_own(place: MessagesPlace, qtbot: QtBot, bridge: StubBridge) -> None:
    tab = waiting(place, qtbot)
    QAbstractItemModelTester(tab.view.tree.tree_model, QAbstractItemModelTester.FailureReportingMode.Fatal, tab)
    by_spare = place.open(OpenRequest(NEXT, "next.hl7"))
    assert by_spare is tab.view
    assert place.current_tab() is tab
    assert place._spare.tab is None
    assert tab.isVisible()
    other = MessagesPlace(bridge)
    qtbot.addWidget(other)
    other.resize(1280, 720)
    other.show()
    usual = other.open(OpenRequest(NEXT, "next.hl7"))
    for shown, view in ((place, by_spare), (other, usual)):
        shown.activateWindow()  # only one window has the keyboard at a time
        qtbot.waitUntil(shown.isActiveWindow)
        assert view.tree.hasFocus()
    assert everything(by_spare) == everything(usual)
    assert by_spare.path_bar.read_with.text() == usual.path_bar.read_with.text() != ""
    assert (tab.title(), tab.session.title, tab.session.file) == ("next.hl7", "next.hl7", None)


def test_there_is_nothing_to_undo_and_no_byte_is_changed(
    place: MessagesPlace, qtbot: QtBot, tmp_path: Path, bridge: StubBridge
) -> None:
    file = tmp_path / "next.hl7"
    file.write_bytes(NEXT)
    tab = waiting(place, qtbot)
    said = []
    place.state_changed.connect(lambda: said.append(tab.title()))
    place.open_path(file)
    assert place.current_tab() is tab
    session = tab.session
    assert not session.undo_stack.canUndo()
    assert not tab.file.is_modified()
    assert tab.file.to_bytes() == NEXT
    assert session.file == file
    session.submit(session.document.put("FT1[2]-4", "20260303"), "Edit FT1-4", None)
    assert said[-1] == "● next.hl7"
    assert place.undo_group.canUndo()
    session.undo_stack.undo()
    assert said[-1] == "next.hl7"
    assert tab.file.to_bytes() == NEXT
    session.submit(session.document.put("FT1[2]-4", "20260303"), "Edit FT1-4", None)
    assert place.save()
    assert file.read_bytes() == NEXT.replace(b"20260302", b"20260303")


def test_what_the_user_has_chosen_meanwhile_goes_with_it(place: MessagesPlace, qtbot: QtBot) -> None:
    tab = waiting(place, qtbot)
    view = place.current_view()
    assert view is not None
    view.tree_pane.groups.setChecked(True)
    view.raw.wrap_action.setChecked(True)
    view.fields.setCurrentWidget(view.charges)
    place.open(OpenRequest(NEXT, "next.hl7"))
    assert place.current_tab() is tab
    assert tab.view.tree.tree_model.grouped
    assert tab.view.raw.wrap_action.isChecked()
    assert tab.view.fields.currentWidget() is tab.view.charges
    tab.view.tree_pane.groups.setChecked(False)  # and what is chosen in it is kept
    assert place._remembered.text("groups") == "no"


def test_colours_and_sizes_reach_it(place: MessagesPlace, qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, dark=False)
    tab = waiting(place, qtbot)
    view = place.current_view()
    assert view is not None
    try:
        theme.apply(qapp, dark=True)
        theme.set_zoom(qapp, 5)
        place.open(OpenRequest(FIRST, "again.hl7"))
        assert place.current_tab() is tab
        mine, theirs = tab.view, view
        place.resize(1281, 720)
        for ours, one in ((mine.raw, theirs.raw), (mine.tree, theirs.tree), (mine.path_bar.path, theirs.path_bar.path)):
            assert ours.font().pointSizeF() == one.font().pointSizeF() > 10
            assert ours.palette().base().color() == one.palette().base().color()
        index = mine.tree.tree_model.index(0, 0)
        assert mine.tree.visualRect(index).height() == theirs.tree.sizeHintForRow(0)
        assert mine.raw._highlighter._formats["segment"].foreground().color() == theme.colour("segment")
    finally:
        theme.set_zoom(qapp, 0)
        theme.apply(qapp, dark=False)


def test_a_file_of_several_messages_has_a_tab_of_its_own(place: MessagesPlace, qtbot: QtBot) -> None:
    tab = waiting(place, qtbot)
    place.open(OpenRequest(FIRST + NEXT, "two.hl7"))
    assert place.current_tab() is not tab
    assert place._spare.tab is tab
    place.open(OpenRequest(NEXT, "next.hl7"))
    assert place.current_tab() is tab


def test_another_one_follows_and_the_last_one_goes_with_the_window(place: MessagesPlace, qtbot: QtBot) -> None:
    first = waiting(place, qtbot)
    place.open(OpenRequest(NEXT, "next.hl7"))
    second = waiting(place, qtbot)
    assert second is not first
    assert place.close_all()
    assert place._spare.tab is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert place._pages().findChildren(MessageTab) == []
    qtbot.wait(700)
    assert place._pages().findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
