"""What is closed is forgotten: a window that is open for a week must not hold every message that was ever in it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.app import make_window
from workbench.charges.ledger.line import LedgerLine
from workbench.er7 import Path as Place
from workbench.ui.editor.session import EditSession
from workbench.ui.exchange.conversation import LIMIT, Turn
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
SAMPLE = "01-charge.hl7"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=lambda one: one.services.engine.quit())
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    made.show()
    return made


def sample(name: str = SAMPLE) -> Path:
    return resources.path("samples", "messages", name)


def opened(window: Window) -> EditSession:
    session = window.messages.current()
    assert session is not None
    return session


class Left:
    """What must not be there any more when it is looked at."""

    def __init__(self) -> None:
        self._held: list[tuple[str, weakref.ref[object]]] = []

    def note(self, window: Window) -> None:
        """The message on the screen, its session and its views."""
        session, view = opened(window), window.messages.current_view()
        assert view is not None
        tab = window.messages.current_tab()
        assert tab is not None
        for one in (session, session.document, view, view.tree.tree_model, view.form, tab.file):
            self._held.append((type(one).__name__, weakref.ref(one)))

    def still_there(self, qtbot: QtBot) -> list[str]:
        qtbot.wait(150)
        QApplication.sendPostedEvents(None, 0)
        gc.collect()
        return [name for name, reference in self._held if reference() is not None]


@pytest.mark.parametrize("name", [SAMPLE, "08-batch-of-two.hl7"])
def test_a_closed_message_leaves_nothing_behind(name: str, window: Window, qtbot: QtBot) -> None:
    window.open_files([sample(name)])
    left = Left()
    session = opened(window)
    window.go_to(Place.parse("FT1-6"))
    session.submit(session.document.put("FT1-6", "CR"), "Set FT1-6", None)
    session.undo_stack.undo()
    qtbot.wait(300)  # the form and the checks follow a moment later
    left.note(window)
    del session
    assert window.messages.close_current()
    window.show_place("studies")
    assert left.still_there(qtbot) == []


def by_form(window: Window, qtbot: QtBot) -> None:
    view = window.messages.current_view()
    assert view is not None
    assert view.form.focus_field(2)
    holder = QApplication.focusWidget()
    assert holder is not None
    qtbot.keyClicks(holder, "X1")
    qtbot.keyClick(holder, Qt.Key.Key_Return)


def by_tree(window: Window, qtbot: QtBot) -> None:
    view = window.messages.current_view()
    assert view is not None
    window.go_to(Place.parse("FT1-6"))
    view.tree.setFocus()
    view.tree.edit_value()
    holder = QApplication.focusWidget()
    assert holder is not None
    qtbot.keyClicks(holder, "C")
    qtbot.keyClick(holder, Qt.Key.Key_Return)
    qtbot.wait(50)  # the tree takes it a turn later


def by_raw(window: Window, qtbot: QtBot) -> None:
    view = window.messages.current_view()
    assert view is not None
    view.texts.setCurrentWidget(view.raw)
    view.raw.setFocus()
    qtbot.keyClicks(view.raw, "5")


def by_bytes(window: Window, qtbot: QtBot) -> None:
    """The bytes are looked at while the message changes."""
    view = window.messages.current_view()
    assert view is not None
    view.texts.setCurrentWidget(view.bytes)
    view.bytes.setFocus()
    qtbot.keyClick(view.bytes, Qt.Key.Key_Right)
    view.fields.setCurrentWidget(view.charges)
    by_structure(window, qtbot)


def by_replacing(window: Window, qtbot: QtBot) -> None:
    bar = window.messages.find_bar
    bar.show_find(replacing=True)
    bar.text.setText("CG")
    bar.replacement.setText("CR")
    bar.replace_all()
    qtbot.wait(200)


def by_structure(window: Window, _qtbot: QtBot) -> None:
    session = opened(window)
    session.submit(session.document.put("FT1-13", "RAD"), "Set FT1-13", window.messages.current_view())


@pytest.mark.parametrize("edit", [by_form, by_tree, by_raw, by_bytes, by_replacing, by_structure])
def test_an_edited_message_leaves_nothing_behind(
    edit: Callable[[Window, QtBot], None], window: Window, qtbot: QtBot
) -> None:
    window.open_files([sample()])
    window.activateWindow()
    before = opened(window).document
    left = Left()
    left.note(window)
    edit(window, qtbot)
    assert opened(window).document != before
    del before
    qtbot.wait(400)
    left.note(window)
    assert window.messages.close_current()
    assert left.still_there(qtbot) == []


def test_of_a_file_paged_through_only_the_message_on_the_screen_is_held(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(b"".join(sample().read_bytes() for _number in range(12)))
    window.open_files([file])
    left = Left()
    for _number in range(11):
        session = opened(window)
        left._held += [("session", weakref.ref(session)), ("document", weakref.ref(session.document))]
        left._held.append(("view", weakref.ref(window.messages.current_view())))
        del session
        window.messages.step(1)
        qtbot.wait(20)
    qtbot.wait(300)
    assert left.still_there(qtbot) == []
    left.note(window)
    assert window.messages.close_current()
    assert left.still_there(qtbot) == []


def test_the_messages_that_took_a_tab_made_ahead_leave_nothing_behind(window: Window, qtbot: QtBot) -> None:
    left = Left()
    for number in range(3):
        window.open_request(OpenRequest(sample().read_bytes(), f"Message {number}"))
        left.note(window)
        qtbot.waitUntil(lambda: window.messages._spare.tab is not None, timeout=5000)
        qtbot.wait(50)
    while window.messages.tabs():
        assert window.messages.close_current()
    assert left.still_there(qtbot) == []


def test_a_message_that_went_to_exchange_and_reversal_is_let_go_by_the_editor(window: Window, qtbot: QtBot) -> None:
    window.open_files([sample()])
    left = Left()
    left.note(window)
    window.messages.request_send()
    window.show_place("messages")
    window.reverse_current()
    window.show_place("messages")
    assert window.messages.close_current()
    assert [name for name in left.still_there(qtbot) if name != "Document"] == []


def test_what_is_sent_is_the_message_as_it_was_last_although_it_is_closed(window: Window, qtbot: QtBot) -> None:
    window.open_files([sample()])
    session = opened(window)
    window.messages.request_send()
    loaded = window.exchange._loaded
    assert loaded is not None
    session.submit(session.document.put("FT1-6", "CR"), "Set FT1-6", None)
    wanted = session.document.wire()
    assert loaded.edited() == wanted
    del session
    window.show_place("messages")
    assert window.messages.close_current()
    qtbot.wait(50)
    gc.collect()
    assert loaded.edited() == wanted


def test_both_halves_of_a_correction_leave_nothing_behind(window: Window, qtbot: QtBot) -> None:
    raw = sample().read_bytes()
    changed = raw.replace(b"|CG|", b"|CR|")
    left = Left()
    for title in ("credits", "new charges"):
        window.open_request(
            OpenRequest(changed, title, before=raw, step="Make the correction", together="one", unsaved=True)
        )
        left.note(window)
    opened(window).undo_stack.undo()
    qtbot.wait(100)
    while window.messages.tabs():
        assert window.messages.close_current()
    assert left.still_there(qtbot) == []
    assert not window.messages._together._joined


def test_studies_taken_off_the_desk_leave_nothing_behind(window: Window, qtbot: QtBot) -> None:
    window.show_place("studies")
    place = window.studies
    place.open_samples()
    qtbot.waitUntil(lambda: place.count() > 2 and not place.reader.is_reading, timeout=10_000)
    works = place.model.works
    left = Left()
    left._held = [("study", weakref.ref(work)) for work in works]
    left._held += [("report", weakref.ref(work.report)) for work in works]
    del works
    qtbot.wait(300)
    place.clear()
    assert left.still_there(qtbot) == []


def test_files_left_out_of_the_ledger_leave_nothing_behind(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "others.hl7"
    file.write_bytes(sample().read_bytes().replace(b"SAMPLE0001", b"ONLYHERE"))

    def of_the_file() -> list[LedgerLine]:
        """Its lines have slots, so there is no weak reference to them."""
        found = (one for one in gc.get_objects() if type(one) is LedgerLine)
        return [line for line in found if line.head.control_id == "ONLYHERE"]

    window.show_place("ledger")
    place = window.ledger
    place.import_paths([file])
    qtbot.waitUntil(lambda: bool(place.reader.files) and place.book is not None and not place.is_busy, timeout=10_000)
    assert of_the_file()
    place.desk.table.selectRow(0)
    qtbot.wait(200)
    place.forget_files()
    qtbot.waitUntil(lambda: not place.is_busy, timeout=10_000)
    qtbot.wait(100)
    gc.collect()
    assert of_the_file() == []


def test_the_conversation_of_a_receiver_that_listens_for_long_is_bounded(window: Window, qtbot: QtBot) -> None:
    window.show_place("exchange")
    model = window.exchange.model
    first = _turn(0)
    left = Left()
    left._held = [("turn", weakref.ref(first))]
    model.put(first)
    del first
    for number in range(1, 5001):
        model.put(_turn(number))
        if number % 500 == 0:  # news comes in portions, as from a receiver
            model.flush()
    assert model.rowCount() == LIMIT
    newest = model.turn(model.index(0, 0))
    assert newest is not None and newest.control_id == "C5000"
    for number in range(5001, 10_001):  # and all at once
        model.put(_turn(number))
    model.flush()
    assert model.rowCount() == LIMIT
    assert not model._news
    assert left.still_there(qtbot) == []


def _turn(number: int) -> Turn:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    return Turn(f"entry {number}", at, "received", f"C{number}", "DFT^P03", "127.0.0.1", "accepted", "Stored.", None)
