"""Work beside the window: the last word counts, and the result comes back on the GUI thread."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


def test_a_result_comes_back_on_the_gui_thread(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    came: list[tuple[int, bool, bool]] = []
    here = threading.get_ident()
    tasks.run(
        "sum",
        lambda: (1 + 1, threading.get_ident() != here),
        lambda result: came.append((*result, QThread.currentThread() is qapp.thread())),
    )
    qtbot.waitUntil(lambda: bool(came), timeout=5000)
    assert came == [(2, True, True)]
    tasks.close()


def test_only_the_last_of_a_kind_counts(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    came: list[str] = []
    gate = threading.Event()
    tasks.run("check", lambda: gate.wait(5) and "first", came.append)
    tasks.run("check", lambda: "second", came.append)
    tasks.run("check", lambda: "third", came.append)
    tasks.run("other", lambda: "other", came.append)
    gate.set()
    qtbot.waitUntil(lambda: "other" in came, timeout=5000)
    assert came == ["third", "other"]
    tasks.close()


def test_nothing_comes_after_the_end(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    came: list[int] = []
    tasks.run("late", lambda: 1, came.append)
    tasks.close()
    qtbot.wait(50)
    assert came == []


def test_no_garbage_is_collected_beside_the_window(qtbot: QtBot, qapp: QApplication) -> None:
    """It might be a widget, and a widget may go in the GUI thread only."""
    tasks, others = Tasks(), Tasks()
    gate = threading.Event()
    came: list[bool] = []
    assert gc.isenabled()
    tasks.run("one", lambda: gate.wait(5) and gc.isenabled(), came.append)
    others.run("two", gc.isenabled, came.append)
    tasks.run("three", gc.isenabled, came.append)
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: len(came) == 1, timeout=5000)
    assert not gc.isenabled()  # one is still at work
    gate.set()
    qtbot.waitUntil(lambda: len(came) == 3, timeout=5000)
    assert came == [False, False, False]
    assert gc.isenabled()
    tasks.run("late", lambda: 1, came.append)
    tasks.close()
    assert gc.isenabled()
    qtbot.wait(20)  # what was under way is not counted twice
    assert gc.isenabled()
    tasks.close()
    others.close()
    assert gc.isenabled()
