from __future__ import annotations

import pytest

from workbench.charges.lifecycle.instants import compare


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("20260301155000", "20260301155000", 0),
        ("20260301155000", "20260301155001", -1),
        ("202603011551", "20260301155000", 1),
        ("20260301155000.5", "20260301155000.25", 1),
        ("20260301155000+0100", "20260301145000+0000", 0),
        ("20260301155000-0500", "20260301155000+0100", 1),
        ("20260301155000-0500", "20260301155001", -1),
        ("20260301", "20260301000000", 0),
        ("", "20260301", None),
        ("20261301", "20260301", None),
        ("yesterday", "20260301", None),
        ("20260301155000+9900", "20260301155000", 0),
    ],
)
def test_which_is_later(one: str, other: str, order: int | None) -> None:
    assert compare(one, other) == order
    assert compare(other, one) == (None if order is None else -order)
