from __future__ import annotations

from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer import bundle, environment, qt
from installer.commands import Outcome
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine


@pytest.fixture(autouse=True)
def prepared(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """The tools are installed; the fixture remembers where."""
    (place.root / "build" / "bundle").mkdir(parents=True)
    places: list[Place] = []
    monkeypatch.setattr(environment, "prepare", lambda where, *_: places.append(where))
    monkeypatch.setattr(qt, "check_libraries", lambda *_: None)
    return places


def test_builds_with_its_own_tools_and_starts_the_result(
    place: Place, user: Machine, prepared: list[Place], said: list[str]
) -> None:
    commands = FakeCommands()
    assert bundle.make(place, [], user, commands, said.append) == 0
    build, start = commands.asked
    assert Path(build[0]).is_relative_to(place.root / "build" / "bundle" / "venv")
    assert place.venv not in Path(build[0]).parents, "the everyday environment stays as it is"
    assert build[build.index("--collect-all") :][:2] == ("--collect-all", "hl7apy")
    assert f"{place.root / 'resources'}:workbench/_resources" in build
    assert start == (str(place.root / "dist" / "dft-workbench" / "dft-workbench"), "--help")
    assert said == [f"The bundle: {place.root / 'dist' / 'dft-workbench'}"]


def test_failure_to_build_or_to_start_is_told(place: Place, user: Machine) -> None:
    with pytest.raises(Stop, match="could not be built"):
        bundle.make(place, [], user, FakeCommands({"PyInstaller": Outcome(1, "")}), print)
    with pytest.raises(Stop, match="ImportError: no hl7apy"):
        bundle.make(place, [], user, FakeCommands({"--help": Outcome(1, "ImportError: no hl7apy")}), print)
