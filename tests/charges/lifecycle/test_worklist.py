from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from helpers.lifecycle import NOON, Life

from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.worklist import Group, Item, Known, age, totals, worklist

SOON = NOON + timedelta(hours=2)


def items(*standings: Standing, now: timedelta = timedelta(hours=2), late: int = 30) -> tuple[Item, ...]:
    known = [Known(one, f"ACC{one.study}", "SAMPLE, ANNA", "US thyroid") for one in standings]
    return worklist(known, NOON + now, late_after=timedelta(days=late))


def groups(*standings: Standing) -> list[str]:
    return [item.group for item in items(*standings)]


def test_a_charge_that_was_acknowledged_is_not_on_the_list(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    assert items(life.known) == ()


def test_a_report_that_is_not_signed_is_not_on_the_list(life: Life) -> None:
    life.report(0, status="P")
    assert items(life.known) == ()


def test_charged_and_not_acknowledged(life: Life) -> None:
    life.report(0)
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.NOT_ACKNOWLEDGED, (("USD", Decimal("230.00")),))
    assert item.age == timedelta(hours=2)
    assert item.why == "DFT0001 was made, and nothing here says that it was sent; send it."


def test_without_an_answer_the_same_message_is_to_be_sent_again(life: Life) -> None:
    life.report(0)
    life.answer("no answer")
    life.known = replace(life.known, messages=tuple(replace(one, entry=7) for one in life.known.messages))
    (item,) = items(life.known)
    assert item.why == "DFT0001 has no acknowledgement; send it again with the same MSH-10."


def test_incomplete_says_what_is_missing(life: Life) -> None:
    life.report(0, code="X^Nothing we know^L")
    (item,) = items(life.known)
    assert item.group is Group.INCOMPLETE
    assert "choose a charge" in item.why
    assert (item.amounts, item.unpriced) == ((), 1)


def hold(life: Life) -> None:
    """The profile keeps back what is older than a day, and the clock says that it is."""
    late = replace(life.desk.profile.late, hold_after_days=1)
    life.desk = replace(life.desk, now=NOON + timedelta(days=9), profile=replace(life.desk.profile, late=late))


def test_signed_and_not_charged(life: Life) -> None:
    hold(life)
    life.report(0)
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.NOT_CHARGED, (("USD", Decimal("230.00")),))
    assert "Held: the service" in item.why


def test_signed_without_a_patient_is_incomplete(life: Life) -> None:
    life.report(0, mrn="")
    (item,) = items(life.known)
    assert (item.group, item.amounts) == (Group.INCOMPLETE, (("USD", Decimal("230.00")),))
    assert "There is no patient identifier (PID-3)" in item.why


def test_rejected(life: Life) -> None:
    life.report(0)
    life.answer("error")
    (item,) = items(life.known)
    assert item.group is Group.REJECTED
    assert "mend it and send it again with the same ids" in item.why


def test_not_sent_waits_for_being_sent(life: Life) -> None:
    life.report(0)
    life.answer("not sent")
    assert groups(life.known) == [Group.NOT_ACKNOWLEDGED]


def test_a_rejected_credit_is_a_study_that_is_still_charged(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="P")
    life.answer("rejected")
    assert groups(life.known) == [Group.REJECTED, Group.STILL_CHARGED]
    assert items(life.known)[1].amounts == (("USD", Decimal("230.00")),)


def test_a_refusal_that_was_made_up_for_is_gone(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="P")
    life.answer("rejected")
    life.report(5, status="P")
    life.answer("accepted")
    assert items(life.known) == ()


def test_corrected_since(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="M", diagnosis="E04.2")
    assert groups(life.known) == [Group.CORRECTED]


def test_a_correction_that_lacks_something_is_in_both_groups(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="C", code="X^Nothing we know^L")
    assert groups(life.known) == [Group.INCOMPLETE, Group.CORRECTED]


def test_late(life: Life) -> None:
    hold(life)
    life.report(0)
    found = items(life.known, now=timedelta(days=5), late=3)
    assert [item.group for item in found] == [Group.NOT_CHARGED, Group.LATE]
    assert found[1].age == timedelta(days=6, hours=12)
    assert [item.group for item in items(life.known, now=timedelta(days=5), late=7)] == [Group.NOT_CHARGED]


def test_the_oldest_first_and_sums_of_every_group(life: Life) -> None:
    life.report(0)
    young = life.known
    old = replace(young, study=2, messages=tuple(replace(one, at=NOON - timedelta(days=1)) for one in young.messages))
    found = items(young, old)
    assert [item.study for item in found] == [2, 1]
    glance = {one.group: one for one in totals(found)}
    assert list(glance) == list(Group)
    waiting = glance[Group.NOT_ACKNOWLEDGED]
    assert (waiting.count, waiting.amounts) == (2, (("USD", Decimal("460.00")),))
    assert waiting.oldest == timedelta(days=1, hours=2)
    assert glance[Group.LATE].count == 0


def test_a_credit_hides_no_missing_charge(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    life.report(5, status="X")
    life.answer("no answer")
    life.report(10)
    (item,) = items(life.known)
    assert item.amounts == (("USD", Decimal("230.00")), ("USD", Decimal("-230.00")))
    waiting = next(one for one in totals([item, item]) if one.count)
    assert waiting.amounts == (("USD", Decimal("460.00")), ("USD", Decimal("-460.00")))


def test_a_charge_and_its_own_credit_are_no_money_that_is_missing(life: Life) -> None:
    life.report(0)
    life.report(5, status="C", diagnosis="E04.2")
    (item,) = items(life.known)
    assert item.group is Group.NOT_ACKNOWLEDGED
    assert item.amounts == (("USD", Decimal("230.00")),)


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(seconds=90), "just now"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_how_long_it_waits_in_the_unit_that_a_person_would_use(waited: timedelta, said: str) -> None:
    assert age(waited) == said
