"""The definitions: complete, by number, the same as the facts, and right where hl7apy's tables are wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import resources
from workbench.er7 import Path, PathError
from workbench.reference import dictionary
from workbench.reference.hl7apy_tables import datatype_names, segment_names
from workbench.reference.versions import FT1_VERSIONS, SUPPORTED

FT1_FACTS = json.loads(resources.path("reference", "definitions", "ft1.json").read_text(encoding="utf-8"))
CHARGE_SEGMENTS = ("MSH", "EVN", "PID", "PV1", "FT1", "DG1", "PR1", "IN1", "GT1", "MSA", "ERR", "OBR", "OBX", "ORC")


def letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def test_the_facts_cover_the_versions() -> None:
    assert tuple(FT1_FACTS) == FT1_VERSIONS


@pytest.mark.parametrize("version", FT1_VERSIONS)
def test_ft1_is_as_the_facts_say(version: str) -> None:
    segment = dictionary(version).segment("FT1")
    assert segment is not None
    facts = FT1_FACTS[version]
    assert len(segment.fields) == len(facts)
    for number, row in facts.items():
        field = segment.field(int(number))
        assert field is not None
        assert field.number == int(number)
        assert field.optionality == row["opt"]
        assert field.max_repetitions == (0 if row["rep"] == "*" else row["rep"])
        assert field.table == (row["table"] or "")
        assert row["dt"] in ("-", field.datatype)
        assert letters(field.name) == letters(row["name"])


@pytest.mark.parametrize("version", SUPPORTED)
def test_every_segment_has_every_number_a_name_and_a_known_type(version: str) -> None:
    d = dictionary(version)
    for name in segment_names(version):
        segment = d.segment(name)
        assert segment is not None
        assert segment.title
        assert [field.number for field in segment.fields] == list(range(1, len(segment.fields) + 1)), name
        for field in segment.fields:
            assert field.name.strip(), f"{name}-{field.number}"
            assert field.optionality in ("R", "O", "C", "B", "W", "X"), f"{name}-{field.number}"
            known = field.datatype == "varies" or d.datatype(field.datatype) is not None
            assert known or field.optionality in ("W", "X"), f"{name}-{field.number} {field.datatype}"
            assert field.table == "" or (len(field.table) == 4 and field.table.isdigit())


@pytest.mark.parametrize("version", SUPPORTED)
def test_every_data_type_has_every_number_and_a_name(version: str) -> None:
    d = dictionary(version)
    for name in datatype_names(version):
        datatype = d.datatype(name)
        assert datatype is not None
        numbers = [component.number for component in datatype.components]
        assert numbers == list(range(1, len(numbers) + 1)), name
        assert all(component.name.strip() for component in datatype.components), name


@pytest.mark.parametrize("version", SUPPORTED)
def test_names_in_charge_messages_read_well(version: str) -> None:
    d = dictionary(version)
    for name in CHARGE_SEGMENTS:
        segment = d.segment(name)
        for field in segment.fields if segment else ():
            assert "_" not in field.name
            assert "  " not in field.name
            assert not field.name.isupper() or len(field.name) <= 3, f"{name}-{field.number} {field.name}"


@pytest.mark.parametrize(
    ("version", "path", "name"),
    [
        ("2.6", "FT1-10", "Transaction Quantity"),
        ("2.8.2", "FT1-11", "Transaction Amount - Extended"),
        ("2.1", "FT1-10", "Transaction Amount - Extended"),
        ("2.1", "FT1-11", "Transaction Quantity"),
        ("2.8", "EVN-2", "Recorded Date/Time"),
        ("2.8.1", "ERR-2", "Error Location"),
        ("2.8.2", "IN1-42", "Insured's Employment Status"),
        ("2.6", "DG1-15", "Diagnosis Priority"),
        ("2.9", "FT1-56", "Service Reason Code"),
        ("2.5.1", "FT1-11.1.2", "Denomination"),
        ("2.5.1", "PID-3.4.1", "Namespace ID"),
        ("2.5.1", "FT1-6.1", "Transaction Type"),
    ],
)
def test_numbers_mean_what_the_standard_says(version: str, path: str, name: str) -> None:
    assert dictionary(version).describe(path).name == name


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("2.6", "FT1-8"),
        ("2.8.2", "FT1-9"),
        ("2.6", "PR1-11"),
        ("2.8", "EVN-1"),
        ("2.7", "EVN-1"),
        ("2.8.1", "ERR-1"),
        ("2.7", "PV1-52"),
        ("2.8", "PID-28"),
        ("2.8.2", "OBR-27"),
        ("2.7", "MSA-3"),
        ("2.6", "DG1-7"),
        ("2.8", "PV1-40"),
    ],
)
def test_withdrawn_fields_are_there_with_their_last_name(version: str, path: str) -> None:
    described = dictionary(version).describe(path)
    assert described.optionality == "W"
    assert described.name == dictionary("2.5.1").describe(path).name


@pytest.mark.parametrize(
    ("version", "path", "attribute", "value"),
    [
        ("2.1", "FT1-14", "optionality", "O"),
        ("2.2", "FT1-14", "optionality", "R"),
        ("2.3", "EVN-1", "optionality", "R"),
        ("2.5.1", "EVN-1", "optionality", "B"),
        ("2.5.1", "FT1-8", "optionality", "B"),
        ("2.3", "PID-5", "max_repetitions", 0),
        ("2.5.1", "ERR-6", "max_repetitions", 10),
        ("2.5.1", "MSH-10", "length", 20),
        ("2.6", "MSH-10", "length", 199),
        ("2.5.1", "FT1-2", "length", 12),
        ("2.7", "FT1-2", "length", 12),
        ("2.7", "FT1-10", "length", None),
        ("2.9", "FT1-2", "datatype", "CX"),
        ("2.5.1", "FT1-6.1", "table", "0017"),
        ("2.7", "FT1-6.1", "table", "0017"),
        ("2.7", "FT1-6.3", "table", "0396"),
        ("2.5.1", "FT1-19", "max_repetitions", 0),
    ],
)
def test_facts_that_the_tables_lack(version: str, path: str, attribute: str, value: object) -> None:
    assert getattr(dictionary(version).describe(path), attribute) == value


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("ZFT", "Local segment ZFT"),
        ("ZFT-3", "Field 3"),
        ("ZFT-3.2", "Component 2"),
        ("FT1-80", "Field 80"),
        ("PID-8.2", "Component 2"),
        ("PID-3.4.9", "Subcomponent 9"),
        ("XXX-1.1.4", "Subcomponent 4"),
        ("OBX-5.2", "Component 2"),
        ("#[3]", "Not a segment"),
    ],
)
def test_the_unknown_has_a_generic_name(path: str, name: str) -> None:
    assert dictionary("2.5.1").describe(path).name == name


def test_the_type_of_obx_5_is_the_callers_to_give() -> None:
    assert dictionary("2.5.1").describe("OBX-5.2", varies="CE").name == "Text"


def test_text_that_is_no_path_is_refused_in_words() -> None:
    with pytest.raises(PathError, match="no path"):
        dictionary("2.5.1").describe("FT1-")


@given(
    st.text(max_size=8),
    st.sampled_from(["FT1", "PID", "OBX", "ZZZ", "MSH", "#", "QQQ"]),
    st.tuples(*[st.none() | st.integers(1, 10**6)] * 4),
)
def test_describe_never_raises(version: str, segment: str, numbers: tuple[int | None, ...]) -> None:
    described = dictionary(version).describe(Path(segment, 1, *numbers))
    assert described.name


def test_nothing_is_imported_from_hl7apy_before_it_is_needed() -> None:
    """25 ms and a version's tables each: only on first use, and only the version asked for."""
    code = (
        "import sys, workbench.reference as r\n"
        "assert not any(name.startswith('hl7apy') for name in sys.modules)\n"
        "r.dictionary('2.5.1').segment('PID')\n"
        "loaded = {name for name in sys.modules if name.startswith('hl7apy.v2')}\n"
        "assert all(name.startswith('hl7apy.v2_5_1') for name in loaded), loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
