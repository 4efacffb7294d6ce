"""The Exchange place with an engine that does as the test says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from helpers.screen import StubBridge, StubEngine, texts
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from workbench.errors import WorkbenchError
from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui.exchange.place import ExchangePlace
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui

DFT = b"MSH|^~\\&|US|W|B|M|20260301||DFT^P03^DFT_P03|DFT1|P|2.5.1\r\nEVN|P03\r\n"
WIRE = DFT.replace(b"\r\n", b"\r")


@dataclass
class Entry:
    """What the place reads of a history entry."""

    id: int
    at: datetime
    verdict: str = "acknowledged"
    peer: str = "10.0.0.9:50000"
    control_id: str = "IN1"
    message_type: str = "DFT^P03"
    note: str = ""
    raw: bytes = b"MSH|^~\\&|\r"
    answer: bytes | None = None


class StubHistory:
    def __init__(self) -> None:
        self.rows: list[Entry] = []

    def entries(self, *, direction: str, since: datetime | None = None, limit: int, **_wanted: str) -> list[Entry]:
        if direction != "received" or since is None:
            return []
        assert limit == 200
        return sorted((row for row in self.rows if row.at >= since), key=lambda entry: -entry.id)

    def entry(self, number: int) -> Entry | None:
        return next((row for row in self.rows if row.id == number), None)


class Stage:
    """A place with its stand-ins and everything it asked for."""

    def __init__(self, qtbot: QtBot, *, history: Any = None, listening: tuple[tuple[str, int], ...] = ()) -> None:
        self.engine, self.bridge = StubEngine(), StubBridge()
        self.engine.listening = listening
        self.place = ExchangePlace(cast(Any, self.engine), self.bridge, history)
        qtbot.addWidget(self.place)
        self.opened: list[OpenRequest] = []
        self.entries: list[int] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.history_requested.connect(self.entries.append)

    def rows(self) -> list[tuple[str, ...]]:
        self.place.model.flush()
        return [row[1:] for row in texts(self.place.model)]


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9", " LOCALHOST "])
def test_this_computer_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "billing.example", "::", "", "127.0.0.1.example"])
def test_everything_else_may_be_another_machine(host: str) -> None:
    assert not is_loopback(host)


def test_endpoints_are_written_so_that_the_port_can_be_told() -> None:
    assert endpoint("127.0.0.1", 2575) == "127.0.0.1:2575"
    assert endpoint("::1", 2575) == "[::1]:2575"


def test_at_first_it_says_what_to_do(stage: Stage) -> None:
    assert stage.place.list.pages.currentWidget() is stage.place.list.empty
    assert stage.place.receiver_card.state_line.text() == "Not listening."
    assert "No message is loaded" in stage.place.send_card.loaded.text()
    assert not stage.place.send_card.send_button.isEnabled()
    assert not stage.place.list.open_button.isEnabled()


def test_the_receiver_starts_and_stops(stage: Stage) -> None:
    receiver = stage.place.receiver_card
    receiver.button.click()
    assert stage.engine.commands == [("listen", "127.0.0.1", 2575)]
    assert receiver.state_line.text() == "Starting…"
    assert not receiver.button.isEnabled()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    assert receiver.state_line.text() == "Listening on 127.0.0.1:2575"
    assert not receiver.endpoint.host.isEnabled()
    receiver.button.click()
    assert stage.engine.commands[1:] == [("stop", 2575)]
    stage.engine.say("stopped", id=2, port=2575)
    assert receiver.state_line.text() == "Not listening."
    assert receiver.where is None


def test_a_taken_port_is_said_where_it_was_entered(stage: Stage) -> None:
    stage.place.receiver_card.button.click()
    stage.engine.say("failed", id=1, text="Port 2575 is in use.")
    assert stage.place.receiver_card.state_line.text() == "Port 2575 is in use."
    assert stage.place.receiver_card.button.isEnabled()


def test_other_machines_are_warned_about_before_listening(stage: Stage) -> None:
    receiver = stage.place.receiver_card
    assert receiver.warning.isHidden()
    receiver.endpoint.host.setText("0.0.0.0")
    assert not receiver.warning.isHidden()
    receiver.endpoint.host.setText("localhost")
    assert receiver.warning.isHidden()


def test_a_receiver_that_runs_already_is_taken_over(qtbot: QtBot) -> None:
    stage = Stage(qtbot, listening=(("127.0.0.1", 50123),))
    assert stage.place.receiver_card.state_line.text() == "Listening on 127.0.0.1:50123"
    stage.engine.say("stopped", id=9, port=50123)
    stage.engine.say("listening", id=10, host="127.0.0.1", port=50124)
    assert stage.place.receiver_card.where == ("127.0.0.1", 50124)


def test_without_a_host_nothing_is_started(stage: Stage) -> None:
    stage.place.receiver_card.endpoint.host.setText("  ")
    stage.place.receiver_card.button.click()
    assert stage.engine.commands == []
    assert "127.0.0.1" in stage.place.receiver_card.state_line.text()


def test_a_receiver_survives_a_restart_of_the_engine(stage: Stage) -> None:
    stage.place.receiver_card.button.click()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    stage.engine.state_changed.emit("dead")
    assert "starting again" in stage.place.receiver_card.state_line.text()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    assert stage.place.receiver_card.state_line.text() == "Listening on 127.0.0.1:2575"
    stage.engine.state_changed.emit("off")
    assert stage.place.receiver_card.state_line.text() == "Not listening."


def test_an_engine_that_dies_while_it_stops_has_stopped(stage: Stage) -> None:
    """Nothing would open the receiver again: it was not wanted any more."""
    receiver = stage.place.receiver_card
    receiver.button.click()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    receiver.button.click()
    stage.engine.state_changed.emit("dead")
    assert (receiver.state, receiver.state_line.text()) == ("idle", "Not listening.")
    assert receiver.button.isEnabled()


def test_a_receiver_that_cannot_be_stopped_is_not_there(stage: Stage) -> None:
    receiver = stage.place.receiver_card
    receiver.button.click()
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    receiver.button.click()
    stage.engine.say("failed", id=2, text="No receiver runs on port 2575.")
    assert (receiver.state, receiver.where) == ("idle", None)
    assert receiver.state_line.text() == "Not listening. No receiver runs on port 2575."


@pytest.mark.parametrize("again", [True, False])
def test_a_receiver_that_was_taken_over_survives_too_or_is_given_up(stage: Stage, again: bool) -> None:
    receiver = stage.place.receiver_card
    stage.engine.say("listening", id=9, host="127.0.0.1", port=50123)
    stage.engine.state_changed.emit("dead")
    if again:
        stage.engine.say("listening", id=9, host="127.0.0.1", port=50123)
        assert receiver.state == "listening"
    else:
        stage.engine.say("failed", id=9, text="The engine does not run.")
        assert (receiver.state, receiver.state_line.text()) == ("idle", "The engine does not run.")


def test_a_receiver_that_ran_before_the_card_survives_too(qtbot: QtBot) -> None:
    stage = Stage(qtbot, listening=(("127.0.0.1", 50123),))
    stage.engine.state_changed.emit("dead")
    stage.engine.say("listening", id=9, host="127.0.0.1", port=50123)
    assert stage.place.receiver_card.state == "listening"


def test_a_message_is_sent_as_the_wire_wants_it(stage: Stage) -> None:
    stage.place.load(DFT, "charge.hl7")
    assert stage.place.send_card.loaded.text() == "charge.hl7\nDFT^P03^DFT_P03 · DFT1"
    stage.place.send_card.send_button.click()
    assert stage.engine.commands == [("send", WIRE, "127.0.0.1", 2575, 30.0)]
    assert stage.bridge.asked == []
    assert not stage.place.send_card.send_button.isEnabled()
    assert [row[3] for row in stage.rows()] == ["Waiting"]
    stage.engine.say("progress", id=1, text="Sent; waiting for the answer.")
    assert stage.place.send_card.result.text() == "Sent; waiting for the answer."
    stage.engine.say("progress", id=7, text="Another send.")
    assert stage.place.send_card.result.text() == "Sent; waiting for the answer."
    stage.engine.say("sent", id=1, entry=7, verdict="accepted", text="The receiver took it.", elapsed=0.01)
    assert stage.rows() == [("→ sent", "DFT^P03", "DFT1", "Accepted", "The receiver took it.")]
    assert stage.place.send_card.result.text() == "Accepted. The receiver took it."
    assert stage.place.send_card.result.property("role") == "good"
    assert stage.place.send_card.send_button.isEnabled()


def test_enter_in_a_host_field_begins(qtbot: QtBot, stage: Stage) -> None:
    qtbot.keyClick(stage.place.send_card.endpoint.host, Qt.Key.Key_Return)
    assert stage.engine.commands == []
    stage.place.load(DFT, "")
    qtbot.keyClick(stage.place.send_card.endpoint.host, Qt.Key.Key_Return)
    qtbot.keyClick(stage.place.receiver_card.endpoint.host, Qt.Key.Key_Return)
    assert [command[0] for command in stage.engine.commands] == ["send", "listen"]


def test_a_send_that_failed_says_so(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.send_button.click()
    stage.engine.say("failed", id=1, verdict="not sent", text="Nothing listens on 127.0.0.1:2575.")
    assert stage.rows()[0][3:] == ("Not sent", "Nothing listens on 127.0.0.1:2575.")
    assert stage.place.send_card.result.property("role") == "bad"


@pytest.mark.parametrize("said", [{"verdict": "no answer"}, {}])
def test_an_unknown_outcome_is_not_called_not_sent(stage: Stage, said: dict[str, str]) -> None:
    """Without a verdict nothing is known: "not sent" would invite to charge a second time."""
    stage.place.load(DFT, "")
    stage.place.send_card.send_button.click()
    stage.engine.say("failed", id=1, text="Unknown.", **said)
    assert stage.rows()[0][3] == "No answer"


def test_another_machine_is_asked_about_first(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.endpoint.host.setText("billing.example")
    stage.place.send_card.endpoint.port.setValue(6661)
    stage.place.send_card.send_button.click()
    assert stage.engine.commands == []
    _, text, choices = stage.bridge.asked[0]
    assert "billing.example:6661" in text
    assert "production" in text
    stage.bridge.answers = [choices[0], choices[1]]
    stage.place.send_card.send_button.click()
    assert len(stage.engine.commands) == 1
    stage.engine.say("sent", id=1, verdict="accepted", text="")
    stage.place.send_card.send_button.click()
    stage.engine.say("sent", id=2, verdict="accepted", text="")
    stage.place.send_card.send_button.click()
    assert len(stage.engine.commands) == 3
    assert len(stage.bridge.asked) == 3


def test_one_step_starts_the_receiver_and_sends(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.built_in_button.click()
    assert stage.engine.commands == [("listen", "127.0.0.1", 2575)]
    stage.engine.say("listening", id=1, host="127.0.0.1", port=2575)
    assert stage.engine.commands[1] == ("send", WIRE, "127.0.0.1", 2575, 30.0)
    stage.engine.say("sent", id=2, verdict="accepted", text="")
    stage.place.send_card.built_in_button.click()
    assert stage.engine.commands[2][0] == "send"


def test_one_step_takes_any_free_port_when_its_own_is_taken(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.built_in_button.click()
    stage.engine.say("failed", id=1, text="Port 2575 is in use.")
    assert stage.engine.commands[1] == ("listen", "127.0.0.1", 0)
    assert stage.bridge.heard == [("info", "Port 2575 is in use. Any free port is tried instead.")]
    stage.engine.say("listening", id=2, host="127.0.0.1", port=50123)
    assert stage.engine.commands[2][2:4] == ("127.0.0.1", 50123)


def test_one_step_gives_up_in_words(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.built_in_button.click()
    stage.engine.say("failed", id=1, text="No.")
    stage.engine.say("failed", id=2, text="No again.")
    assert stage.place.send_card.result.text() == "No again."
    assert stage.place.send_card.send_button.isEnabled()


def test_an_engine_that_does_not_run_is_no_matter_of_the_port(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.built_in_button.click()
    stage.engine.state = "dead"
    stage.engine.say("failed", id=1, text="The file history.sqlite3 is not a history.")
    assert len(stage.engine.commands) == 1
    assert stage.place.send_card.result.text() == "The file history.sqlite3 is not a history."
    assert stage.bridge.heard == []


def test_with_the_built_in_receiver_alone_its_button_waits_for_enter(qtbot: QtBot) -> None:
    stage = Stage(qtbot, listening=(("127.0.0.1", 2575),))
    stage.place.show()
    stage.place.load(DFT, "")
    assert stage.place.focusWidget() is stage.place.send_card.built_in_button
    stage.engine.say("stopped", id=9, port=2575)
    stage.place.load(DFT, "")
    assert stage.place.focusWidget() is stage.place.send_card.send_button


def test_a_message_without_a_control_id_is_a_notice(stage: Stage) -> None:
    stage.place.load(DFT.replace(b"|DFT1|", b"||"), "")
    card = stage.place.send_card
    assert "no control id (MSH-10)" in card.remark.text()
    card.send_button.click()
    stage.engine.say("sent", id=1, verdict="accepted", text="The receiver took it.")
    assert "no control id (MSH-10)" in card.remark.text()
    assert card.result.text() == "Accepted. The receiver took it."
    assert stage.rows()[0][-1].startswith("The receiver took it. The message has no control id")


def test_an_arrival_without_a_control_id_is_a_notice(qtbot: QtBot) -> None:
    history = StubHistory()
    stage = Stage(qtbot, history=lambda: history)
    history.rows = [Entry(1, datetime.now(UTC) + timedelta(seconds=1), control_id="")]
    stage.engine.say("history", latest=1)
    qtbot.waitUntil(lambda: len(stage.rows()) == 1)
    assert "no control id (MSH-10)" in stage.rows()[0][-1]


def test_a_receiver_on_all_addresses_is_reached_on_the_loopback(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.receiver_card.endpoint.host.setText("0.0.0.0")
    stage.place.receiver_card.button.click()
    stage.engine.say("listening", id=1, host="0.0.0.0", port=2575)
    stage.place.send_card.built_in_button.click()
    assert stage.engine.commands[1][2:4] == ("127.0.0.1", 2575)


def test_arrivals_are_read_from_the_history(qtbot: QtBot) -> None:
    history = StubHistory()
    stage = Stage(qtbot, history=lambda: history)
    now = datetime.now(UTC)
    old = Entry(1, now - timedelta(days=1))
    history.rows = [old, Entry(2, now, verdict="waiting"), Entry(3, now, verdict="refused", note="We said AE.")]
    stage.engine.say("history", latest=3, count=2)
    qtbot.waitUntil(lambda: len(stage.rows()) == 2)
    assert stage.rows()[0] == ("← received", "DFT^P03", "IN1", "Refused by us", "We said AE.")
    history.rows[1].verdict = "acknowledged"
    stage.engine.say("history", latest=3, count=0)
    qtbot.waitUntil(lambda: stage.rows()[1][3] == "Acknowledged")
    stage.place.list.table.selectRow(0)
    stage.place.list.open_button.click()
    assert [request.raw for request in stage.opened] == [b"MSH|^~\\&|\r"]
    history.rows.clear()
    stage.place.list.open_button.click()
    assert stage.bridge.heard == [("warning", "This message is not in the history any more.")]


def test_a_refused_message_opens_where_the_refusal_points(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing was accepted before: that is asked of the tables themselves, which the stand-in does not have.
    monkeypatch.setattr("workbench.ui.exchange.before.accepted_before", lambda *_asked: ())
    history = StubHistory()
    stage = Stage(qtbot, history=lambda: history)
    refusal = b"MSH|^~\\&|\rMSA|AE|1\rERR||PID^1^18|101|E\r"
    history.rows = [Entry(7, datetime.now(UTC), answer=refusal)]
    stage.place.load(DFT, "")
    stage.place.send_card.send_button.click()
    stage.engine.say("sent", id=1, entry=7, verdict="error", text="Refused.")
    stage.place.model.flush()
    stage.place.list.table.selectRow(0)
    stage.place.list.open_button.click()
    assert [str(request.path) for request in stage.opened] == ["PID-18"]


def test_a_history_that_cannot_be_read_is_said_once(qtbot: QtBot) -> None:
    def broken() -> StubHistory:
        raise WorkbenchError("The history is locked.")

    stage = Stage(qtbot, history=broken)
    stage.engine.say("history", latest=1, count=1)
    qtbot.waitUntil(lambda: bool(stage.bridge.heard))
    stage.engine.say("history", latest=2, count=1)
    qtbot.wait(150)
    assert stage.bridge.heard == [("problem", "Received messages cannot be listed: The history is locked.")]


def test_a_history_that_was_locked_for_a_moment_is_read_at_the_next_news(qtbot: QtBot) -> None:
    history = StubHistory()
    history.rows = [Entry(7, datetime.now(UTC) + timedelta(hours=1))]
    locked = [True]

    def open_history() -> StubHistory:
        if locked:
            raise WorkbenchError("The history is locked.")
        return history

    stage = Stage(qtbot, history=open_history)
    stage.engine.say("history", latest=7, count=1)
    qtbot.waitUntil(lambda: bool(stage.bridge.heard))
    locked.clear()
    stage.engine.say("history", latest=7, count=1)
    qtbot.waitUntil(lambda: stage.place.model.known("entry 7") is not None)
    assert len(stage.bridge.heard) == 1


def test_a_row_opens_its_entry_or_its_message(qtbot: QtBot, stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.send_button.click()
    stage.place.model.flush()
    stage.place.list.table.selectRow(0)
    assert not stage.place.list.history_button.isEnabled()
    qtbot.keyClick(stage.place.list.table, Qt.Key.Key_Return)
    assert [request.raw for request in stage.opened] == [WIRE]
    assert stage.opened[0].title == "DFT^P03^DFT_P03 DFT1 (sent)"
    stage.engine.say("sent", id=1, entry=7, verdict="accepted", text="Taken.")
    stage.place.model.flush()
    assert stage.place.list.sentence.text() == "Taken."
    qtbot.keyClick(stage.place.list.table, Qt.Key.Key_Return)
    stage.place.list.history_button.click()
    assert stage.entries == [7, 7]


def test_clear_brings_the_empty_state_back(stage: Stage) -> None:
    stage.place.load(DFT, "")
    stage.place.send_card.send_button.click()
    stage.place.model.flush()
    stage.place.list.clear_button.click()
    assert stage.place.list.pages.currentWidget() is stage.place.list.empty


def test_every_control_has_a_name_or_a_text(stage: Stage) -> None:
    sender, receiver = stage.place.send_card, stage.place.receiver_card
    for widget in (sender.endpoint.host, sender.endpoint.port, sender.timeout, receiver.endpoint.host):
        assert widget.accessibleName()
    for button in (sender.send_button, sender.built_in_button, receiver.button, stage.place.list.open_button):
        assert "&" in button.text()
