"""Sending from the Exchange place: what to know before, where the focus stays, and what is remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from helpers.screen import StubBridge, StubEngine
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.history.store import History
from workbench.ui.exchange.place import AGAIN, ExchangePlace
from workbench.ui.exchange.remembered import MOST_RECENT, Remembered
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


def charge(control: str = "DFT1", number: str = "CHG1", kind: str = "CG", units: int = 1) -> bytes:
    return (
        f"MSH|^~\\&|US|W|B|M|20260301||DFT^P03|{control}|T|2.5.1\rEVN|P03\rPID|1||7\r"
        f"FT1|1|{number}||20260301||{kind}|76805|||{units}\r"
    ).encode()


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[], QSettings]:
    return lambda: QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


class Stage:
    """A place with its stand-ins and a real history."""

    def __init__(self, qtbot: QtBot, history: History | None = None, settings: QSettings | None = None) -> None:
        self.engine, self.bridge = StubEngine(), StubBridge()
        factory = (lambda: history) if history is not None else None
        self.place = ExchangePlace(cast(Any, self.engine), self.bridge, factory, settings)
        qtbot.addWidget(self.place)
        self.card = self.place.send_card

    def sent(self) -> list[bytes]:
        return [command[1] for command in self.engine.commands if command[0] == "send"]


@pytest.fixture
def stage(qtbot: QtBot, history: History) -> Stage:
    return Stage(qtbot, history)


def accept(history: History, raw: bytes, endpoint: str = "billing:6661", verdict: str = "accepted") -> int:
    now = datetime.now(UTC)
    entry = history.sending(raw, endpoint=endpoint, at=now)
    history.answered(entry, b"MSH|^~\\&|\rMSA|AA|1\r", at=now, verdict=verdict)
    return entry


# -- what was edited ----------------------------------------------------------------------------------------------


def test_an_edit_before_sending_is_sent(stage: Stage) -> None:
    now = [charge()]
    stage.place.load(now[0], "charge", lambda: now[0])
    now[0] = charge(units=2)
    stage.card.send_button.click()
    assert stage.sent() == [charge(units=2)]


def test_an_edit_is_loaded_when_the_place_is_shown(qtbot: QtBot, stage: Stage) -> None:
    now = [charge()]
    stage.place.load(now[0], "charge", lambda: now[0])
    now[0] = charge("DFT2")
    stage.place.show()
    assert "DFT2" in stage.card.loaded.text()
    assert stage.card.remark.text() == "This is the message as it was edited."


def test_an_edit_after_sending_is_offered(stage: Stage) -> None:
    now = [charge()]
    stage.place.load(now[0], "charge", lambda: now[0])
    stage.card.send_button.click()
    stage.engine.say("sent", id=1, verdict="error", text="Refused (AE).")
    now[0] = charge(units=2)
    stage.place.show()
    assert stage.card.remark.text() == "The message was edited after it was sent."
    assert "Refused" in stage.card.result.text()
    stage.card.edited_button.click()
    assert stage.card.edited_button.isHidden()
    stage.card.send_button.click()
    assert stage.sent() == [charge(), charge(units=2)]


def test_without_an_edit_nothing_is_said(stage: Stage) -> None:
    stage.place.load(charge(), "charge", charge)
    stage.place.show()
    assert stage.card.remark.isHidden()
    assert stage.card.edited_button.isHidden()


# -- what was accepted before --------------------------------------------------------------------------------------


def test_a_charge_that_was_accepted_is_warned_about_and_asked_about(stage: Stage, history: History) -> None:
    entry = accept(history, charge("OLD"))
    stage.place.load(charge("NEW"), "charge")
    assert stage.card.remark.text().startswith("Already accepted by billing:6661 at ")
    assert stage.card.remark.text().endswith(f"(entry {entry}).")
    stage.card.send_button.click()
    assert stage.sent() == []
    _, text, choices = stage.bridge.asked[0]
    assert f"(entry {entry})" in text
    assert choices == (AGAIN,)
    stage.bridge.answers = [AGAIN]
    stage.card.send_button.click()
    assert stage.sent() == [charge("NEW")]


def test_the_same_control_id_counts_too(stage: Stage, history: History) -> None:
    accept(history, charge("DFT1", "CHG1"))
    stage.place.load(charge("DFT1", "CHG2"), "charge")
    assert "Already accepted" in stage.card.remark.text()


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (charge("DFT10", "CHG10"), "accepted"),
        (charge("OLD", "CHG1"), "error"),
        (charge("OLD", "CHG1", kind="CR"), "accepted"),
    ],
)
def test_what_is_another_charge_does_not_count(stage: Stage, history: History, raw: bytes, verdict: str) -> None:
    accept(history, raw, verdict=verdict)
    stage.place.load(charge("DFT1", "CHG1"), "charge")
    assert stage.card.remark.isHidden()
    stage.card.send_button.click()
    assert stage.bridge.asked == []


def test_a_trial_on_this_computer_is_no_question_elsewhere(stage: Stage, history: History) -> None:
    accept(history, charge(), endpoint="127.0.0.1:2575")
    stage.place.load(charge(), "charge")
    assert "127.0.0.1:2575" in stage.card.remark.text()
    stage.card.endpoint.host.setText("billing.example")
    stage.bridge.answers = ["Send"]  # to another machine
    stage.card.send_button.click()
    assert len(stage.sent()) == 1
    assert [title for title, _text, _choices in stage.bridge.asked] == ["Send to another machine?"]


def test_the_built_in_receiver_may_have_it_as_often_as_wanted(stage: Stage, history: History) -> None:
    accept(history, charge(), endpoint="127.0.0.1:2575")
    stage.engine.listening = (("127.0.0.1", 2575),)
    stage.place.load(charge(), "charge")
    stage.engine.say("listening", id=9, host="127.0.0.1", port=2575)
    stage.card.built_in_button.click()
    assert len(stage.sent()) == 1
    assert stage.bridge.asked == []


# -- the conversation ----------------------------------------------------------------------------------------------


def test_the_new_row_is_chosen_and_no_old_failure_stays(stage: Stage) -> None:
    stage.place.load(charge("A"), "")
    stage.card.send_button.click()
    stage.engine.say("failed", id=1, text="Nothing listens.")
    assert stage.place.list.sentence.text() == "Nothing listens."
    stage.card.send_button.click()
    assert stage.place.list.table.currentIndex().row() == 0
    assert stage.place.list.sentence.text().startswith("Sent to")
    stage.engine.say("sent", id=2, entry=7, verdict="accepted", text="Accepted (AA).")
    assert stage.place.list.sentence.text() == "Accepted (AA)."
    assert stage.place.list.history_button.isEnabled()


@pytest.mark.parametrize("button", ["send_button", "built_in_button"])
def test_the_focus_comes_back(qtbot: QtBot, stage: Stage, button: str) -> None:
    stage.place.show()
    qtbot.waitExposed(stage.place)
    stage.place.activateWindow()
    stage.place.load(charge(), "")
    stage.engine.say("listening", id=9, host="127.0.0.1", port=2575)
    wanted = getattr(stage.card, button)
    wanted.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is wanted)
    wanted.click()
    assert not wanted.isEnabled()
    assert QApplication.focusWidget() is stage.card
    stage.engine.say("sent", id=1, verdict="accepted", text="")
    assert QApplication.focusWidget() is wanted


def test_a_focus_that_was_moved_meanwhile_stays(qtbot: QtBot, stage: Stage) -> None:
    stage.place.show()
    qtbot.waitExposed(stage.place)
    stage.place.load(charge(), "")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is stage.card.send_button)
    stage.card.send_button.click()
    stage.place.list.table.setFocus()
    stage.engine.say("sent", id=1, verdict="accepted", text="")
    assert QApplication.focusWidget() is stage.place.list.table


def test_what_is_sent_again_says_of_which_entry(stage: Stage) -> None:
    stage.place.load(charge(), "", resent_of=7)
    stage.card.send_button.click()
    stage.place.load(charge("B"), "")
    stage.engine.say("sent", id=1, verdict="error", text="")
    stage.card.send_button.click()
    assert stage.engine.resent == [7, None]


# -- what is remembered --------------------------------------------------------------------------------------------


def test_host_port_and_wait_are_there_again(qtbot: QtBot, settings: Callable[[], QSettings]) -> None:
    first = Stage(qtbot, settings=settings())
    assert first.card.endpoint.recent.isHidden()
    first.place.load(charge(), "")
    first.card.endpoint.set_value("::1", 6661)
    first.card.timeout.setValue(5)
    first.card.send_button.click()
    first.place.receiver_card.endpoint.set_value("localhost", 2600)
    first.place.receiver_card.button.click()
    first.engine.say("listening", id=2, host="127.0.0.1", port=2600)
    again = Stage(qtbot, settings=settings())
    assert again.card.endpoint.value() == ("::1", 6661)
    assert again.card.timeout.value() == 5
    assert again.place.receiver_card.endpoint.value() == ("localhost", 2600)
    again.card.endpoint.set_value("other", 1)
    (action,) = again.card.endpoint.menu.actions()
    assert action.text() == "[::1]:6661"
    action.trigger()
    assert again.card.endpoint.value() == ("::1", 6661)


def test_only_the_newest_endpoints_are_kept(settings: Callable[[], QSettings]) -> None:
    remembered = Remembered(settings())
    for port in (*range(1, 20), 15):
        remembered.add_endpoint("h", port)
    assert remembered.endpoints() == [("h", port) for port in (15, 19, 18, 17, 16, 14, 13, 12)]
    assert len(remembered.endpoints()) == MOST_RECENT


def test_settings_that_were_spoilt_are_passed_over(settings: Callable[[], QSettings]) -> None:
    spoilt = settings()
    for key, value in (("send_port", "many"), ("send_host", " "), ("recent", ["x", "h:port", ":1", "h:99999", "h:7"])):
        spoilt.setValue(f"exchange/{key}", value)
    remembered = Remembered(spoilt)
    assert remembered.number("send_port", 2575) == 2575
    assert remembered.text("send_host", "127.0.0.1") == "127.0.0.1"
    assert remembered.endpoints() == [("h", 7)]


def test_the_port_field_shows_the_real_port_while_it_listens(stage: Stage) -> None:
    receiver = stage.place.receiver_card
    receiver.endpoint.port.setValue(0)
    receiver.button.click()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=50123)
    assert receiver.endpoint.port.value() == 50123
    receiver.button.click()
    stage.engine.say("stopped", id=2, port=50123)
    assert receiver.endpoint.port.value() == 0


def test_a_message_is_loaded_from_a_file(stage: Stage, tmp_path: Path) -> None:
    card = stage.place.send_card
    assert not card.file_button.isHidden()
    file = tmp_path / "one.hl7"
    file.write_bytes(
        b"MSH|^~\\&|A|B|C|D|20260301||DFT^P03|F1|T|2.5.1\rMSH|^~\\&|A|B|C|D|20260301||DFT^P03|F2|T|2.5.1\r"
    )
    stage.place.load_file(file)
    assert card.document is not None
    assert card.document.control_id == "F1"
    assert "holds 2 messages" in stage.bridge.heard[-1][1]
    assert card.file_button.isHidden()


def test_a_file_without_a_message_is_said(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "nothing.hl7"
    file.write_bytes(b"")
    stage.place.load_file(file)
    assert stage.place.send_card.document is None
    assert "empty" in stage.bridge.heard[-1][1]
    stage.place.load_file(tmp_path / "gone.hl7")
    assert "gone.hl7" in stage.bridge.heard[-1][1]


# -- named receivers ----------------------------------------------------------------------------------------------


def test_the_address_of_a_named_receiver_is_entered(qtbot: QtBot, settings: Callable[[], QSettings]) -> None:
    stage = Stage(qtbot, settings=settings())
    stage.place.load(charge(), "charge", receiver="physician billing/1 (CMS-1500)")
    assert "Where physician billing/1 (CMS-1500) is has not been entered yet." in stage.card.loaded.text()
    stage.card.endpoint.set_value("127.0.0.1", 6671)
    stage.card.send_button.click()
    later = Stage(qtbot, settings=settings())
    later.place.load(charge("DFT2"), "another")
    usual = later.card.endpoint.value()
    assert usual[1] != 6671
    later.place.load(charge("DFT3"), "charge", receiver="physician billing/1 (CMS-1500)")
    assert later.card.endpoint.value() == ("127.0.0.1", 6671)
    assert "entered yet" not in later.card.loaded.text()
    later.place.load(charge("DFT4"), "another")
    assert later.card.endpoint.value() == usual, "what is not for it must not go there"


def test_an_address_that_was_entered_for_messages_without_a_receiver_stays(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.place.load(charge(), "charge")
    stage.card.endpoint.set_value("127.0.0.1", 7777)
    stage.place.load(charge("DFT2"), "charge")
    assert stage.card.endpoint.value() == ("127.0.0.1", 7777)


def test_the_history_is_asked_beside_the_window(qtbot: QtBot, history: History) -> None:
    tasks = Tasks()
    asked: list[threading.Thread] = []

    def factory() -> History:
        asked.append(threading.current_thread())
        return history

    accept(history, charge())
    place = ExchangePlace(cast(Any, StubEngine()), StubBridge(), factory, None, tasks)
    qtbot.addWidget(place)
    place.load(charge(), "charge")
    assert place.send_card.remark.text() == ""
    qtbot.waitUntil(lambda: "Already accepted by billing:6661" in place.send_card.remark.text(), timeout=10_000)
    tasks.close()
    assert asked and threading.main_thread() not in asked


def test_before_a_send_the_history_is_asked_beside_the_window_too(qtbot: QtBot, history: History) -> None:
    """A thousand charges take a moment, and what was chosen meanwhile counts: another message is not sent for this."""
    tasks, engine, bridge = Tasks(), StubEngine(), StubBridge()
    asked: list[threading.Thread] = []

    def factory() -> History:
        asked.append(threading.current_thread())
        return history

    accept(history, charge())
    place = ExchangePlace(cast(Any, engine), bridge, factory, None, tasks)
    qtbot.addWidget(place)
    place.load(charge(), "charge")
    bridge.answers = [AGAIN]
    place.send_card.send()
    assert place.send_card.is_under_way
    assert engine.commands == []
    qtbot.waitUntil(lambda: bool(engine.commands), timeout=10_000)
    assert [choices for _title, _text, choices in bridge.asked] == [(AGAIN,)]
    engine.say("sent", id=1, verdict="accepted", text="Accepted (AA).")
    place.load(charge("DFT8"), "another")
    place.send_card.send()
    place.load(charge("DFT9"), "the next one")
    qtbot.waitUntil(lambda: not place.send_card.is_under_way, timeout=10_000)
    assert len(engine.commands) == 1
    assert place.send_card.send_button.isEnabled()
    tasks.close()
    assert threading.main_thread() not in asked
