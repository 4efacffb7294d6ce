from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.editor.fields.moment import in_words, now_like, range_in_words, shorter_words, with_day

NOW = datetime(2026, 3, 1, 16, 5, 9, 123456, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "datatype", "words"),
    [
        ("", "DTM", ""),
        ('""', "DTM", ""),
        ("2026", "DTM", "the year 2026"),
        ("202603", "TS", "March 2026"),
        ("20260301", "DT", "Sun 1 March 2026"),
        ("2026030116", "TS", "Sun 1 March 2026, 16 h"),
        ("202603011605", "TS", "Sun 1 March 2026, 16:05"),
        ("20260301160509.1234+0100", "DTM", "Sun 1 March 2026, 16:05:09.1234, UTC+01:00"),
        ("197206200000", "TS", "Tue 20 June 1972, 00:00"),
        ("1605", "TM", "16:05"),
        ("16", "TM", "16 h"),
        ("160509-0500", "TM", "16:05:09, UTC-05:00"),
        ("2561", "TM", "no time"),
        ("1", "DTM", "no date"),
        ("20261301", "DTM", "no date"),
        ("20260230", "DTM", "no date"),
        ("2026030125", "DTM", "no date"),
        ("00000101", "DTM", "no date"),
        ("1 March", "DTM", "no date"),
    ],
)
def test_a_moment_in_words(text: str, datatype: str, words: str) -> None:
    assert in_words(text, datatype) == words


def test_a_range_in_words() -> None:
    assert range_in_words("20260301", "20260303") == "Sun 1 March 2026 to Tue 3 March 2026"
    assert range_in_words("20260301", "") == "Sun 1 March 2026"
    assert range_in_words("", "20260303") == "until Tue 3 March 2026"
    assert range_in_words("", "") == ""


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", "20251224"),
        ("20260301", "20251224"),
        ("202603", "20251224"),
        ("202603-0500", "20251224-0500"),
        ("20260301160509.12+0100", "20251224160509.12+0100"),
        ("soon", "20251224"),
    ],
)
def test_another_day_keeps_time_and_zone(text: str, after: str) -> None:
    assert with_day(text, date(2025, 12, 24)) == after


def test_an_early_year_has_four_digits() -> None:
    assert with_day("", date(987, 6, 5)) == "09870605"


@pytest.mark.parametrize(
    ("text", "datatype", "after"),
    [
        ("", "DT", "20260301"),
        ("", "DTM", "20260301160509"),
        ("", "TM", "160509"),
        ("2020", "DTM", "2026"),
        ("202001011200", "TS", "202603011605"),
        ("20200101120000.00", "TS", "20260301160509.12"),
        ("20200101120000+0000", "TS", "20260301150509+0000"),
        ("20200101120000-0530", "TS", "20260301093509-0530"),
        ("20200101120000+9999", "TS", "20260301160509+9999"),
        ("1200", "TM", "1605"),
        ("soon", "TS", "20260301160509"),
    ],
)
def test_now_is_as_precise_as_the_text_and_in_its_zone(text: str, datatype: str, after: str) -> None:
    assert now_like(text, datatype, NOW) == after


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.sampled_from((4, 6, 8, 10, 12, 14)))
def test_now_like_a_moment_has_its_length(when: datetime, digits: int) -> None:
    example = f"{when:%Y%m%d%H%M%S}"[:digits]
    after = now_like(example, "DTM", NOW.astimezone(UTC))
    assert len(after) == digits
    assert in_words(after, "DTM") != "no date"


@given(st.text(max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    for datatype in ("DT", "DTM", "TM"):
        in_words(text, datatype)
        now_like(text, datatype, NOW)
    with_day(text, date(2026, 1, 1))


@pytest.mark.parametrize("text", ["20260301.5", "202603019912", "2026030116.25"])
def test_what_the_check_refuses_is_no_date_here(text: str) -> None:
    assert in_words(text, "DTM") == "no date"


@pytest.mark.parametrize(
    ("words", "shorter"),
    [
        ("Mon 7 September 2026, 16:05", ("Mon 7 Sep 2026, 16:05", "7 Sep 2026, 16:05")),
        ("Sun 3 May 2026", ("3 May 2026",)),
        ("Mon 7 September 2026 to Tue 8 May 2026", ("Mon 7 Sep 2026 to Tue 8 May 2026", "7 Sep 2026 to 8 May 2026")),
        ("Charge", ()),
        ("Mon 7 Septembers", ()),
        ("March 2026", ()),
        ("", ()),
    ],
)
def test_a_date_has_shorter_wordings(words: str, shorter: tuple[str, ...]) -> None:
    assert shorter_words(words) == shorter
