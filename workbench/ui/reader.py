"""The window's one open history: for reading, opened when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.history.store import History


class HistoryReader:
    """Call it to get the history; it is the same one until its file is replaced. Raises what opening raises.

    The window and its workers ask the same one.
    """

    def __init__(self, open_history: Callable[[], History]) -> None:
        self._open_history = open_history
        self._history: History | None = None
        self._lock = Lock()

    def __call__(self) -> History:
        with self._lock:
            if self._history is not None and not self._history.is_current:
                self._let_go()
            if self._history is None:
                self._history = self._open_history()
            return self._history

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._history is not None:
            self._history.close()
            self._history = None
