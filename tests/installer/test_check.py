from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer import check, environment, qt
from installer.check import Result, status_of
from installer.commands import Outcome
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is installed; what these tests look at is what is run."""
    monkeypatch.setattr(environment, "prepare", lambda *_: None)
    monkeypatch.setattr(qt, "check_libraries", lambda *_: None)
    monkeypatch.setattr(qt, "check_start", lambda *_: None)


def names(commands: FakeCommands) -> list[str]:
    return ["lint-imports" if "lint-imports" in arguments[0] else arguments[2] for arguments in commands.asked]


def test_runs_everything_in_order_and_pytest_last(
    place: Place, user: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = FakeCommands()
    assert check.test(place, [], user, commands, print) == 0
    assert names(commands) == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert capsys.readouterr().out.count("passed in") == 5


@pytest.mark.parametrize("word", ["ruff", "mypy", "pytest"])
def test_runs_the_rest_after_a_failure_and_fails(place: Place, user: Machine, word: str) -> None:
    commands = FakeCommands({word: Outcome(1, "")})
    assert check.test(place, [], user, commands, print) == 1
    assert len(commands.asked) == 5


def test_arguments_go_to_pytest_alone(place: Place, user: Machine) -> None:
    commands = FakeCommands()
    check.test(place, ["-k", "er7"], user, commands, print)
    assert [arguments[-2:] == ("-k", "er7") for arguments in commands.asked] == [False, False, False, False, True]


def test_screens_stay_dark_unless_asked(place: Place, user: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    commands = FakeCommands()
    check.test(place, [], user, commands, print)
    assert {settings["QT_QPA_PLATFORM"] for settings in commands.environments} == {"offscreen"}


def test_read_only_checkout_is_told(place: Place, user: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != place.root)
    with pytest.raises(Stop, match="read-only"):
        check.test(place, [], user, FakeCommands(), print)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([0, 0, 0, 0], 0),
        ([1, 0, 0, 0], 1),
        ([-9, 0, 0, 0], 1),
        ([0, 0, 0, 5], 5),
        ([1, 1, 1, 2], 2),
        ([0, 0, 0, -6], 134),  # aborted after its last test, with every test green
        ([0, 0, 0, -11], 139),
    ],
)
def test_exit_status_is_honest(statuses: list[int], expected: int) -> None:
    assert status_of([Result("step", status, 0.0) for status in statuses]) == expected


def test_signal_is_named(place: Place, user: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    check.test(place, [], user, FakeCommands({"pytest": Outcome(-6, "")}), print)
    assert "pytest: ENDED BY SIGNAL 6" in capsys.readouterr().out
