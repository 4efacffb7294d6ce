"""The three views together: one truth, one cursor, one undo."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name
from helpers.screen import StubBridge
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from workbench.er7 import Document, EditError, Path
from workbench.ui import theme
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_model import VALUE
from workbench.ui.editor.view import MessageView

pytestmark = pytest.mark.gui


def tree_place(view: MessageView) -> str:
    return str(view.tree.tree_model.path(view.tree.currentIndex()))


def form_place(view: MessageView) -> str:
    marked = [row.facts.label for row in view.form.rows.values() if row.name.font().bold()]
    return f"{view.form._path} {''.join(marked)}"


def raw_place(view: MessageView) -> str:
    document = view.session.document
    return str(document.path_at(view.raw._display.to_document(view.raw.textCursor().position())))


def test_it_opens_at_the_first_charge_everywhere(view: MessageView) -> None:
    assert tree_place(view) == "FT1"
    assert form_place(view) == "FT1 "
    assert raw_place(view) == "FT1"
    assert view.path_bar.path.text() == "FT1"
    assert view.path_bar.read_with.text() == "HL7 2.5.1 · UTF-8"


def test_the_cursor_of_the_tree_leads_the_others(view: MessageView) -> None:
    view.tree.setCurrentIndex(view.tree.tree_model.index_of(Path.parse("FT1[2]-7")))
    assert form_place(view) == "FT1[2] FT1-7"
    assert raw_place(view) == "FT1[2]-7"
    assert view.path_bar.path.text() == "FT1[2]-7"


def test_the_cursor_of_the_raw_text_leads_the_others(view: MessageView) -> None:
    span = view.session.document.span("PID-5.2")
    assert span is not None
    cursor = view.raw.textCursor()
    cursor.setPosition(span[0])
    view.raw.setTextCursor(cursor)
    assert tree_place(view) == "PID-5.2"
    assert form_place(view) == "PID PID-5"
    assert view.path_bar.path.text() == "PID-5.2"


def test_the_cursor_of_the_form_leads_the_others(view: MessageView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.form.focus_field(19)
    assert tree_place(view) == "FT1-19"
    assert raw_place(view) == "FT1-19(1).1"
    assert view.path_bar.path.text() == "FT1-19"


def test_an_edit_in_any_view_is_shown_by_all_and_undone_by_one_stack(view: MessageView, qtbot: QtBot) -> None:
    session = view.session
    first = session.document
    view.form.rows[10].editor.line.end(False)
    qtbot.keyClicks(view.form.rows[10].editor.line, "5")
    index = view.tree.tree_model.index_of(Path.parse("FT1-6"), VALUE)
    view.tree.tree_model.setData(index, "CD", Qt.ItemDataRole.EditRole)
    cursor = view.raw.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    view.raw.setTextCursor(cursor)
    qtbot.keyClicks(view.raw, "ZX1")
    last = session.document
    assert last.get("FT1-6") == "CD"
    assert last.get("FT1-10") == "15"
    assert last.text.endswith("\rZX1")
    session.move_cursor(Path("FT1"), None)
    assert view.form.rows[6].editor.raw == "CD"
    assert view.tree.tree_model.index_of(Path.parse("FT1-10"), VALUE).data() == "15"
    assert view.raw.shown_text() == last.text.replace("\r", "\n")
    assert session.undo_stack.count() == 3
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
        _agree(view)
    assert session.document == first
    while session.undo_stack.canRedo():
        session.undo_stack.redo()
        _agree(view)
    assert session.document == last


def _agree(view: MessageView) -> None:
    """Every view shows the session's document."""
    document = view.session.document
    assert view.raw.shown_text() == view.raw._display.text
    model = view.tree.tree_model
    paths = [model.path(model.index(row, 0)) for row in range(model.rowCount())]
    assert [path for path in paths if path is not None] == [segment.path for segment in document.segments]
    path = view.session.cursor.segment_path()
    if document.segment(path) is not None:
        for number, row in view.form.rows.items():
            assert row.editor.raw == (document.get(path.at(field=number)) or "")


def test_copying_the_path(view: MessageView) -> None:
    view.session.move_cursor(Path.parse("FT1-7.2"), None)
    view.path_bar.copy_action.trigger()  # its key is that of the menu's action: see the keys of the editor
    assert QGuiApplication.clipboard().text() == "FT1-7.2"


def test_the_meaning_of_a_code_stands_beside_its_path(view: MessageView) -> None:
    view.session.move_cursor(Path.parse("FT1-6"), None)
    assert view.path_bar.name.text() == "Transaction Type = Charge"


