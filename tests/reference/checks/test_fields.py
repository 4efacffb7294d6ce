from __future__ import annotations

import pytest
from helpers.findings import SIGNED, findings, found, only, spoilt


@pytest.mark.parametrize("place", ["MSH_10", "FT1_4", "FT1_6", "FT1_7", "PID_5", "EVN_2"])
def test_required_and_empty(place: str) -> None:
    finding = only(spoilt(**{place: ""}), "required-empty")
    assert str(finding.path) == place.replace("_", "-")
    assert finding.severity == "error"


def test_a_segment_that_ends_early_lacks_its_required_fields() -> None:
    assert found(SIGNED + "FT1|3\r", "required-empty") == ["FT1[3]-4", "FT1[3]-6", "FT1[3]-7"]


def test_a_blank_is_not_a_value_but_null_is() -> None:
    assert found(spoilt(FT1_6=" "), "required-empty") == ["FT1-6"]
    assert found(spoilt(FT1_6='""'), "required-empty") == []


@pytest.mark.parametrize(
    ("version", "place", "severity"),
    [("2.6", "FT1_8", "warning"), ("2.8", "FT1_9", "warning"), ("2.7", "EVN_1", "info"), ("2.8", "PID_28", "warning")],
)
def test_withdrawn_and_filled(version: str, place: str, severity: str) -> None:
    text = spoilt(MSH_12=version, **{place: "x"})
    severities = {str(one.path): one.severity for one in findings(text) if one.code == "withdrawn-filled"}
    assert severities[place.replace("_", "-")] == severity


def test_withdrawn_fields_of_older_versions_are_fine() -> None:
    assert found(spoilt(FT1_8="A scan", EVN_1="P03"), "withdrawn-filled") == []


def test_too_many_values() -> None:
    assert found(spoilt(FT1_25="76805^^C4~76810^^C4"), "repeats") == ["FT1-25"]
    assert found(spoilt(FT1_26="26^^CPTM~59^^CPTM"), "repeats") == []
    assert "10" in only(SIGNED + "ERR||||||" + "~".join("abcdefghijk") + "\r", "repeats").text


@pytest.mark.parametrize(
    ("version", "place", "length", "reported"),
    [
        ("2.5.1", "FT1_2", 12, False),
        ("2.5.1", "FT1_2", 13, True),
        ("2.7", "FT1_2", 13, True),
        ("2.9", "FT1_2", 13, True),
        ("2.5.1", "MSH_10", 20, False),
        ("2.5.1", "MSH_10", 21, True),
        ("2.6", "MSH_10", 21, False),
        ("2.6", "MSH_10", 200, True),
    ],
)
def test_too_long(version: str, place: str, length: int, reported: bool) -> None:
    text = spoilt(**{place: "X" * length, "MSH_12": version})
    assert found(text, "too-long") == ([place.replace("_", "-")] if reported else [])


def test_the_length_is_that_of_the_text_not_of_its_escapes() -> None:
    assert found(spoilt(FT1_2="A\\T\\2345678901"), "too-long") == []


def test_in_2_9_the_number_of_the_transaction_is_the_first_component() -> None:
    assert found(spoilt(MSH_12="2.9", FT1_2="CHG001^^^MAINHOSP^XX"), "too-long") == []


def test_fields_beyond_the_last_are_one_finding() -> None:
    finding = only(spoilt(FT1_32="x", FT1_40="y"), "field-unknown")
    assert str(finding.path) == "FT1-32"
    assert "2 such fields" in finding.text
    assert found(spoilt(MSH_12="2.7", FT1_40="y"), "field-unknown") == []
