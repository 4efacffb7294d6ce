from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path as MessagePath
from workbench.ui.editor.changed_file import RELOAD
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.saving import DISCARD, ELSEWHERE, OVERWRITE, SAVE
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
ONE = b"MSH|^~\\&|A||||||DFT^P03|C1|P|2.5.1\r\nPID|1\nFT1|1|X\r\n"
TWO = b"MSH|^~\\&|A||||||DFT^P03|C1|P|2.5.1\rFT1|1\rMSH|^~\\&|A||||||ACK|C2|P|2.5.1\rMSA|AA\r"


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    yield made
    for tab in made.tabs():
        tab.let_go()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "one.hl7"
    made.write_bytes(ONE)
    return made


def open_file(place: MessagesPlace, file: Path, index: int | None = None) -> None:
    place.open(OpenRequest(file.read_bytes(), file.name, file, index))


def edit(place: MessagesPlace, path: str = "FT1-2", raw: str = "NEW") -> None:
    session = place.current()
    assert session is not None
    session.submit(session.document.put(path, raw), f"Edit {path}", None)


def titles(place: MessagesPlace) -> list[str]:
    return [place._tabs.tabText(index) for index in range(place._tabs.count())]


def test_nothing_is_open_at_first(place: MessagesPlace) -> None:
    assert place.current() is None
    assert place.current_view() is None
    assert place.empty.isVisible()
    assert not place.save()
    assert not place.save_as()
    assert not place.close_current()
    place.request_send()


