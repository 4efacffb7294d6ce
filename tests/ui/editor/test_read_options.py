"""A file whose character set was guessed wrong is read anew in the right one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from pytestqt.qtbot import QtBot

from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.read_options import ReadOptions
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

TEXT = "MSH|^~\\&|A|B|||20260301||DFT^P03|1|T|2.5.1\rPID|1||7||ŁUKASZ\r"
RAW = TEXT.encode("cp1250")


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge, tmp_path: Path) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    (tmp_path / "one.hl7").write_bytes(RAW + RAW)
    made.open_path(tmp_path / "one.hl7")
    yield made
    for tab in made.tabs():
        tab.let_go()


def name(place: MessagesPlace) -> str | None:
    session = place.current()
    assert session is not None
    return session.document.get("PID-5")


def read_as(place: MessagesPlace, codec: str) -> ReadOptions:
    dialog = place.read_with()
    assert isinstance(dialog, ReadOptions)
    dialog.charset.setCurrentIndex(dialog.charset.findData(codec))
    return dialog


def test_the_letters_become_right_and_the_bytes_stay(place: MessagesPlace, tmp_path: Path) -> None:
    assert name(place) == "£UKASZ"
    dialog = read_as(place, "cp1250")
    assert "ŁUKASZ" in dialog.note.text()
    dialog.accept()
    assert name(place) == "ŁUKASZ"
    tab = place.current_tab()
    assert tab is not None and not tab.file.is_modified()
    assert tab.file.to_bytes() == RAW + RAW
    tab.choose(1)
    assert name(place) == "ŁUKASZ"
    tab.session.submit(tab.session.document.put("PID-5", "ŻAK"), "Edit", None)
    assert place.save()
    assert (tmp_path / "one.hl7").read_bytes() == RAW + RAW.replace("ŁUKASZ".encode("cp1250"), b"\xafAK")
    tab.session.submit(tab.session.document.put("PID-5", "X"), "Edit", None)
    place.go_back()
    assert name(place) == "ŻAK"


def test_what_the_bytes_cannot_be_is_refused(place: MessagesPlace) -> None:
    dialog = read_as(place, "utf-8")
    assert dialog.note.text() == "The bytes of the file are not UTF-8; choose another."
    assert not dialog.read.isEnabled()


def test_not_while_there_are_changes(place: MessagesPlace, bridge: StubBridge) -> None:
    session = place.current()
    assert session is not None
    session.submit(session.document.put("PID-3", "8"), "Edit", None)
    assert place.read_with() is None
    assert "changes that are not saved" in bridge.heard[-1][1]
    session.undo_stack.undo()
    assert place.read_with() is not None


def test_only_a_file_is_read_anew(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(RAW, "pasted", unsaved=True))
    assert place.read_with() is None
    assert "comes from no file" in bridge.heard[-1][1]


def test_reading_the_changed_file_keeps_to_the_choice(place: MessagesPlace, tmp_path: Path) -> None:
    read_as(place, "cp1250").accept()
    (tmp_path / "one.hl7").write_bytes(RAW.replace(b"UKASZ", b"OMNICKI"))
    tab = place.current_tab()
    assert tab is not None
    place.reload(tab)
    assert name(place) == "ŁOMNICKI"
