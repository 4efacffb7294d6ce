"""The one way to leave the GUI thread: a pure function of immutable input, its result back on the GUI thread."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from weakref import ref

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from workbench import garbage

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


_GIVE_WAY = 0.0005
"""Seconds after which a thread at work lets the window have its turn. Qt asks a layout written in Python dozens of
times in one go, and each time would wait for Python's own 5 ms: 0.1 s of silence where one line has changed."""
_WALK_MS = 10
"""So often what piles up meanwhile is walked through, in portions that take a few milliseconds each."""
_PILED_UP = 10_000
"""So many new objects take the collector a few milliseconds; a check of a long message makes forty thousand."""


class _Collector:
    """Python's search for circular garbage rests while another thread works.

    It runs in whichever thread happens to ask for memory, and would take windows apart there: Qt allows that in the GUI
    thread alone, and crashes now and then. Python has one collector, so this knows the work of all `Tasks`.
    """

    def __init__(self) -> None:
        self._at_work: set[Future[Any]] = set()

    def submit(self, pool: ThreadPoolExecutor, function: Callable[[], T]) -> Future[T]:
        """Have it worked out, and rest from before it begins until it is done."""
        first = not self._at_work
        if first:
            garbage.hold()
        try:
            work = pool.submit(function)
        except BaseException:
            if first:
                garbage.let_go()
            raise
        self._at_work.add(work)
        return work

    def go_on(self) -> None:
        """Look whether all work is done. Whoever forgets to ask is made up for by the next one who does."""
        if not self._at_work:
            return
        self._at_work = {work for work in self._at_work if not work.done()}
        if not self._at_work:
            garbage.let_go()
            # What has piled up is walked through now, where the result is waited for, and not in the next keystroke.
            if gc.isenabled():
                walk_through()


def walk_through() -> None:
    """In the GUI thread: look through what has piled up since the last time, if that is much."""
    if gc.get_count()[0] > _PILED_UP:
        gc.collect(1)


_COLLECTOR = _Collector()


class _Box:  # no dataclass: the module of those costs a fiftieth of the start
    """What both threads have of a piece of work. The thread of the work only puts something in."""

    __slots__ = ("error", "function", "result")

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function: Callable[[], Any] | None = function
        self.result: Any = None
        self.error: BaseException | None = None

    def work(self) -> None:
        """In the thread of the work. Nothing of the function is left there when it is done."""
        assert self.function is not None
        try:
            self.result = self.function()
        except BaseException as error:  # noqa: BLE001  raised again in the GUI thread
            self.error = error


class _Job(NamedTuple):
    """What is worked out, and what for. It lives and goes in the GUI thread.

    The functions and what they leave may hold the last reference to a session or a widget, which Qt lets go of in the
    GUI thread only; and the thread of the work has its box for a moment longer than it takes to tell.
    """

    key: str
    number: int
    box: _Box
    then: Callable[[Any], object]
    writes: bool


class Tasks(QObject):
    """Runs one function at a time in a thread of its own. Of several with the same key only the last one counts.

    `close` it before it goes.
    """

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._is_heard = False
        self._newest: Counter[str] = Counter()
        self._waiting: dict[str, Future[Any]] = {}
        self._under_way: dict[Future[Any], _Job] = {}
        self.destroyed.connect(_COLLECTOR.go_on)
        # The work on a message of thousands of lines leaves as much as would stop the window for a third of a second.
        self._walks = QTimer(self, interval=_WALK_MS)
        self._walks.timeout.connect(walk_through)

    def run(self, key: str, function: Callable[[], T], then: Callable[[T], object], *, writes: bool = False) -> None:
        """Work out `function()` beside the window, then call `then` with its result on the GUI thread.

        The function must not touch a widget, and its result must hold nothing of Qt. What is still waiting under the
        same key is dropped. An exception reaches the handler of unforeseen failures. What `writes` something that the
        user asked for is done even when the window is closed before its turn.
        """
        if self._pool is None:
            self._begin()
            assert self._pool is not None
        if key in self._waiting:
            self._waiting[key].cancel()
        self._newest[key] += 1
        job = _Job(key, self._newest[key], _Box(function), then, writes)
        future = self._waiting[key] = _COLLECTOR.submit(self._pool, job.box.work)
        self._under_way[future] = job
        self._walks.start()
        future.add_done_callback(partial(_tell, ref(self)))

    def _begin(self) -> None:
        """Not before there is something to do: the window is shown sooner without all this."""
        from concurrent.futures import ThreadPoolExecutor

        from PySide6.QtCore import Qt

        self._pool = ThreadPoolExecutor(1, "tasks")
        sys.setswitchinterval(min(_GIVE_WAY, sys.getswitchinterval()))
        # Queued even when the work was done at once: `then` never runs inside `run`.
        if not self._is_heard:
            self._is_heard = True
            self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def forget(self, key: str) -> None:
        """What is under way under this key is not wanted any more."""
        if key in self._waiting:
            self._newest[key] += 1

    def close(self) -> None:
        """Wait for what is running or writes, and drop the rest; nothing is delivered any more."""
        self._waiting.clear()
        self._newest.clear()
        if self._pool is not None:
            for future, job in self._under_way.items():
                if not job.writes:
                    future.cancel()
            self._pool.shutdown(wait=True)
            self._pool = None
        self._under_way.clear()
        self._walks.stop()
        _COLLECTOR.go_on()

    def _deliver(self, future: Future[Any]) -> None:
        job = self._under_way.pop(future, None)
        if job is None:  # closed meanwhile
            return
        box, result, error = job.box, job.box.result, job.box.error
        box.function = box.result = box.error = None
        if not self._under_way:
            self._walks.stop()
        _COLLECTOR.go_on()
        wanted = job.number == self._newest[job.key] and not future.cancelled()
        if self._waiting.get(job.key) is future:  # the last one under this key: keys may be many, and results large
            del self._waiting[job.key], self._newest[job.key]
        if wanted and error is not None:
            raise error
        if wanted:
            job.then(result)


def _tell(tasks: ref[Tasks], done: Future[Any]) -> None:
    """In the thread of the work: say that it is done. Whoever went meanwhile wants no result."""
    found = tasks()
    if found is not None and shiboken6.isValid(found):
        found._finished.emit(done)
