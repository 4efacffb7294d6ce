from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.history.times import from_text, to_text

BERLIN = timezone(timedelta(hours=1))


def test_a_time_is_text_in_utc_of_one_width() -> None:
    assert to_text(datetime(2026, 3, 1, 9, 5, tzinfo=BERLIN)) == "2026-03-01T08:05:00.000000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_text(datetime(2026, 3, 1, 9, 5))


MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.sampled_from([UTC, BERLIN, timezone(timedelta(hours=-5, minutes=-30))]),
)


@given(MOMENTS, MOMENTS)
def test_times_come_back_and_their_texts_sort_like_them(first: datetime, second: datetime) -> None:
    assert from_text(to_text(first)) == first
    assert from_text(to_text(first)).tzinfo is UTC
    assert (to_text(first) < to_text(second)) == (first < second)
