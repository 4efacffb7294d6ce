"""Amount and currency in one value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.money import Money, is_currency, read_money


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("350.00&usd", Money("350.00", Decimal("350.00"), "USD")),
        (" 350 & USD ", Money("350", Decimal(350), "USD")),
        ("350.00^usd", Money("350.00", Decimal("350.00"), "USD", "usd")),
        ("350.00&EUR^USD", Money("350.00", Decimal("350.00"), "EUR")),
        ("350.00^UP", Money("350.00", Decimal("350.00"))),
        ("350.00^ÄÖÜ", Money("350.00", Decimal("350.00"))),
        ('350.00&""', Money("350.00", Decimal("350.00"))),
        ('350.00&""^USD', Money("350.00", Decimal("350.00"))),
        ('""', Money()),
        ('""&USD', Money("", None, "USD")),
        ("", Money()),
        ("1,250.00", Money("1,250.00")),
    ],
)
def test_amount_and_currency(raw: str, found: Money) -> None:
    assert read_money(raw, "^", "&") == found


def test_without_separators_there_is_nothing_to_divide() -> None:
    assert read_money("350.00", "", "").amount == Decimal("350.00")
    assert read_money("350.00&USD", "^", "") == Money("350.00&USD")


@given(st.text(alphabet='0123456789.-&^USDé" ', max_size=12))
def test_nothing_is_refused(raw: str) -> None:
    found = read_money(raw, "^", "&")
    assert (found.amount is None) or found.text
    assert not found.stray or (is_currency(found.stray) and found.currency == found.stray.upper())
