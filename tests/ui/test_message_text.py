"""The read-only view of a message."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from workbench.er7 import Document
from workbench.ui import message_text, theme
from workbench.ui.message_text import MessageText

pytestmark = pytest.mark.gui


def formats(view: MessageText, line: int) -> list[tuple[int, int, str]]:
    """Start, length and colour of what is coloured in a line."""
    ranges = view.document().findBlockByNumber(line).layout().formats()
    return [(each.start, each.length, each.format.foreground().color().name()) for each in ranges]


def test_segments_stand_on_lines_of_their_own(qtbot: QtBot) -> None:
    view = MessageText("Message")
    qtbot.addWidget(view)
    view.show_message(Document.from_bytes(b"MSH|^~\\&|A\r\nPID|1\r\n"))
    assert view.toPlainText() == "MSH|^~\\&|A\nPID|1\n"
    assert view.isReadOnly()


def test_names_and_delimiters_have_their_colours(qtbot: QtBot) -> None:
    view = MessageText("Message")
    qtbot.addWidget(view)
    view.show_message(Document.from_text("MSH|^~\\&|A\rPID|\U0001f600^x\r"))
    assert formats(view, 1) == [
        (0, 3, theme.colour("segment").name()),
        (3, 1, theme.colour("delimiter").name()),
        (6, 1, theme.colour("delimiter").name()),
    ]


def test_other_delimiters_are_coloured_too(qtbot: QtBot) -> None:
    view = MessageText("Message")
    qtbot.addWidget(view)
    view.show_message(Document.from_text("MSH*!~\\&*A\rPID*1!2|3\r"))
    assert [(start, length) for start, length, _ in formats(view, 1)] == [(0, 3), (3, 1), (5, 1)]


def test_a_very_long_message_is_cut_for_reading(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_text, "LONGEST", 10)
    view = MessageText("Message")
    qtbot.addWidget(view)
    view.show_message(Document.from_text("0123456789abc"))
    assert view.toPlainText() == "0123456789\n… 3 more characters: open the message to see them."


def test_the_cursor_stays_when_the_text_changes(qtbot: QtBot) -> None:
    view = MessageText("Message")
    qtbot.addWidget(view)
    view.show_message(Document.from_text("MSH|^~\\&|A\r"))
    cursor = view.textCursor()
    cursor.setPosition(5)
    view.setTextCursor(cursor)
    view.show_message(Document.from_text("MSH|^~\\&|B\r"))
    assert view.textCursor().position() == 5


def test_the_font_survives_a_splitter(qtbot: QtBot) -> None:
    view = MessageText("Message")
    inner, outer = QWidget(), QWidget()
    qtbot.addWidget(outer)
    QHBoxLayout(inner).addWidget(view)
    splitter = QSplitter()
    splitter.addWidget(inner)
    QHBoxLayout(outer).addWidget(splitter)
    outer.show()
    assert QFontInfo(view.font()).family() == QFontInfo(theme.monospace()).family()


def test_the_same_message_is_not_set_anew(qtbot: QtBot) -> None:
    view = MessageText("Message")
    qtbot.addWidget(view)
    document = Document.from_text("MSH|^~\\&|A\u00a0B\rPID|\U0001f600\u00a0x\r")
    view.show_message(document)
    changes: list[bool] = []
    view.textChanged.connect(lambda: changes.append(True))
    view.show_message(document)
    assert changes == []
