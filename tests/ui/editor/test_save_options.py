"""Saving with other line ends or in another character set, and what is asked before a message is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from pytestqt.qtbot import QtBot

from workbench.er7 import Document
from workbench.er7 import Path as MessagePath
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.save_options import SaveOptions
from workbench.ui.editor.saving import DISCARD, KEEP_SET
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

TEXT = "MSH|^~\\&|A|B|||20260301||DFT^P03|1|T|2.5.1\nPID|1||7||Müller\nFT1|1\n"


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge, tmp_path: Path) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.ask_save = lambda _suggestion: str(tmp_path / "out.hl7")
    yield made
    for tab in made.tabs():
        tab.let_go()


def options(place: MessagesPlace) -> SaveOptions:
    dialog = place.save_with()
    assert isinstance(dialog, SaveOptions)
    return dialog


def choose(dialog: SaveOptions, end: str = "", code: str = "") -> None:
    dialog.ends.setCurrentIndex(dialog.ends.findData(end))
    dialog.charset.setCurrentIndex(dialog.charset.findData(code))


def test_line_ends_and_charset_are_chosen(place: MessagesPlace, tmp_path: Path) -> None:
    place.open(OpenRequest(TEXT.encode(), "one"))
    dialog = options(place)
    assert dialog.ends.itemText(0) == "Keep as they are (LF)"
    choose(dialog, "\r\n", "8859/1")
    dialog.declare.setChecked(True)
    dialog.accept()
    saved = (tmp_path / "out.hl7").read_bytes()
    assert saved.count(b"\r\n") == 3 and b"M\xfcller" in saved and b"|8859/1\r\n" in saved
    session = place.current()
    assert session is not None and not session.is_modified()
    session.undo_stack.undo()
    assert session.document.to_bytes() == TEXT.encode()


def test_a_character_that_does_not_fit_is_refused_in_words(place: MessagesPlace) -> None:
    place.open(OpenRequest(TEXT.encode(), "one"))
    dialog = options(place)
    choose(dialog, code="ASCII")
    assert "PID-5: the character “ü”" in dialog.note.text()
    assert dialog.note.text().endswith("cannot be written in ASCII; choose another character set.")
    assert not dialog.choose.isEnabled()


def test_a_file_that_would_be_read_otherwise_is_warned_about(place: MessagesPlace) -> None:
    place.open(OpenRequest("MSH|^~\\&|A\nPID|1||7||Dvořák\n".encode(), "one"))
    dialog = options(place)
    choose(dialog, code="8859/2")
    assert "would show other characters" in dialog.note.text()
    dialog.declare.setChecked(True)
    assert "would show other characters" not in dialog.note.text()


def test_msh_18_is_left_alone_unless_asked(place: MessagesPlace, tmp_path: Path) -> None:
    place.open(OpenRequest(TEXT.encode(), "one"))
    dialog = options(place)
    choose(dialog, code="8859/1")
    dialog.accept()
    assert (tmp_path / "out.hl7").read_bytes() == TEXT.encode("latin-1")


def test_msh_18_that_was_typed_and_does_not_fit_is_asked_about(
    place: MessagesPlace, bridge: StubBridge, tmp_path: Path
) -> None:
    file = tmp_path / "one.hl7"
    file.write_bytes(TEXT.replace("ü", "Ł").encode())
    place.open_path(file)
    session = place.current()
    assert session is not None
    session.submit(session.document.put("MSH-18", "8859/1"), "Edit", None)
    assert not place.save()
    assert "MSH-18 says 8859/1, but the message is kept as UTF-8." in bridge.asked[0][1]
    assert file.read_bytes() == TEXT.replace("ü", "Ł").encode()
    bridge.answers = [KEEP_SET]
    assert place.save()
    assert file.read_bytes() == session.document.to_bytes()
    session.submit(session.document.put("MSH-18", "UNICODE UTF-8"), "Edit", None)
    assert place.save()
    assert len(bridge.asked) == 2


def test_without_a_file_nothing_changes(place: MessagesPlace, bridge: StubBridge, tmp_path: Path) -> None:
    place.open(OpenRequest(TEXT.encode(), "one"))
    session = place.current()
    assert session is not None
    for answer in ("", str(tmp_path / "no folder" / "x.hl7")):
        place.ask_save = lambda _suggestion, answer=answer: answer  # type: ignore[misc]
        dialog = options(place)
        choose(dialog, "\r")
        dialog.accept()
        assert session.document.to_bytes() == TEXT.encode()
    assert bridge.heard[-1][0] == "problem"


def test_a_failed_save_leaves_message_and_history_alone(place: MessagesPlace, tmp_path: Path) -> None:
    place.open(OpenRequest(TEXT.encode(), "one"))
    session = place.current()
    assert session is not None
    limit = session.undo_stack.undoLimit()
    for number in range(limit + 2):  # from the limit on a step more makes the stack no longer
        session.submit(session.document.put("FT1-2", str(number)), "Edit", None)
    session.undo_stack.undo()
    before = session.document
    place.ask_save = lambda _suggestion: str(tmp_path / "no folder" / "x.hl7")
    dialog = options(place)
    choose(dialog, "\r")
    dialog.accept()
    assert session.document is before
    assert session.undo_stack.canRedo()
    assert session.undo_stack.undoText() == "Edit"


def test_in_a_file_of_many_only_the_one_on_the_screen_changes(place: MessagesPlace, tmp_path: Path) -> None:
    place.open(OpenRequest((TEXT + TEXT).encode(), "two"))
    dialog = options(place)
    choose(dialog, "\r\n")
    assert "Only the message on the screen" in dialog.note.text()
    dialog.accept()
    assert (tmp_path / "out.hl7").read_bytes() == TEXT.replace("\n", "\r\n").encode() + TEXT.encode()


# --- a file that another tab shows ------------------------------------------------------------------------------------


def two_tabs(place: MessagesPlace, tmp_path: Path) -> None:
    """The file where saving goes is open, and another message in front of it."""
    (tmp_path / "out.hl7").write_bytes(b"MSH|^~\\&|OLD\r")
    place.open(OpenRequest(b"MSH|^~\\&|OLD\r", "out.hl7", tmp_path / "out.hl7"))
    place.open(OpenRequest(TEXT.encode(), "one"))


def test_saving_over_a_file_that_is_open_closes_the_tab_of_what_stood_there(
    place: MessagesPlace, tmp_path: Path
) -> None:
    two_tabs(place, tmp_path)
    assert place.save_as()
    assert (tmp_path / "out.hl7").read_bytes() == TEXT.encode()
    assert [(tab.title(), tab.session.document.control_id) for tab in place.tabs()] == [("out.hl7", "1")]


def test_a_file_whose_tab_has_changes_is_not_saved_over(
    place: MessagesPlace, bridge: StubBridge, tmp_path: Path
) -> None:
    two_tabs(place, tmp_path)
    session = place.tabs()[0].session
    session.submit(session.document.put("MSH-3", "NEW"), "Edit", None)
    assert not place.save_as()
    assert "open in another tab, with changes" in bridge.heard[-1][1]
    assert (tmp_path / "out.hl7").read_bytes() == b"MSH|^~\\&|OLD\r"
    assert len(place.tabs()) == 2


# --- messages that are nowhere else -----------------------------------------------------------------------------------


def test_closing_a_message_that_was_never_saved_asks_first(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(TEXT.encode(), "Pasted message", unsaved=True))
    assert place.tabs()[0].title() == "● Pasted message"
    assert not place.close_current()
    assert "never saved" in bridge.asked[0][1]
    bridge.answers = [DISCARD]
    assert place.close_current()


def test_once_saved_nothing_is_asked(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(TEXT.encode(), "Pasted message", unsaved=True))
    assert place.save()
    assert place.tabs()[0].title() == "out.hl7"
    assert place.close_current()
    assert bridge.asked == []


def test_saving_is_one_of_the_answers(place: MessagesPlace, bridge: StubBridge, tmp_path: Path) -> None:
    place.open(OpenRequest(TEXT.encode(), "Pasted message", unsaved=True))
    bridge.answers = ["Save"]
    assert place.close_current()
    assert (tmp_path / "out.hl7").read_bytes() == TEXT.encode()


def test_a_changed_one_is_asked_about_once(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(TEXT.encode(), "Pasted message", unsaved=True))
    session = place.current()
    assert session is not None
    session.submit(session.document.put("FT1-1", "2"), "Edit", None)
    bridge.answers = [DISCARD]
    assert place.close_current()
    assert len(bridge.asked) == 1


def test_what_others_keep_is_closed_without_a_question(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(TEXT.encode(), "From the history"))
    assert place.close_current()
    assert bridge.asked == []


# --- where a message opens --------------------------------------------------------------------------------------------


def test_a_message_opens_where_the_request_says(place: MessagesPlace) -> None:
    view = place.open(OpenRequest(TEXT.encode(), "one", path=MessagePath.parse("PID-5")))
    assert str(view.session.cursor) == "PID-5"
    other = place.open(OpenRequest(TEXT.encode(), "one", path=MessagePath.parse("OBX-5")))
    assert str(other.session.cursor) == "FT1"


@pytest.mark.parametrize(("body", "cursor"), [("MSA|AE|1\rERR||PID^1^18|101|E\r", "ERR"), ("MSA|AA|1\r", "MSA")])
def test_an_answer_opens_at_what_it_says(place: MessagesPlace, body: str, cursor: str) -> None:
    raw = f"MSH|^~\\&|A|B|||20260301||ACK^P03^ACK|1|T|2.5.1\r{body}".encode()
    assert str(place.open(OpenRequest(raw, "answer")).session.cursor) == cursor
    assert Document.from_bytes(raw).to_bytes() == raw


def test_all_messages_of_a_utf_16_file_change_together(
    place: MessagesPlace, tmp_path: Path, bridge: StubBridge
) -> None:
    text = TEXT + TEXT.replace("|1|T|", "|2|T|")
    wide = tmp_path / "wide.hl7"
    wide.write_bytes(f"\ufeffBHS|^~\\&|Ж\n{text}BTS|2\n".encode("utf-16-le"))
    place.open_path(wide)
    tab = place.current_tab()
    assert tab is not None and len(tab.file) == 2
    tab.session.submit(tab.session.document.put("PID-3", "8"), "Set PID-3", None)
    tab.choose(1)
    dialog = options(place)
    choose(dialog, "\r", "8859/5")
    assert not dialog.choose.isEnabled(), "ISO 8859-5 has no ü"
    choose(dialog, "\r", "UNICODE UTF-8")
    assert "Every message of the file changes" in dialog.note.text()
    dialog.declare.setChecked(True)
    dialog.accept()
    saved = (tmp_path / "out.hl7").read_bytes().decode()
    first = text.replace("\n", "\r").replace("T|2.5.1", "T|2.5.1||||||UNICODE UTF-8").replace("||7||", "||8||", 1)
    assert saved == f"BHS|^~\\&|Ж\n{first}BTS|2\n"
    tab = place.current_tab()
    assert tab is not None
    assert (tab.file.file, tab.index, tab.file.is_modified(), tab.file.is_wide) == (
        tmp_path / "out.hl7",
        1,
        False,
        False,
    )
    assert [one.file.title for one in place.tabs()] == ["out.hl7"]
    assert bridge.heard[-1][1].startswith("Saved")


def test_line_ends_alone_change_one_message_of_a_utf_16_file(place: MessagesPlace, tmp_path: Path) -> None:
    wide = tmp_path / "wide.hl7"
    wide.write_bytes(f"\ufeff{TEXT}{TEXT}".encode("utf-16-be"))
    place.open_path(wide)
    dialog = options(place)
    choose(dialog, "\r")
    dialog.accept()
    changed = TEXT.replace("\n", "\r")
    assert (tmp_path / "out.hl7").read_bytes() == f"\ufeff{changed}{TEXT}".encode("utf-16-be")
