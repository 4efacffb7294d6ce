"""Whether a message was accepted before: the history is asked beside the window, where that is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.accepted import Accepted, accepted_before
from workbench.ui.bridge import Bridge
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.history.store import History

Told = Callable[[tuple[Accepted, ...]], object]


class Before:
    """Looks up a message; without `tasks` at once. What cannot be looked up is said, and nothing is known then."""

    def __init__(self, open_history: Callable[[], History] | None, bridge: Bridge, tasks: Tasks | None) -> None:
        self._open_history, self._bridge, self._tasks = open_history, bridge, tasks

    def ask(self, why: str, document: Document, then: Told) -> None:
        """Call `then` with where it was accepted, newest first. Of several questions with one `why` the last counts.

        For a thousand charges that takes a few tenths of a second, and longer while another program holds the file.
        """
        raw, open_history = document.to_bytes(), self._open_history

        def look() -> tuple[Accepted, ...] | str:
            try:
                return accepted_before(open_history, Document.from_bytes(raw))
            except WorkbenchError as problem:
                return str(problem)

        def tell(found: tuple[Accepted, ...] | str) -> None:
            if isinstance(found, str):
                self._bridge.warning(f"Whether this was accepted before is not known: {found}")
            then(() if isinstance(found, str) else found)

        if self._tasks is None:
            tell(look())
        else:
            self._tasks.run(f"accepted before, {why}", look, tell)


def words(before: Sequence[Accepted]) -> str:
    """Already accepted by billing:6661 at 09:14 (entry 7), and 2 times before that; "" for none.

    Of a second credit: what was taken back already, and by which message.
    """
    if not before:
        return ""
    if before[0].second:
        return f"{before[0].second} in {before[0].message}, {before[0].words}."
    times = len(before) - 1
    more = f", and {times} {'time' if times == 1 else 'times'} before that" if times > 0 else ""
    return f"Already {before[0].words}{more}."
