"""Money for the eye: one way of writing it, in which nothing is rounded away."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.ui.money_text import amounts_text, money


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("350", "350.00"),
        ("0.5", "0.50"),
        ("1050", "1,050.00"),
        ("-1234567.8", "-1,234,567.80"),
        ("79.000000", "79.000000"),
        ("12.345", "12.345"),
        ("1E+3", "1,000.00"),
        ("-0.00", "0.00"),
    ],
)
def test_two_places_at_least_and_never_fewer_than_there_are(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


def test_a_currency_stands_behind_when_there_is_one() -> None:
    assert money(Decimal("1050"), "USD") == "1,050.00 USD"
    assert money(Decimal("1050"), "") == "1,050.00"


def test_a_currency_without_decimals_gets_none() -> None:
    assert money(Decimal("1050"), "JPY") == "1,050 JPY"
    assert amounts_text((("JPY", Decimal(1050)), ("JPY", Decimal(-7)))) == "1,050 / -7 JPY"


def test_charges_and_credits_of_a_currency_stand_apart_and_currencies_too() -> None:
    found = (("EUR", Decimal(20)), ("USD", Decimal(350)), ("USD", Decimal(-180)), ("", Decimal(7)))
    assert amounts_text(found) == "20.00 EUR, 350.00 / -180.00 USD, 7.00"
    assert amounts_text(()) == ""
