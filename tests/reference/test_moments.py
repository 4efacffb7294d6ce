"""Points in time: what is wrong with one, and what it is, never disagree."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.moments import day, fault, moment


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20260301.5", "a fraction needs seconds before it"),
        ("20260231", "there is no such day"),
        ("00000101", "there is no such day"),
        ("202603012400", "there is no such time"),
        ("20260301T1200", "a date is written YYYYMMDD, with a time YYYYMMDDHHMMSS"),
        ("٢٠٢٦", "a date is written YYYYMMDD, with a time YYYYMMDDHHMMSS"),
    ],
)
def test_what_is_wrong(text: str, said: str) -> None:
    assert (fault(text), moment(text), day(text)) == (said, None, None)


@given(st.one_of(st.text("0123456789.+- ", max_size=24), st.datetimes().map(lambda at: at.strftime("%Y%m%d%H%M%S"))))
def test_what_is_wrong_is_no_moment_and_what_is_right_is_one(text: str) -> None:
    assert (moment(text) is None) == bool(fault(text))
    assert day(text) is None or moment(text) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20260301141500", date(2026, 3, 1)), ("20260301", date(2026, 3, 1)), ("2026", None), ("", None)],
)
def test_the_day_of_a_moment(text: str, expected: date | None) -> None:
    assert day(text) == expected


def test_a_fraction_and_a_zone_are_read_past() -> None:
    assert moment("20260301141500.123+0100") == datetime(2026, 3, 1, 14, 15)
