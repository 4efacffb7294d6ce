from __future__ import annotations

import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench import reference
from workbench.errors import WorkbenchError
from workbench.ui import ahead
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def test_modules_come_one_by_one_in_turns_of_their_own(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[str, int]] = []
    monkeypatch.setattr(ahead, "_AFTER_MS", 0)
    monkeypatch.setattr(ahead, "_STEP_MS", 0)
    owner = QObject()
    tasks = Tasks(owner)
    monkeypatch.setattr(ahead, "read_tables", lambda: loaded.append(("tables", threading.get_ident())))
    found = ahead.Ahead(owner, tasks, ("one", "two"), ("three",))
    turns: list[int] = []
    found._timer.timeout.connect(lambda: turns.append(1))
    monkeypatch.setattr(ahead, "import_module", lambda name: loaded.append((name, len(turns))))
    assert loaded == []
    qtbot.waitUntil(lambda: len(loaded) == 4)
    tasks.close()
    assert loaded[:2] == [("one", 0), ("two", 1)]
    assert loaded[2][0] == "tables" and loaded[2][1] != threading.get_ident()
    assert loaded[3] == ("three", 3)


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


def test_what_is_read_beside_the_window_is_all_that_a_check_needs_and_nothing_of_qt() -> None:
    code = (
        "import sys\nfrom workbench.er7 import Document\nimport workbench.ui.ahead as ahead\n"
        "before = set(sys.modules)\n"
        "ahead.read_tables()\n"
        "widgets = {name for name in set(sys.modules) - before if name.startswith('PySide6')}\n"
        "missing = {'hl7apy.v2_5_1', *ahead._BESIDE} - set(sys.modules)\n"
        "there = set(sys.modules)\n"
        "from workbench.ui.editor.findings import findings\n"
        "findings(Document.from_bytes(ahead._USUAL))\n"
        "late = set(sys.modules) - there\n"
        "sys.exit(str((widgets, missing, late)) if widgets or missing or late else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_table_that_cannot_be_read_waits_for_the_message_that_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_version: str) -> None:
        raise WorkbenchError("names.toml, line 3: a slip")

    monkeypatch.setattr(reference, "dictionary", broken)
    ahead.read_tables()


def test_opening_a_message_loads_no_ledger() -> None:
    code = (
        "import sys, workbench.ui.editor.place, workbench.ui.reference.panel, workbench.ui.editor.findings\n"
        "sys.exit(str([name for name in sys.modules if name.startswith('workbench.charges.')]).strip('[]') or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ahead.MODULES + ahead.AFTERWARDS)
def test_every_name_is_a_module(name: str) -> None:
    assert import_module(name).__name__ == name
