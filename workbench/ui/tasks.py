"""The one way to leave the GUI thread: a pure function of immutable input, its result back on the GUI thread."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from workbench import garbage

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


_GIVE_WAY = 0.0005
"""Seconds after which a thread at work lets the window have its turn. Qt asks a layout written in Python dozens of
times in one go, and each time would wait for Python's own 5 ms: 0.1 s of silence where one line has changed."""
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
            if gc.isenabled() and gc.get_count()[0] > _PILED_UP:
                gc.collect(1)


_COLLECTOR = _Collector()


class Tasks(QObject):
    """Runs one function at a time in a thread of its own. Of several with the same key only the last one counts.

    `close` it before it goes.
    """

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._newest: Counter[str] = Counter()
        self._waiting: dict[str, Future[Any]] = {}
        self._under_way: set[Future[Any]] = set()
        self._writing: set[Future[Any]] = set()
        # Queued even when the work was done at once: `then` never runs inside `run`.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(_COLLECTOR.go_on)

    def run(
        self, key: str, function: Callable[[], T], then: Callable[[T], object], *, writes: bool = False
    ) -> None:
        """Work out `function()` beside the window, then call `then` with its result on the GUI thread.

        The function must not touch a widget. What is still waiting under the same key is dropped. An exception reaches
        the handler of unforeseen failures. What `writes` something that the user asked for is done even when the
        window is closed before its turn.
        """
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, "tasks")
            sys.setswitchinterval(min(_GIVE_WAY, sys.getswitchinterval()))
        if key in self._waiting:
            self._waiting[key].cancel()
        self._newest[key] += 1
        number = self._newest[key]
        future = self._waiting[key] = _COLLECTOR.submit(self._pool, function)
        self._under_way.add(future)
        if writes:
            self._writing.add(future)
        future.add_done_callback(lambda done: self._tell((key, number, done, then)))

    def _tell(self, finished: tuple[str, int, Future[Any], Callable[[Any], object]]) -> None:
        """In the thread of the work: hand the result over. Whoever went meanwhile wants none."""
        if shiboken6.isValid(self):
            self._finished.emit(finished)

    def forget(self, key: str) -> None:
        """What is under way under this key is not wanted any more."""
        if key in self._waiting:
            self._newest[key] += 1

    def close(self) -> None:
        """Wait for what is running or writes, and drop the rest; nothing is delivered any more."""
        self._waiting.clear()
        self._newest.clear()
        if self._pool is not None:
            for work in self._under_way - self._writing:
                work.cancel()
            self._pool.shutdown(wait=True)
            self._pool = None
        self._under_way.clear()
        self._writing.clear()
        _COLLECTOR.go_on()

    def _deliver(self, finished: tuple[str, int, Future[Any], Callable[[Any], object]]) -> None:
        key, number, future, then = finished
        if future not in self._under_way:  # closed meanwhile
            return
        self._under_way.remove(future)
        self._writing.discard(future)
        _COLLECTOR.go_on()
        wanted = number == self._newest[key] and not future.cancelled()
        if self._waiting.get(key) is future:  # the last one under this key: keys may be many, and results large
            del self._waiting[key], self._newest[key]
        if wanted:
            then(future.result())
