"""A checkout with nothing in it but what the installer reads, and an interpreter that is only a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer.commands import Outcome
from installer.place import PURPOSES, Place
from installer.system_packages import Machine


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "checkout"
    (root / "installer" / "lock").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    for purpose in PURPOSES:
        (root / "installer" / "lock" / f"{purpose}.txt").write_text(f"# {purpose}\n", encoding="utf-8")
    return Place(root, windows=False)


@pytest.fixture
def venv(place: Place) -> Callable[[Sequence[str]], Outcome]:
    """What `python -m venv` does, as far as the installer looks at it."""

    def make(arguments: Sequence[str]) -> Outcome:
        place.python.parent.mkdir(parents=True, exist_ok=True)
        place.python.touch()
        return Outcome(0, "")

    return make


@pytest.fixture
def commands(venv: Callable[[Sequence[str]], Outcome]) -> FakeCommands:
    """A machine where everything works."""
    return FakeCommands({"venv": venv})


@pytest.fixture
def user() -> Machine:
    return Machine(tool="apt-get", root=False)


@pytest.fixture
def root() -> Machine:
    return Machine(tool="apt-get", root=True)


@pytest.fixture
def said() -> list[str]:
    """What the installer said to the person: pass `said.append` as `say`."""
    return []
