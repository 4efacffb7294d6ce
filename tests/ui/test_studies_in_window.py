"""The Studies place inside the window: the profile in the status line, news of the history, sending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from helpers.lifecycle import report
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.charges.lifecycle.events import Event as Happening
from workbench.history.store import History
from workbench.ui.studies.batch import Job
from workbench.ui.studies.tabs import StudyTabs
from workbench.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.tasks.close()
    made.study_tasks.close()


def tabs_of(window: Window) -> StudyTabs:
    window.show_place("studies")
    assert window.studies.tabs is not None
    return window.studies.tabs


def test_the_profile_in_use_is_always_in_sight(window: Window) -> None:
    assert window.status_line.profile.text() == "profile: default"
    tabs_of(window).choices.use_profile("split")
    assert window.status_line.profile.text() == "profile: split"


def test_the_profile_is_remembered(window: Window, qapp: QApplication, qtbot: QtBot) -> None:
    tabs_of(window).choices.use_profile("split")
    again = make_window(qapp, window.services.data_folder)
    qtbot.addWidget(again)
    assert again.status_line.profile.text() == "profile: split"
    assert tabs_of(again).choices.profile().name == "split"


def test_an_answer_leaves_the_worklist(window: Window, qtbot: QtBot) -> None:
    tabs = tabs_of(window)
    tabs.setCurrentWidget(tabs.worklist)
    with qtbot.waitSignal(tabs.worklist.batch.finished, timeout=20_000):
        tabs.worklist.take_jobs([Job("one", report())])
    tabs.worklist.report.back_button.click()
    qtbot.waitUntil(lambda: tabs.worklist.study_pane.due.caption == "&Send…", timeout=10_000)
    tabs.worklist.study_pane.doing.due_button.click()
    assert window.stack.currentWidget() is window.exchange
    detail = tabs.worklist.study_pane.detail
    assert detail is not None
    now = datetime.now(UTC)
    with History.open(window.services.data_folder) as history:
        entry = history.sending(detail.standing.messages[0].raw, endpoint="x:1", at=now)
        history.answered(entry, None, at=now, verdict="accepted")
    window.show_place("studies")
    window.services.engine.notice.emit({"notice": "history", "latest": entry, "count": 1})
    qtbot.waitUntil(lambda: tabs.worklist.model.rowCount() == 0, timeout=10_000)


def test_what_is_sent_again_keeps_its_lineage(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    tabs = tabs_of(window)
    loaded: list[tuple[object, ...]] = []
    monkeypatch.setattr(window.exchange, "load", lambda *facts: loaded.append(facts))
    tabs.worklist.study_pane.send_requested.emit(b"MSH|1", "first", None, "")
    tabs.worklist.study_pane.send_requested.emit(b"MSH|2", "again", 7, "billing (CMS-1500)")
    assert loaded == [(b"MSH|1", "first", None, None, ""), (b"MSH|2", "again", None, 7, "billing (CMS-1500)")]


def test_closing_asks_for_a_charge_master_that_is_not_saved(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    tabs = tabs_of(window)
    tabs.setCurrentWidget(tabs.master)
    assert window.studies.may_close()
    model = tabs.master.model
    assert model.setData(model.index(0, 3), "Other words")
    asked: list[str] = []
    monkeypatch.setattr(window.bridge, "ask", lambda _title, text, _choices: asked.append(text) or "")
    assert not window.close()
    assert asked == ["There are changes to the charge master that are not saved."]
    monkeypatch.setattr(window.bridge, "ask", lambda *_words: "Close without saving")
    assert window.close()


def test_a_store_that_waits_for_its_file_does_not_hold_up_the_check(window: Window, qtbot: QtBot) -> None:
    freed, answers = Event(), list[object]()
    tabs_of(window).store.work(lambda: freed.wait(30), answers.append)
    try:
        window.tasks.run("after", lambda: 1, answers.append)
        qtbot.waitUntil(lambda: answers == [1], timeout=10_000)
    finally:
        freed.set()
    qtbot.waitUntil(lambda: answers == [1, True], timeout=10_000)


def test_the_charges_of_a_study_are_taken_back_by_hand(window: Window, qtbot: QtBot) -> None:
    tabs = tabs_of(window)
    tabs.setCurrentWidget(tabs.worklist)
    assert not tabs.worklist.study_pane.messages.reverse_button.isEnabled()
    with qtbot.waitSignal(tabs.worklist.batch.finished, timeout=20_000):
        tabs.worklist.take_jobs([Job("one", report())])
    tabs.worklist.report.back_button.click()
    qtbot.waitUntil(lambda: tabs.worklist.study_pane.messages.reverse_button.isEnabled(), timeout=10_000)
    sent = tabs.worklist.study_pane.messages.message()
    assert sent is not None
    tabs.worklist.study_pane.messages.reverse_button.click()
    assert window.stack.currentWidget() is window.reversal
    made = window.reversal.current()
    assert made is not None
    charged = [one.transaction_id for one in sent.transactions]
    credited = [made.value(f"FT1[{number}]-2") for number in range(1, len(charged) + 1)]
    assert credited == [f"{one}-R" for one in charged]
    assert "it is not taken back again" in window.notice.text.text()
    assert window.notice.isVisible()


def sent_and_accepted(window: Window, raw: bytes) -> None:
    """It left, and the receiver took it; the window hears of it."""
    now = datetime.now(UTC)
    with History.open(window.services.data_folder) as history:
        entry = history.sending(raw, endpoint="x:1", at=now)
        history.answered(entry, None, at=now, verdict="accepted")
    window.services.engine.notice.emit({"notice": "history", "latest": entry, "count": 1})


def test_what_was_credited_by_hand_is_not_credited_again_by_unsigning(window: Window, qtbot: QtBot) -> None:
    tabs = tabs_of(window)
    worklist, pane = tabs.worklist, tabs.worklist.study_pane
    with qtbot.waitSignal(worklist.batch.finished, timeout=20_000):
        worklist.take_jobs([Job("one", report())], straight=True)
    tabs.setCurrentWidget(worklist)
    qtbot.waitUntil(lambda: pane.messages.message() is not None, timeout=10_000)
    charged = pane.messages.message()
    assert charged is not None
    sent_and_accepted(window, charged.raw)
    qtbot.waitUntil(lambda: pane.doing.due.caption == "", timeout=10_000)
    pane.messages.reverse_button.click()
    assert window.stack.currentWidget() is window.reversal
    qtbot.waitUntil(lambda: window.reversal.current() is not None, timeout=10_000)
    credit = window.reversal.current()
    assert credit is not None
    sent_and_accepted(window, credit.to_bytes())
    window.show_place("studies")
    qtbot.waitUntil(lambda: pane.detail is not None and not pane.detail.standing.open_charges, timeout=10_000)
    assert not pane.doing.unsign_button.isVisible()  # nothing stands that could be taken back
    assert pane.doing.title.text() == "Taken back by hand: ACC1"
    assert f"Done by hand: {credit.control_id}" in pane.happened.sentence.text()
    pane.doing.event_box.setCurrentIndex(pane.doing.event_box.findData(Happening.UNSIGNED))
    assert "the charges by hand before" in pane.doing.foresight.text()
    assert "No message is made." in pane.doing.foresight.text()
    pane.doing.state_button.click()
    qtbot.waitUntil(lambda: pane.doing.title.text() == "Reversed: ACC1", timeout=10_000)
    detail = pane.detail
    assert detail is not None
    assert [one.event for one in detail.events] == ["signed", "done by hand", "unsigned"]
    assert [one.control_id for one in detail.standing.messages] == [charged.control_id, credit.control_id]
    assert "the charges by hand before" in pane.doing.why.text()
    assert pane.doing.due_text.text() == "Nothing is to be done here."
    tabs.worklist.ask_unsent()
    qtbot.waitUntil(lambda: "Everything that was made has left." in window.notice.text.text(), timeout=10_000)
