"""Python's search for circular garbage: who keeps it off meanwhile, and what it need not look at again.

It runs in whichever thread happens to ask for memory, and Python has one for all of them. So whoever wants it off says
so here, and it is on again when the last of them has let go: work may be nested, and threads may overlap.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_holders = 0
_was_on = False


def hold() -> None:
    """Nobody looks for garbage until whoever asked has `let_go`."""
    global _holders, _was_on
    with _LOCK:
        if not _holders:
            _was_on = gc.isenabled()
            gc.disable()
        _holders += 1


def let_go() -> None:
    """The end of one `hold`, in whichever thread. Raises RuntimeError without one."""
    global _holders
    with _LOCK:
        if not _holders:
            raise RuntimeError("nobody holds the collector")
        _holders -= 1
        if not _holders and _was_on:
            gc.enable()


@contextmanager
def held() -> Iterator[None]:
    """Hold it meanwhile."""
    hold()
    try:
        yield
    finally:
        let_go()


def keep(*, collected: bool = False) -> None:
    """What is there now stays, and is never looked through again. Garbage that waits is cleared away first.

    Else it would stay for good, too. That may take widgets apart, so it belongs into the GUI thread; whoever is in
    another one says that it was `collected` there a moment before.
    """
    if not collected:
        gc.collect()
    gc.freeze()
