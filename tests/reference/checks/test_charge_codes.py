from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only, spoilt

DG1 = "DG1|1||Z36.3^Screening^I10|||W\rDG1|2||O30042^Twins^I10|||W\r"


@pytest.mark.parametrize(
    ("place", "value", "path", "better"),
    [
        ("FT1_25", "76805^A scan^CPT", "FT1-25.3", "C4"),
        ("FT1_7", "76805^A scan^cpt4", "FT1-7.3", "C4"),
        ("FT1_26", "26^^CPTML", "FT1-26.3", "CPTM"),
        ("FT1_19", "Z36.3^^I10~O30.042^^ICD-10-CM", "FT1-19(2).3", "I10"),
    ],
)
def test_spellings_of_coding_systems(place: str, value: str, path: str, better: str) -> None:
    finding = only(spoilt(**{place: value}), "coding-system")
    assert str(finding.path) == path
    assert better in finding.text


def test_a_diagnosis_without_a_system() -> None:
    assert found(spoilt(FT1_19="Z36.3"), "coding-system-missing") == ["FT1-19.3"]


def test_modifiers_belong_to_a_procedure() -> None:
    assert found(spoilt(FT1_25=""), "modifier-without-procedure") == ["FT1-26"]


@pytest.mark.parametrize(
    ("value", "conflicts"),
    [("26~TC", 1), ("TC^^CPTM~26^^CPTM", 1), ("50~LT", 1), ("LT~RT", 1), ("50~LT~RT", 3), ("26~59~RT", 0), ("26", 0)],
)
def test_modifiers_that_exclude_each_other(value: str, conflicts: int) -> None:
    assert len(found(spoilt(FT1_26=value), "modifier-conflict")) == conflicts


def test_a_modifier_twice() -> None:
    assert found(spoilt(FT1_26="59~59"), "modifier-repeated") == ["FT1-26"]


def test_diagnoses_must_be_in_dg1_when_there_are_any() -> None:
    assert found(SIGNED, "diagnosis-not-in-dg1") == []
    assert found(SIGNED + DG1, "diagnosis-not-in-dg1") == [], "with or without the point"
    assert found(spoilt(FT1_19="Z36.3^^I10~N83.20^^I10") + DG1, "diagnosis-not-in-dg1") == ["FT1-19(2)"]


def test_the_procedure_and_its_pr1() -> None:
    pr1 = "PR1|1||{}^A scan^C4||20260301|||||||||{}\r"
    head, tail = SIGNED[: SIGNED.index("FT1|2")], SIGNED[SIGNED.index("FT1|2") :]
    assert found(head + pr1.format("76805", "") + tail, "procedure-differs") == []
    assert found(head + pr1.format("76999", "") + tail, "procedure-differs") == ["FT1-25"]
    assert found(head + pr1.format("76999", "2") + pr1.format("76805", "1") + tail, "procedure-differs") == []
    assert found(SIGNED + DG1 + pr1.format("76999", ""), "procedure-differs") == [], "not under an FT1"


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ("76805-26^OB^C4", ["FT1-25.1"]),
        ("7680^OB^C4", ["FT1-25.1"]),
        ("yes^OB^CPT", ["FT1-25.1"]),
        ("76805^OB^C4", []),
        ("0042T^New^C4", []),
        ("C8929^Echo^HCPCS", []),
        ("US-OB^OB^L", []),
        ("US-OB^OB", []),
    ],
)
def test_a_procedure_code_that_is_none(value: str, places: list[str]) -> None:
    assert found(spoilt(FT1_25=value), "procedure-code") == places


@pytest.mark.parametrize(
    ("value", "places"),
    [("ZZZ99^^I10", ["FT1-19.1"]), ("V22.0^^I9", ["FT1-19.1"]), ("Z36.3^^I10~O30042^^I10~U07.1^^I10", [])],
)
def test_a_diagnosis_code_that_is_none(value: str, places: list[str]) -> None:
    assert found(spoilt(FT1_19=value), "diagnosis-code") == places
