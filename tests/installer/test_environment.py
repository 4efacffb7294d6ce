from __future__ import annotations

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer import environment, stamp
from installer.commands import Outcome
from installer.environment import prepare, require_venv
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine


def ignore(text: str) -> None:
    """Nobody listens."""


def locks_installed(commands: FakeCommands) -> list[str]:
    return [Path(arguments[-1]).stem for arguments in commands.asked_with("--require-hashes")]


def test_first_start_makes_the_environment_installs_the_lock_and_the_project(
    place: Place, commands: FakeCommands, user: Machine
) -> None:
    prepare(place, "run", user, commands, ignore)
    steps = ("venv", "--require-hashes", "--editable")
    assert [[step for step in steps if step in arguments] for arguments in commands.asked] == [[step] for step in steps]
    assert locks_installed(commands) == ["run"]


def test_second_start_runs_nothing(place: Place, commands: FakeCommands, user: Machine) -> None:
    prepare(place, "run", user, commands, ignore)
    again = FakeCommands()
    prepare(place, "run", user, again, ignore)
    assert again.asked == []


def test_project_itself_is_installed_without_a_network(place: Place, commands: FakeCommands, user: Machine) -> None:
    prepare(place, "run", user, commands, ignore)
    [arguments] = commands.asked_with("--editable")
    assert {"--no-index", "--no-build-isolation", "--no-deps"} <= set(arguments)


def test_environment_for_tests_serves_for_running_and_not_the_other_way(
    place: Place, commands: FakeCommands, user: Machine
) -> None:
    prepare(place, "run", user, commands, ignore)
    prepare(place, "test", user, commands, ignore)
    assert locks_installed(commands) == ["run", "test"]
    assert len(commands.asked_with("venv")) == 1, "what is there is added to"
    again = FakeCommands()
    prepare(place, "test", user, again, ignore)
    prepare(place, "run", user, again, ignore)
    assert again.asked == []


def test_changed_project_file_is_installed_again_without_the_packages(
    place: Place, commands: FakeCommands, user: Machine
) -> None:
    prepare(place, "run", user, commands, ignore)
    place.project_file.write_text("[project]\n# changed\n", encoding="utf-8")
    again = FakeCommands()
    prepare(place, "run", user, again, ignore)
    assert len(again.asked) == 1
    assert "--editable" in again.asked[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: place.lock("run").write_text("# other versions\n", encoding="utf-8"),
        lambda place: place.python.unlink(),
        lambda place: place.stamp.write_text("{half", encoding="utf-8"),
        lambda place: place.stamp.write_text('{"python": "3.11"}', encoding="utf-8"),
        lambda place: place.stamp.unlink(),
        lambda place: place.stamp.write_text(
            place.stamp.read_text(encoding="utf-8").replace(stamp.python_version(), "3.9"), encoding="utf-8"
        ),
        lambda place: place.stamp.write_text(
            place.stamp.read_text(encoding="utf-8").replace("checkout", "elsewhere"), encoding="utf-8"
        ),
    ],
    ids=["other lock", "no python", "damaged stamp", "old stamp", "no stamp", "other python", "moved"],
)
def test_environment_that_does_not_fit_is_made_anew(place: Place, commands: FakeCommands, user: Machine, spoil) -> None:
    prepare(place, "run", user, commands, ignore)
    spoil(place)
    commands.asked.clear()
    prepare(place, "run", user, commands, ignore)
    assert [arguments for arguments in commands.asked_with("venv") if "--clear" in arguments]
    assert locks_installed(commands) == ["run"]


@pytest.mark.parametrize("step", ["venv", "--require-hashes", "--editable"])
@pytest.mark.parametrize("how", [KeyboardInterrupt, MemoryError])
def test_interrupted_installation_leaves_no_stamp(
    place: Place, commands: FakeCommands, user: Machine, step: str, how: type[BaseException]
) -> None:
    prepare(place, "run", user, commands, ignore)
    place.lock("run").write_text("# newer\n", encoding="utf-8")

    def interrupt(arguments: object) -> Outcome:
        raise how

    with pytest.raises(how):
        prepare(place, "run", user, FakeCommands({step: interrupt}), ignore)
    assert stamp.read(place) is None


