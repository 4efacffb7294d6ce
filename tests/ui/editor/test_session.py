from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6

from workbench.er7 import Document, Path
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui


class Log:
    """What a session says, in order."""

    def __init__(self, session: EditSession) -> None:
        self.lines: list[tuple[str, object]] = []
        session.changed.connect(lambda _before, _after, origin: self.lines.append(("changed", origin)))
        session.cursor_moved.connect(lambda path, _origin: self.lines.append(("cursor", str(path))))


def put(session: EditSession, path: str, raw: str, merge: str = "") -> Document:
    after = session.document.put(path, raw)
    session.submit(after, f"Edit {path}", "test", merge)
    return after


def test_it_begins_at_the_first_charge(session: EditSession) -> None:
    assert session.cursor == Path("FT1")


@pytest.mark.parametrize(
    ("text", "place"), [("", "MSH"), ("MSH|^~\\&\rPID|1", "MSH"), ("prose\rEVN|P03", "EVN"), ("only prose here", "#")]
)
def test_it_begins_somewhere(make_session: Callable[[str], EditSession], text: str, place: str) -> None:
    assert str(make_session(text).cursor) == place


def test_an_edit_says_before_after_and_origin(session: EditSession) -> None:
    seen: list[tuple[object, object, object]] = []
    before = session.document
    session.changed.connect(lambda *what: seen.append(what))
    after = put(session, "FT1-2", "NEW")
    assert seen == [(before, after, "test")]
    assert session.document is after
    assert session.is_modified()


def test_an_edit_that_changes_nothing_is_no_step(session: EditSession) -> None:
    put(session, "FT1-2", "CHG001")
    assert session.undo_stack.count() == 0
    assert not session.is_modified()


def test_undo_and_redo_give_back_the_very_text(session: EditSession) -> None:
    first = session.document
    second = put(session, "FT1-2", "NEW")
    third = put(session, "PID-5", "OTHER")
    session.undo_stack.undo()
    assert session.document == second
    session.undo_stack.undo()
    assert session.document == first
    assert not session.is_modified()
    session.undo_stack.redo()
    session.undo_stack.redo()
    assert session.document == third


def test_undo_and_redo_have_an_origin_of_their_own(session: EditSession) -> None:
    log = Log(session)
    put(session, "FT1-2", "NEW")
    session.undo_stack.undo()
    session.undo_stack.redo()
    assert [origin for what, origin in log.lines if what == "changed"] == ["test", "undo", "redo"]


def test_undo_goes_where_the_change_was(session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-2"), None)
    put(session, "FT1[2]-2", "NEW")
    session.move_cursor(Path.parse("PID-3"), None)
    session.undo_stack.undo()
    assert str(session.cursor) == "FT1[2]-2"


def test_typing_merges_while_the_key_is_the_same(session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-2"), None)
    for text in ("A", "AB", "ABC"):
        put(session, "FT1-2", text, merge=f"typing {session.visit}")
    assert session.undo_stack.count() == 1
    session.move_cursor(Path.parse("FT1-2.1"), None)
    session.move_cursor(Path.parse("FT1-3"), None)
    session.move_cursor(Path.parse("FT1-2"), None)
    put(session, "FT1-2", "ABCD", merge=f"typing {session.visit}")
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.document.get("FT1-2") == "ABC"
    session.undo_stack.undo()
    assert session.document.get("FT1-2") == "CHG001"


def test_steps_with_other_keys_or_none_do_not_merge(session: EditSession) -> None:
    put(session, "FT1-2", "A", merge="one")
    put(session, "FT1-2", "AB", merge="two")
    put(session, "FT1-2", "ABC")
    put(session, "FT1-2", "ABCD")
    assert session.undo_stack.count() == 4


def test_typing_back_to_the_beginning_leaves_no_step(session: EditSession) -> None:
    put(session, "FT1-2", "CHG00", merge="typing")
    put(session, "FT1-2", "CHG001", merge="typing")
    assert not session.is_modified()
    assert session.undo_stack.count() == 0


def test_saving_makes_clean_and_a_step_back_modified(session: EditSession) -> None:
    put(session, "FT1-2", "NEW")
    session.set_saved()
    assert not session.is_modified()
    session.undo_stack.undo()
    assert session.is_modified()


def test_typing_does_not_merge_over_a_save(session: EditSession) -> None:
    put(session, "FT1-2", "A", merge="typing")
    session.set_saved()
    put(session, "FT1-2", "AB", merge="typing")
    assert session.is_modified()
    session.undo_stack.undo()
    assert session.document.get("FT1-2") == "A"


def test_the_cursor_may_stand_on_an_absent_field_but_not_in_an_absent_segment(session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1-40"), None)
    assert str(session.cursor) == "FT1-40"
    session.move_cursor(Path.parse("ZZZ-1"), None)
    assert str(session.cursor) == "FT1-40"


def test_the_cursor_leaves_a_segment_that_goes(session: EditSession) -> None:
    session.move_cursor(Path.parse("FT1[2]-2"), None)
    log = Log(session)
    session.submit(session.document.delete_segment(3), "Delete", "test")
    assert session.cursor == Path("FT1")
    assert log.lines == [("changed", "test"), ("cursor", "FT1")]


def test_a_move_to_the_same_place_is_silent(session: EditSession) -> None:
    log = Log(session)
    session.move_cursor(Path("FT1"), None)
    assert log.lines == []


def test_the_dictionary_follows_msh_12(session: EditSession) -> None:
    assert session.dictionary().version == "2.5.1"
    put(session, "MSH-12", "2.3")
    assert session.dictionary().version == "2.3"


def test_the_history_of_a_large_message_is_bounded(make_session: Callable[[str], EditSession]) -> None:
    assert make_session("x" * 5_000_000).undo_stack.undoLimit() == 39
    assert make_session("x").undo_stack.undoLimit() == 2000
    assert make_session("Ж" * 5_000_000).undo_stack.undoLimit() == 19  # a letter of two bytes in memory
    assert make_session("x" * 60_000_000).undo_stack.undoLimit() == 5


def test_a_session_begins_with_another_message_and_nothing_of_the_one_before(session: EditSession) -> None:
    put(session, "FT1-2", "NEW")
    session.move_cursor(Path.parse("FT1[2]-2"), None)
    log, begun, other = Log(session), [], Document.from_text("MSH|^~\\&|B||||||ACK|C2|P|2.3\rMSA|AA|C1\r")
    session.begun.connect(lambda: begun.append(session.cursor))
    session.begin(other, "Other", None)
    assert session.document is other
    assert log.lines == [("changed", session), ("cursor", "MSA")]
    assert begun == [Path("MSA")]
    assert not session.undo_stack.canUndo()
    assert not session.is_modified()
    assert (session.title, session.dictionary().version) == ("Other", "2.3")


def test_a_long_message_that_a_session_begins_with_has_a_short_history(session: EditSession) -> None:
    session.begin(Document.from_text("x" * 5_000_000), "", None)
    assert session.undo_stack.undoLimit() == 39


def test_a_changed_session_that_goes_says_nothing(session: EditSession) -> None:
    said: list[bool] = []
    session.clean_changed.connect(said.append)
    put(session, "FT1-2", "NEW")
    assert said == [False]
    shiboken6.delete(session)  # its stack empties itself on the way out
    assert said == [False]
