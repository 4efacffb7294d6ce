"""The one way to leave the GUI thread: a pure function of immutable input, its result back on the GUI thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class Tasks(QObject):
    """Runs one function at a time in a thread of its own. Of several with the same key only the last one counts."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._newest: Counter[str] = Counter()
        self._waiting: dict[str, Future[Any]] = {}
        # Queued even when the work was done at once: `then` never runs inside `run`.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, key: str, function: Callable[[], T], then: Callable[[T], object]) -> None:
        """Work out `function()` beside the window, then call `then` with its result on the GUI thread.

        The function must not touch a widget. What is still waiting under the same key is dropped. An exception reaches
        the handler of unforeseen failures.
        """
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, "tasks")
        if key in self._waiting:
            self._waiting[key].cancel()
        self._newest[key] += 1
        number = self._newest[key]
        future = self._waiting[key] = self._pool.submit(function)
        future.add_done_callback(lambda done: self._finished.emit((key, number, done, then)))

    def forget(self, key: str) -> None:
        """What is under way under this key is not wanted any more."""
        self._newest[key] += 1

    def close(self) -> None:
        """Wait for what is running and drop the rest; nothing is delivered any more."""
        for key in self._newest:
            self.forget(key)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _deliver(self, finished: tuple[str, int, Future[Any], Callable[[Any], object]]) -> None:
        key, number, future, then = finished
        if number == self._newest[key] and not future.cancelled():
            then(future.result())
