"""A message in another version: nothing is dropped unasked, and everything that has no place is named."""

from __future__ import annotations

import pytest
from helpers import corpus
from helpers.generated import documents, lines
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document, EditError
from workbench.reference.edit.version import VERSIONS, Conversion, convert

HEAD = "MSH|^~\\&|A|B|||20260301||DFT^P03^DFT_P03|7|P|{}\r"


def converted(text: str, old: str, new: str, *, leave_out: bool = False) -> Conversion:
    return convert(Document.from_text(HEAD.format(old) + text), new, leave_out=leave_out)


def said(remarks: tuple[object, ...]) -> str:
    return " ".join(str(remark.text) for remark in remarks)  # type: ignore[attr-defined]


def test_the_header_follows() -> None:
    older = converted("", "2.5.1", "2.3")
    assert (older.document.get("MSH-12"), older.document.get("MSH-9")) == ("2.3", "DFT^P03")
    assert "MSH-9.3: DFT_P03 is left out" in said(older.done)
    newer = convert(older.document, "2.7.1")
    assert (newer.document.get("MSH-12"), newer.document.get("MSH-9")) == ("2.7.1", "DFT^P03^DFT_P03")


def test_a_message_that_the_version_lacks_is_named() -> None:
    text = "MSH|^~\\&|A|B|||20260301||DFT^P11^DFT_P11|7|P|2.5\r"
    assert "has no message DFT^P11" in said(convert(Document.from_text(text), "2.3").lost)


def test_the_event_goes_where_the_version_has_it() -> None:
    assert converted("EVN|P03|1\r", "2.5.1", "2.7").document.get("EVN-1") == ""
    assert converted("EVN||1\r", "2.5.1", "2.3").document.get("EVN-1") == "P03"
    assert converted("EVN|P03|1\r", "2.5.1", "2.6").document.get("EVN-1") == "P03"
    other = converted("EVN|P04|1\r", "2.5.1", "2.7")
    assert other.document.get("EVN-1") == "P04"
    assert "EVN-1: " in said(other.lost)


def test_amount_and_quantity_change_places_on_the_way_to_2_1_and_back() -> None:
    there = converted("FT1|1|||||CG|A|||2|350.00&USD|175\r", "2.5.1", "2.1")
    assert (there.document.get("FT1-10"), there.document.get("FT1-11")) == ("350.00&USD", "2")
    assert "FT1-10: it changes places with FT1-11" in said(there.done)
    assert "FT1-10: it is NM in HL7 2.1" in said(there.lost)
    back = convert(there.document, "2.5.1")
    assert (back.document.get("FT1-10"), back.document.get("FT1-11")) == ("2", "350.00&USD")
    cut = converted("FT1|1|||||CG|A|||2|350.00&USD|175\r", "2.5.1", "2.1", leave_out=True)
    assert cut.document.get("FT1-10") == "350.00"


def test_withdrawn_text_moves_where_its_successor_is_free() -> None:
    free = converted("FT1|1|||||CG|76805|OB scan\r", "2.5.1", "2.6")
    assert free.document.text.endswith("FT1|1|||||CG|76805^OB scan|\r")
    same = converted("FT1|1|||||CG|76805^OB scan|OB scan\r", "2.5.1", "2.6")
    assert "says the same as FT1-7.2" in said(same.done)
    taken = converted("FT1|1|||||CG|76805^Ultrasound|OB scan\r", "2.5.1", "2.6")
    assert taken.document.get("FT1-8") == "OB scan"
    assert "FT1-8: Transaction Description is withdrawn in HL7 2.6; it stays as it is." in said(taken.lost)


def test_old_numbers_of_the_patient_move_to_pid_3() -> None:
    text = "PID|1|77^^^H^PI|100^^^H^MR|100|S^A||||||||||||||123-45\r"
    after = converted(text, "2.5.1", "2.7").document
    assert after.get("PID-3") == "100^^^H^MR~77^^^H^PI~123-45^^^^SS"
    assert [after.get(f"PID-{number}") for number in (2, 4, 19)] == ["", "", ""]


