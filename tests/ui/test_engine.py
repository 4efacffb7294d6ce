"""The engine handle against a stand-in process that behaves, dribbles, babbles, dies and refuses to go."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.ui import engine as engine_module
from workbench.ui.engine import EngineHandle, engine_command

pytestmark = pytest.mark.gui

SCRIPT = Path(__file__).parent.parent / "helpers" / "fake_engine.py"


class Witness:
    """An engine handle and everything it said."""

    def __init__(self, folder: Path, *habits: str) -> None:
        self.folder = folder
        self.handle = EngineHandle(folder, command=[sys.executable, str(SCRIPT), str(folder), *habits])
        self.notices: list[dict[str, Any]] = []
        self.states: list[str] = []
        self.troubles: list[str] = []
        self.handle.notice.connect(self.notices.append)
        self.handle.state_changed.connect(self.states.append)
        self.handle.trouble.connect(self.troubles.append)

    def about(self, number: int) -> list[dict[str, Any]]:
        return [notice for notice in self.notices if notice.get("id") == number]

    def commands(self) -> list[dict[str, Any]]:
        log = self.folder / "commands.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def witness(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Witness]]:
    made: list[Witness] = []

    def make(*habits: str) -> Witness:
        made.append(Witness(tmp_path, *habits))
        return made[-1]

    yield make
    for each in made:
        each.handle.quit(500)


def test_the_command_starts_this_program_headless(tmp_path: Path) -> None:
    assert engine_command(tmp_path) == [sys.executable, "-m", "workbench", "engine", "--data", str(tmp_path)]


def test_a_packaged_program_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert engine_command(tmp_path) == [sys.executable, "engine", "--data", str(tmp_path)]


def test_it_runs_once_it_has_said_hello_and_is_off_after_quit(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness()
    assert w.handle.state == "off"
    w.handle.start()
    qtbot.waitUntil(lambda: w.handle.state == "running")
    w.handle.quit()
    assert w.states == ["starting", "running", "off"]
    assert w.commands() == [{"do": "quit"}]
    assert w.notices[-1] == {"notice": "bye"}
    assert w.troubles == []


def test_commands_before_hello_wait_for_it_in_order(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness()
    listener = w.handle.listen("127.0.0.1", 2575)
    first = w.handle.send(b"MSH|^~\\&|\r", "billing", 6661, 5)
    qtbot.waitUntil(lambda: bool(w.about(first)))
    assert [c["do"] for c in w.commands()] == ["listen", "send"]
    sent = w.commands()[1]
    assert (sent["host"], sent["port"], sent["timeout"]) == ("billing", 6661, 5)
    assert base64.b64decode(sent["raw"]) == b"MSH|^~\\&|\r"
    assert w.about(listener)[0]["notice"] == "listening"
    assert w.handle.listening == (("127.0.0.1", 2575),)


def test_a_free_port_is_remembered_as_the_one_that_was_found(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness()
    w.handle.listen("127.0.0.1", 0)
    qtbot.waitUntil(lambda: w.handle.listening == (("127.0.0.1", 50123),))
    stop = w.handle.stop_listening(50123)
    qtbot.waitUntil(lambda: bool(w.about(stop)))
    assert w.handle.listening == ()


def test_a_listener_that_cannot_be_stopped_is_not_there(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("deaf")
    w.handle.listen("127.0.0.1", 2575)
    qtbot.waitUntil(lambda: w.handle.listening == (("127.0.0.1", 2575),))
    stop = w.handle.stop_listening(2575)
    qtbot.waitUntil(lambda: bool(w.about(stop)))
    assert w.handle.listening == ()


def test_a_refused_listener_is_not_kept(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness()
    number = w.handle.listen("127.0.0.1", 1)
    qtbot.waitUntil(lambda: bool(w.about(number)))
    assert w.about(number) == [{"notice": "failed", "id": number, "text": "Port 1 is not for us."}]
    assert w.handle.listening == ()


def test_lines_that_arrive_in_pieces_are_put_together(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("drip")
    number = w.handle.send(b"x", "h", 1)
    qtbot.waitUntil(lambda: bool(w.about(number)))
    assert w.about(number)[0]["verdict"] == "accepted"
    assert w.troubles == []


def test_nonsense_is_reported_and_does_no_harm(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("babble")
    w.handle.start()
    qtbot.waitUntil(lambda: w.handle.state == "running")
    assert len(w.troubles) == 3
    assert "Traceback" in w.troubles[0]


def test_a_line_without_end_is_thrown_away(
    qtbot: QtBot, witness: Callable[..., Witness], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "LONGEST_LINE", 50)
    w = witness("endless")
    w.handle.start()
    qtbot.waitUntil(lambda: bool(w.troubles))
    assert "thrown away" in w.troubles[0]


def test_a_death_is_said_and_the_listeners_come_back(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("frail")
    listener = w.handle.listen("127.0.0.1", 0)
    qtbot.waitUntil(lambda: bool(w.about(listener)))
    lost = w.handle.send(b"x", "h", 1)
    qtbot.waitUntil(lambda: len(w.about(listener)) == 2)
    assert w.states == ["starting", "running", "dead", "starting", "running"]
    assert w.troubles == [
        "The engine that sends and receives stopped unexpectedly (The disk is full). It is being started again."
    ]
    assert [n["notice"] for n in w.about(lost)] == ["failed"]
    assert "unknown" in w.about(lost)[0]["text"]
    again = [c for c in w.commands() if c["do"] == "listen"][1]
    assert again == {"id": listener, "do": "listen", "host": "127.0.0.1", "port": 50123}
    assert w.handle.listening == (("127.0.0.1", 50123),)


def test_a_second_death_is_final_until_the_user_asks(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("doomed")
    listener = w.handle.listen("127.0.0.1", 2575)
    w.handle.send(b"x", "h", 1)
    qtbot.waitUntil(lambda: w.states.count("running") == 2)
    w.handle.send(b"x", "h", 1)
    qtbot.waitUntil(lambda: w.states.count("dead") == 2)
    assert w.handle.state == "dead"
    assert "stays off" in w.troubles[-1]
    assert w.about(listener)[-1]["notice"] == "failed"
    assert w.handle.listening == ()
    w.handle.start()
    qtbot.waitUntil(lambda: w.handle.state == "running")


def test_an_engine_that_cannot_begin_says_why(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("stillborn")
    number = w.handle.send(b"x", "h", 1)
    qtbot.waitUntil(lambda: w.states.count("dead") == 2)
    assert "The history is locked by another program" in w.troubles[-1]
    assert [n["text"] for n in w.about(number)] == ["The engine does not run; nothing was done."]
    assert [n["verdict"] for n in w.about(number)] == ["not sent"]  # it never had it
    assert "locked" in w.handle.last_words


def test_an_engine_that_refuses_to_begin_is_not_started_again(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("refusing")
    number = w.handle.listen("127.0.0.1", 2575)
    qtbot.waitUntil(lambda: bool(w.about(number)))
    assert w.states == ["starting", "dead"]
    assert w.troubles == ["Nothing can be sent or received. The file history.sqlite3 is not a history."]
    assert [n["text"] for n in w.about(number)] == ["The file history.sqlite3 is not a history."]
    assert (w.folder / "starts").read_text() == "x"
    w.handle.start()
    qtbot.waitUntil(lambda: (w.folder / "starts").read_text() == "xx")


def test_a_program_that_is_not_there_is_a_death_too(qtbot: QtBot, tmp_path: Path) -> None:
    handle = EngineHandle(tmp_path, command=[str(tmp_path / "nowhere")])
    states: list[str] = []
    handle.state_changed.connect(states.append)
    handle.start()
    qtbot.waitUntil(lambda: states.count("dead") == 2)
    handle.quit()
    assert handle.state == "off"


def test_an_engine_without_hello_is_given_up(
    qtbot: QtBot, witness: Callable[..., Witness], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "HELLO_WITHIN_MS", 150)
    w = witness("mute")
    w.handle.start()
    qtbot.waitUntil(lambda: w.states.count("dead") == 2)
    assert "did not say hello" in w.troubles[0]


def test_a_stubborn_engine_is_killed_after_the_wait(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness("stubborn")
    w.handle.start()
    qtbot.waitUntil(lambda: w.handle.state == "running")
    w.handle.quit(100)
    assert w.handle.state == "off"
    assert "dead" not in w.states


def test_stopping_a_listener_of_a_dead_engine_is_answered(qtbot: QtBot, witness: Callable[..., Witness]) -> None:
    w = witness()
    number = w.handle.stop_listening(2575)
    qtbot.waitUntil(lambda: bool(w.about(number)))
    assert w.about(number) == [{"notice": "stopped", "id": number, "port": 2575}]
    assert w.states == []
