"""What the menus do to a message: each is one named step, and what cannot be done is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path as FilePath

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.message_actions import MessageActions
from workbench.ui.editor.picker import Picker
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.version_dialog import VersionDialog
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

DFT = (
    "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\nEVN|P03|20260301160000\n"
    "PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\nPV1|1|O\n"
    "FT1|1|CHG001||20260301||CG|76805^OB scan^C4|text||1|350.00&USD||||||||O80~Z37\nFT1|7|CHG002||20260301||CG|76810\n"
)


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.open(OpenRequest(DFT.encode(), "charges.hl7", FilePath("/tmp/charges.hl7")))
    made.show()
    yield made
    for tab in made.tabs():
        tab.let_go()


@pytest.fixture
def session(place: MessagesPlace) -> EditSession:
    found = place.current()
    assert found is not None
    return found


@pytest.fixture
def actions(place: MessagesPlace) -> MessageActions:
    return place.message_actions


def names(session: EditSession) -> list[str]:
    return [segment.name for segment in session.document.segments]


def test_a_segment_is_inserted_from_the_list(actions: MessageActions, session: EditSession, qtbot: QtBot) -> None:
    picker = actions.structure.insert_segment()
    assert isinstance(picker, Picker)
    assert [picker.model.choice(row).key for row in range(3)] == ["ORC", "TQ1", "OBR"]  # type: ignore[union-attr]
    qtbot.keyClicks(picker.line, "procedure")
    assert picker.current().key == "PR1"  # type: ignore[union-attr]
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert names(session) == ["MSH", "EVN", "PID", "PV1", "FT1", "PR1", "FT1"]
    assert session.cursor == Path("PR1")
    assert session.undo_stack.undoText() == "Insert PR1"
    session.undo_stack.undo()
    assert session.document.to_bytes() == DFT.encode()


def test_what_does_not_belong_at_the_cursor_goes_where_it_fits(
    actions: MessageActions, session: EditSession, qtbot: QtBot
) -> None:
    picker = actions.structure.insert_segment()
    assert picker is not None
    qtbot.keyClicks(picker.line, "pv2")
    assert "does not belong at the cursor" in picker.note.text()
    picker.take()
    assert names(session)[:6] == ["MSH", "EVN", "PID", "PV1", "PV2", "FT1"]


def test_a_local_segment_needs_only_its_name(actions: MessageActions, session: EditSession, qtbot: QtBot) -> None:
    picker = actions.structure.insert_segment()
    assert picker is not None
    qtbot.keyClicks(picker.line, "zpv")
    picker.take()
    assert session.cursor == Path("ZPV")
    assert picker.taken is not None and picker.taken.note == "local"


def test_duplicate_move_and_delete(actions: MessageActions, session: EditSession) -> None:
    actions.duplicate.trigger()
    assert str(session.cursor) == "FT1[2]"
    assert session.document.get("FT1[2]-2") == "CHG001"
    assert session.undo_stack.undoText() == "Duplicate FT1"
    actions.down.trigger()
    assert str(session.cursor) == "FT1[3]"
    assert [session.document.get(f"FT1[{number}]-2") for number in (1, 2, 3)] == ["CHG001", "CHG002", "CHG001"]
    actions.delete.trigger()
    session.undo_stack.undo()
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.document.to_bytes() == DFT.encode()


def test_what_cannot_be_done_is_said(actions: MessageActions, session: EditSession, bridge: StubBridge) -> None:
    session.move_cursor(Path("MSH"), None)
    for action in (actions.up, actions.delete, actions.duplicate, actions.repetition):
        action.trigger()
    assert [level for level, _text in bridge.heard] == ["warning"] * 4
    assert session.undo_stack.count() == 0


def test_repetitions_are_added_moved_and_removed(actions: MessageActions, session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-19"), None)
    actions.repetition.trigger()
    assert session.document.get("FT1-19") == "O80~Z37~"
    assert str(session.cursor) == "FT1-19(3)"
    session.move_cursor(Path.parse("FT1-19(1)"), None)
    actions.down.trigger()
    assert session.document.get("FT1-19") == "Z37~O80~"
    actions.remove_part.trigger()
    assert session.document.get("FT1-19") == "Z37~"
    session.move_cursor(Path.parse("FT1-7.1"), None)
    actions.part.trigger()
    assert session.document.get("FT1-7") == "76805^^OB scan^C4"
    actions.repetition.trigger()
    assert session.document.get("FT1-7") == "76805^^OB scan^C4~"


def test_set_ids_are_counted_anew_once(actions: MessageActions, session: EditSession, bridge: StubBridge) -> None:
    actions.renumber.trigger()
    assert session.document.get("FT1[2]-1") == "2"
    assert session.undo_stack.undoText() == "Renumber set ids"
    actions.renumber.trigger()
    assert session.undo_stack.count() == 1
    assert "already" in bridge.heard[-1][1]


def test_a_new_identity_is_one_step(actions: MessageActions, session: EditSession) -> None:
    actions.structure.now = lambda: datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
    actions.renew.trigger()
    assert session.document.get("MSH-7") == session.document.get("EVN-2") == "20260506070809"
    assert session.document.control_id not in ("", "C1")
    assert session.undo_stack.count() == 1


def test_the_version_changes_after_its_report_was_shown(
    actions: MessageActions, session: EditSession, bridge: StubBridge
) -> None:
    dialog = actions.structure.change_version()
    assert isinstance(dialog, VersionDialog)
    dialog.versions.setCurrentText("2.7")
    text = dialog.report.toPlainText()
    assert "MSH-12: the version was 2.5.1 and is 2.7." in text
    assert "FT1-8: text" not in text and "FT1-8: Transaction Description is withdrawn" in text
    assert session.undo_stack.count() == 0
    dialog.accept()
    assert session.document.version == "2.7"
    assert session.undo_stack.undoText() == "Change version to 2.7"
    assert "HL7 2.7 now" in bridge.heard[-1][1]
    assert session.dictionary().version == "2.7"


def test_leaving_out_is_a_choice(actions: MessageActions, session: EditSession) -> None:
    dialog = actions.structure.change_version()
    assert isinstance(dialog, VersionDialog)
    dialog.versions.setCurrentText("2.6")
    dialog.leave_out.setChecked(True)
    dialog.accept()
    assert session.document.get("FT1-8") == ""


def test_a_cancelled_dialog_changes_nothing(actions: MessageActions, session: EditSession) -> None:
    dialog = actions.structure.change_version()
    assert isinstance(dialog, VersionDialog)
    dialog.reject()
    assert session.undo_stack.count() == 0


def test_a_message_without_header_has_no_version(place: MessagesPlace) -> None:
    place.open(OpenRequest(b"PID|1\r", "Piece"))
    dialog = place.message_actions.structure.change_version()
    assert isinstance(dialog, VersionDialog)
    assert "no MSH" in dialog.report.toPlainText()
    assert not dialog.apply.isEnabled()


def test_copies(actions: MessageActions, session: EditSession) -> None:
    clipboard = QGuiApplication.clipboard()
    session.move_cursor(Path.parse("FT1-7.2"), None)
    for action, expected in (
        (actions.copy_path, "FT1-7.2"),
        (actions.copy_value, "OB scan"),
        (actions.copy_segment, DFT.split("\n")[4]),
    ):
        action.trigger()
        assert clipboard.text() == expected
    actions.copy_tree.trigger()
    assert "  FT1-6  Transaction Type: CG  = Charge" in clipboard.text()


def test_keys_in_the_tree(place: MessagesPlace, session: EditSession, qtbot: QtBot) -> None:
    view = place.current_view()
    assert view is not None
    view.tree.setFocus()
    qtbot.waitUntil(view.tree.hasFocus)
    qtbot.keyClick(view.tree, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert names(session).count("FT1") == 3
    qtbot.keyClick(view.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert str(session.cursor) == "FT1"
    qtbot.keyClick(view.tree, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert names(session).count("FT1") == 2
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.tree, Qt.Key.Key_K, control_shift)
    assert names(session).count("FT1") == 1


def test_without_a_message_nothing_can_be_done(qtbot: QtBot, bridge: StubBridge) -> None:
    place = MessagesPlace(bridge)
    qtbot.addWidget(place)
    actions = place.message_actions
    assert not any(action.isEnabled() for action in actions.menu if action is not None)
    for function in (
        actions.structure.duplicate,
        actions.structure.renumber,
        actions.copying.value,
        actions.renew.trigger,
    ):
        function()
    assert actions.go_to_path() is None
    assert bridge.heard == []


def test_no_letter_twice_in_the_menu(actions: MessageActions) -> None:
    texts = [action.text() for action in actions.menu if action is not None]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(texts) - len(letters) <= 2  # the alphabet has no more for the two with keys that nobody forgets
    letters += ["u", "r"]  # Undo and Redo stand above them
    assert len(letters) == len(set(letters))


@pytest.fixture
def typed(actions: MessageActions, qtbot: QtBot) -> Callable[[str], Picker]:
    def go(text: str) -> Picker:
        picker = actions.go_to_path()
        assert picker is not None
        qtbot.keyClicks(picker.line, text)
        return picker

    return go


def test_going_to_a_path(typed: Callable[[str], Picker], session: EditSession, qtbot: QtBot) -> None:
    picker = typed("ft1[2]-7")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert session.cursor == Path.parse("FT1[2]-7")


def test_a_path_is_completed_and_walked(typed: Callable[[str], Picker], session: EditSession, qtbot: QtBot) -> None:
    picker = typed("FT1-1")
    keys = [picker.model.choice(row).key for row in range(4)]  # type: ignore[union-attr]
    assert keys == ["FT1-1", "FT1-10", "FT1-11", "FT1-12"]
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert session.cursor == Path.parse("FT1-10")


def test_words_of_a_name_lead_there_too(typed: Callable[[str], Picker], session: EditSession) -> None:
    picker = typed("modifier")
    assert picker.current().key == "FT1-26"  # type: ignore[union-attr]
    assert "is empty" in picker.note.text()
    picker.take()
    assert session.cursor == Path.parse("FT1-26")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FT1[4]-2", "There is no FT1[4]: the message has 2 FT1."),
        ("OBX-5", "There is no OBX in this message."),
        ("nonsense", "There is no such path"),
    ],
)
def test_what_is_not_there_is_said(typed: Callable[[str], Picker], session: EditSession, text: str, said: str) -> None:
    picker = typed(text)
    picker.take()
    assert said in picker.note.text()
    assert picker.taken is None and picker.isVisible()
    assert session.cursor == Path("FT1")


@pytest.mark.parametrize(
    ("cursor", "action", "value", "step", "after"),
    [
        ("FT1-7.2", "part_left", "OB scan^76805^C4", "Move component FT1-7.2", "FT1-7.1"),
        ("FT1-7.1", "part_right", "OB scan^76805^C4", "Move component FT1-7.1", "FT1-7.2"),
        ("FT1-7.1", "part", "76805^^OB scan^C4", "Add component to FT1-7", "FT1-7.2"),
        ("FT1-7", "part", "76805^OB scan^C4^", "Add component to FT1-7", "FT1-7.4"),
        ("FT1-7.2", "remove_part", "76805^C4", "Remove component FT1-7.2", "FT1-7.2"),
        ("FT1-19(2)", "part_left", "Z37~O80", "Move repetition FT1-19(2)", "FT1-19(1)"),
        ("FT1-19", "part_right", "Z37~O80", "Move repetition FT1-19(1)", "FT1-19(2)"),
        ("FT1-11.1.2", "part_left", "USD&350.00", "Move subcomponent FT1-11.1.2", "FT1-11.1.1"),
    ],
)
def test_parts_change_their_places_and_the_step_says_which(
    actions: MessageActions, session: EditSession, cursor: str, action: str, value: str, step: str, after: str
) -> None:
    path = Path.parse(cursor)
    before = session.document
    session.move_cursor(path, None)
    getattr(actions, action).trigger()
    assert session.document.get(path.field_path()) == value
    assert session.undo_stack.undoText() == step
    assert str(session.cursor) == after
    session.undo_stack.undo()
    assert session.document == before


def test_a_part_beyond_the_ends_stays_and_that_is_said(
    actions: MessageActions, session: EditSession, bridge: StubBridge
) -> None:
    session.move_cursor(Path.parse("FT1-7.1"), None)
    actions.part_left.trigger()
    assert not session.is_modified()
    assert "first component already" in bridge.heard[-1][1]


@pytest.mark.parametrize(
    "name",
    "insert duplicate up down delete repetition part part_left part_right remove_part".split(),
)
def test_every_change_of_the_structure_has_a_key(actions: MessageActions, name: str) -> None:
    action = getattr(actions, name)
    assert not action.shortcut().isEmpty()
    assert action in actions.menu
