from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from workbench.ui import collector

TABLES = "hl7apy"


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The objects of other tests stay in the collector's sight."""
    found: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: found.append(1))
    before = list(gc.callbacks)
    yield found
    gc.callbacks[:] = before


def test_tables_are_spared_once_after_the_first_full_collection(
    frozen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, TABLES, raising=False)
    callbacks = len(gc.callbacks)
    collector.spare_tables()
    gc.collect()
    assert frozen == []  # there are no tables yet
    monkeypatch.setitem(sys.modules, TABLES, collector)
    gc.collect(1)
    assert frozen == []
    gc.collect()
    assert frozen == [1]
    gc.collect()
    assert frozen == [1]
    assert len(gc.callbacks) == callbacks


def test_the_tables_come_with_that_module() -> None:
    """In a process of its own: here other tests have loaded them."""
    words = (
        "import sys; from workbench.reference import dictionary; from workbench.ui import collector;"
        "before = collector._TABLES in sys.modules;"
        "assert dictionary('2.5.1').structure('DFT^P03^DFT_P03') is not None;"
        "print(before, collector._TABLES in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == ["False", "True"]


def test_what_the_start_loads_is_not_looked_at_until_the_window_is_there(frozen: list[int]) -> None:
    was_on = gc.isenabled()
    try:
        collector.hold()
        assert not gc.isenabled()
        collector.resume()
        assert gc.isenabled()
        assert frozen == [1]  # nor ever after
    finally:
        (gc.enable if was_on else gc.disable)()
