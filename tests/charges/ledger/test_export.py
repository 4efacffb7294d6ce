"""CSV that a spreadsheet can open without harm."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from helpers.charge_messages import dft, ft1, posted
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.ledger import Ledger
from workbench.charges.ledger.export import COLUMNS, cell, to_csv


def rows(ledger: Ledger) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(ledger), newline="")))


def test_each_charge_is_followed_by_its_credits() -> None:
    found = rows(
        Ledger.of(
            posted(dft(ft1("A"), ft1("P", "PY", "-20", number=2)), entry=1)
            + posted(dft(ft1("A-R", "CR", "-350.00&USD"), control_id="M2"), entry=2, hours=1)
            + posted(dft(ft1("X-R", "CR", ""), control_id="M3"), entry=3, hours=2)
        )
    )
    assert [(row["charge"], row["transaction id"], row["amount"], row["effect"]) for row in found] == [
        ("1", "A", "350.00", "350.00"),
        ("1", "A-R", "-350.00", "-350.00"),
        ("", "X-R", "", ""),
        ("", "P", "-20", "-20"),
    ]
    assert (found[0]["state"], found[0]["balance of the charge"], found[0]["source"]) == ("reversed", "0.00", "entry 1")
    assert found[1]["paired by"] == "its transaction id with -R behind it"
    assert list(found[0]) == list(COLUMNS)


def test_a_balance_in_two_currencies_names_them() -> None:
    postings = posted(dft(ft1("A", amount="100.00&USD")))
    postings += posted(dft(ft1("A-R", "CR", "-100.00&EUR"), control_id="M2"), hours=1)
    assert rows(Ledger.of(postings))[0]["balance of the charge"] == "EUR -100.00; USD 100.00"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555", "'+1 555"),
        ("-R", "'-R"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        (" =1", "' =1"),
        ("-12.50", "-12.50"),
        (Decimal("-350.00"), "-350.00"),
        (Decimal("1E+3"), "1000"),
        (None, ""),
        (date(2026, 3, 1), "2026-03-01"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_cells(value: str | Decimal | date | None, shown: str) -> None:
    assert cell(value) == shown


@given(st.text(max_size=20))
def test_no_text_is_a_formula(text: str) -> None:
    shown = cell(text)
    assert shown == text or shown == f"'{text}"
    assert not shown.startswith(("=", "+", "@", "\t", "\r"))
    if shown.startswith("-"):
        assert Decimal(shown) <= 0


@given(st.text(st.characters(exclude_characters="|^~\\&\r\n\x1c", exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_identifier_comes_back_from_the_csv(identifier: str) -> None:
    ledger = Ledger.of(posted(dft(ft1(identifier))))
    shown = rows(ledger)[0]["transaction id"]
    assert shown.removeprefix("'") == ledger.charges[0].charge.line.transaction_id.removeprefix("'")
