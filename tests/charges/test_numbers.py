"""Numbers of HL7: read exactly, signed without touching their form, added without rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.numbers import number, signed, to_cents, total, written_otherwise


@pytest.mark.parametrize("text", ["", "-", ".", "1,000", "1-", "1e5", "٣", "1 000", "1.2.3", "NaN", "9" * 21, "1^2"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None
    assert signed(text, negative=True) == text


@pytest.mark.parametrize(
    ("text", "value"), [("1", "1"), ("-1.50", "-1.50"), ("+.5", "0.5"), ("007.", "7"), (" 3 ", "3")]
)
def test_what_is_one(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "negative", "after"),
    [
        ("350.00", True, "-350.00"),
        ("-350.00", False, "350.00"),
        ("-350.00", True, "-350.00"),
        ("+350.00", True, "-350.00"),
        ("0.00", True, "0.00"),
        ("-0", True, "0"),
        (" 7 ", True, " -7 "),
        ("0012.500000", True, "-0012.500000"),
    ],
)
def test_the_sign_is_changed_and_nothing_else(text: str, negative: bool, after: str) -> None:
    assert signed(text, negative=negative) == after


@given(st.decimals(0, 10**12, places=6))
def test_a_sign_and_back(value: Decimal) -> None:
    text = f"{value:f}"
    assert signed(signed(text, negative=True), negative=False) == text
    assert number(signed(text, negative=True)) == -value


def test_sums_are_exact_at_any_scale() -> None:
    assert total([Decimal("99999999999999999999"), Decimal(".0000000000000000001")]) == Decimal(
        "99999999999999999999.0000000000000000001"
    )
    assert total([]) == 0


@pytest.mark.parametrize("sign", ["", "-", "+"])
def test_zero_has_no_sign(sign: str) -> None:
    assert str(number(f"{sign}0.00")) == "0.00"


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("25.005", "25.01"), ("-25.005", "-25.01"), ("25.004", "25.00"), ("9" * 20, "9" * 20 + ".00")],
)
def test_half_a_cent_goes_up(amount: str, cents: str) -> None:
    assert str(to_cents(Decimal(amount))) == cents


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,234.50", "has a thousands separator; write 1234.50"),
        ("-1'000", "has a thousands separator; write -1000"),
        ("1.234,50", "has a thousands separator and a decimal comma; write 1234.50"),
        ("10,5", "has a decimal comma; write 10.5"),
        ("10.50", ""),
        ("abc", ""),
    ],
)
def test_amounts_as_people_write_them(text: str, meant: str) -> None:
    assert written_otherwise(text) == meant


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u2003", "\u3000"])
def test_a_number_is_signed_whatever_blank_stands_around_it(blank: str) -> None:
    """It is read without the blank; a credit that kept the sign of its charge would be a wrong number."""
    assert signed(f"{blank}350.00{blank}", negative=True) == f"{blank}-350.00{blank}"
    assert signed(f"{blank}-0.00", negative=True) == f"{blank}0.00"
