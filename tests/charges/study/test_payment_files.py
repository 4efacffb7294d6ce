from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from workbench.charges.study.payment_files import PaymentsError, load_payments, parse_payments
from workbench.charges.study.payments import Payment

HEADER = "accession,kind,amount,date,currency,code,text,reference,pays\n"


def test_payments_by_study() -> None:
    text = (
        f"{HEADER}A1,Co-payment,25.00,2026-03-01,USD,CASH,Cash,,1\n\nA1,adjustment,-5,,,,,,\n"
        "A2,payment,100,20260302,,CARD,,R-7,1 2\n"
    )
    assert parse_payments(text, "p.csv") == {
        "A1": (
            Payment(1, "copayment", Decimal("25.00"), "20260301", "USD", "CASH", "Cash", "", (1,)),
            Payment(2, "adjustment", Decimal(-5)),
        ),
        "A2": (Payment(1, "payment", Decimal(100), "20260302", "", "CARD", "", "R-7", (1, 2)),),
    }


def test_semicolons_and_only_what_is_needed() -> None:
    assert parse_payments("Accession;Kind;Amount\nA;deposit;50.00\n", "p.csv")["A"][0].amount == Decimal("50.00")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",payment,5,,,,,,", "row 2: the accession is empty"),
        ("A,gift,5,,,,,,", "“gift” is no kind; write one of payment"),
        ('A,payment,"1,000.00",,,,,,', "“1,000.00” is no amount: it has a thousands separator; write 1000.00."),
        ("A,payment,=1+1,,,,,,", "“=1+1” is no amount"),
        ("A,payment,-5,,,,,,", "is an adjustment"),
        ("A,payment,٣٥,,,,,,", "“٣٥” is no amount"),
        ("A,payment,0,,,,,,", "The amount is 0; enter what was received, or leave the payment out."),
        ("A,payment,0.00,,,,,,", "The amount is 0"),
        ("A,payment,1234567890.00,,,,,,", "“1234567890.00” is too much to be right; an amount has at most nine digits"),
        ("A,payment,5.123,,,,,,", "“5.123” has more than two decimals; write two."),
        ("A,payment,5,2026-02-30,,,,,", "is no day"),
        ("A,payment,5,,dollar,,,,", "is no currency"),
        ("A,payment,5,,,,,,first", "pays has “first”"),
        ('A,payment,5,,,"open', "no valid CSV"),
    ],
)
def test_a_row_with_a_fault_is_told(row: str, told: str) -> None:
    with pytest.raises(PaymentsError) as caught:
        parse_payments(f"{HEADER}{row}\n", "p.csv")
    assert told in str(caught.value) and str(caught.value).startswith("p.csv")


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "lacks the columns accession, kind, amount"), ("accession,kind,amount,colour\n", "a column “colour”")],
)
def test_headers(text: str, told: str) -> None:
    with pytest.raises(PaymentsError) as caught:
        parse_payments(text, "p.csv")
    assert told in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PaymentsError, match="cannot be read"):
        load_payments(tmp_path / "none.csv")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(HEADER.encode() + b"A,payment,5,,,,\xe4,,\n")
    with pytest.raises(PaymentsError, match="not UTF-8"):
        load_payments(latin)
