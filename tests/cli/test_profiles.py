from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli import main


def run(data: Path, *words: str) -> int:
    return main(["profiles", *words, "--data", str(data)])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "clinic.toml").write_text("title = 'Clinic'\n[message]\nversion = '9'\n", encoding="utf-8")
    return tmp_path


def test_list(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("default ")
    assert any(line.startswith("clinic ") and "cannot be used" in line and line.endswith("(own)") for line in lines)


def test_list_as_json(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own, "list", "--json") == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out) if one["own"]] == ["clinic"]


def test_show_explains_every_setting_and_marks_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "show", "split") == 0
    out = capsys.readouterr().out
    assert '* component = "split"    # Global: no modifier.' in out
    assert '  version = "2.5.1"    # MSH-12' in out
    assert run(tmp_path, "show", "split", "--json") == 0
    settings = json.loads(capsys.readouterr().out)["settings"]
    assert all(one["means"] for section in settings.values() for one in section)


def test_check_says_what_is_wrong_with_the_line(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own, "check") == 1
    out = capsys.readouterr().out
    assert "The profile clinic.toml, line 3: message, version is “9”; it may be: 2.3" in out
    assert "7 profiles checked, 1 cannot be used." in out


def test_check_of_one(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own, "check", "default") == 0
    assert run(own, "check", str(own / "profiles" / "clinic.toml"), "--json") == 1
    out = capsys.readouterr().out
    assert json.loads(out[out.index("[") :])[0]["faults"][0]["line"] == 3


def test_one_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "show", "defalt") == 2
    assert "perhaps default was meant" in capsys.readouterr().err
