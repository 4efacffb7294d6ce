from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.ui import ahead

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def test_modules_come_one_by_one_in_turns_of_their_own(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[str, int]] = []
    monkeypatch.setattr(ahead, "_AFTER_MS", 0)
    monkeypatch.setattr(ahead, "_STEP_MS", 0)
    owner = QObject()
    found = ahead.Ahead(owner, ("one", "two"))
    turns: list[int] = []
    found._timer.timeout.connect(lambda: turns.append(1))
    monkeypatch.setattr(ahead, "import_module", lambda name: loaded.append((name, len(turns))))
    assert loaded == []
    qtbot.waitUntil(lambda: not found._timer.isActive())
    assert loaded == [("one", 0), ("two", 1)]


def test_with_them_the_editor_is_loaded_and_no_table_of_the_standard() -> None:
    code = (
        "import sys\nfrom importlib import import_module\nfrom workbench.ui.ahead import MODULES\n"
        "for name in MODULES: import_module(name)\n"
        "before = set(sys.modules)\n"
        "import workbench.ui.editor.place, workbench.ui.editor.view, workbench.ui.reference.panel\n"
        "heavy = {'hl7apy', 'sqlalchemy', 'alembic', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(str(heavy | (set(sys.modules) - before)) if heavy or set(sys.modules) - before else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ahead.MODULES)
def test_every_name_is_a_module(name: str) -> None:
    assert import_module(name).__name__ == name
