from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only, spoilt


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        ("FT1_10", "1,0", "FT1-10"),
        ("FT1_10", "one", "FT1-10"),
        ("FT1_11", "350,00&USD", "FT1-11.1.1"),
        ("FT1_1", "1a", "FT1-1"),
        ("FT1_4", "2026-03-01", "FT1-4"),
        ("FT1_4", "20260231", "FT1-4"),
        ("FT1_5", "202603012561", "FT1-5"),
        ("FT1_5", "20260301120000+9900", "FT1-5"),
        ("FT1_5", "202603011200+0175", "FT1-5"),
        ("PID_7", "12345678", "PID-7"),
        ("PV1_44", "197206200000x", "PV1-44"),
    ],
)
def test_a_value_of_the_wrong_kind(place: str, value: str, path: str) -> None:
    finding = only(spoilt(**{place: value}), "data-type")
    assert str(finding.path) == path
    assert value.split("&")[0] in finding.text


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("FT1_10", "-1"),
        ("FT1_10", "1.0"),
        ("FT1_10", '""'),
        ("FT1_11", "79.000000"),
        ("FT1_4", "20260301"),
        ("FT1_4", "202603"),
        ("FT1_4", "20260301120000.1234+0100"),
        ("FT1_4", "20260301120000+1400"),
        ("FT1_4", "20260301^20260302"),
        ("PID_7", "197206200000"),
    ],
)
def test_a_value_of_the_right_kind(place: str, value: str) -> None:
    assert found(spoilt(**{place: value}), "data-type") == []


@pytest.mark.parametrize(("kind", "value", "bad"), [("NM", "12", False), ("NM", "wide", True), ("TX", "wide", False)])
def test_the_type_of_obx_5_is_in_obx_2(kind: str, value: str, bad: bool) -> None:
    text = SIGNED + f"OBX|1|{kind}|A^B||{value}||||||F\r"
    assert found(text, "data-type") == (["OBX-5"] if bad else [])


def test_a_transaction_type_off_the_table() -> None:
    finding = only(spoilt(FT1_6="XX"), "code-not-in-table")
    assert (str(finding.path), finding.severity) == ("FT1-6", "warning")
    assert "CG" in finding.hint


def test_the_wrong_case_is_named() -> None:
    assert "CG is" in only(spoilt(FT1_6="cg"), "code-not-in-table").hint


def test_a_local_code_is_said_to_be_local() -> None:
    finding = only(spoilt(FT1_6="CR", FT1_11="-350.00&USD"), "code-local")
    assert finding.severity == "info"
    assert "CD" in finding.hint


def test_a_code_that_came_later() -> None:
    assert "2.4" in only(spoilt(MSH_12="2.3", MSH_9="DFT^P03", FT1_6="CO"), "code-newer").text
    assert found(spoilt(MSH_12="2.4", FT1_6="CO"), "code-newer") == []


def test_the_coded_form_of_a_transaction_type() -> None:
    assert found(spoilt(MSH_12="2.7", FT1_6="XX^Nothing^HL70017"), "code-not-in-table") == ["FT1-6.1"]
    assert found(spoilt(MSH_12="2.7", FT1_6="XX^Ours^99ABC"), "code-not-in-table") == []


def test_a_wrong_code_that_steers_the_exchange_is_an_error() -> None:
    assert only(spoilt(MSH_11="X"), "code-not-in-table").severity == "error"


def test_tables_that_are_not_whole_say_nothing_about_other_codes() -> None:
    assert found(spoilt(PID_3="100234^^^MAINHOSP^OURS", FT1_13="ANY"), "code-not-in-table") == []
