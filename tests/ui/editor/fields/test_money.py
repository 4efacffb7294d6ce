from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Delimiters
from workbench.ui.editor.fields.money import Money, is_number, mended, read_money

USUAL = Delimiters()


@pytest.mark.parametrize(
    ("raw", "money"),
    [
        ("", Money("", "")),
        ("125.10", Money("125.10", "")),
        ("79.000000", Money("79.000000", "")),
        ("288.81&USD", Money("288.81", "USD")),
        ("125.50^USD", Money("125.50", "", "USD")),
        ("125.50&EUR^USD", Money("125.50", "EUR")),
        ("125.50^UP", Money("125.50", "")),
        ("1&USD^^^^~2&EUR", Money("1", "USD")),
    ],
)
def test_amount_and_currency_of_a_price(raw: str, money: Money) -> None:
    assert read_money(raw, "CP", USUAL) == money


def test_money_itself_has_components() -> None:
    assert read_money("1.00^USD", "MO", USUAL) == Money("1.00", "USD")
    assert read_money("1.00&USD", "MO", USUAL, inner=True) == Money("1.00", "USD")


@pytest.mark.parametrize(
    ("raw", "after"),
    [
        ("350.00^USD", "350.00&USD"),
        ("350.00^USD^1^2", "350.00&USD^^1^2"),
        ("^USD", "&USD"),
        ("350.00&^USD", "350.00&USD"),
        ("350.00&&x^USD", "350.00&USD&x"),
        ("350.00^USD~1^EUR", "350.00&USD~1^EUR"),
        ("350.00&USD", "350.00&USD"),
        ("350.00^UP", "350.00^UP"),
        ("", ""),
    ],
)
def test_a_stray_currency_is_moved_and_nothing_else(raw: str, after: str) -> None:
    assert mended(raw, USUAL) == after


def test_without_a_separator_nothing_is_moved() -> None:
    assert mended("350.00^USD", Delimiters(subcomponent="")) == "350.00^USD"


@given(st.text(alphabet="1.0^&~USDx", max_size=20))
def test_mending_twice_is_mending_once(raw: str) -> None:
    once = mended(raw, USUAL)
    assert mended(once, USUAL) == once
    assert sorted(once.replace("^", "").replace("&", "")) == sorted(raw.replace("^", "").replace("&", ""))


def test_numbers() -> None:
    assert all(map(is_number, ("1", "1.0", "-3", "+3.25", ".5", "0.000000")))
    assert not any(map(is_number, ("", "1,5", "IRIS", "1e3", "--1", "1 2")))