def test_a_doubtful_reading_is_said(qtbot: QtBot, make_view: Callable[[EditSession], MessageView]) -> None:
    header = b"MSH|^~\\&|||||||DFT^P03|1|P|2.9||||||8859/15\r"
    view = make_view(EditSession(Document.from_bytes(header + "PID|1||ü\r".encode())))
    assert view.path_bar.notes.isVisible()
    assert "2.9" in view.path_bar.notes.text()
    assert "MSH-18 says 8859/15, but the bytes are UTF-8" in view.path_bar.notes.text()
    view.session.submit(view.session.document.put("MSH-12", "2.5.1"), "", None)
    assert "2.9" not in view.path_bar.notes.text()
    view.session.submit(view.session.document.put("MSH-18", "8859/2"), "", None)
    assert view.path_bar.notes.text() == "MSH-18 says 8859/2, but the message is kept as UTF-8."
    view.session.submit(view.session.document.put("MSH-18", "UNICODE UTF-8"), "", None)
    assert not view.path_bar.notes.isVisible()


def test_what_a_view_refuses_is_said(view: MessageView, bridge: StubBridge) -> None:
    index = view.tree.tree_model.index_of(Path.parse("FT1-2"), VALUE)
    view.tree.tree_model.setData(index, "A|B", Qt.ItemDataRole.EditRole)
    assert [level for level, _text in bridge.heard] == ["warning"]


def test_every_control_has_a_name_and_none_takes_markup(view: MessageView) -> None:
    view.session.submit(view.session.document.put("FT1-2", "<b>x</b>"), "", None)
    for widget in (view.tree, view.raw, view.form, view.path_bar.path):
        assert widget.accessibleName()
    assert all(row.editor.line.accessibleName() for row in view.form.rows.values())
    assert view.path_bar.name.textFormat() == Qt.TextFormat.PlainText
    assert view.form.rows[2].meaning.textFormat() == Qt.TextFormat.PlainText


def test_light_and_dark_change_under_an_open_message(view: MessageView, qapp: object) -> None:
    before = [one.format.foreground().color() for one in view.raw.document().firstBlock().layout().formats()]
    theme.apply(qapp, dark=True)  # type: ignore[arg-type]
    try:
        after = [one.format.foreground().color() for one in view.raw.document().firstBlock().layout().formats()]
        assert len(after) == len(before)
        assert after != before
        assert view.raw.extraSelections()[0].format.background().color() == theme.colour("cursor")
    finally:
        theme.apply(qapp, dark=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\xff\xfe" * 50,
        b"MSH",
        b"MSH|",
        b"MSH|&&&&|A|B",
        b"\xef\xbb\xbfMSH|^~\\&|A\n",
        b"\x0bMSH|^~\\&|A\r\x1c\r",
        b"MSH|^~\\&|A|PID|1|FT1|1",
        b"MSH|^~\\&|||||||X^Y|1|P|9.9\rXYZ|1\r",
        b"MSH|^~\\&|A\rZZZ" + b"|x" * 10_000,
        b"MSH|^~\\&|A\rOBX|1|FT|||" + b"word " * 1_000_000,
        b"MSH|^~\\&|caf\xe9\rPID|\xff\xfe",
        b"prose\r\n\r\nmore prose",
    ],
    ids=range(13),
)
def test_anything_opens_and_survives_an_edit_and_its_undo(
    raw: bytes, make_view: Callable[[EditSession], MessageView]
) -> None:
    session = EditSession(Document.from_bytes(raw))
    view = make_view(session)
    for segment in session.document.segments[:5]:
        session.move_cursor(segment.path, None)
        _agree(view)
    session.submit(session.document.splice(0, 0, "X"), "", None)
    _agree(view)
    session.undo_stack.undo()
    _agree(view)
    assert session.document.to_bytes() == raw


@pytest.mark.parametrize("file", files(), ids=name)
def test_real_messages_survive_edits_in_every_view_and_their_undo(
    file: FilePath, qtbot: QtBot, bridge: StubBridge
) -> None:
    raw = file.read_bytes()
    session = EditSession(Document.from_bytes(raw))
    view = MessageView(session, bridge)  # not shown: painting takes most of the time and adds nothing here
    qtbot.addWidget(view)
    chance = random.Random(file.name)
    for _ in range(6):
        chance.choice((_edit_in_tree, _edit_in_raw, _edit_in_form))(view, chance)
        _agree(view)
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    _agree(view)
    assert session.document.to_bytes() == raw


def _edit_in_tree(view: MessageView, chance: random.Random) -> None:
    model = view.tree.tree_model
    index = model.index(0, 0)
    for _ in range(chance.randint(1, 4)):
        count = model.rowCount(index)
        if not count:
            break
        index = model.index(chance.randrange(count), 0, index)
    view.tree.setCurrentIndex(index)
    value = index.siblingAtColumn(VALUE)
    if value.flags() & Qt.ItemFlag.ItemIsEditable:
        model.setData(value, chance.choice(("", "x", "a^b", "1&2", '""', "y~z")), Qt.ItemDataRole.EditRole)


def _edit_in_raw(view: MessageView, chance: random.Random) -> None:
    cursor = view.raw.textCursor()
    length = len(view.raw.document().toRawText().encode("utf-16-le")) // 2
    place = chance.randint(0, length)
    cursor.setPosition(place)
    cursor.setPosition(min(length, place + chance.choice((0, 0, 1, 4))), QTextCursor.MoveMode.KeepAnchor)
    view.raw.setTextCursor(cursor)
    view.raw.textCursor().insertText(chance.choice(("x", "|", "^", "~", "\n", "FT1|9", "")))


