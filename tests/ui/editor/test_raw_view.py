from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot

from workbench.er7 import Document, Path
from workbench.ui.editor import raw_view
from workbench.ui.editor.naming import Names
from workbench.ui.editor.raw_view import FOLDED, RawView
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui
KEYS = Qt.Key
NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LONG = "MSH|^~\\&|A\rOBX|1|ED|X||" + "QUJD" * 1_250_000 + "|F\r"


@pytest.fixture
def make_raw(qtbot: QtBot) -> Callable[[EditSession], RawView]:
    def make(session: EditSession) -> RawView:
        raw = RawView(session, Names(session, print))
        qtbot.addWidget(raw)
        raw.resize(800, 300)
        raw.show()
        return raw

    return make


@pytest.fixture
def raw(session: EditSession, make_raw: Callable[[EditSession], RawView]) -> RawView:
    return make_raw(session)


def put_caret(raw: RawView, path: str) -> None:
    """Set the caret to the end of what stands at a path."""
    span = raw._session.document.span(path)
    assert span is not None
    cursor = raw.textCursor()
    cursor.setPosition(raw._display.units(raw._display.to_shown(span[1])))
    raw.setTextCursor(cursor)


def select(raw: RawView, start: int, stop: int) -> None:
    cursor = raw.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
    raw.setTextCursor(cursor)


def test_a_line_for_every_segment(raw: RawView, session: EditSession) -> None:
    assert raw.shown_text() == session.document.text.replace("\r", "\n")


