"""The worklist at a glance: how many, how old, how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from workbench.charges.lifecycle.worklist import Group
from workbench.history.study_records import Wait
from workbench.ui.studies.worklist_rows import Overview, all_tip, all_words, at_stake, money_words, tile_words, totals

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
MISSING, TOO_MUCH = '["USD", "230.00"]', '["USD", "-100.00"]'


def wait(group: Group, study: int, amounts: str, unpriced: int = 0) -> Wait:
    return Wait(group.value, study, f"ACC{study}", "", "", "", "2026-03-02T12:00:00.000000Z", f"[{amounts}]", unpriced)


def test_what_waits_in_two_groups_counts_once() -> None:
    waiting = [
        wait(Group.NOT_CHARGED, 1, MISSING, 1),
        wait(Group.LOOK, 1, MISSING, 1),
        wait(Group.LATE, 1, MISSING, 1),
        wait(Group.LOOK, 2, MISSING),
        wait(Group.REJECTED, 3, TOO_MUCH),
    ]
    assert at_stake(waiting) == ((("USD", Decimal("460.00")), ("USD", Decimal("-100.00"))), 1)


@pytest.mark.parametrize(
    ("other", "amounts"),
    [
        (Group.CORRECTED, MISSING),
        (Group.STILL_CHARGED, MISSING),
        (Group.INCOMPLETE, MISSING),
        (Group.CORRECTED, '["USD", "50.00"]'),
    ],
)
def test_what_is_unanswered_and_waits_for_something_else_too_counts_once(other: Group, amounts: str) -> None:
    waiting = [
        wait(other, 1, amounts, 1),
        wait(Group.NOT_ACKNOWLEDGED, 1, f"{MISSING}, {TOO_MUCH}", 2),
        wait(Group.LOOK, 1, MISSING, 2),
        wait(Group.NOT_ACKNOWLEDGED, 2, MISSING),
    ]
    assert at_stake(waiting) == ((("USD", Decimal("460.00")), ("USD", Decimal("-100.00"))), 2)


@pytest.mark.parametrize("other", [Group.REJECTED, Group.DIFFERS])
def test_what_was_refused_or_is_booked_beside_is_other_money(other: Group) -> None:
    waiting = [wait(other, 1, MISSING), wait(Group.NOT_ACKNOWLEDGED, 1, MISSING)]
    assert at_stake(waiting)[0] == (("USD", Decimal("460.00")),)


def test_the_tile_of_all_says_how_many_how_old_and_how_much() -> None:
    found = Overview(studies=3, amounts=(("USD", Decimal(1460)), ("USD", Decimal(-100))), oldest=timedelta(days=3))
    assert all_words(found) == "All waiting\n3 · 3 days\n1,460.00 USD"
    assert "3 studies: 1,460.00 / -100.00 USD; the oldest: 3 days." in all_tip(found)
    assert all_words(Overview()) == "All waiting\n0\n—"
    assert all_words(replace(found, amounts=())).endswith("no price")


def test_a_credit_hides_no_missing_charge_in_a_group() -> None:
    waiting = [wait(Group.NOT_ACKNOWLEDGED, 1, f"{MISSING}, {TOO_MUCH}"), wait(Group.NOT_ACKNOWLEDGED, 2, TOO_MUCH)]
    one = next(one for one in totals(waiting, NOW) if one.count)
    assert one.amounts == (("USD", Decimal("230.00")), ("USD", Decimal("-200.00")))
    assert tile_words(one).endswith("\n230.00 USD")
    assert money_words(one.amounts) == "230.00 / -200.00 USD"
    assert tile_words(replace(one, amounts=one.amounts[1:])).endswith("\n-200.00 USD")
