"""Money in words: what is left of a ledger and of a charge, and what a correction does, are written as tables are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.charges.correction.result import Settlement
from workbench.charges.ft1.netting import Total
from workbench.charges.ledger.balance import Balance
from workbench.charges.ledger.totals import Totals
from workbench.charges.money_text import bare, money


@pytest.mark.parametrize(
    ("net", "said"),
    [
        ([("USD", "10570")], "10,570.00 USD"),
        ([("", "1250.5")], "1,250.50 without a currency"),
        ([("", "0")], "0.00"),
        ([("JPY", "4000"), ("USD", "0.125")], "4,000 JPY and 0.125 USD"),
    ],
)
def test_what_is_left(net: list[tuple[str, str]], said: str) -> None:
    amounts = tuple((currency, Decimal(amount)) for currency, amount in net)
    assert Totals((), amounts, 1, 0).text == said
    assert Balance("amount", amounts).text == said.replace(" without a currency", "")


def test_what_a_correction_does() -> None:
    one = Settlement("USD", Decimal(-1350), Decimal("1200.5"))
    assert one.text == "-1,350.00 credited, 1,200.50 charged, difference -149.50 USD"
    over = Settlement("", Decimal(0), Decimal(2000), Decimal(-1000))
    assert over.text == "0.00 credited, -1,000.00 replaced, 2,000.00 charged, difference 1,000.00"


def test_what_a_reversal_comes_to() -> None:
    assert Total("amount", "USD", 1, Decimal(1350), Decimal(-1350)).text == (
        "1,350.00 and -1,350.00 make 0.00 USD (1 line)"
    )
    assert Total("quantity", "", 2, Decimal(1000), Decimal(-1000)).text == "1000 and -1000 make 0 units (2 lines)"


def test_the_number_alone() -> None:
    assert (bare(Decimal(4000), "JPY"), bare(Decimal("-0.00"), "USD")) == ("4,000", "0.00")
    assert money(Decimal(4000), "JPY") == "4,000 JPY"
