from __future__ import annotations

import pytest
from helpers.findings import found, only, spoilt


def test_the_currency_is_a_subcomponent() -> None:
    finding = only(spoilt(FT1_11="350.00^USD"), "currency-place")
    assert str(finding.path) == "FT1-11.2"
    assert "350.00&USD" in finding.hint
    assert found(spoilt(FT1_11="350.00&USD^UP"), "currency-place") == []


@pytest.mark.parametrize(
    ("quantity", "total", "unit", "wrong"),
    [
        ("1", "350.00", "350.00", False),
        ("2", "700.00", "350.00", False),
        ("2", "-700", "350.00", False),
        ("-1", "-350.00", "350", False),
        ("3", "100.00", "33.33", True),
        ("3", "99.99", "33.33", False),
        ("0.1", "0.03", "0.30", False),
        ("2", "350.00", "350.00", True),
        ("1", "", "350.00", False),
        ("", "350.00", "350.00", False),
        ("1", "350.00", "", False),
        ("1", "79.000000", "79", False),
        ("1", "9" * 400, "1", False),
        ("1", "x", "1", False),
    ],
)
def test_the_sum_to_the_cent(quantity: str, total: str, unit: str, wrong: bool) -> None:
    text = spoilt(FT1_10=quantity, FT1_11=total, FT1_12=unit)
    assert found(text, "amount-sum") == (["FT1-11"] if wrong else [])


def test_in_2_1_amount_and_quantity_are_the_other_way_round() -> None:
    text = spoilt(MSH_12="2.1", MSH_9="DFT^P03", FT1_10="700.00", FT1_11="2", FT1_12="350.00")
    assert "FT1-10" not in found(text, "amount-sum")
    assert "FT1-10" in found(text.replace("|700.00|", "|701.00|"), "amount-sum")


@pytest.mark.parametrize(
    ("kind", "quantity", "total", "code"),
    [
        ("CG", "1", "350", ""),
        ("CG", "1", "-350", "sign-against-type"),
        ("CG", "-1", "350", "sign-against-type"),
        ("CR", "1", "-350", ""),
        ("CR", "-1", "350", ""),
        ("CR", "1", "350", "credit-positive"),
        ("CD", "1", "350", ""),
        ("CD", "-1", "-350", "sign-doubled"),
        ("cr", "-1", "-350", "sign-doubled"),
        ("cr", "1", "350", "credit-positive"),
        ("cg", "1", "-350", "sign-against-type"),
        ("C", "1", "-350", "sign-against-type"),
        ("PY", "1", "-350", ""),
        ("CG", "0", "0", "quantity-zero"),
    ],
)
def test_signs_and_types(kind: str, quantity: str, total: str, code: str) -> None:
    text = spoilt(FT1_6=kind, FT1_10=quantity, FT1_11=total, FT1_12="")
    for one in ("sign-against-type", "sign-doubled", "credit-positive", "quantity-zero"):
        assert len(found(text, one)) == (1 if one == code else 0), one


def test_a_unit_price_is_never_negative() -> None:
    assert found(spoilt(FT1_11="-350.00&USD", FT1_12="-350.00&USD", FT1_6="CR"), "unit-negative") == ["FT1-12"]


def test_one_message_has_one_currency() -> None:
    assert found(spoilt(FT1_12="350.00&EUR"), "currencies-mixed") == ["FT1-12.1.2"]


def test_a_currency_that_is_deleted_is_no_other_currency() -> None:
    assert found(spoilt(FT1_11='350.00&""', FT1_12="350.00&USD"), "currencies-mixed") == []
