from __future__ import annotations

from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer import environment, qt, start
from installer.commands import Outcome
from installer.place import Place
from installer.system_packages import Machine
from workbench import screen
from workbench.screen import Screen


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is installed; what these tests look at is what is started."""
    monkeypatch.setattr(environment, "prepare", lambda *_: None)
    monkeypatch.setattr(qt, "check_libraries", lambda *_: None)
    monkeypatch.setattr(qt, "check_start", lambda *_: None)


@pytest.fixture
def without_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "find", lambda _: Screen("none", "There is no screen here."))


@pytest.fixture
def with_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "find", lambda _: Screen("x11"))


@pytest.mark.usefixtures("with_screen")
def test_on_a_screen_the_program_gets_the_arguments_and_gives_its_status(place: Place, user: Machine) -> None:
    commands = FakeCommands({"workbench": Outcome(3, "")})
    assert start.run(place, ["a.hl7", "--data", "x"], user, commands, print) == 3
    assert commands.asked == [(str(place.python), "-P", "-m", "workbench", "a.hl7", "--data", "x")]


@pytest.mark.usefixtures("without_screen")
def test_without_a_screen_the_tour_is_played_and_its_folder_named(
    place: Place, user: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = FakeCommands()
    assert start.run(place, [], user, commands, print) == 0
    pictures = str(place.root / "build" / "tour")
    assert commands.asked == [(str(place.python), "-P", "-m", "workbench", "tour", "--pictures", pictures)]
    assert commands.environments == [{"QT_QPA_PLATFORM": "offscreen"}]
    said = capsys.readouterr().out
    assert said.startswith("There is no screen here.")
    assert pictures in said


@pytest.mark.usefixtures("without_screen")
def test_tour_that_fails_gives_its_status(place: Place, user: Machine) -> None:
    assert start.run(place, [], user, FakeCommands({"tour": Outcome(2, "")}), print) == 2


@pytest.mark.usefixtures("without_screen")
def test_pictures_go_elsewhere_when_the_checkout_cannot_be_written(place: Place, user: Machine) -> None:
    (place.root / "build").write_text("a file is in the way", encoding="utf-8")
    commands = FakeCommands()
    start.run(place, [], user, commands, print)
    folder = Path(commands.asked[0][-1])
    assert folder.is_dir()
    assert place.root not in folder.parents
    folder.rmdir()


@pytest.mark.usefixtures("without_screen")
def test_verbs_need_no_screen(place: Place, user: Machine) -> None:
    commands = FakeCommands()
    start.run(place, ["check", "a.hl7"], user, commands, print)
    assert commands.asked == [(str(place.python), "-P", "-m", "workbench", "check", "a.hl7")]


def test_file_or_nothing_wants_the_window(tmp_path: Path) -> None:
    message = tmp_path / "a.hl7"
    message.touch()
    assert start.wants_window([])
    assert start.wants_window([str(message)])
    assert not start.wants_window(["history", "list"])
    assert start.wants_window(["--data", "x"])
    assert start.wants_window(["--data=x", str(message)])
    assert not start.wants_window(["--data", "x", "history", "list"])
