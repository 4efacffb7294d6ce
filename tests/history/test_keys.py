from __future__ import annotations

from pathlib import Path

import pytest
from helpers.history import charge
from hypothesis import given
from hypothesis import strategies as st

from workbench.history import keys
from workbench.history.keys import folded, read_keys, storable


def values(raw: bytes, kind: str) -> list[str]:
    return [value for its, value in read_keys(raw).pairs if its == kind]


def test_a_charge_message_has_all_its_identifiers() -> None:
    found = read_keys(charge("C1", "P1", ("T1", "T2")))
    assert found.control_id == "C1"
    assert found.message_type == "DFT^P03^DFT_P03"
    assert list(found.pairs) == [
        ("control", "C1"),
        ("patient", "P1"),
        ("patient", "P1^^^HOSP^MR"),
        ("patient", "P19"),
        ("patient", "P19^^^STATE^SS"),
        ("patient", "OLDP1"),
        ("account", "ACCP1"),
        ("visit", "VP1"),
        ("transaction", "T1"),
        ("accession", "FT1"),
        ("accession", "FT1^RIS"),
        ("transaction", "T2"),
        ("accession", "FT2"),
        ("accession", "FT2^RIS"),
    ]
    assert found.transaction_ids == ["T1", "T2"]
    assert [found.first(kind) for kind in ("patient", "account", "visit", "accession")] == ["P1", "ACCP1", "VP1", "FT1"]


def test_the_patient_is_the_first_place_that_is_filled() -> None:
    assert read_keys(b"MSH|^~\\&\rPID||EXT").first(keys.PATIENT) == "EXT"
    assert read_keys(b'MSH|^~\\&\rPID||EXT|""').first(keys.PATIENT) == "EXT"
    assert read_keys(b"MSH|^~\\&\rPID||||ALT").first(keys.PATIENT) == "ALT"


@pytest.mark.parametrize(
    ("segment", "kind", "value"),
    [
        (b"ORC|NW|PL1|FI1", "accession", "FI1"),
        (b"ORC|NW|PL1|FI1", "order", "PL1"),
        (b"OBR|1|PL2^X|FI2^RIS", "accession", "FI2"),
        (b"OBR|1|PL2^X|FI2^RIS", "order", "PL2"),
        (b"OBR|1|||US||||||||||||||ACC18", "accession", "ACC18"),
        (b"IPC|ACC9^RIS", "accession", "ACC9"),
        (b"MSA|AA|C1", "acknowledges", "C1"),
    ],
)
def test_orders_reports_and_acknowledgements_have_theirs(segment: bytes, kind: str, value: str) -> None:
    assert value in values(b"MSH|^~\\&|\r" + segment + b"\r", kind)


def test_the_delimiters_of_the_message_are_used() -> None:
    found = read_keys(b"MSH!*@\\&!A!B!C!D!2026!!DFT*P03!C1!T!2.5\rPID!!!P1***H@P2***S\r")
    assert (found.control_id, found.message_type) == ("C1", "DFT*P03")
    assert [value for kind, value in found.pairs if kind == "patient"] == ["P1", "P1***H", "P2", "P2***S"]


def test_escapes_are_resolved_in_the_first_component_and_kept_in_the_whole() -> None:
    assert values(rb"MSH|^~\&" + b"\rPV1" + b"|" * 19 + rb"A\T\B^X", "visit") == ["A&B", r"A\T\B^X"]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf", b"\x0b", b"  "])
def test_any_line_end_and_anything_before_the_header(end: bytes, lead: bytes) -> None:
    assert read_keys(lead + charge().replace(b"\r", end)).pairs == read_keys(charge()).pairs


def test_a_batch_has_the_keys_of_all_its_messages() -> None:
    found = read_keys(b"FHS|^~\\&\rBHS|^~\\&\r" + charge("C1") + charge("C2", "P2").replace(b"|", b"#"))
    assert found.control_id == "C1"
    assert {("control", "C2"), ("patient", "P2")} <= set(found.pairs)


def test_empty_and_null_values_are_no_keys() -> None:
    assert not read_keys(b'MSH|^~\\&|||||||DFT^P03||T|2.5\rPID|1|""|^^^H~""||||\rFT1|1|  ||').pairs.keys() - {
        ("patient", "^^^H")
    }
    assert read_keys(b"MSH|^~\\&|||||||DFT^P03|").control_id == ""


def test_nul_and_line_breaks_never_reach_the_database() -> None:
    assert values(b"MSH|^~\\&\rFT1|1|A\\X00\\B\\.br\\C\x00D", "transaction") == ["AB CD", "A\\X00\\B\\.br\\CD"]
    assert storable("a\0b\udcff") == "ab?"


def test_long_and_many_values_are_cut() -> None:
    found = read_keys(b"MSH|^~\\&\rPID|||" + b"~".join(b"%d" % number for number in range(20_000)))
    assert len(found.pairs) == keys.MOST
    assert values(b"MSH|^~\\&\rFT1|1|" + b"x" * 5000, "transaction") == ["x" * keys.LONGEST]


def test_comparing_ignores_case_and_blanks() -> None:
    assert folded(" MRN-Ä1 ") == folded("mrn-ä1")


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(raw: bytes) -> None:
    read_keys(raw)
    read_keys(b"MSH|^~\\&|" + raw)


@given(st.text(alphabet="|^~\\&MSHPIDFT1\r\n\0 12#é", max_size=200))
def test_any_text_is_taken_and_every_key_can_be_stored(text: str) -> None:
    for _, value in read_keys(("MSH|^~\\&|" + text).encode()).pairs:
        assert value == value.strip() == storable(value) != ""


def test_real_messages_name_their_control_id(corpus: list[Path]) -> None:
    from workbench.er7 import Document

    for file in corpus:
        raw = file.read_bytes()
        document = Document.from_bytes(raw)
        if len(document.all("MSH")) == 1 and document.delimiters.escape not in document.control_id:
            assert read_keys(raw).control_id == document.control_id.strip(), file.name
