from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only, spoilt

HEAD = SIGNED[: SIGNED.index("FT1")]


@pytest.mark.parametrize(
    ("row", "path", "hint"),
    [
        ("FT1|1|A|20260301|20260301|CG|76805", "FT1-5", "Add 1 field separator "),
        ("FT1|1|20260301|20260301|CG|76805", "FT1-4", "Add 2 field separators"),
        ("FT1|1|A|B|20260301|20260301|X|Y|CG|76805", "FT1-8", "Take out 2 field separators"),
        ("FT1|1|A|B|20260301|20260301|X|CG|76805", "FT1-7", "Take out 1 field separator "),
    ],
)
def test_a_shifted_row(row: str, path: str, hint: str) -> None:
    finding = only(HEAD + row + "\r", "row-shifted")
    assert str(finding.path) == path
    assert finding.text.startswith(f"CG found in {path}; FT1-6 is Transaction Type.")
    assert finding.hint.startswith(hint)


@pytest.mark.parametrize(
    ("columns", "path", "says"),
    [
        ("|1|350.00&USD|350.00&USD", "FT1-9", "2 too far left"),
        ("||1|350.00&USD|350.00&USD", "FT1-10", "1 too far left"),
        ("|||1|350.00&USD|350.00&USD", "", ""),
        ("||||1|350.00&USD|350.00&USD", "FT1-12", "1 too far right"),
        ("|||||1|350.00&USD|350.00&USD", "FT1-13", "2 too far right"),
        ("|||1||350.00&USD|350.00&USD", "FT1-12", "1 too far right"),
        ("|||1||350.00&USD", "", ""),
        ("|||1|||||350.00&USD", "", ""),
        ("|||1|350.00", "", ""),
    ],
)
def test_amounts_beside_their_columns(columns: str, path: str, says: str) -> None:
    text = f"{HEAD}FT1|1|A||20260301|20260301|CG|76805{columns}\r"
    assert found(text, "row-shifted") == ([path] if path else [])
    assert not path or says in only(text, "row-shifted").text


def test_each_message_of_a_batch_numbers_its_lines() -> None:
    assert found(SIGNED + SIGNED, "set-id-order") == []
    assert found(SIGNED + SIGNED, "transaction-id-repeated") == []


def test_a_type_in_its_place_is_no_shift_whatever_else_looks_like_one() -> None:
    assert found(spoilt(FT1_7="CO^Cologne^L"), "row-shifted") == []


def test_a_reference_key_is_for_payments() -> None:
    assert found(spoilt(FT1_31="1"), "reference-on-charge") == ["FT1-31"]
    assert found(spoilt(FT1_31="1", FT1_6="PY"), "reference-on-charge") == []


def test_numbering() -> None:
    assert found(SIGNED.replace("FT1|2", "FT1|3"), "set-id-order") == ["FT1[2]-1"]
    assert found(SIGNED.replace("FT1|1", "FT1|").replace("FT1|2", "FT1|"), "set-id-empty") == ["FT1-1"]
    assert found(SIGNED.replace("FT1|1", "FT1|0001").replace("FT1|2", "FT1|0002"), "set-id-order") == []


def test_the_same_transaction_id() -> None:
    same = SIGNED.replace("CHG002", "CHG001")
    assert found(same, "transaction-id-repeated") == ["FT1[2]-2"]
    assert found(same.replace("CG|76810", "CD|76810"), "transaction-id-repeated") == []


def test_no_account_and_no_visit() -> None:
    assert found(spoilt(PID_18="", PV1_19=""), "account-missing") == ["PID-18"]
    assert found(spoilt(PID_18=""), "account-missing") == []
