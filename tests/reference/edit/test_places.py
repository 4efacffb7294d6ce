"""What may stand where, as the structure of the version has it."""

from __future__ import annotations

import pytest
from helpers.generated import documents
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document
from workbench.reference.checks import check
from workbench.reference.edit import places, segments

HEAD = "MSH|^~\\&|A|B|||20260301||DFT^P03^DFT_P03|7|P|2.5.1\r"
FULL = HEAD + "EVN||20260301\rPID|1||77\rPV1|1|O\rFT1|1\rFT1|2\rZPV|x\rDG1|1\r"


def names(text: str, index: int) -> list[str]:
    return [one.name for one in places.fitting(Document.from_text(text), index)]


def test_what_the_message_lacks_comes_first() -> None:
    found = places.fitting(Document.from_text(HEAD + "PID|1\rFT1|1\r"), 1)
    assert [(one.name, one.missing) for one in found] == [("EVN", True), ("SFT", False)]
    assert found[0].title == "Event Type"


def test_between_two_charges_stands_only_what_belongs_to_a_charge() -> None:
    assert names(FULL, 5) == ["ORC", "TQ1", "OBR", "NTE", "OBX", "FT1", "PR1"]
    assert {"DG1", "IN1", "GT1"} <= set(names(FULL, 8))
    assert "IN1" not in names(FULL, 7)
    assert "PV1" not in names(FULL, 4)


def test_without_a_structure_nothing_is_proposed() -> None:
    assert names("MSH|^~\\&|A|B|||20260301||XYZ^Q99|7|P|2.5.1\rPID|1\r", 1) == []
    assert names("PID|1\r", 1) == []
    assert names(HEAD, 0) == []


@pytest.mark.parametrize(
    ("name", "near", "expected"), [("PR1", 5, 5), ("PR1", 0, 5), ("IN1", 0, 8), ("SFT", 7, 1), ("MSA", 1, None)]
)
def test_the_right_place_is_the_nearest_one(name: str, near: int, expected: int | None) -> None:
    assert places.place_for(Document.from_text(FULL), name, near) == expected


def test_each_message_of_a_batch_is_looked_at_by_itself() -> None:
    text = "BHS|^~\\&\r" + HEAD + "PID|1\r" + HEAD + "EVN||1\rPID|1\rFT1|1\rBTS|2\r"
    assert "EVN" in names(text, 2)
    assert "EVN" not in names(text, 4)
    assert names(text, 8) == []


def test_every_segment_of_the_dictionary_is_there_on_request() -> None:
    found = [one.name for one in places.others(Document.from_text(FULL), 2)]
    assert found[:3] == ["SFT", "EVN", "PID"]
    assert {"RXA", "MSA"} <= set(found)
    assert len(found) == len(set(found)) and "MSH" not in found


@given(documents(), st.integers(0, 9))
def test_what_is_proposed_causes_no_complaint_about_its_place(document: Document, index: int) -> None:
    for candidate in places.fitting(document, min(index, len(document.segments)))[:3]:
        after = segments.add(document, candidate.index, candidate.name)
        about = [one for one in check(after.document) if one.path == after.cursor and one.code.startswith("segment-")]
        assert about == []
