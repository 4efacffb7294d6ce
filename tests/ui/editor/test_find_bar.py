"""Finding and replacing in the message on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from workbench.ui.editor.find_bar import FindBar
from workbench.ui.editor.place import MessagesPlace
from workbench.ui.editor.session import EditSession
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

DFT = (
    "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03|C1|T|2.5.1\rPID|1||100234||SAMPLE^ANNA\r"
    "FT1|1|A||20260301||CG|76805^OB scan^C4\rFT1|2|B||20260301||CG|76810^OB scan&more^C4|\\H\\OB\\N\\\r"
)


@pytest.fixture
def place(qtbot: QtBot, bridge: StubBridge) -> Iterator[MessagesPlace]:
    made = MessagesPlace(bridge)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.open(OpenRequest(DFT.encode(), "charges"))
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
def bar(place: MessagesPlace) -> FindBar:
    place.message_actions.replace.trigger()
    return place.find_bar


def shown(place: MessagesPlace) -> str:
    view = place.current_view()
    assert view is not None
    return view.raw.textCursor().selectedText()


def test_it_comes_with_the_keyboard_and_leaves_with_escape(place: MessagesPlace, qtbot: QtBot) -> None:
    bar = place.find_bar
    assert not bar.isVisible()
    place.message_actions.find.trigger()
    assert bar.isVisible() and not bar.replacement.isVisible()
    qtbot.waitUntil(bar.text.hasFocus)
    qtbot.keyClick(bar.text, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    view = place.current_view()
    assert view is not None
    qtbot.waitUntil(view.tree.hasFocus)


def test_it_counts_and_walks_round(place: MessagesPlace, bar: FindBar, session: EditSession, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.text, "ob")
    qtbot.waitUntil(lambda: bar.count.text() == "3 found")
    seen = []
    for _ in range(4):
        qtbot.keyClick(bar.text, Qt.Key.Key_Return)
        seen.append((str(session.cursor), bar.count.text(), shown(place)))
    assert seen == [
        ("FT1-7.2", "1 of 3", "OB"),
        ("FT1[2]-7.2.1", "2 of 3", "OB"),
        ("FT1[2]-8", "3 of 3", "OB"),
        ("FT1-7.2", "1 of 3", "OB"),
    ]
    bar.previous()
    assert bar.count.text() == "3 of 3"
    bar.previous()
    assert bar.count.text() == "2 of 3"


def test_it_goes_on_from_the_cursor(place: MessagesPlace, bar: FindBar, session: EditSession) -> None:
    bar.text.setText("OB")
    session.move_cursor(session.document.all("FT1")[1].path, None)
    bar.next()
    assert str(session.cursor) == "FT1[2]-7.2.1"


def test_options_narrow_it(bar: FindBar) -> None:
    bar.text.setText("ob")
    bar.case.setChecked(True)
    bar.refresh()
    assert bar.count.text() == "none"
    bar.case.setChecked(False)
    bar.path.setText("FT1[2]-7")
    bar.refresh()
    assert bar.count.text() == "1 found"
    bar.path.setText("FT1-")
    bar.refresh()
    assert bar.count.text() == "cannot be read"
    assert "no pattern" in bar.count.toolTip()
    bar.path.clear()
    bar.text.setText("(")
    bar.regex.setChecked(True)
    bar.refresh()
    assert "no regular expression" in bar.count.toolTip()


def test_delimiters_are_in_no_value(bar: FindBar) -> None:
    bar.text.setText("SAMPLE^ANNA")
    bar.refresh()
    assert bar.count.text() == "none"
    assert "^ divides them" in bar.count.toolTip()


def test_replacing_one_goes_to_the_next(bar: FindBar, session: EditSession) -> None:
    bar.text.setText("OB")
    bar.replacement.setText("A|B")
    bar.replace()
    assert session.undo_stack.count() == 0  # the first press only goes there
    bar.replace()
    assert session.document.get("FT1-7.2") == "A\\F\\B scan"
    assert str(session.cursor) == "FT1[2]-7.2.1"
    assert session.undo_stack.undoText() == "Replace in FT1-7"


def test_replacing_all_is_one_step(bar: FindBar, session: EditSession, bridge: StubBridge) -> None:
    bar.text.setText("OB")
    bar.replacement.setText("US")
    bar.replace_all()
    assert session.document.text.count("OB") == 0
    assert session.document.get("FT1[2]-8") == "\\H\\US\\N\\"
    assert session.undo_stack.count() == 1
    assert bridge.heard[-1] == ("info", "Replaced 3 places; Undo takes it back in one step.")
    session.undo_stack.undo()
    assert session.document.text == DFT


def test_a_regular_expression_replaces_with_its_groups(bar: FindBar, session: EditSession) -> None:
    bar.text.setText(r"^76(8\d\d)$")
    bar.regex.setChecked(True)
    bar.path.setText("FT1-7.1")
    bar.replacement.setText(r"US\1")
    bar.replace_all()
    assert [session.document.get(f"FT1[{number}]-7.1") for number in (1, 2)] == ["US805", "US810"]


def test_a_bad_replacement_is_said_and_changes_nothing(bar: FindBar, session: EditSession, bridge: StubBridge) -> None:
    bar.text.setText("(OB)")
    bar.regex.setChecked(True)
    bar.replacement.setText(r"\7")
    bar.replace_all()
    assert bridge.heard[-1][0] == "warning"
    assert session.document.text == DFT
    bar.text.setText("not there")
    bar.replace_all()
    assert "Nothing was found" in bridge.heard[-1][1]


def test_it_follows_the_message_on_the_screen(place: MessagesPlace, bar: FindBar, qtbot: QtBot) -> None:
    bar.text.setText("OB")
    bar.refresh()
    place.open(OpenRequest(b"MSH|^~\\&|A\rOBX|1|TX|||OB\r", "Other"))
    qtbot.waitUntil(lambda: bar.count.text() == "1 found")
    place.close_current()
    qtbot.waitUntil(lambda: bar.count.text() == "3 found")


def test_next_without_a_text_asks_for_one(place: MessagesPlace) -> None:
    place.message_actions.next.trigger()
    assert place.find_bar.isVisible()


def test_a_path_alone_can_be_set_where_it_is_empty_too(bar: FindBar, session: EditSession) -> None:
    session.submit(session.document.put("FT1[2]-2", ""), "Empty it", None)
    bar.path.setText("FT1-2")
    bar.replacement.setText("Q^1")
    bar.refresh()
    assert bar.also_empty.isEnabled()
    assert bar.count.text() == "1 found"
    bar.also_empty.setChecked(True)
    bar.refresh()
    assert bar.count.text() == "1 + 1 empty"
    steps = session.undo_stack.count()
    bar.replace_all()
    assert [session.document.get(f"FT1[{number}]-2") for number in (1, 2)] == ["Q\\S\\1", "Q\\S\\1"]
    assert session.undo_stack.count() == steps + 1


@pytest.mark.parametrize(("path", "text"), [("FT1", ""), ("FT1-*", ""), ("", "OB"), ("FT1-2", "A")])
def test_where_nothing_stands_is_only_known_of_one_path(bar: FindBar, path: str, text: str) -> None:
    bar.path.setText(path)
    bar.text.setText(text)
    bar.also_empty.setChecked(True)
    bar.refresh()
    assert not bar.also_empty.isEnabled()
    assert "empty" not in bar.count.text()


def test_what_was_put_in_is_not_replaced_again(bar: FindBar, session: EditSession) -> None:
    bar.text.setText("7")
    bar.path.setText("FT1-7.1")
    bar.replacement.setText("77")
    for _ in range(3):
        bar.replace()
    assert [session.document.get(f"FT1[{number}]-7.1") for number in (1, 2)] == ["776805", "776810"]
    assert bar.count.text() == "1 of 4"  # behind the last, and so round to the first


def test_the_same_value_is_gone_through_to_its_end(bar: FindBar, session: EditSession) -> None:
    bar.text.setText("A")
    bar.path.setText("PID-5")
    bar.case.setChecked(True)
    bar.replacement.setText("AA")
    bar.next()
    for _ in range(3):
        bar.replace()
    assert session.document.get("PID-5") == "SAAMPLE^AANNAA"


def test_an_expression_that_takes_too_long_is_said(bar: FindBar, session: EditSession, bridge: StubBridge) -> None:
    session.submit(session.document.put("PID-5.1", "a" * 34 + "!"), "Name it", None)
    before = session.document.text
    bar.regex.setChecked(True)
    bar.text.setText("(a+)+$")
    bar.replacement.setText("b")
    bar.refresh()
    assert bar.count.text() == "takes too long"
    assert bar.why.isVisible() and bar.why.text() == "This expression takes too long; make it simpler."
    bar.replace_all()
    assert bridge.heard[-1] == ("warning", "This expression takes too long; make it simpler.")
    assert session.document.text == before
    bar.text.setText("SAMPLE")
    bar.refresh()
    assert not bar.why.isVisible()


@pytest.mark.parametrize(("text", "path", "why"), [("[", "", "no regular expression"), ("", "FT1-x", "no pattern")])
def test_replacing_all_says_what_cannot_be_read(
    bar: FindBar, bridge: StubBridge, text: str, path: str, why: str
) -> None:
    bar.regex.setChecked(True)
    bar.text.setText(text)
    bar.path.setText(path)
    bar.replace_all()
    assert bridge.heard[-1][0] == "warning"
    assert why in bridge.heard[-1][1]
    assert bar.why.isVisible() and why in bar.why.text()


@pytest.mark.parametrize("path", ["MSH-1", "MSH-2"])
def test_that_delimiters_are_not_searched_is_said(bar: FindBar, path: str) -> None:
    bar.path.setText(path)
    bar.refresh()
    assert bar.count.text() == "none"
    assert "delimiters" in bar.why.text()
    assert not bar.also_empty.isEnabled()


def test_an_expression_that_fits_only_where_nothing_stands_says_so(bar: FindBar) -> None:
    bar.regex.setChecked(True)
    bar.text.setText("^")
    bar.refresh()
    assert bar.count.text() == "none"
    assert "only empty text" in bar.why.text()
