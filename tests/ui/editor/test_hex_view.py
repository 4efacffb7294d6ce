from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from workbench.er7 import Document, Path
from workbench.ui.editor.hex_view import HexView
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui
KEYS = Qt.Key
RAW = b"\x0bMSH|^~\\&|A\r\nFT1|1||x|\xc3\xa9\r\n\x1c\r"


def made(qtbot: QtBot, raw: bytes = RAW, width: int = 900) -> tuple[HexView, EditSession]:
    session = EditSession(Document.from_bytes(raw), "Test")
    view = HexView(session, Names(session, pytest.fail))
    view._keep = session  # type: ignore[attr-defined]
    qtbot.addWidget(view)
    view.resize(width, 200)
    view.show()
    return view, session


def test_every_byte_is_shown(qtbot: QtBot) -> None:
    view, _session = made(qtbot)
    assert view.line_text(0) == ("00000000  0B 4D 53 48 7C 5E 7E 5C 26 7C 41 0D 0A 46 54 31  ␋MSH|^~\\&|A␍␊FT1")
    assert view.line_text(1).endswith("|1||x|··␍␊␜␍")
    assert view.line_count() == 2


def test_the_cursor_is_one(qtbot: QtBot) -> None:
    view, session = made(qtbot)
    session.move_cursor(Path.parse("FT1-3"), "elsewhere")
    assert (view.caret, view.marked) == (RAW.index(b"x"), (RAW.index(b"x"), RAW.index(b"x") + 1))
    qtbot.keyClick(view, KEYS.Key_Right)
    qtbot.keyClick(view, KEYS.Key_Right)
    assert session.cursor == Path.parse("FT1-4")
    assert view.marked == (RAW.index(b"\xc3"), RAW.index(b"\xc3") + 2)
    qtbot.keyClick(view, KEYS.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert session.cursor == Path("MSH")
    assert view.accessibleDescription() == view.line_text(0)
    qtbot.keyClick(view, KEYS.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.caret == len(RAW) - 1
    assert view.accessibleDescription() == view.line_text(1)


def test_a_click_goes_there(qtbot: QtBot) -> None:
    view, session = made(qtbot)
    place = QPoint(round(view._width * (1 + 10 + 3 * 10 + 0.5)), view._height // 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (view.caret, session.cursor) == (10, Path.parse("MSH-3"))
    assert "hex A" in view.tip(place)
    assert "MSH-3" in view.tip(place)
    assert view.tip(QPoint(view.viewport().width() - 1, 1)) == ""


def test_it_follows_edits_and_narrow_windows(qtbot: QtBot) -> None:
    view, session = made(qtbot, width=300)
    assert view.per_line == 8
    session.submit(session.document.put("MSH-3", "ZZ"), "", None)
    assert "5A 5A" in view.line_text(1)
    view.hide()
    session.undo_stack.undo()
    view.show()
    assert "5A" not in view.line_text(1)


def test_five_megabytes_scroll(qtbot: QtBot) -> None:
    view, session = made(qtbot, b"MSH|^~\\&|A\rOBX|1|ED|||" + b"QUJD" * 1_250_000 + b"|x\r")
    session.move_cursor(Path.parse("OBX-6"), "elsewhere")
    assert view.caret == 5_000_023 or session.document.get("OBX-6") == "x"
    assert view.verticalScrollBar().value() > 300_000
    view.grab()


def test_an_unwritable_character_is_said_and_nothing_breaks(qtbot: QtBot) -> None:
    view, session = made(qtbot, b"MSH|^~\\&|\xe9\r")
    session.submit(session.document.splice(9, 10, "漢"), "", None)
    view.grab()
    qtbot.keyClick(view, KEYS.Key_Down)
    assert view.line_count() == 0
    session.undo_stack.undo()
    assert view.line_count() == 1
