"""What a row of FT1 tells of itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.ft1_rows import (
    agrees,
    columns_away,
    columns_look_swapped,
    columns_swapped,
    layout_of,
    separators_to_mend,
    type_beside,
)

_MONEY = st.decimals(0, 9999, places=2)


@pytest.mark.parametrize(
    ("version", "amount"),
    [("2.1", 10), (" 2.1 ", 10), ("2.0D", 10), ("2.2", 11), ("", 11)]
    + [(version, 10) for version in ("V2.1", "2.1.0", "1.0", "HL7 2.1")]
    + [(version, 11) for version in ("V2.2", "2.10", "latest")],
)
def test_amount_and_quantity_changed_places_after_2_1(version: str, amount: int) -> None:
    layout = layout_of(version)
    assert (layout.amount, layout.quantity) == (amount, 21 - amount)


@pytest.mark.parametrize(
    ("amount", "quantity", "unit", "swapped"),
    [
        ("700.00", "2", "350.00", False),
        ("2", "700.00", "350.00", True),
        ("-2", "700.00", "350.00", True),
        ("2", "350.00", "350.00", True),
        ("350.00", "350.00", "350.00", False),
        ("1", "1", "1", False),
        ("5", "0", "0", False),
        ("0", "5", "3", False),
        ("90.00", "1", "350.00", False),
    ],
)
def test_exchanged_columns(amount: str, quantity: str, unit: str, swapped: bool) -> None:
    assert columns_swapped(Decimal(amount), Decimal(quantity), Decimal(unit)) is swapped


@given(_MONEY, st.integers(0, 99), _MONEY)
def test_what_agrees_is_not_exchanged(amount: Decimal, quantity: int, unit: Decimal) -> None:
    product = (quantity * unit).quantize(Decimal("0.01"))
    assert agrees(product, Decimal(quantity), unit)
    assert not columns_swapped(product, Decimal(quantity), unit)
    if abs(amount - product) >= Decimal("0.01"):
        assert not agrees(amount, Decimal(quantity), unit)


def test_half_a_cent_is_no_agreement() -> None:
    assert agrees(Decimal("100.00"), Decimal(3), Decimal("33.3333"))
    assert not agrees(Decimal("20.00"), Decimal(2), Decimal("10.004"))


def test_a_type_beside_its_place() -> None:
    row = {5: "", 7: "76805", 4: "CG", 8: "CR"}
    assert type_beside(lambda number: row.get(number, "")) == 4
    assert type_beside(lambda number: row.get(number, ""), {"CR"}) == 8
    assert type_beside(lambda number: "") is None
    assert (columns_away(4), columns_away(7)) == ("2 columns to the left", "1 column to the right")
    assert (separators_to_mend(4), separators_to_mend(7)) == ("Add 2 field separators", "Take out 1 field separator")


@pytest.mark.parametrize(
    ("amount", "quantity", "looks"),
    [
        ("1", "350.00", True),
        ("-1", "350.00", True),
        ("350.00", "1", False),
        ("5", "1.00", False),
        ("30", "350.00", False),
        ("0", "350.00", False),
        ("1", "350", False),
        ("", "350.00", False),
        ("1", "x", False),
        ("9" * 30, "350.00", False),
    ],
)
def test_what_looks_exchanged_without_a_price(amount: str, quantity: str, looks: bool) -> None:
    assert columns_look_swapped(amount, quantity) is looks