def test_fields_types_and_repetitions_that_have_no_place_stay_or_go_as_asked() -> None:
    text = (
        "SFT|x\rFT1|1|||20260301141500^20260302||CG|76805^OB^C4"
        + "|" * 12
        + "O80~Z37|7^D^X~8^D^Y"
        + "|" * 6
        + "26~59\r"
    )
    kept = converted(text, "2.5.1", "2.3")
    assert lines(kept.document)[1:] == lines(Document.from_text(text))
    assert "SFT: HL7 2.3 has no segment SFT" in said(kept.lost)
    assert "FT1-26: HL7 2.3 has no Procedure Code Modifier (FT1 ends with FT1-25 there)" in said(kept.lost)
    assert "FT1-20: it has 2 values, and HL7 2.3 allows one value" in said(kept.lost)
    assert "FT1-4.2: it is TS in HL7 2.3 and has no component 2" in said(kept.lost)
    cut = converted(text, "2.5.1", "2.3", leave_out=True).document
    assert not cut.all("SFT")
    assert cut.get("FT1-26") == ""
    assert cut.get("FT1-20") == "7^D^X"
    assert cut.get("FT1-4") == "20260301141500"
    assert cut.get("FT1-19") == "O80~Z37"


def test_each_value_that_does_not_fit_is_named() -> None:
    text = "FT1|1\rFT1|2|||||CG|X" + "|" * 12 + "O80^Birth~Z37^Outcome\r"
    remarks = said(converted(text, "2.5.1", "2.1").lost)
    assert "FT1[2]-19(1).2: it is ID" in remarks
    assert "FT1[2]-19(2).2: it is ID" in remarks


def test_a_precision_does_not_become_the_end_of_a_range() -> None:
    found = converted("FT1|1|||20260301^D\r", "2.4", "2.5.1")
    assert found.document.get("FT1-4") == "20260301"
    assert "FT1-4.2: the precision is left out" in said(found.done)


def test_a_time_has_no_place_in_a_date() -> None:
    found = converted("FT1|1|||20260301141500\r", "2.3", "2.2", leave_out=True)
    assert found.document.get("FT1-4") == "20260301"
    assert "FT1-4: HL7 2.2 has a date there" in said(found.lost)


def test_what_the_version_wants_besides_is_said() -> None:
    assert "FT1-14: Insurance Plan ID is empty, and HL7 2.2 requires it" in said(
        converted("FT1|1\r", "2.3", "2.2").wanted
    )


def test_what_was_wrong_before_is_not_the_fault_of_the_change() -> None:
    found = converted("FT1|1" + "|" * 80 + "x\rZPV|1|y\rprose\r", "2.5.1", "2.6")
    assert found.lost == ()


def test_the_same_version_changes_nothing_but_says_so() -> None:
    text = HEAD.format("2.5.1") + "EVN||1\rPID|1||1~2\rFT1|1|A||20260301^20260302||CG|X^Y^Z^&||||1|1&USD\r"
    for leave_out in (False, True):
        found = convert(Document.from_text(text), "2.5.1", leave_out=leave_out)
        assert found.document.text == text
        assert found.lost == found.wanted == ()


def test_refusals() -> None:
    with pytest.raises(EditError, match="none of the versions"):
        converted("", "2.5", "3.0")
    with pytest.raises(EditError, match="no MSH"):
        convert(Document.from_text("PID|1"), "2.5")


@given(documents(), st.sampled_from(VERSIONS), st.booleans())
def test_local_segments_prose_and_line_ends_stay(document: Document, version: str, leave_out: bool) -> None:
    try:
        found = convert(document, version, leave_out=leave_out)
    except EditError:
        return
    after = found.document
    assert after.get("MSH-12.1") == version
    if len(after.segments) != len(document.segments):
        assert leave_out
        return
    assert after.ends == document.ends
    for segment, old, new in zip(document.segments, lines(document), lines(after), strict=True):
        if segment.is_opaque or segment.name == "ZED":
            assert old == new


@pytest.mark.parametrize("file", corpus.files("dft"), ids=corpus.name)
def test_every_real_charge_message_survives_every_version(file: object) -> None:
    document = Document.from_bytes(file.read_bytes())  # type: ignore[attr-defined]
    if not document.all("MSH"):
        return
    for version in ("2.1", "2.3", "2.5.1", "2.7", "2.9"):
        found = convert(document, version)
        assert len(found.document.segments) == len(document.segments)
        for remark in (*found.done, *found.lost, *found.wanted):
            assert remark.text.startswith(f"{remark.path}: ") and remark.text.endswith(".")
