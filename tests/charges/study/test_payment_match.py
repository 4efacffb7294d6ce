"""Which payments are the same money told twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from workbench.charges.study.payment_match import is_same, is_sure, paired, says_more
from workbench.charges.study.payments import Payment, payment_from_data, payment_to_data

CHEQUE = Payment(
    number=1,
    kind="payment",
    amount=Decimal("50.00"),
    date="20261120",
    currency="USD",
    code="CHECK",
    reference="CHK1",
    pays=(1,),
)
BARE = Payment(number=1, kind="payment", amount=Decimal("50.00"))


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "deposit"},
        {"amount": Decimal("50.01")},
        {"date": "20261121"},
        {"currency": "CAD"},
        {"code": "CASH"},
        {"reference": "CHK2"},
        {"pays": (2,)},
        {"pays": (1, 2)},
    ],
)
def test_each_fact_tells_two_payments_apart(other: dict[str, Any]) -> None:
    assert not is_same(CHEQUE, replace(CHEQUE, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"date": ""},
        {"currency": ""},
        {"code": ""},
        {"reference": ""},
        {"pays": ()},
        {"date": "202611201130"},
        {"date": "20261120113000-0500"},
        {"reference": " chk1 "},
        {"text": "other words"},
        {"number": 7},
    ],
)
def test_what_only_one_of_them_says_is_no_difference(other: dict[str, Any]) -> None:
    assert is_same(CHEQUE, replace(CHEQUE, **other)) and is_same(replace(CHEQUE, **other), CHEQUE)


def test_an_adjustment_up_and_one_down_are_two() -> None:
    down = replace(BARE, kind="adjustment", amount=Decimal("-50.00"))
    assert not is_same(down, replace(down, amount=Decimal("50.00")))
    assert is_same(replace(down, kind="", amount=Decimal("50.00")), down), "the kind was not kept, nor was the sign"


def test_those_that_agree_in_most_go_together() -> None:
    bare, cheque = BARE, replace(BARE, reference="CHK1")
    told = replace(BARE, reference="CHK1", date="20261120")
    assert paired([bare, cheque], [told]) == {1: 0}
    assert paired([bare], [told, bare]) == {0: 1}
    assert paired([bare, bare], [bare]) == {0: 0}, "each is used once"


def test_without_date_and_reference_only_the_amount_speaks() -> None:
    assert is_sure(CHEQUE, replace(CHEQUE, date="")) and not is_sure(CHEQUE, BARE)
    assert says_more(CHEQUE, BARE) and not says_more(BARE, BARE)


@pytest.mark.parametrize("one", [CHEQUE, BARE])
def test_it_is_kept_whole(one: Payment) -> None:
    assert payment_from_data(payment_to_data(one)) == one