def test_failed_installation_is_told_and_leaves_no_stamp(place: Place, commands: FakeCommands, user: Machine) -> None:
    commands.rules["--require-hashes"] = Outcome(1, "ERROR: connection: NewConnectionError\n")
    with pytest.raises(Stop, match="no network"):
        prepare(place, "run", user, commands, ignore)
    assert stamp.read(place) is None
    assert "NewConnectionError" in place.pip_report.read_text(encoding="utf-8")


def test_environment_that_cannot_be_made_is_told(place: Place, user: Machine) -> None:
    with pytest.raises(Stop, match="The disk is full"):
        prepare(place, "run", user, FakeCommands({"venv": Outcome(1, "OSError: No space left on device")}), ignore)
    with pytest.raises(Stop, match="no such wheel"):
        prepare(place, "run", user, FakeCommands({"venv": Outcome(1, "no such wheel")}), ignore)


def test_file_in_the_way_of_the_environment(place: Place, commands: FakeCommands, user: Machine) -> None:
    place.venv.write_text("mine", encoding="utf-8")
    with pytest.raises(Stop, match="is in the way"):
        prepare(place, "run", user, commands, ignore)
    assert place.venv.read_text(encoding="utf-8") == "mine"


def test_too_little_room_is_told_before_anything_is_fetched(
    place: Place, commands: FakeCommands, user: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 5 * 1024**2))
    with pytest.raises(Stop, match="has 5 MB left"):
        prepare(place, "run", user, commands, ignore)
    assert commands.asked == []


def test_folder_that_cannot_be_written_is_told(
    place: Place, commands: FakeCommands, user: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(Stop, match=r"Nothing can be written in .*copy the project"):
        prepare(place, "run", user, commands, ignore)


def test_ready_environment_in_a_folder_that_cannot_be_written_is_used(
    place: Place, commands: FakeCommands, user: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(place, "run", user, commands, ignore)
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: pytest.fail("nothing is to be written"))
    monkeypatch.setattr(Path, "write_text", lambda *_, **__: pytest.fail("nothing is to be written"))
    prepare(place, "run", user, FakeCommands(), ignore)


class Modules:
    """Which modules a Python lacks, before and after apt-get."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def __call__(self) -> list[str]:
        return self.answers.pop(0)


def test_complete_python_needs_nothing(user: Machine) -> None:
    commands = FakeCommands()
    require_venv(user, commands, ignore, missing=Modules([]))
    assert commands.asked == []


def test_debian_python_without_venv_as_root_is_completed(root: Machine) -> None:
    commands = FakeCommands()
    require_venv(root, commands, ignore, missing=Modules(["ensurepip"], []), base=Path("/usr"))
    assert commands.asked_with("install")[0][-1] == f"python{stamp.python_version()}-venv"


def test_debian_python_without_venv_as_user_names_the_line(user: Machine) -> None:
    commands = FakeCommands()
    with pytest.raises(Stop) as stop:
        require_venv(user, commands, ignore, missing=Modules(["ensurepip"]), base=Path("/usr"))
    package = f"python{stamp.python_version()}-venv"
    assert str(stop.value).splitlines()[-1] == (
        f"  sudo apt-get update && sudo apt-get install -y --no-install-recommends {package}"
    )
    assert commands.asked == []


def test_debian_python_that_stays_incomplete_is_told(root: Machine) -> None:
    with pytest.raises(Stop, match="and yet"):
        require_venv(root, FakeCommands(), ignore, missing=Modules(["ensurepip"], ["ensurepip"]), base=Path("/usr"))


def test_incomplete_python_of_somebody_else_is_not_apts_business(root: Machine) -> None:
    with pytest.raises(Stop, match="complete Python"):
        require_venv(root, FakeCommands(), ignore, missing=Modules(["venv"]), base=Path("/opt/python"))


def test_missing_modules_sees_through_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "left_behind").mkdir()
    monkeypatch.syspath_prepend(os.fspath(tmp_path))
    assert environment.missing_modules(("json", "left_behind", "never_there")) == ["left_behind", "never_there"]
