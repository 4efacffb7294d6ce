"""A co-payment is told once, and it is not lost when the message that told it was refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.lifecycle import NOON, Life, report

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.lifecycle.take import take
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document

COPAYMENT = Payment(number=1, kind="copayment", amount=Decimal("25.00"), currency="USD")


def told(life: Life, minute: int, *payments: Payment, **changes: str) -> list[Decimal | None]:
    """Take a report with these payments; the payments in what was made."""
    document = report(minute, **changes)
    study = replace(read_report(document), payments=payments)
    taken = take(life.known, study, document, life.desk, at=NOON)
    life.known = taken.standing
    documents = [Document.from_bytes(sent.raw) for sent in taken.messages]
    rows = [read_row(one, group, life.desk.convention) for one in documents for group in groups_of(one)]
    return [row.amount for row in rows if row.kind == "co-payment"]


def test_a_refused_payment_is_told_with_the_next_charge(life: Life) -> None:
    assert told(life, 0, COPAYMENT) == [COPAYMENT.amount]
    life.answer("rejected")
    assert told(life, 5, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == [COPAYMENT.amount]


def test_a_refused_payment_is_told_when_the_report_is_signed_again(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("rejected")
    told(life, 5, COPAYMENT, status="P", observed="P")
    assert told(life, 10, COPAYMENT) == [COPAYMENT.amount]


@pytest.mark.parametrize("outcome", ["accepted", "no answer", "composed"])
def test_a_payment_that_the_receiver_may_have_is_not_told_again(life: Life, outcome: str) -> None:
    told(life, 0, COPAYMENT)
    life.answer(outcome)
    assert told(life, 5, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == []
    told(life, 10, COPAYMENT, status="P", observed="P")
    assert told(life, 15, COPAYMENT) == []


def test_a_payment_that_came_later_is_told_with_the_correction(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("accepted")
    later = replace(COPAYMENT, number=2, amount=Decimal("5.00"))
    assert told(life, 5, COPAYMENT, later, status="C", observed="C", diagnosis="E04.2") == [Decimal("5.00")]


def test_a_payment_that_comes_after_the_charge_waits_where_a_person_sees_it(life: Life) -> None:
    told(life, 0)
    assert told(life, 5, COPAYMENT) == []
    [waits] = [one.text for one in life.known.look]
    assert waits == (
        "The co-payment of 25.00 USD came after the charge and is in no message yet; it goes out with the next charge"
        " or correction of the study."
    )
    assert told(life, 10, COPAYMENT, status="C", observed="C", diagnosis="E04.2") == [COPAYMENT.amount]
    assert life.known.look == ()


def test_a_payment_stays_when_the_charges_are_taken_back_and_a_person_is_told(life: Life) -> None:
    told(life, 0, COPAYMENT)
    life.answer("accepted")
    (charge,) = life.known.messages
    told(life, 5, COPAYMENT, status="P", observed="P")
    [stays] = [one.text for one in life.known.look]
    assert stays == (
        f"The co-payment of 25.00 USD in {charge.control_id} stays: money that was received is not taken back with a"
        " charge. Give it back, or move it with an adjustment."
    )


def test_without_payments_nothing_stays(life: Life) -> None:
    told(life, 0)
    told(life, 5, status="P", observed="P")
    assert life.known.look == ()
