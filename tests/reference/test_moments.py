"""Points in time: what is wrong with one, and what it is, never disagree."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.moments import day, fault, moment, now_like, without_false_zone, zone_fault


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


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        ("", True),
        ("+0000", True),
        ("-0000", True),
        ("+0545", True),
        ("+1400", True),
        ("+1401", False),
        ("-1200", True),
        ("-1230", False),
        ("+9900", False),
        ("+0160", False),
    ],
)
def test_a_zone_is_one_on_earth(zone: str, there: bool) -> None:
    text = f"20260301141500{zone}"
    assert bool(zone_fault(text)) is not there
    assert without_false_zone(text) == (text if there else "20260301141500")
    assert moment(text) == datetime(2026, 3, 1, 14, 15)


NOW = datetime(2026, 3, 1, 16, 5, 9, 123456, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "digits", "after"),
    [
        ("", 0, "20260301160509"),
        ("2020", 0, "2026"),
        ("20200101", 14, "20260301160509"),
        ("20200101120000.1234+0200", 0, "20260301170509.1234+0200"),
        ("20200101120000.1234+0200", 8, "20260301+0200"),
        ("202001011200-0530", 0, "202603010935-0530"),
        ("20200101120000+9999", 0, "20260301160509+9999"),
        ("20200101.5", 0, "20260301160509"),
    ],
)
def test_now_in_the_form_of_another_time(text: str, digits: int, after: str) -> None:
    assert now_like(text, NOW, digits=digits) == after


def test_a_clock_without_a_zone_writes_none() -> None:
    assert now_like("20200101120000+0200", NOW.replace(tzinfo=None)) == "20260301160509"
