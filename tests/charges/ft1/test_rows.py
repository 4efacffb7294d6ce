"""FT1 as a row of a bill."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers.reversals import charge, dft

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.netting import cancels, totals
from workbench.charges.ft1.rows import Row, read_row
from workbench.charges.profile.conventions import named


def _row(line: str, convention: str = "A", version: str = "2.5.1") -> Row:
    document = dft(line, version=version)
    return read_row(document, groups_of(document)[0], named(convention))


def test_a_charge() -> None:
    row = _row(charge("A\\T\\B^X", quantity="2", amount="700.00&usd"))
    assert (row.kind, row.transaction_id, row.quantity, row.amount, row.currency) == (
        "charge",
        "A&B",
        Decimal(2),
        Decimal("700.00"),
        "USD",
    )
    assert (row.effect, row.counted, row.trouble, row.doubt) == (Decimal("700.00"), Decimal(2), "", "")


@pytest.mark.parametrize(
    ("line", "convention", "kind", "effect"),
    [
        (charge(type_="CR", amount="-350"), "A", "credit", -350),
        (charge(type_="CR", amount="350"), "B", "credit", -350),
        (charge(type_="CG", quantity="-1", amount="-350"), "C", "credit", -350),
        (charge(type_="CG", quantity="-1", amount="350"), "C", "credit", -350),
        (charge(type_="CD", amount="350"), "D", "credit", -350),
        (charge(type_="AJ", amount="-350"), "F", "credit", -350),
        (charge(type_="AJ", amount="-350"), "A", "adjustment", -350),
        (charge(type_="AJ", amount="350"), "F", "adjustment", 350),
        (charge(type_="PY", amount="350"), "A", "payment", 0),
    ],
)
def test_the_effect_on_the_account(line: str, convention: str, kind: str, effect: int) -> None:
    row = _row(line, convention)
    assert (row.kind, row.effect) == (kind, effect)


def test_a_line_of_an_unknown_kind_has_no_effect_rather_than_none_at_all() -> None:
    row = _row(charge(type_="XG"))
    assert (row.kind, row.amount, row.effect, row.counted) == ("", Decimal("350.00"), None, None)


def test_columns_by_version() -> None:
    line = "FT1|1|T1||1|1|CG|A|||3|4"
    assert (_row(line, version="2.1").amount, _row(line, version="2.1").quantity) == (3, 4)
    assert (_row(line, version="2.2").amount, _row(line, version="2.2").quantity) == (4, 3)


def test_totals_never_mix_measures() -> None:
    priced, back = _row(charge()), _row(charge(type_="CR", amount="-350.00&USD"))
    counted, counted_back = _row(charge(amount="")), _row(charge(type_="CR", amount=""))
    found = totals([(priced, back), (counted, counted_back)])
    assert [(one.measure, one.currency, one.net) for one in found] == [("amount", "USD", 0), ("quantity", "", 0)]
    assert found[0].text == "350.00 and -350.00 make 0.00 USD (1 line)"


def test_only_the_exact_opposite_cancels() -> None:
    row = _row(charge())
    assert cancels(row, _row(charge(type_="CR", amount="-350.00&USD")))
    assert not cancels(row, row)
    assert not cancels(row, _row(charge(type_="CR", amount="-350.01&USD")))
    assert not cancels(row, _row(charge(type_="PY", amount="-350.00&USD")))
    assert not cancels(_row(charge(amount="", quantity="2")), _row(charge(type_="CR", amount="")))


def test_columns_that_look_exchanged_are_doubted() -> None:
    assert "stand in each other's place" in _row(charge(quantity="350.00", amount="1")).doubt
    assert _row(charge(quantity="1", amount="350.00")).doubt == ""


def test_the_null_value_says_nothing() -> None:
    row = _row('FT1|1|""||20260301|20260301|CG|US-NECK^Neck^L|||""|350.00&""||||||||||||||""^Neck^C4')
    assert (row.transaction_id, row.quantity, row.amount, row.currency) == ("", None, Decimal("350.00"), "")
    assert row.item == "US-NECK"
    empty = _row('FT1|1|T1||20260301|20260301|""|US-NECK^Neck^L|||1|350.00')
    assert "FT1-6 is empty" in empty.trouble


def test_totals_of_a_deleted_currency_are_without_one() -> None:
    before, after = _row(charge(amount='350.00&""')), _row(charge(type_="CR", amount='-350.00&""'))
    (one,) = totals([(before, after)])
    assert one.text == "350.00 and -350.00 make 0.00 without a currency (1 line)"
