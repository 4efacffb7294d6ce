"""Work beside the window: the last word counts, and the result comes back on the GUI thread."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
import shiboken6
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import garbage
from workbench.ui import tasks as tasks_module
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


def test_the_window_does_not_wait_for_a_thread_at_work(qtbot: QtBot) -> None:
    usual = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        tasks = Tasks()
        tasks.run("any", lambda: None, lambda _done: None)
        assert sys.getswitchinterval() < 0.001
        tasks.close()
    finally:
        sys.setswitchinterval(usual)


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


@pytest.fixture
def collecting(qtbot: QtBot, qapp: QApplication) -> None:
    """What other tests left at work is over."""
    tasks = Tasks()
    tasks.run("look", lambda: None, lambda _result: None)
    qtbot.waitUntil(gc.isenabled, timeout=10_000)
    tasks.close()


def test_no_garbage_is_collected_beside_the_window(qtbot: QtBot, collecting: None) -> None:
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


def test_work_of_somebody_who_went_without_a_word_does_not_keep_the_collector_off(
    qtbot: QtBot, collecting: None
) -> None:
    gone, tasks = Tasks(), Tasks()
    gate, left = threading.Event(), threading.Event()
    gone.run("never delivered", lambda: gate.wait(5) and left.set(), lambda _result: None)
    shiboken6.delete(gone)
    assert not gc.isenabled()
    gate.set()
    assert left.wait(5)
    qtbot.wait(20)
    came: list[int] = []
    tasks.run("next", lambda: 1, came.append)  # whoever works next notices
    qtbot.waitUntil(lambda: bool(came), timeout=5000)
    assert gc.isenabled()
    tasks.close()


def test_work_of_the_window_in_between_does_not_turn_the_collector_on(qtbot: QtBot, collecting: None) -> None:
    tasks = Tasks()
    gate = threading.Event()
    came: list[bool] = []
    with garbage.held():  # a portion of reading, while somebody gives work away
        tasks.run("one", lambda: gate.wait(5) and gc.isenabled(), came.append)
    assert not gc.isenabled()
    gate.set()
    qtbot.waitUntil(lambda: bool(came), timeout=5000)
    assert came == [False]
    assert gc.isenabled()
    tasks.close()


def test_the_collector_rests_before_the_work_begins(collecting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = Tasks()
    seen: list[bool] = []
    submit = ThreadPoolExecutor.submit
    monkeypatch.setattr(
        ThreadPoolExecutor, "submit", lambda pool, work: (seen.append(gc.isenabled()), submit(pool, work))[1]
    )
    tasks.run("one", lambda: 1, lambda _result: None)
    tasks.close()
    assert seen == [False]
    assert gc.isenabled()


def test_what_writes_is_done_though_the_window_is_closed(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    gate, begun = threading.Event(), threading.Event()
    done: list[str] = []
    tasks.run("first", lambda: (begun.set(), gate.wait(5)), lambda _result: None)
    assert begun.wait(5)
    tasks.run("read", lambda: done.append("read"), lambda _result: None)
    tasks.run("write", lambda: done.append("written"), lambda _result: None, writes=True)
    threading.Timer(0.05, gate.set).start()
    tasks.close()
    assert done == ["written"]


class _Large:
    """Something to be let go of."""


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_result_that_was_delivered_or_is_not_wanted_is_let_go(
    qtbot: QtBot, qapp: QApplication, forgotten: bool
) -> None:
    tasks = Tasks()
    results: list[weakref.ref[_Large]] = []

    def work() -> _Large:
        result = _Large()
        results.append(weakref.ref(result))
        return result

    done: list[str] = []
    for number in range(20):
        tasks.run(f"save file {number}", work, lambda _result: None)
        if forgotten:
            tasks.forget(f"save file {number}")
    tasks.run("last", lambda: "last", done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert len(results) == 20
    assert [result() for result in results] == [None] * 20
    tasks.close()


def test_a_key_counts_from_the_beginning_again(qtbot: QtBot, qapp: QApplication) -> None:
    tasks = Tasks()
    came: list[str] = []
    for text in ("first", "second"):
        tasks.run("check", lambda text=text: text, came.append)  # type: ignore[misc]
        qtbot.waitUntil(lambda text=text: came[-1:] == [text], timeout=5000)  # type: ignore[misc]
    tasks.run("check", lambda: "not wanted", came.append)
    tasks.forget("check")
    tasks.run("check", lambda: "third", came.append)
    qtbot.waitUntil(lambda: len(came) > 2, timeout=5000)
    assert came == ["first", "second", "third"]
    tasks.close()


def test_what_piled_up_is_walked_through_when_the_result_comes(qtbot: QtBot, collecting: None) -> None:
    tasks = Tasks()
    came: list[tuple[int, int]] = []
    make = lambda: [[number] for number in range(20_000)]  # noqa: E731
    tasks.run("one", make, lambda made: came.append((len(made), gc.get_count()[0])))
    qtbot.waitUntil(lambda: bool(came), timeout=5000)
    ((made, waiting),) = came
    assert made == 20_000
    assert waiting < 5_000
    tasks.close()


class _Owned:
    """Stands for a widget: notes in which thread its last reference goes."""

    def __init__(self, gone: list[int]) -> None:
        self._gone = gone

    def __del__(self) -> None:
        self._gone.append(threading.get_ident())


@pytest.mark.parametrize("ends", ["delivered", "dropped", "cancelled"])
def test_what_the_functions_hold_goes_in_the_gui_thread(
    ends: str, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread of the work keeps its item a moment longer than it takes to tell: Qt's objects must not go there."""
    told = tasks_module._tell

    def tell_slowly(*words: object) -> None:
        told(*words)  # type: ignore[arg-type]
        if threading.current_thread() is not threading.main_thread():
            time.sleep(0.1)

    monkeypatch.setattr(tasks_module, "_tell", tell_slowly)
    tasks, gone, came = Tasks(), list[int](), list[int]()

    def ask(key: str) -> None:
        first, second = _Owned(gone), _Owned(gone)

        def work() -> int:
            assert first
            time.sleep(0.05)  # else it is done before anybody asks to be told, and told in the GUI thread
            return 1

        tasks.run(key, work, lambda result: (second, came.append(result)))

    ask("check")
    if ends == "dropped":
        tasks.forget("check")
    if ends == "cancelled":
        ask("check")
    qtbot.wait(400)
    tasks.close()
    gc.collect()
    assert set(gone) == {threading.get_ident()}
    assert len(gone) == (4 if ends == "cancelled" else 2)
    assert came == ([1] if ends in ("delivered", "cancelled") else [])


def test_what_piles_up_is_walked_through_while_the_work_goes_on(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In portions, and in the GUI thread: at the end of the work it would be one long stop."""
    walked: list[tuple[int, int]] = []
    collect = gc.collect

    def watched(generation: int = 2) -> int:
        walked.append((generation, threading.get_ident()))
        return collect(generation)

    monkeypatch.setattr(gc, "collect", watched)
    tasks, came = Tasks(), list[int]()
    go_on = threading.Event()

    def work() -> int:
        made = []
        while not go_on.wait(0.001):
            made.append([[number] for number in range(2_000)])
        return len(made)

    tasks.run("any", work, came.append)
    qtbot.waitUntil(lambda: len(walked) > 2, timeout=10_000)
    assert came == []
    go_on.set()
    qtbot.waitUntil(lambda: bool(came), timeout=10_000)
    assert set(walked) == {(1, threading.get_ident())}
    assert not tasks._walks.isActive()
    tasks.close()
