"""Every message opens, shows, and survives twenty edits through all its views and their undo, to the byte."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from helpers import corpus as real_messages
from helpers.screen import StubBridge
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path as MessagePath
from workbench.er7.edits import EditError
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.view import MessageView
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

EDITS = 20
GROUPS = 12
"""The files are tried in so many tests: one that fails says more than one for all."""
VALUES = ("", "X", '""', "a^b", "1~2", "Müller", "line\\.br\\break", "0", "  ", "é")


def _group(number: int) -> list[Path]:
    return real_messages.files()[number::GROUPS]


def _random_path(dice: random.Random, session: EditSession) -> MessagePath | None:
    segments = [segment for segment in session.document.segments if not segment.is_opaque and not segment.is_blank]
    if not segments:
        return None
    segment = dice.choice(
        segments[:: max(1, len(segments) // 2)]
    )  # a page of the form for each kind is what takes long
    number = dice.randint(2 if segment.name == "MSH" else 1, max(3, len(segment.fields) + 1))
    return segment.path.at(field=max(number, 3) if segment.name == "MSH" else number)


def _put(dice: random.Random, session: EditSession, _view: MessageView) -> None:
    path = _random_path(dice, session)
    if path is not None:
        session.move_cursor(path, None)
        session.submit(session.document.put(path, dice.choice(VALUES)), f"Set {path}", None)


def _type(dice: random.Random, session: EditSession, view: MessageView) -> None:
    """A letter through the raw view's own widget."""
    cursor = view.raw.textCursor()
    cursor.setPosition(dice.randint(0, max(0, view.raw.document().characterCount() - 1)))
    view.raw.setTextCursor(cursor)
    view.raw.insertPlainText(dice.choice("xyz9"))


def _in_tree(dice: random.Random, session: EditSession, view: MessageView) -> None:
    """A value through the tree's model, at the place of the cursor."""
    path = _random_path(dice, session)
    if path is None:
        return
    session.move_cursor(path, None)
    index = view.tree.currentIndex()
    for column in range(view.tree.tree_model.columnCount()):
        cell = index.siblingAtColumn(column)
        if cell.isValid() and cell.flags() & Qt.ItemFlag.ItemIsEditable:
            view.tree.tree_model.setData(cell, dice.choice(VALUES), Qt.ItemDataRole.EditRole)
            return


def _lines(dice: random.Random, session: EditSession, _view: MessageView) -> None:
    """A segment comes or goes."""
    count = len(session.document.segments)
    if count > 2 and dice.random() < 0.5:
        session.submit(session.document.delete_segment(dice.randrange(1, count)), "Delete", None)
    else:
        session.submit(session.document.insert_segment(dice.randint(1, max(1, count)), "ZZZ|1|new"), "Insert", None)


def _back(dice: random.Random, session: EditSession, _view: MessageView) -> None:
    session.undo_stack.undo()
    if dice.random() < 0.5:
        session.undo_stack.redo()


KINDS = (_put, _put, _type, _in_tree, _lines, _back)


def _edit(dice: random.Random, session: EditSession, view: MessageView) -> None:
    # What is refused with a sentence is as it shall be; that nothing changed is seen at the end.
    with contextlib.suppress(EditError):
        dice.choice(KINDS)(dice, session, view)


def _shown(view: MessageView) -> str:
    return view.raw.document().toRawText().replace("\N{PARAGRAPH SEPARATOR}", "\r")


@pytest.mark.parametrize("number", range(GROUPS))
def test_every_message_survives(number: int, qtbot: QtBot, qapp: QApplication) -> None:
    for file in _group(number):
        _survives(file, qtbot)


def _survives(file: Path, qtbot: QtBot) -> None:
    raw, dice = file.read_bytes(), random.Random(file.name)
    opened = OpenFile(OpenRequest(raw, file.name, file))
    session = opened.session(dice.randrange(len(opened)))
    view = MessageView(session, StubBridge())
    view.resize(800, 500)
    view.show()
    view.form.catch_up()  # it would come when the events do, after the edits
    before = session.document
    in_full = _shown(view) == before.text  # a very long value is folded in the text
    for _count in range(EDITS):
        _edit(dice, session, view)
        assert not in_full or _shown(view) == session.document.text, real_messages.name(file)
    QCoreApplication.processEvents()
    changed = session.undo_stack.count() > 0
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert session.document == before, real_messages.name(file)
    assert opened.to_bytes() == raw, real_messages.name(file)
    assert changed or not before.segments, f"no edit of {real_messages.name(file)} went through"
    assert not in_full or _shown(view) == before.text, real_messages.name(file)
    view.close()
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
