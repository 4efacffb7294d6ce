"""Who keeps the collector off: nested, in several threads, and what stays for good."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from workbench import garbage


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def test_it_is_off_until_the_last_has_let_go() -> None:
    with garbage.held():
        with garbage.held():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_whoever_ends_first_does_not_turn_it_on_for_another() -> None:
    """A worker that began first, and work of the window in between."""
    begun, end = threading.Event(), threading.Event()

    def work() -> None:
        with garbage.held():
            begun.set()
            end.wait(5)

    garbage.hold()
    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(5)
    garbage.let_go()
    assert not gc.isenabled()
    end.set()
    worker.join(5)
    assert gc.isenabled()


def test_what_was_off_before_stays_off() -> None:
    gc.disable()
    with garbage.held():
        pass
    assert not gc.isenabled()


def test_nobody_can_let_go_of_what_nobody_holds() -> None:
    with pytest.raises(RuntimeError):
        garbage.let_go()
    assert gc.isenabled()


class _Cycle:
    def __init__(self) -> None:
        self.me = self


def test_garbage_that_waits_is_cleared_away_before_the_rest_is_kept() -> None:
    with garbage.held():
        cycle = weakref.ref(_Cycle())
        assert cycle() is not None
        try:
            garbage.keep()
            assert cycle() is None
        finally:
            gc.unfreeze()
