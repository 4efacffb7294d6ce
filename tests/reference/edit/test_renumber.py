"""Set ids are counted as the standard counts them, and what is right is left alone."""

from __future__ import annotations

from helpers.generated import documents, lines
from hypothesis import given

from workbench.er7 import Document
from workbench.reference.edit.renumber import counted, renumber

HEAD = "MSH|^~\\&|A|B|||20260301||DFT^P03|7|P|2.5.1\r"


def numbers(text: str, *names: str) -> list[str]:
    document = renumber(Document.from_text(HEAD + text), names or None)
    return [f"{one.name}{one.fields[0].text}" for one in document.segments[1:] if one.fields]


def test_charges_are_counted_through_and_procedures_under_each() -> None:
    text = "FT1|7|a\rPR1|3\rPR1|3\rFT1||b\rPR1|9\rFT1|3\rDG1|5\rDG1|6\r"
    assert numbers(text) == ["FT11", "PR11", "PR12", "FT12", "PR11", "FT13", "DG11", "DG12"]


def test_only_what_is_in_use_is_counted_unless_named() -> None:
    assert numbers("FT1||a\rDG1||x\rDG1||y\r") == ["FT11", "DG1", "DG1"]
    assert numbers("FT1||a\rDG1||x\rDG1||y\r", "DG1") == ["FT1", "DG11", "DG12"]


def test_notes_belong_to_the_segment_before_them() -> None:
    assert numbers("FT1|1\rNTE|4\rNTE|4\rFT1|2\rNTE|9\r") == ["FT11", "NTE1", "NTE2", "FT12", "NTE1"]


def test_a_right_number_stays_as_it_is_written() -> None:
    document = Document.from_text(HEAD + "FT1|0001\rFT1|2\r")
    assert renumber(document) == document


def test_a_bare_segment_gets_its_number() -> None:
    assert numbers("FT1\r") == ["FT11"]


def test_segments_without_a_set_id_are_not_counted() -> None:
    assert counted(Document.from_text(HEAD + "EVN|P03\rZPV|4\rPID|1\rFT1|1\r")) == ("PID", "FT1")


@given(documents())
def test_nothing_but_first_fields_changes_and_twice_is_once(document: Document) -> None:
    after = renumber(document)
    assert (after.ends, after.lead, after.trail) == (document.ends, document.lead, document.trail)
    for old, new, one in zip(lines(document), lines(after), document.segments, strict=True):
        if old != new:
            assert one.name in counted(document)
            assert old.split("|")[2:] == new.split("|")[2:]
    assert renumber(after) == after
