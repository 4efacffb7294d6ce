from __future__ import annotations

import sys
from pathlib import Path

import pytest

from installer.commands import SystemCommands


def test_read_gives_each_line_both_streams_and_the_status() -> None:
    lines: list[str] = []
    script = "import sys; print('one', flush=True); print('two', file=sys.stderr); sys.exit(3)"
    outcome = SystemCommands().read([sys.executable, "-c", script], each_line=lines.append)
    assert lines == ["one", "two"]
    assert (outcome.status, outcome.text) == (3, "one\ntwo\n")


def test_read_survives_bytes_that_are_no_text() -> None:
    script = r"import sys; sys.stdout.buffer.write(b'\xff\n')"
    assert SystemCommands().read([sys.executable, "-c", script]).text == "�\n"


def test_environment_is_added_to_and_taken_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKEN", "x")
    monkeypatch.setenv("KEPT", "y")
    script = "import os; print(os.environ.get('TAKEN'), os.environ.get('KEPT'), os.environ.get('ADDED'))"
    outcome = SystemCommands().read([sys.executable, "-c", script], env={"TAKEN": None, "ADDED": "z"})
    assert outcome.text == "None y z\n"


def test_show_gives_the_status_and_uses_the_folder(tmp_path: Path) -> None:
    script = "import pathlib, sys; pathlib.Path('here').touch(); sys.exit(4)"
    assert SystemCommands().show([sys.executable, "-c", script], cwd=tmp_path) == 4
    assert (tmp_path / "here").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to end by")
def test_show_tells_a_signal_from_a_status() -> None:
    assert SystemCommands().show([sys.executable, "-c", "import os; os.abort()"]) == -6
