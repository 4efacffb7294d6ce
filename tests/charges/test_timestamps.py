from __future__ import annotations

from datetime import date, datetime

import pytest

from workbench.charges.timestamps import day, moment, stamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260301141500", datetime(2026, 3, 1, 14, 15)),
        ("20260301141500.123+0100", datetime(2026, 3, 1, 14, 15)),
        ("202603011415-0500", datetime(2026, 3, 1, 14, 15)),
        ("20260301", datetime(2026, 3, 1)),
        ("202603", datetime(2026, 3, 1)),
        ("2026", datetime(2026, 1, 1)),
        (" 20260301 ", datetime(2026, 3, 1)),
        ("", None),
        ("20261301", None),
        ("20260230", None),
        ("2026030", None),
        ("03/01/2026", None),
        ("2026-03-01", None),
        ("20260301256000", None),
    ],
)
def test_moment(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20260301141500", date(2026, 3, 1)), ("20260301", date(2026, 3, 1)), ("202603", None), ("2026+0100", None)],
)
def test_day_needs_a_day(text: str, expected: date | None) -> None:
    assert day(text) == expected


def test_stamp() -> None:
    assert stamp(datetime(2026, 3, 1, 4, 5, 6, 999)) == "20260301040506"
