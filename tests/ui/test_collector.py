from __future__ import annotations

import gc

import pytest

from workbench.ui import collector


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The objects of other tests stay in the collector's sight."""
    found: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: found.append(1))
    return found


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