def test_the_empty_place_says_what_to_do(place: MessagesPlace, qtbot: QtBot) -> None:
    opening, pasting, composing = place.empty.buttons
    with qtbot.waitSignal(place.open_requested):
        qtbot.mouseClick(opening, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(place.compose_requested):
        qtbot.mouseClick(composing, Qt.MouseButton.LeftButton)
    QGuiApplication.clipboard().setText(ONE.decode())
    qtbot.mouseClick(pasting, Qt.MouseButton.LeftButton)
    assert titles(place) == ["● Pasted message"]


def test_an_empty_clipboard_is_said(place: MessagesPlace, bridge: StubBridge) -> None:
    QGuiApplication.clipboard().setText("  ")
    place.paste()
    assert place.current() is None
    assert bridge.heard[0][0] == "warning"


def test_opening_tells_the_session(place: MessagesPlace, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(place.current_changed) as said:
        open_file(place, file)
    session = place.current()
    assert said.args == [session]
    assert session is not None
    assert (session.title, session.file) == ("one.hl7", file)
    assert place.undo_group.activeStack() is session.undo_stack


def test_a_file_is_opened_once(place: MessagesPlace, file: Path, tmp_path: Path) -> None:
    open_file(place, file)
    other = tmp_path / "other.hl7"
    other.write_bytes(ONE)
    open_file(place, other)
    open_file(place, file)
    assert titles(place) == ["one.hl7", "other.hl7"]
    assert place.current() is place.tabs()[0].session


def test_a_name_with_an_ampersand_is_no_mnemonic(place: MessagesPlace) -> None:
    place.open(OpenRequest(ONE, "R&D.hl7"))
    assert titles(place) == ["R&&D.hl7"]


@pytest.mark.parametrize(
    "raw",
    [
        ONE,
        ONE.replace(b"\r\n", b"\r").replace(b"\n", b"\r"),
        ONE[:-2],
        b"\xef\xbb\xbf" + ONE,
        b"\x0b" + ONE + b"\x1c\r",
        ONE.replace(b"A", b"\xe9"),
    ],
    ids=["mixed", "CR", "no final end", "BOM", "framed", "not UTF-8"],
)
def test_saving_changes_the_edited_field_only(place: MessagesPlace, file: Path, raw: bytes) -> None:
    file.write_bytes(raw)
    open_file(place, file)
    assert place.save()
    assert file.read_bytes() == raw
    edit(place)
    assert titles(place) == ["● one.hl7"]
    assert place.save()
    assert file.read_bytes() == raw.replace(b"|1|X", b"|1|NEW")
    assert titles(place) == ["one.hl7"]


def test_a_message_without_a_file_asks_for_one(place: MessagesPlace, tmp_path: Path) -> None:
    asked: list[str] = []
    target = tmp_path / "saved.hl7"

    def ask(suggestion: str) -> str:
        asked.append(suggestion)
        return str(target)

    place.ask_save = ask
    place.open(OpenRequest(ONE, "Charge for C/1"))
    assert place.save()
    assert asked == ["Charge for C_1.hl7"]
    assert target.read_bytes() == ONE
    assert titles(place) == ["saved.hl7"]


def test_save_as_can_be_dismissed(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    place.ask_save = lambda _suggestion: ""
    assert not place.save_as()


def test_what_another_program_wrote_is_not_overwritten_unasked(
    place: MessagesPlace, file: Path, bridge: StubBridge, tmp_path: Path
) -> None:
    open_file(place, file)
    edit(place)
    file.write_bytes(b"theirs")
    assert not place.save()
    assert file.read_bytes() == b"theirs"
    place.ask_save = lambda _suggestion: str(tmp_path / "mine.hl7")
    bridge.answers = [ELSEWHERE]
    assert place.save()
    assert file.read_bytes() == b"theirs"
    assert (tmp_path / "mine.hl7").read_bytes() == ONE.replace(b"|1|X", b"|1|NEW")


def test_overwriting_on_request(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    open_file(place, file)
    file.write_bytes(b"theirs")
    bridge.answers = [OVERWRITE]
    assert place.save()
    assert file.read_bytes() == ONE


def test_what_cannot_be_saved_is_said_and_stays_modified(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    open_file(place, file)
    edit(place)
    file.unlink()
    file.parent.rename(file.parent.with_name("moved"))
    assert not place.save()
    assert bridge.heard[-1][0] == "problem"
    assert titles(place) == ["● one.hl7"]


def test_a_character_that_the_charset_lacks_is_refused_in_words(
    place: MessagesPlace, file: Path, bridge: StubBridge
) -> None:
    file.write_bytes(ONE.replace(b"A", b"\xe9"))
    open_file(place, file)
    session = place.current()
    assert session is not None
    session.submit(session.document.splice(len(session.document.text), len(session.document.text), "中"), "", None)
    assert not place.save()
    assert "中" in bridge.heard[-1][1]
    assert file.read_bytes() == ONE.replace(b"A", b"\xe9")
    place.request_send()
    assert len([text for level, text in bridge.heard if level == "problem"]) == 2


def test_closing_what_is_saved_asks_nothing(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    open_file(place, file)
    assert place.close_current()
    assert bridge.asked == []
    assert place.current() is None
    assert place.empty.isVisible()


@pytest.mark.parametrize(
    ("answer", "closed", "saved"), [(SAVE, True, True), (DISCARD, True, False), ("", False, False)]
)
def test_closing_what_is_not_saved_asks(
    place: MessagesPlace, file: Path, bridge: StubBridge, answer: str, closed: bool, saved: bool
) -> None:
    open_file(place, file)
    edit(place)
    bridge.answers = [answer]
    assert place.close_tab(0) is closed
    assert len(bridge.asked) == 1
    assert (file.read_bytes() != ONE) is saved
    assert (place.current() is None) is closed


def test_closing_everything_stops_at_the_first_no(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    open_file(place, file)
    edit(place)
    place.open(OpenRequest(ONE, "Other"))
    assert not place.close_all()
    assert len(place.tabs()) == 2
    bridge.answers = [DISCARD]
    assert place.close_all()
    assert place.tabs() == []


def test_a_file_of_several_messages(place: MessagesPlace, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "two.hl7"
    file.write_bytes(TWO)
    open_file(place, file)
    selector = place.tabs()[0].selector
    assert selector is not None
    edit(place, "FT1-1", "9")
    sessions: list[object] = []
    place.current_changed.connect(sessions.append)
    selector.select(1)
    session = place.current()
    assert session is not None
    assert session.document.control_id == "C2"
    assert sessions == [session]
    edit(place, "MSA-1", "AE")
    selector.select(0)
    again = place.current()
    assert again is not None
    assert again.document.get("FT1-1") == "9"
    again.undo_stack.undo()
    again.undo_stack.redo()
    assert place.save()
    assert file.read_bytes() == TWO.replace(b"FT1|1", b"FT1|9").replace(b"MSA|AA", b"MSA|AE")
    assert titles(place) == ["two.hl7"]


def test_one_message_of_a_file_is_opened_in_its_file(place: MessagesPlace, tmp_path: Path) -> None:
    file = tmp_path / "two.hl7"
    file.write_bytes(TWO)
    second = TWO[TWO.index(b"MSH", 1) :]
    place.open(OpenRequest(second, "C2", file, 1))
    session = place.current()
    assert session is not None
    assert (session.document.control_id, session.index, session.file) == ("C2", 1, file)
    edit(place, "MSA-1", "AE")
    assert place.save()
    assert file.read_bytes() == TWO.replace(b"MSA|AA", b"MSA|AE")


def test_a_message_that_its_file_lacks_is_opened_without_it(place: MessagesPlace, file: Path) -> None:
    place.open(OpenRequest(b"MSH|^~\\&|OTHER\r", "C9", file, 0))
    session = place.current()
    assert session is not None
    assert session.file is None
    assert session.document.text == "MSH|^~\\&|OTHER\r"


def test_a_file_by_its_name(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    assert place.open_path(file) is place.current_view()
    assert place.open_path(file.with_name("gone.hl7")) is None
    assert bridge.heard[-1][0] == "problem"


def test_undo_is_that_of_the_message_on_the_screen(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    edit(place)
    place.open(OpenRequest(ONE, "Other"))
    undo = place.undo_group.createUndoAction(place)
    assert not undo.isEnabled()
    place._tabs.setCurrentIndex(0)
    assert undo.isEnabled()
    undo.trigger()
    session = place.current()
    assert session is not None
    assert not session.is_modified()


def test_sending_offers_the_bytes_for_the_wire(place: MessagesPlace, qtbot: QtBot, file: Path) -> None:
    open_file(place, file)
    with qtbot.waitSignal(place.send_requested) as said:
        place.request_send()
    wire = ONE.replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    assert said.args[:2] == [wire, "one.hl7"]
    assert said.args[2]() == wire
    edit(place)
    assert b"NEW" in said.args[2]()  # the bytes as they are by then


def test_closed_tabs_are_gone(place: MessagesPlace, qtbot: QtBot, qapp: QApplication) -> None:
    gone: list[Callable[[], None]] = []
    view = place.open(OpenRequest(ONE, "One"))
    view.destroyed.connect(lambda: gone.append(lambda: None))
    place.close_current()
    qtbot.waitUntil(lambda: bool(gone))
    qapp.processEvents()


CHANGED = ONE.replace(b"X", b"ANOTHER")


def test_a_file_that_another_program_changes_is_told(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    assert not place.changed_strip.isVisible()
    file.write_bytes(CHANGED)
    place.look_at_file()
    assert place.changed_strip.isVisible()
    assert "one.hl7" in place.changed_strip.text.text()
    place.changed_strip.reload.click()
    session = place.current()
    assert session is not None
    assert session.document.to_bytes() == CHANGED
    assert titles(place) == ["one.hl7"]
    assert not place.changed_strip.isVisible()
    assert place.tabs()[0].file.on_disk == CHANGED


def test_the_cursor_stays_when_a_file_is_read_again(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    session = place.current()
    assert session is not None
    session.move_cursor(MessagePath.parse("FT1-1"), None)
    file.write_bytes(CHANGED)
    place.reload(place.tabs()[0])
    session = place.current()
    assert session is not None
    assert str(session.cursor) == "FT1-1"


def test_mine_is_kept_until_the_file_changes_once_more(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    edit(place)
    file.write_bytes(CHANGED)
    place.look_at_file()
    assert place.changed_strip.reload.text() == "Reload and lose my changes"
    place.changed_strip.keep.click()
    place.look_at_file()
    assert not place.changed_strip.isVisible()
    assert titles(place) == ["● one.hl7"]
    file.write_bytes(CHANGED + b"PV1|1\r")
    place.look_at_file()
    assert place.changed_strip.isVisible()


def test_opening_a_changed_file_again_goes_to_its_tab(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    file.write_bytes(CHANGED)
    open_file(place, file)
    assert titles(place) == ["one.hl7"]
    session = place.current()
    assert session is not None
    assert session.document.to_bytes() == CHANGED


def test_opening_it_again_over_changes_of_ones_own_asks_what_to_keep(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    edit(place)
    file.write_bytes(CHANGED)
    open_file(place, file)
    assert titles(place) == ["● one.hl7"]
    assert place.changed_strip.isVisible()


def test_saving_over_a_changed_file_offers_to_read_it_again(
    place: MessagesPlace, file: Path, bridge: StubBridge
) -> None:
    open_file(place, file)
    edit(place)
    file.write_bytes(CHANGED)
    bridge.answers = [RELOAD]
    assert not place.save()
    assert file.read_bytes() == CHANGED
    session = place.current()
    assert session is not None
    assert session.document.to_bytes() == CHANGED


def test_a_file_that_the_window_saved_is_not_a_changed_one(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    edit(place)
    assert place.save()
    place.look_at_file()
    assert not place.changed_strip.isVisible()


def test_files_of_one_name_say_their_folders(place: MessagesPlace, tmp_path: Path) -> None:
    for folder in ("in", "out", "deep/in"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.hl7").write_bytes(ONE)
    open_file(place, tmp_path / "in" / "one.hl7")
    assert titles(place) == ["one.hl7"]
    open_file(place, tmp_path / "out" / "one.hl7")
    assert titles(place) == ["one.hl7 – in", "one.hl7 – out"]
    edit(place)
    assert titles(place)[1] == "● one.hl7 – out"
    open_file(place, tmp_path / "deep" / "in" / "one.hl7")
    assert titles(place)[0] == f"one.hl7 – {tmp_path / 'in'}"
    place.close_tab(2)
    assert titles(place) == ["one.hl7 – in", "● one.hl7 – out"]


PDF = b"%PDF-1.4 small"
WITH_PDF = b"MSH|^~\\&|A||||||ORU^R01|C1|P|2.5.1\rPID|1\rOBX|1|ED|X||^AP^^Base64^" + b64encode(PDF) + b"\r"


def test_a_document_in_the_message_is_shown_and_saved(place: MessagesPlace, tmp_path: Path, qtbot: QtBot) -> None:
    view = place.open(OpenRequest(WITH_PDF, "report"))
    place.show_embedded()
    assert view.tree_pane.viewer.embedded.data == PDF
    assert str(view.session.cursor.field_path()) == "OBX-5"
    view.tree_pane.viewer.close()
    place.ask_document = lambda suggestion: str(tmp_path / suggestion)
    assert place.save_embedded()
    assert (tmp_path / "OBX-5.5.pdf").read_bytes() == PDF


def test_enter_shows_even_a_short_document_and_f2_edits_it(place: MessagesPlace, qtbot: QtBot) -> None:
    view = place.open(OpenRequest(WITH_PDF, "report"))
    view.session.move_cursor(MessagePath.parse("OBX-5.5"), None)
    with qtbot.waitSignal(view.tree.embedded_requested):
        qtbot.keyClick(view.tree, Qt.Key.Key_Return)
    view.tree_pane.viewer.close()
    with qtbot.assertNotEmitted(view.tree.embedded_requested):
        qtbot.keyClick(view.tree, Qt.Key.Key_F2)


def test_a_message_without_documents_says_so(place: MessagesPlace, bridge: StubBridge) -> None:
    place.open(OpenRequest(ONE, "one"))
    place.show_embedded()
    assert not place.save_embedded()
    assert [level for level, _text in bridge.heard] == ["info", "info"]


def test_a_message_that_was_made_in_one_step_is_taken_back_in_one(place: MessagesPlace) -> None:
    made = ONE.replace(b"FT1|1|X", b"FT1|1|X-R\r\nFT1|2|Y")
    place.open(OpenRequest(made, "Credits and new charges", unsaved=True, before=ONE, step="Make the correction"))
    session = place.current()
    assert session is not None
    assert session.document.to_bytes() == made
    assert session.undo_stack.undoText() == "Make the correction"
    session.undo_stack.undo()
    assert session.document.to_bytes() == ONE
    assert not session.undo_stack.canUndo()
    session.undo_stack.redo()
    assert session.document.to_bytes() == made


def test_messages_that_were_made_in_one_step_are_taken_back_as_one(place: MessagesPlace, bridge: StubBridge) -> None:
    """Neither half of a correction is left standing, whichever was undone and whatever was edited behind it."""
    charges, credits, other = ONE.replace(b"|X", b"|Y"), ONE.replace(b"|X", b"|X-R"), ONE.replace(b"|X", b"|Z")
    for made, title, key in ((charges, "new charges", "a"), (credits, "credits", "a"), (other, "another", "b")):
        place.open(OpenRequest(made, title, unsaved=True, before=ONE, step="Make it", together=key))
    sessions = [tab.session for tab in place.tabs()]
    edited = sessions[0].document.put("PID-2", "O")
    sessions[0].submit(edited, "Edit", None)

    def now() -> list[bytes]:
        return [one.document.to_bytes() for one in sessions]

    sessions[1].undo_stack.undo()
    assert now() == [ONE, ONE, other]
    assert "belongs to this one" in bridge.heard[-1][1]
    sessions[0].undo_stack.redo()
    assert now() == [charges, credits, other]
    sessions[0].undo_stack.redo()
    assert now()[0] == edited.to_bytes()
    sessions[0].undo_stack.undo()  # of what was edited since, which is no matter of the other message
    assert now() == [charges, credits, other]
    sessions[2].undo_stack.undo()
    assert now() == [charges, credits, ONE]


def test_of_messages_made_in_one_step_one_may_be_closed(place: MessagesPlace, bridge: StubBridge) -> None:
    for title in ("new charges", "credits"):
        place.open(OpenRequest(ONE.replace(b"|X", b"|Y"), title, before=ONE, step="Make it", together="a"))
    first, _second = place.tabs()
    bridge.answers = [DISCARD]
    assert place.close_tab(1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first.session.undo_stack.undo()
    assert first.session.document.to_bytes() == ONE


def test_a_message_goes_back_to_what_was_saved_and_forward_again(place: MessagesPlace, file: Path) -> None:
    open_file(place, file)
    session = place.current_tab().session  # type: ignore[union-attr]
    before = session.document.text
    edit(place, raw="ONE")
    place.save()
    saved = session.document.text
    edit(place, raw="TWO")
    edit(place, "FT1-10", "7")
    place.go_back()
    assert (session.document.text, session.is_modified()) == (saved, False)
    session.undo_stack.redo()
    session.undo_stack.redo()
    assert session.document.get("FT1-10") == "7"
    session.undo_stack.setIndex(0)
    assert session.document.text == before
    edit(place, raw="THREE")  # undo leads no more to what was saved
    place.go_back()
    assert (session.document.text, session.is_modified()) == (saved, False)
    session.undo_stack.undo()
    assert session.document.get("FT1-2") == "THREE"


def test_there_may_be_nothing_to_go_back_to(place: MessagesPlace, file: Path, bridge: StubBridge) -> None:
    open_file(place, file)
    place.go_back()
    place.open(OpenRequest(b"MSH|^~\\&|A\r", "Pasted", None, unsaved=True))
    place.go_back()
    assert [text.split(",")[0] for _level, text in bridge.heard[-2:]] == [
        "Nothing was changed since this message was saved.",
        "This message was never saved",
    ]
