"""The History place over a real history in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from workbench.history import HistoryError, NoHistory
from workbench.history.store import History
from workbench.ui.history import model as model_module
from workbench.ui.history.place import HistoryPlace
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def message(number: int) -> bytes:
    return (
        f"MSH|^~\\&|US|W|B|M|20260301||DFT^P03^DFT_P03|DFT{number}|T|2.5.1\rEVN|P03\r"
        f"PID|1||MRN{number}^^^M^MR||DOE^JANE|||||||||||||ACC{number}\r"
        f"FT1|1|CHG{number}||20260301||CG|76805|||1\r"
    ).encode()


def answer(number: int, code: str = "AA", more: str = "") -> bytes:
    return f"MSH|^~\\&|B|M|US|W|20260301||ACK^P03^ACK|A{number}|T|2.5.1\rMSA|{code}|DFT{number}\r{more}".encode()


@pytest.fixture
def filled(history: History) -> History:
    first = history.sending(message(1), endpoint="billing:6661", at=NOON)
    history.answered(first, answer(1), at=NOON + timedelta(milliseconds=20), verdict="accepted")
    second = history.sending(message(2), endpoint="billing:6661", at=NOON)
    error = "ERR||PID^1^18|101^Required field missing^HL70357|E||||Account number needed\r"
    history.answered(second, answer(2, "AE", error), at=NOON + timedelta(seconds=2), verdict="error")
    third = history.received(message(3), peer="10.0.0.9:5000", endpoint="127.0.0.1:2575", at=NOON)
    history.replied(third, answer(3), at=NOON, verdict="acknowledged")
    return history


class Stage:
    """A place and everything it asked for."""

    def __init__(self, qtbot: QtBot, factory: Callable[[], History], *, show: bool = True) -> None:
        self.bridge = StubBridge()
        self.place = HistoryPlace(factory, self.bridge)
        qtbot.addWidget(self.place)
        self.opened: list[OpenRequest] = []
        self.resent: list[tuple[bytes, str, int]] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.resend_requested.connect(lambda *what: self.resent.append(what))
        self.place.resize(1100, 600)
        if show:
            self.place.show()

    def ids(self) -> list[int]:
        model = self.place.model
        entries = [model.entry(model.index(row, 0)) for row in range(model.rowCount())]
        return [entry.id for entry in entries if entry is not None]


@pytest.fixture
def stage(qtbot: QtBot, filled: History) -> Stage:
    return Stage(qtbot, lambda: filled)


def test_the_history_is_opened_when_it_is_first_looked_at(qtbot: QtBot, filled: History) -> None:
    calls: list[int] = []

    def factory() -> History:
        calls.append(1)
        return filled

    stage = Stage(qtbot, factory, show=False)
    stage.place.refresh()
    assert calls == []
    stage.place.show()
    stage.place.hide()
    stage.place.show()
    assert calls == [1]
    assert stage.ids() == [3, 2, 1]
    assert stage.place.count() == 3
    assert stage.place.filters.count_line.text() == "3 entries"


def test_an_empty_history_says_what_to_do(qtbot: QtBot, history: History) -> None:
    stage = Stage(qtbot, lambda: history)
    assert stage.place.pages.currentWidget() is stage.place.empty
    history.sending(message(1), endpoint="h:1", at=NOON)
    stage.place.refresh()
    qtbot.waitUntil(lambda: stage.place.pages.currentWidget() is stage.place.split)


def test_a_history_that_is_not_there_is_an_empty_one(qtbot: QtBot, tmp_path: Path) -> None:
    def factory() -> History:
        raise NoHistory("There is none.")

    stage = Stage(qtbot, factory)
    assert stage.place.pages.currentWidget() is stage.place.empty


@pytest.mark.parametrize("sentence", ["The history is locked.", "The history is damaged.", "It is newer."])
def test_a_history_that_cannot_be_opened_is_a_state(qtbot: QtBot, filled: History, sentence: str) -> None:
    problems = [sentence]

    def factory() -> History:
        if problems:
            raise HistoryError(problems.pop())
        return filled

    stage = Stage(qtbot, factory)
    assert stage.place.pages.currentWidget() is stage.place.failure
    assert stage.place.failure.text.text() == sentence
    stage.place.failure.buttons[0].click()
    assert stage.ids() == [3, 2, 1]


def test_a_history_that_was_replaced_is_read_anew(qtbot: QtBot, filled: History, tmp_path: Path) -> None:
    shared = [filled]
    stage = Stage(qtbot, lambda: shared[0])
    assert stage.ids() == [3, 2, 1]
    with History.open(tmp_path / "another") as another:
        another.sending(message(1), endpoint="h:1", at=NOON)
        shared[0] = another
        stage.place.refresh()
        qtbot.waitUntil(lambda: stage.ids() == [1])
        assert stage.place.outdated.isHidden()


def test_a_history_that_is_locked_later_keeps_what_was_known(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stage.place
    rows = place.model.rowCount()
    assert rows > 0
    locked = ["It is locked by another program."]
    ask = place.model.refresh

    def refresh() -> None:
        if locked:
            raise HistoryError(locked[0])
        ask()

    monkeypatch.setattr(place.model, "refresh", refresh)
    place.refresh()
    qtbot.waitUntil(place.outdated.isVisible)
    assert place.outdated.text().startswith("It is locked by another program. What stands here was read at ")
    assert place.pages.currentWidget() is place.split
    assert place.model.rowCount() == rows
    locked.clear()
    place.refresh()
    qtbot.waitUntil(lambda: not place.outdated.isVisible())


def test_a_damaged_file_is_a_state(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"this is no database" * 100)
    stage = Stage(qtbot, lambda: History.open(tmp_path))
    assert stage.place.pages.currentWidget() is stage.place.failure
    assert "history.sqlite3" in stage.place.failure.text.text()


def test_identifiers_are_found_by_their_beginning(qtbot: QtBot, stage: Stage) -> None:
    for text, found in (("DFT2", [2]), ("mrn", [3, 2, 1]), ("ACC3", [3]), ("CHG1", [1]), ("nobody", [])):
        stage.place.filters.search.setText(text)
        qtbot.keyClick(stage.place.filters.search, Qt.Key.Key_Return)
        assert stage.ids() == found, text
    assert stage.place.nothing_found.isVisible()
    assert stage.place.filters.count_line.text() == "0 entries"


def test_the_search_follows_the_typing(qtbot: QtBot, stage: Stage) -> None:
    qtbot.keyClicks(stage.place.filters.search, "CHG2")
    qtbot.waitUntil(lambda: stage.ids() == [2])
    assert stage.place.filters.count_line.text() == "1 entry"


def test_direction_and_verdict_narrow_it_down(qtbot: QtBot, stage: Stage) -> None:
    stage.place.filters.direction.setCurrentText("Received")
    qtbot.waitUntil(lambda: stage.ids() == [3])
    stage.place.filters.direction.setCurrentText("Sent")
    stage.place.filters.verdict.setCurrentText("Refused for its content")
    qtbot.waitUntil(lambda: stage.ids() == [2])


def test_an_entry_is_shown_in_words_with_both_messages(stage: Stage) -> None:
    assert not any(button.isEnabled() for button in stage.place.entry_actions.buttons)
    stage.place.table.selectRow(1)
    preview = stage.place.preview
    assert "PID-18" in preview.words.text()
    assert "Account number needed" in preview.words.text()
    assert preview.words.property("role") == "bad"
    assert "sent to billing:6661" in preview.facts.text()
    assert "2.0 s" in preview.facts.text()
    assert preview.message.toPlainText() == message(2).decode().replace("\r", "\n")
    assert preview.answer.toPlainText().splitlines()[1] == "MSA|AE|DFT2"


def test_a_received_entry_says_what_we_answered(stage: Stage) -> None:
    stage.place.table.selectRow(0)
    assert stage.place.preview.words.text().startswith("We answered: Accepted")
    assert "received from 10.0.0.9:5000" in stage.place.preview.facts.text()


def test_a_missing_answer_is_said(qtbot: QtBot, history: History) -> None:
    number = history.sending(message(1), endpoint="h:1", at=NOON)
    history.answered(number, None, at=NOON, verdict="no answer", note="No answer within 30 s.")
    stage = Stage(qtbot, lambda: history)
    stage.place.table.selectRow(0)
    assert stage.place.preview.words.text() == "No answer. No answer within 30 s."
    assert stage.place.preview.answer.placeholderText() == "There was no answer."
    assert not stage.place.entry_actions.open_answer_button.isEnabled()


def test_what_can_be_done_with_an_entry(qtbot: QtBot, stage: Stage) -> None:
    stage.place.table.selectRow(1)
    qtbot.keyClick(stage.place.table, Qt.Key.Key_Return)
    stage.place.entry_actions.open_answer_button.click()
    stage.place.entry_actions.again_button.click()
    assert [request.title for request in stage.opened] == ["Charge of MRN2", "Answer to Charge of MRN2"]
    assert stage.opened[0].raw == message(2)
    assert str(stage.opened[0].path) == "PID-18"  # where the refusal points
    assert stage.resent == [(message(2), "Charge of MRN2", 2)]


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_the_message_can_be_copied(qtbot: QtBot, stage: Stage, by_keyboard: bool) -> None:
    stage.place.table.selectRow(2)
    QGuiApplication.clipboard().clear()
    if by_keyboard:
        qtbot.keyClick(stage.place.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    else:
        stage.place.entry_actions.copy_button.click()
    assert QGuiApplication.clipboard().text() == message(1).decode().replace("\r", "\n")


def test_an_answer_that_comes_later_is_shown(qtbot: QtBot, history: History) -> None:
    number = history.sending(message(1), endpoint="h:1", at=NOON)
    stage = Stage(qtbot, lambda: history)
    stage.place.table.selectRow(0)
    assert stage.place.preview.answer.placeholderText() == "The answer is still to come."
    history.answered(number, answer(1), at=NOON, verdict="accepted")
    stage.place.refresh()
    qtbot.waitUntil(lambda: "MSA" in stage.place.preview.answer.toPlainText())


def test_news_keeps_the_chosen_entry(qtbot: QtBot, stage: Stage, filled: History) -> None:
    stage.place.table.selectRow(2)
    filled.sending(message(4), endpoint="h:1", at=NOON)
    stage.place.refresh()
    qtbot.waitUntil(lambda: stage.ids() == [4, 3, 2, 1])
    assert stage.place.table.currentIndex().row() == 3
    assert "DFT1" in stage.place.preview.message.toPlainText()


def test_an_entry_is_shown_wherever_it_is(
    qtbot: QtBot, stage: Stage, filled: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_module, "PAGE", 2)
    stage.place.filters.search.setText("DFT3")
    stage.place.show_entry(1)
    assert stage.place.filters.search.text() == ""
    assert stage.ids() == [3, 2, 1]
    assert stage.place.table.currentIndex().row() == 2
    assert "DFT1" in stage.place.preview.message.toPlainText()


def test_an_entry_that_is_gone_is_said(stage: Stage) -> None:
    stage.place.show_entry(99)
    assert stage.place.preview.words.text() == "Entry 99 is not in the history any more."


def test_importing_the_place_does_not_load_the_database() -> None:
    import subprocess
    import sys

    code = "import workbench.ui.history.place, sys; sys.exit('sqlalchemy' in sys.modules or 'hl7apy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
