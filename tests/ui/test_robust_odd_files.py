"""Every odd file goes through the whole window: opened, edited by its commands, saved elsewhere, undone, saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import corpus as messages
from helpers.watching import DFT, TWO, Watched
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

TEXT = DFT.decode()
ODD: dict[str, bytes] = {
    "empty": b"",
    "only bytes that are no text": b"\xff" * 300,
    "bytes that are no text in a message": DFT + b"NTE|1||\xff\xfe\xff\r",
    "three letters": b"MSH",
    "a header that stops": b"MSH|^~",
    "one line": DFT.split(b"\r")[0],
    "NUL": DFT.replace(b"OB scan", b"OB\x00scan") + b"\x00\x00",
    "UTF-16": ("\ufeff" + TEXT + TEXT).encode("utf-16-le"),
    "UTF-16 unmarked": (TEXT + TEXT).encode("utf-16-be"),
    "UTF-16 cut off": ("\ufeff" + TEXT).encode("utf-16-le") + b"x",
    "mixed line ends": TEXT.replace("\rPV1", "\r\nPV1").replace("\rFT1", "\n\rFT1").encode(),
    "said UTF-8, is not": DFT.replace(b"2.5.1", b"2.5.1||||||UNICODE UTF-8").replace(b"OB scan", b"caf\xe9"),
    "said Latin, is UTF-8": DFT.replace(b"2.5.1", b"2.5.1||||||8859/1").replace(b"OB scan", "Müller".encode()),
    "a broken batch": b"FHS|^~\\&|X\rBHS|^~\\&|Y\r"
    + DFT
    + b"MSH\rMSH|\r"
    + TWO
    + b"BTS|7\rgarbage\rMSH|^~\\&|\x00\rFTS",
    "only line ends": b"\r\r\r",
    "only blanks": b"   \n\t ",
    "half a pair": DFT + b"NTE|1||\xed\xa0\x80\r",
    "signs of all kinds": (TEXT + "NTE|1||😀 a\u0301 \u202e rtl \u2028 ls \x85 \x0b \x0c\r").encode(),
    "framed": b"\x0b" + DFT + b"\x1c\r\x0b" + DFT + b"\x1c\r",
    "one long value": DFT + b"OBX|1|ED|X||" + b"QUJD" * 100_000 + b"\r",
    "other signs": b"MSH@#*?%\rFT1@1@A@@20260301@@CG@76805#OB\r",
    "no final end": DFT.rstrip(b"\r"),
}


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "data", qapp)
    qtbot.addWidget(watched.window)
    yield watched
    watched.end()


def edit(at: Watched) -> None:
    """Five commands of the window; those that do not fit there say so and do nothing."""
    work = at.window.messages.message_actions
    segments = [one for one in at.session.document.segments if not one.is_opaque]
    if len(segments) > 1:
        at.window.go_to(segments[-1].path.at(field=1))
    for action in (work.duplicate, work.repetition, work.part, work.renew):
        action.trigger()
    at.view.raw.moveCursor(QTextCursor.MoveOperation.End)
    at.view.raw.insertPlainText("\nZZZ|1|new")


def survives(at: Watched, file: Path, raw: bytes) -> None:
    """`raw` stands in the file, and does so again at the end."""
    at.open(file)
    before = at.session.document
    edit(at)
    stack = at.session.undo_stack
    assert stack.count() > 0 and at.tab.file.is_modified()
    elsewhere = file.with_name("elsewhere.hl7")
    at.window.messages.ask_save = lambda _suggestion: str(elsewhere)
    assert at.window.messages.save_as(), at.last()
    assert file.read_bytes() == raw, "save as leaves it alone"
    assert elsewhere.read_bytes() == at.tab.file.to_bytes() != raw
    assert not at.tab.file.is_modified()
    while stack.canUndo():
        stack.undo()
    assert at.session.document == before
    assert at.window.messages.save(), at.last()
    assert elsewhere.read_bytes() == raw
    assert at.window.messages.close_current()
    elsewhere.unlink()


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_survives(at: Watched, name: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.hl7"
    file.write_bytes(ODD[name])
    survives(at, file, ODD[name])
    assert [level for level, _text in at.heard if level == "problem"] == []
    assert at.asked == []


GROUPS = 6
"""A test for so many parts of the files; of the real ones every sixth, which is what a minute has room for."""


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_files_that_there_are_survive(at: Watched, group: int, tmp_path: Path) -> None:
    own = [one for one in messages.files() if messages.OWN in one.parents]
    for number, source in enumerate([*own[group::GROUPS], *messages.real()[group :: GROUPS * 6]]):
        raw = source.read_bytes()
        file = tmp_path / f"f{number}.hl7"
        file.write_bytes(raw)
        survives(at, file, raw)
    assert at.asked == []
