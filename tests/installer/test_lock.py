from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from helpers.fake_commands import FakeCommands

from installer import lock
from installer.commands import Outcome
from installer.place import PURPOSES, Place
from installer.stop import Stop
from installer.system_packages import Machine

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "installer" / "lock"
LOCKS = {purpose: (FOLDER / f"{purpose}.txt").read_text(encoding="utf-8") for purpose in PURPOSES}


def versions(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ \\]+)", text, flags=re.MULTILINE))


def wanted(*groups: str) -> set[str]:
    """The names that pyproject.toml asks for, as the locks spell them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs = [*project["project"]["dependencies"]]
    for group in groups:
        needs += project["dependency-groups"][group]
    return {re.split(r"[<>=~! \[;]", need)[0].lower().replace("_", "-") for need in needs}


@pytest.mark.parametrize("purpose", LOCKS)
def test_every_package_has_a_hash_and_no_address(purpose: str) -> None:
    text = LOCKS[purpose]
    assert "://" not in text
    assert not re.search(r"^-", text, flags=re.MULTILINE), "no options: where packages come from is the user's business"
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) == len(versions(text)) > 5
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_locks_hold_what_the_project_asks_for() -> None:
    assert wanted("build") <= set(versions(LOCKS["run"]))
    assert wanted("build", "test") <= set(versions(LOCKS["test"]))
    assert wanted("build", "bundle") <= set(versions(LOCKS["bundle"]))


@pytest.mark.parametrize("purpose", ["test", "bundle"])
def test_what_is_tested_and_bundled_is_what_runs_at_the_users(purpose: str) -> None:
    run, other = versions(LOCKS["run"]), versions(LOCKS[purpose])
    assert {name: other.get(name) for name in run} == run


def test_qt_is_one_that_does_not_abort() -> None:
    assert versions(LOCKS["run"])["pyside6-essentials"].startswith("6.11.")


def test_renewing_writes_all_and_passes_arguments_on(
    place: Place, user: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/somewhere/uv")
    commands = FakeCommands()
    assert lock.renew(place, ["--upgrade"], user, commands, print) == 0
    assert len(commands.asked) == len(PURPOSES)
    for arguments in commands.asked:
        assert {"--generate-hashes", "--universal", "--no-emit-index-url", "--no-emit-find-links"} <= set(arguments)
        assert arguments[-1] == "--upgrade"
    assert "--constraint" in commands.asked[1]


def test_renewing_without_uv_or_with_one_that_fails_is_told(
    place: Place, user: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="pip install uv"):
        lock.renew(place, [], user, FakeCommands(), print)
    monkeypatch.setattr(shutil, "which", lambda name: "/somewhere/uv")
    with pytest.raises(Stop, match="uv could not write"):
        lock.renew(place, [], user, FakeCommands({"compile": Outcome(1, "")}), print)