def test_typing_changes_the_message_and_is_one_step(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    put_caret(raw, "FT1-2")
    qtbot.keyClicks(raw, "XYZ")
    assert session.document.get("FT1-2") == "CHG001XYZ"
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "Edit FT1-2"
    session.undo_stack.undo()
    assert raw.shown_text() == session.document.text.replace("\r", "\n")
    assert session.document.get("FT1-2") == "CHG001"


def test_deleting_is_another_step_than_typing(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    put_caret(raw, "FT1-2")
    qtbot.keyClicks(raw, "XY")
    for _ in range(3):
        qtbot.keyClick(raw, KEYS.Key_Backspace)
    assert session.document.get("FT1-2") == "CHG00"
    assert session.undo_stack.count() == 2


def test_typing_elsewhere_in_the_same_field_is_another_step(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    put_caret(raw, "FT1-2")
    qtbot.keyClicks(raw, "X")
    qtbot.keyClick(raw, KEYS.Key_Left)
    qtbot.keyClick(raw, KEYS.Key_Left)
    qtbot.keyClicks(raw, "Y")
    assert session.document.get("FT1-2") == "CHG00Y1X"
    assert session.undo_stack.count() == 2


def test_enter_ends_a_segment(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    put_caret(raw, "PID-1")
    qtbot.keyClick(raw, KEYS.Key_Return)
    assert session.document.text.split("\r")[1:3] == ["PID|1", "||100234^^^HOSP^MR||SAMPLE^ANNA"]


def test_the_line_ends_of_the_source_survive_typing(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    session = make_session("MSH|^~\\&|A\r\nPID|1\nPV1|1\rFT1|1")
    raw = make_raw(session)
    put_caret(raw, "PID-1")
    qtbot.keyClicks(raw, "2")
    assert session.document.to_bytes() == b"MSH|^~\\&|A\r\nPID|12\nPV1|1\rFT1|1"


def test_the_caret_is_the_cursor(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    put_caret(raw, "PID-5.2")
    assert str(session.cursor) == "PID-5.2"
    qtbot.keyClick(raw, KEYS.Key_Down)
    assert session.cursor.segment == "FT1"


def test_the_caret_follows_the_cursor_without_moving_it(raw: RawView, session: EditSession) -> None:
    session.move_cursor(Path.parse("PID-3"), "elsewhere")
    assert raw.textCursor().position() == session.document.span("PID-3")[0]  # type: ignore[index]
    assert str(session.cursor) == "PID-3"
    marks = raw.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["100234^^^HOSP^MR"]


def test_a_field_beyond_the_end_is_at_the_end(raw: RawView, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-40"), "elsewhere")
    assert raw.textCursor().position() == session.document.span("FT1")[1]  # type: ignore[index]
    assert str(session.cursor) == "FT1-40"


def test_an_edit_elsewhere_is_shown_and_leaves_the_caret(raw: RawView, session: EditSession) -> None:
    put_caret(raw, "FT1-2")
    before = raw.textCursor().position()
    session.submit(session.document.put("PID-5", "LONGER^NAME"), "Edit", "elsewhere")
    assert raw.shown_text() == session.document.text.replace("\r", "\n")
    assert raw.textCursor().position() == before + len("LONGER^NAME") - len("SAMPLE^ANNA")
    assert session.undo_stack.count() == 1


def test_characters_that_qt_counts_twice(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    session = make_session("MSH|^~\\&|😀😀\rPID|1|😀|x|y\r")
    raw = make_raw(session)
    put_caret(raw, "PID-3")
    assert str(session.cursor) == "PID-3"
    qtbot.keyClicks(raw, "z")
    assert session.document.text == "MSH|^~\\&|😀😀\rPID|1|😀|xz|y\r"
    session.submit(session.document.put("PID-4", "😀w"), "Edit", "elsewhere")
    assert raw.shown_text() == session.document.text.replace("\r", "\n")
    select(raw, 0, len("MSH|^~\\&|😀".encode("utf-16-le")) // 2)
    raw.textCursor().insertText("MSH|^~\\&|")
    assert session.document.text == "MSH|^~\\&|😀\rPID|1|😀|xz|😀w\r"


def test_no_character_is_changed_by_being_shown(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    everything = "".join(
        chr(code) for code in range(0x10000) if chr(code) not in "\r\n" and not 0xD800 <= code < 0xE000
    )
    lines = "\r".join("|" + everything[start : start + 500] for start in range(0, len(everything), 500))
    session = make_session("MSH|^~\\&|A\r" + lines)
    before = session.document.text
    raw = make_raw(session)
    assert not session.is_modified()
    put_caret(raw, "MSH-3")
    qtbot.keyClicks(raw, "B")
    assert session.document.text == before.replace("|A\r", "|AB\r", 1)


def test_a_field_of_five_megabytes_is_folded_and_the_rest_can_be_edited(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    session = make_session(LONG)
    raw = make_raw(session)
    assert len(raw.shown_text()) < 300
    put_caret(raw, "OBX-6")
    qtbot.keyClicks(raw, "X")
    assert session.document.text == LONG.replace("|F\r", "|FX\r")


def test_a_fold_is_deleted_whole_or_not_at_all(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    session = make_session(LONG)
    raw = make_raw(session)
    said: list[str] = []
    raw.refused.connect(said.append)
    fold = raw._display.folds[0]
    shown = raw.shown_text()
    select(raw, fold.shown_stop, fold.shown_stop)
    qtbot.keyClick(raw, KEYS.Key_Backspace)
    assert said == [FOLDED]
    assert raw.shown_text() == shown
    assert not session.is_modified()
    select(raw, fold.shown_start, fold.shown_stop)
    qtbot.keyClick(raw, KEYS.Key_Delete)
    assert session.document.get("OBX-5") == "QUJD" * 6
    session.undo_stack.undo()
    assert raw.shown_text() == shown
    assert session.document.text == LONG


def test_copying_a_fold_copies_the_value(
    make_session: Callable[[str], EditSession], make_raw: Callable[[EditSession], RawView]
) -> None:
    raw = make_raw(make_session(LONG))
    raw.selectAll()
    assert raw.createMimeDataFromSelection().text() == LONG.replace("\r", "\n")


def test_pasting_megabytes_shows_a_fold(raw: RawView, session: EditSession) -> None:
    put_caret(raw, "FT1-2")
    data = QMimeData()
    data.setText("QUJD" * 1_000_000)
    raw.insertFromMimeData(data)
    assert session.document.get("FT1-2") == "CHG001" + "QUJD" * 1_000_000
    assert len(raw.shown_text()) < 1000
    assert session.undo_stack.count() == 1


def test_pasting_lines_inserts_segments_and_leaves_the_caret_behind_them(raw: RawView, session: EditSession) -> None:
    span = session.document.span("FT1")
    assert span is not None
    select(raw, span[0], span[0])
    data = QMimeData()
    data.setText("ZZ1|a\r\nZZ2|b\n")
    raw.insertFromMimeData(data)
    assert [segment.name for segment in session.document.segments] == ["MSH", "PID", "ZZ1", "ZZ2", "FT1", "FT1"]
    assert raw.textCursor().position() == span[0] + len("ZZ1|a\rZZ2|b\r")


def test_files_are_left_to_the_window(raw: RawView) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.hl7")])
    assert not raw.canInsertFromMimeData(data)


def test_ctrl_z_reaches_the_session(raw: RawView, session: EditSession, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(raw)
    undo, redo = session.undo_stack.createUndoAction(window), session.undo_stack.createRedoAction(window)
    undo.setShortcut("Ctrl+Z")
    redo.setShortcut("Ctrl+Shift+Z")
    window.addActions([undo, redo])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    raw.setFocus()
    put_caret(raw, "FT1-2")
    qtbot.keyClicks(raw, "X")
    qtbot.keyClick(raw, KEYS.Key_Z, CTRL)
    assert session.document.get("FT1-2") == "CHG001"
    qtbot.keyClick(raw, KEYS.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert session.document.get("FT1-2") == "CHG001X"
    window.takeCentralWidget()


def test_changing_the_delimiters_recolours(raw: RawView, session: EditSession) -> None:
    text = session.document.text.replace("|", "!")
    session.submit(Document.from_text(text), "Edit", "elsewhere")
    formats = raw.document().findBlockByNumber(1).layout().formats()
    assert [(one.start, one.length) for one in formats][:2] == [(0, 3), (3, 1)]


def test_lines_wrap_on_demand(raw: RawView) -> None:
    raw.wrap_action.trigger()
    assert raw.lineWrapMode() == QPlainTextEdit.LineWrapMode.WidgetWidth
    raw.wrap_action.trigger()
    assert raw.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap


def test_copy_with_the_keyboard(raw: RawView, qtbot: QtBot) -> None:
    select(raw, 0, 3)
    qtbot.keyClick(raw, KEYS.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "MSH"


def test_line_ends_can_be_shown_without_touching_the_text(qtbot: QtBot) -> None:
    session = EditSession(Document.from_bytes(b"MSH|^~\\&|A\r\nPID|1\rEVN|1\n\x1c\r"), "Test")
    view = RawView(session, Names(session, pytest.fail))
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    before = view.grab().toImage()
    view.ends_action.trigger()
    assert [view.line_end(line) for line in range(5)] == ["CR LF", "CR", "LF", "FS CR", ""]
    assert view.grab().toImage() != before
    assert not session.is_modified()
    view.ends_action.trigger()
    assert view.grab().toImage() == before


def test_the_end_of_a_line_is_behind_all_of_its_letters(qtbot: QtBot) -> None:
    session = EditSession(Document.from_text("MSH|^~\\&|A\rPID|1|\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5"), "Test")
    view = RawView(session, Names(session, pytest.fail))
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    block = view.document().findBlockByNumber(1)
    cursor = QTextCursor(view.document())
    places = []
    for offset in range(block.length()):
        cursor.setPosition(block.position() + offset)
        places.append(view.cursorRect(cursor).left())
    assert places[-1] < max(places)  # the last letter of the file is not the last one on the screen
    assert view.line_right(block) >= max(places) - 1


def test_the_text_is_coloured_when_it_is_shown(session: EditSession, qtbot: QtBot) -> None:
    raw = RawView(session, Names(session, print))
    qtbot.addWidget(raw)
    raw.resize(800, 300)

    def coloured() -> list[int]:
        blocks = (raw.document().findBlockByNumber(number) for number in range(raw.blockCount()))
        return [block.blockNumber() for block in blocks if block.layout().formats()]

    assert len(coloured()) < 4
    raw.show()
    assert coloured() == [0, 1, 2, 3]


@pytest.fixture
def long_session(monkeypatch: pytest.MonkeyPatch, make_session: Callable[[str], EditSession]) -> EditSession:
    """Of a message that comes in many pieces."""
    monkeypatch.setattr(raw_view, "_AT_ONCE", 100)
    return make_session("MSH|^~\\&|A\r" + "".join(f"NTE|{number}||Größe 𝔘\r" for number in range(1, 101)))


def test_a_long_text_comes_in_pieces_and_nothing_is_typed_meanwhile(
    long_session: EditSession, make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    raw = make_raw(long_session)
    whole = long_session.document.text.replace("\r", "\n").rstrip("\n")
    begun = raw.shown_text()
    assert raw.is_coming and 50 < len(begun) <= 100 and whole.startswith(begun)
    qtbot.keyClicks(raw, "x")
    turns = []
    raw._comes.timeout.connect(lambda: turns.append(raw.shown_text()))
    qtbot.waitUntil(lambda: not raw.is_coming, timeout=10_000)
    assert len(turns) >= len(whole) // 100
    assert raw.shown_text().rstrip("\n") == whole
    assert long_session.undo_stack.count() == 0
    put_caret(raw, "NTE[100]-3")
    qtbot.keyClicks(raw, "x")
    assert long_session.document.get("NTE[100]-3") == "Größe 𝔘x"


def test_what_is_changed_while_it_comes_is_in_it(
    long_session: EditSession, make_raw: Callable[[EditSession], RawView], qtbot: QtBot
) -> None:
    raw = make_raw(long_session)
    long_session.submit(long_session.document.put("NTE[2]-3", "changed & longer"), "Set", "tree")
    long_session.submit(long_session.document.put("NTE[99]-3", ""), "Set", "tree")
    long_session.undo_stack.undo()
    long_session.move_cursor(Path.parse("NTE[98]-1"), "tree")
    assert raw.is_coming
    qtbot.waitUntil(lambda: not raw.is_coming, timeout=10_000)
    assert raw.shown_text().rstrip("\n") == long_session.document.text.replace("\r", "\n").rstrip("\n")
    assert raw.textCursor().block().text().startswith("NTE|98|")
    assert [one.cursor.selectedText() for one in raw.extraSelections()] == ["98"]
    assert not raw.isReadOnly()


def test_whoever_looks_for_something_further_down_finds_it_at_once(
    long_session: EditSession, make_raw: Callable[[EditSession], RawView]
) -> None:
    raw = make_raw(long_session)
    span = long_session.document.span("NTE[60]-1")
    assert span is not None
    raw.select_span(*span)
    assert raw.textCursor().selectedText() == "60"
    assert raw.textCursor().block().text().startswith("NTE|60|")


def test_what_is_pasted_long_leaves_the_caret_behind_it(
    session: EditSession, make_raw: Callable[[EditSession], RawView], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(raw_view, "_AT_ONCE", 100)
    raw = make_raw(session)
    qtbot.waitUntil(lambda: not raw.is_coming, timeout=10_000)
    first = raw.document().firstBlock()
    select(raw, first.length(), first.length())
    data = QMimeData()
    data.setText("".join(f"NTE|{number}||pasted\n" for number in range(1, 101)))
    raw.insertFromMimeData(data)
    assert raw.textCursor().position() == first.length() + len(data.text())
    qtbot.waitUntil(lambda: not raw.is_coming, timeout=10_000)
    assert raw.shown_text().count("pasted") == 100
    assert raw.shown_text().rstrip("\n") == session.document.text.replace("\r", "\n").rstrip("\n")