def _edit_in_form(view: MessageView, chance: random.Random) -> None:
    if not view.form.rows:
        return
    number, row = chance.choice(sorted(view.form.rows.items()))
    if row.editor.line.isReadOnly():
        return
    raw = chance.choice(("x", "", "a^b~c", "<i>"))
    try:
        view.session.document.put(view.session.cursor.segment_path().at(field=number), raw)
    except EditError:
        return
    row.editor.edited.emit(raw)


def test_the_tab_key_goes_through_the_form_and_on_and_back(view: MessageView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.form.focus_field(1)
    first = QApplication.focusWidget()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        seen = list[QWidget]()
        view.form.focus_field(1)
        while (widget := QApplication.focusWidget()) is not None and widget not in seen:
            seen.append(widget)
            qtbot.keyClick(widget, key)
        assert widget is first  # one ring: it comes round to where it began
        rows = [row for row in view.form.rows.values() if row.editor.isVisibleTo(view.form)]
        assert [widget for row in rows for widget in row.editor.inputs() if widget not in seen] == []
        outside = {view.tree, view.raw, view.tree_pane.box, view.tree_pane.modes}
        assert outside <= set(seen)


def test_a_missing_segment_is_shown_everywhere_when_its_row_is_chosen(view: MessageView, qtbot: QtBot) -> None:
    session, model = view.session, view.tree.tree_model
    ghost = model.index(1, 0)
    assert ghost.data() == "+ EVN"
    view.tree.setCurrentIndex(ghost)
    assert (session.shown, session.cursor) == (Path("EVN"), Path("FT1"))
    assert view.path_bar.path.text() == "EVN"
    assert view.path_bar.name.text() == "Event Type, missing"
    assert (view.form._heading.text(), view.form._note.text()) == ("EVN  Event Type", "required here and missing")
    assert "Enter" in view.form._nothing.text()
    assert view.form._nothing.isVisible()
    view.path_bar.copy_path()
    assert QGuiApplication.clipboard().text() == "EVN"
    session.move_cursor(Path("FT1"), "another view")  # where it is already
    assert tree_place(view) == "FT1"
    assert view.path_bar.path.text() == "FT1"
    assert form_place(view) == "FT1 "
    assert not view.form._nothing.isVisible()
    assert view.form._heading.text().startswith("FT1 ")
    view.tree.setCurrentIndex(ghost)
    qtbot.keyClick(view.tree, Qt.Key.Key_Return)
    assert session.document.segments[1].name == "EVN"
    assert session.absent is None
    assert (tree_place(view), view.path_bar.path.text()) == ("EVN", "EVN")
    assert view.form._heading.text() == "EVN  Event Type"
    assert not view.form._nothing.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
@pytest.mark.parametrize("path", ["FT1-9", "FT1[2]-12.2"])
def test_an_empty_field_without_a_row_is_edited_from_the_tree_in_the_form(
    key: Qt.Key, path: str, view: MessageView, qtbot: QtBot
) -> None:
    view.fields.setCurrentWidget(view.charges)
    view.go_to(Path.parse(path), None)
    assert tree_place(view) == path.partition("-")[0]  # there is no row of its own
    view.tree.setFocus()
    qtbot.keyClick(view.tree, key)
    number = Path.parse(path).field
    assert view.fields.currentWidget() is view.form
    assert number is not None
    assert view.form.rows[number].editor.isAncestorOf(QApplication.focusWidget() or view)
    assert view.session.cursor.field == number


def test_a_field_of_a_segment_that_the_filter_hides_is_edited_in_the_form(view: MessageView, qtbot: QtBot) -> None:
    view.tree_pane.set_mode("charges")
    view.go_to(Path.parse("PID-5"), None)
    view.tree.setFocus()
    qtbot.keyClick(view.tree, Qt.Key.Key_F2)
    assert view.form.rows[5].editor.isAncestorOf(QApplication.focusWidget() or view)


def test_f2_on_a_segment_edits_nothing(view: MessageView, qtbot: QtBot) -> None:
    view.go_to(Path.parse("FT1"), None)
    view.tree.setFocus()
    qtbot.keyClick(view.tree, Qt.Key.Key_F2)
    assert QApplication.focusWidget() is view.tree


@pytest.mark.parametrize("grouped", [False, True])
def test_a_place_in_a_missing_segment_leads_to_the_row_that_inserts_it(
    grouped: bool, view: MessageView, qtbot: QtBot
) -> None:
    view.tree.set_grouped(grouped)
    view.go_to(Path.parse("EVN-2"), None)
    assert view.session.absent == Path("EVN")
    view.tree.setFocus()
    qtbot.keyClick(view.tree, Qt.Key.Key_F2)
    assert [segment.name for segment in view.session.document.segments][:2] == ["MSH", "EVN"]


def test_a_place_in_a_segment_that_nobody_misses_moves_nothing(view: MessageView) -> None:
    view.go_to(Path.parse("ZZZ-2"), None)
    assert str(view.session.cursor) == "FT1"
    assert tree_place(view) == "FT1"
