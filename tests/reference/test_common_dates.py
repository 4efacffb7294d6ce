from __future__ import annotations

import pytest

from workbench.reference.common_dates import hl7_date, hl7_time


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-01", "20260301"),
        ("2026-03", "202603"),
        ("2026/3/1", "20260301"),
        ("2026-03-01 10:15", "202603011015"),
        ("2026-03-01T10:15:30", "20260301101530"),
        ("2026-03-01T10:15:30.25+01:00", "20260301101530.25+0100"),
        ("2026-03-01T10:15Z", "202603011015+0000"),
        ("1.3.2026", "20260301"),
        ("01.03.2026, 9:05", "202603010905"),
        ("13/03/2026", "20260313"),
        ("03/13/2026 4:30 pm", "202603131630"),
        ("3/3/2026", "20260303"),
        ("1 Mar 2026", "20260301"),
        ("1-MAR-2026", "20260301"),
        ("March 1st, 2026", "20260301"),
        ("  29 February 2024 ", "20240229"),
        ("03/04/2026", ""),
        ("2026-02-30", ""),
        ("2026-13-01", ""),
        ("2026-03 10:15", ""),
        ("2026-03-01 25:00", ""),
        ("2026-03-01 13:00 pm", ""),
        ("20260301", ""),
        ("1 Foo 2026", ""),
        ("2026", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_a_date_keeps_the_precision_that_was_typed(text: str, written: str) -> None:
    assert hl7_date(text) == written


def test_a_day_has_no_room_for_a_time() -> None:
    assert hl7_date("2026-03-01 10:15", timed=False) == ""
    assert hl7_date("2026-03-01", timed=False) == "20260301"


@pytest.mark.parametrize(
    ("text", "written"),
    [("9:05", "0905"), ("12:30 am", "0030"), ("10:15:07.5", "101507.5"), ("24:00", ""), ("1015", ""), ("9", "")],
)
def test_times(text: str, written: str) -> None:
    assert hl7_time(text) == written
