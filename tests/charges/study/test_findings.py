from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.charges.study.model import Study

Make = Callable[..., Study]
NUMBER_OF_FETUSES = "11878-6^Number of fetuses^LN"


@pytest.mark.parametrize(
    ("rows", "fetuses", "place"),
    [
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "2"})], 2, "OBX-5"),
        ([("OBX", {}), ("OBX", {3: "X^fetus count^L", 5: "twins"})], 2, "OBX[2]-5"),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "Three fetuses"})], 3, "OBX-5"),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "0"})], None, None),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "20260301"})], None, None),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "unclear"})], None, None),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "2.0"})], 2, "OBX-5"),
        ([("OBX", {3: NUMBER_OF_FETUSES, 5: "2 (dichorionic)"})], 2, "OBX-5"),
        ([("OBR", {4: "X^US OB twins^L"})], 2, "OBR-4"),
        ([("OBR", {4: "X^US thyroid, two nodules^L"})], None, None),
        ([("OBR", {31: "Z36.3^S^I10~O30.042^Twins^I10"})], 2, "OBR-31(2)"),
        ([("OBR", {31: "O30.123^Triplets^I10"})], 3, "OBR-31"),
        # What is measured outweighs what was expected.
        ([("OBR", {4: "X^US OB twins^L"}), ("OBX", {3: NUMBER_OF_FETUSES, 5: "1"})], 1, "OBX-5"),
        # Free text is not searched.
        ([("OBX", {5: "No twins. Number of fetuses 2"})], None, None),
    ],
)
def test_fetuses(study: Make, rows: list[tuple[str, dict[int, str]]], fetuses: int | None, place: str | None) -> None:
    found = study(*rows)
    assert found.fetuses == fetuses
    assert (str(found.fetuses_source) if found.fetuses_source else None) == place


@pytest.mark.parametrize(
    ("rows", "side", "place"),
    [
        ([("OBR", {4: "X^US breast left^L"})], "left", "OBR-4.2"),
        ([("OBR", {4: "X^US breast RT^L"})], "right", "OBR-4.2"),
        ([("OBR", {4: "X^US knees, right and left^L"})], "both", "OBR-4.2"),
        ([("OBR", {4: "X^Carotid duplex bilateral^L"})], "both", "OBR-4.2"),
        ([("OBR", {4: "1^Breast^L^2^Left breast^X"})], "left", "OBR-4.5"),
        ([("OBR", {15: "^^^Breast&right"})], "right", "OBR-15"),
        ([("OBR", {4: "X^US breast left^L", 45: "RT^^CPTM"})], "right", "OBR-45.1"),
        ([("OBR", {45: "26^^CPTM~50^^CPTM"})], "both", "OBR-45(2).1"),
        ([("OBX", {3: "LAT^Laterality^L", 5: "Left"})], "left", "OBX-5"),
        ([("OBR", {4: "X^US thyroid^L"})], "", None),
        # "leftover" and "bright" hold the letters, not the words
        ([("OBR", {4: "X^US leftover bright^L"})], "", None),
    ],
)
def test_side(study: Make, rows: list[tuple[str, dict[int, str]]], side: str, place: str | None) -> None:
    exam = study(*rows).exams[0]
    assert exam.side == side
    assert (str(exam.sources["side"]) if "side" in exam.sources else None) == place


@pytest.mark.parametrize("stated", ["-2", "15", "1000000000", "1.5", "2,5", "many", "20260301", "99999999999"])
def test_what_is_no_possible_count_is_said(study: Make, stated: str) -> None:
    found = study(("OBX", {3: NUMBER_OF_FETUSES, 5: stated}))
    assert found.fetuses is None
    told = f"The number of fetuses “{stated}” (OBX-5) is no possible count; complete it."
    assert [gap.text for gap in found.gaps if gap.field == "fetuses"] == [told]


def test_two_counts_that_differ_are_said(study: Make) -> None:
    rows = [("OBX", {3: NUMBER_OF_FETUSES, 5: "1"}), ("OBX", {3: "X^fetal number^L", 5: "2"})]
    found = study(*rows)
    assert found.fetuses is None
    assert found.fetuses_problem == "The report states 1 and 2 fetuses (OBX-5, OBX[2]-5); say how many there were."
    assert study(rows[0], rows[0]).fetuses == 1


def test_none_at_all_is_no_problem(study: Make) -> None:
    assert study(("OBX", {3: NUMBER_OF_FETUSES, 5: "0"})).fetuses_problem == ""
