from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from workbench.charges.ids import (
    CONTROL_ID_LENGTH,
    LONGEST_CONTROL_ID,
    LONGEST_TRANSACTION_ID,
    TRANSACTION_ID_LENGTH,
    base36,
    base_id,
    control_ids,
    transaction_ids,
)
from workbench.reference.usual_segments import USUAL_SEGMENTS

AT = datetime(2026, 3, 1, 16, tzinfo=UTC)


def standing_clock() -> datetime:
    return AT


def test_base36() -> None:
    assert [base36(number, 2) for number in (0, 35, 36, 36 * 36)] == ["00", "0Z", "10", "00"]


def test_the_same_clock_and_draw_give_the_same_ids() -> None:
    first = list(islice(transaction_ids(standing_clock, lambda n: 7), 3))
    assert first == list(islice(transaction_ids(standing_clock, lambda n: 7), 3))
    assert len(set(first)) == 3


def test_lengths() -> None:
    assert TRANSACTION_ID_LENGTH + len("-R") <= LONGEST_TRANSACTION_ID
    assert CONTROL_ID_LENGTH <= LONGEST_CONTROL_ID
    assert {len(one) for one in islice(transaction_ids(), 100)} == {TRANSACTION_ID_LENGTH}
    assert {len(one) for one in islice(control_ids(), 100)} == {CONTROL_ID_LENGTH}


def test_no_id_comes_twice_while_the_clock_stands_still() -> None:
    ids = list(islice(transaction_ids(standing_clock), 5000))
    assert len(set(ids)) == 5000
    assert ids == sorted(ids)


def test_no_id_comes_twice_when_the_clock_is_set_back() -> None:
    moments = iter([AT, AT - timedelta(hours=1), AT - timedelta(hours=2)])
    ids = list(islice(transaction_ids(lambda: next(moments), lambda n: 0), 3))
    assert len(set(ids)) == 3


def test_runs_at_the_same_moment_differ_by_chance() -> None:
    first = next(control_ids(standing_clock, lambda n: 1))
    second = next(control_ids(standing_clock, lambda n: 2))
    assert first != second
    assert first[:11] == second[:11]


def test_the_time_fits_for_long() -> None:
    late = next(transaction_ids(lambda: datetime(2100, 1, 1, tzinfo=UTC), lambda n: 0))
    assert late > next(transaction_ids(standing_clock, lambda n: 0))


@pytest.mark.parametrize(
    ("id_", "suffixes", "base"),
    [
        ("CHG001-R", ("-R",), "CHG001"),
        ("CHG001-R2", ("-R",), "CHG001"),
        ("CHG001-R12", ("-R",), "CHG001"),
        ("chg001-r", ("-R",), "chg001"),
        ("A-R-R", ("-R",), "A-R"),
        ("CHG001/C", ("-R", "/C"), "CHG001"),
        ("CHG001", ("-R",), ""),
        ("CHG-RAY", ("-R",), ""),
        ("-R", ("-R",), ""),
        ("", ("-R",), ""),
        ("CHG2", ("",), ""),
        ("CHG2", (), ""),
    ],
)
def test_the_base_of_an_id_with_a_suffix(id_: str, suffixes: tuple[str, ...], base: str) -> None:
    assert base_id(id_, suffixes) == base


@pytest.mark.parametrize("generator", [control_ids, transaction_ids])
def test_no_id_ends_in_the_name_of_a_segment(generator: Callable[..., Iterator[str]]) -> None:
    """A check for lines that are glued together would find one there. So many ids in a row have every ending once."""
    drawn = list(islice(generator(standing_clock, lambda n: 0), 36**3))
    assert len({one[-3:] for one in drawn}) == 36**3 - len(USUAL_SEGMENTS)
    assert not [one for one in drawn if one.endswith(USUAL_SEGMENTS)]


@pytest.mark.parametrize("length", [10, 11, 12])
def test_a_profile_may_want_longer_transaction_ids(length: int) -> None:
    ids = list(islice(transaction_ids(standing_clock, length=length), 2000))
    assert {len(one) for one in ids} == {length}
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    early, late = (next(transaction_ids(lambda year=year: datetime(year, 1, 1, tzinfo=UTC))) for year in (2021, 2100))
    assert early < late
