"""Whoever asks the store hears of it in any case: the answer, or why there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.lifecycle import make_desk, report
from pytestqt.qtbot import QtBot

from workbench.errors import WorkbenchError
from workbench.history.store import History
from workbench.ui.studies.batch import Batch, Job
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.watch import FolderWatch
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


class Listener:
    """A store, and everything that was heard from it."""

    def __init__(self, folder: Path, tasks: Tasks) -> None:
        self.folder = folder
        self.store = StudyStore(folder, tasks)
        self.failed: list[str] = []
        self.answers: list[object] = []
        self.problems: list[str] = []
        self.changes = 0
        self.store.failed.connect(self.failed.append)
        self.store.changed.connect(self._count)

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
def listener(tmp_path: Path, tasks: Tasks) -> Listener:
    with History.open(tmp_path / "data"):
        pass
    return Listener(tmp_path / "data", tasks)


def raising(error: Exception) -> Callable[..., object]:
    def fail(*_facts: object) -> object:
        raise error

    return fail


ASKS: dict[str, Callable[[Listener, Callable[..., object]], None]] = {
    "ask": lambda heard, does: heard.store.ask("x", does, heard.answers.append, 0, heard.problems.append),
    "change": lambda heard, does: heard.store.change(does, heard.answers.append, heard.problems.append),
    "work": lambda heard, does: heard.store.work(does, heard.answers.append, heard.problems.append),
}


@pytest.mark.parametrize("way", ASKS)
def test_what_goes_well_is_answered(qtbot: QtBot, listener: Listener, way: str) -> None:
    ASKS[way](listener, lambda *_studies: 7)
    qtbot.waitUntil(lambda: listener.answers == [7], timeout=10_000)
    assert (listener.failed, listener.problems, listener.changes) == ([], [], int(way == "change"))


def test_closing_drops_questions_and_no_change(listener: Listener, tasks: Tasks) -> None:
    gate, begun = threading.Event(), threading.Event()
    done: list[str] = []
    listener.store.work(lambda: (begun.set(), gate.wait(5)), listener.answers.append)
    assert begun.wait(5)
    listener.store.ask("x", lambda _studies: done.append("asked"), listener.answers.append, None)
    listener.store.change(lambda _studies: done.append("changed"), listener.answers.append)
    threading.Timer(0.05, gate.set).start()
    tasks.close()
    assert done == ["changed"]


@pytest.mark.parametrize("way", ASKS)
def test_what_goes_wrong_is_told_to_whoever_asked(qtbot: QtBot, listener: Listener, way: str) -> None:
    ASKS[way](listener, raising(WorkbenchError("It cannot be read.")))
    qtbot.waitUntil(lambda: listener.problems == ["It cannot be read."], timeout=10_000)
    assert (listener.failed, listener.answers, listener.changes) == (["It cannot be read."], [], 0)


@pytest.mark.parametrize("way", ASKS)
def test_what_nobody_foresaw_is_told_too_and_not_hidden(qtbot: QtBot, listener: Listener, way: str) -> None:
    with qtbot.captureExceptions() as caught:
        ASKS[way](listener, raising(ZeroDivisionError("as the test says")))
        qtbot.waitUntil(lambda: bool(caught), timeout=10_000)
    assert listener.problems == ["ZeroDivisionError: as the test says"]
    assert (listener.answers, caught[0][0]) == ([], ZeroDivisionError)


def test_a_damaged_file_is_told(qtbot: QtBot, listener: Listener) -> None:
    for one in listener.folder.glob("history.sqlite3*"):
        one.write_bytes(b"no database " * 400)
    ASKS["ask"](listener, lambda _studies: 7)
    qtbot.waitUntil(lambda: bool(listener.problems), timeout=10_000)
    assert listener.answers == []


def test_a_folder_that_cannot_be_looked_at_is_watched_no_more(
    qtbot: QtBot, listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said once, not every two seconds; and it can be watched again."""
    watch = FolderWatch(listener.store)
    with monkeypatch.context() as patch:
        patch.setattr("workbench.ui.studies.watch.scan", raising(WorkbenchError("It cannot be looked at.")))
        watch.start(tmp_path)
        qtbot.waitUntil(lambda: bool(listener.failed), timeout=10_000)
    assert (watch.folder, watch.timer.isActive()) == (None, False)
    (tmp_path / "one.hl7").write_bytes(report().to_bytes())
    with qtbot.waitSignal(watch.found, timeout=10_000):
        watch.start(tmp_path)
        qtbot.waitUntil(lambda: watch.count == 1 or not watch.look(), timeout=10_000)
    watch.stop()


def test_a_batch_whose_file_cannot_be_read_ends(
    qtbot: QtBot, listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.ui.studies.batch._read", raising(WorkbenchError("It cannot be read.")))
    batch = Batch(listener.store, make_desk)
    with qtbot.waitSignal(batch.finished, timeout=10_000):
        batch.take_files([tmp_path / "one.hl7"])
    assert not batch.is_running
    with qtbot.waitSignal(batch.finished, timeout=10_000) as ended:
        batch.take_jobs([Job("one", report())])
    assert ended.args is not None
    assert len(ended.args[0]) == 1
