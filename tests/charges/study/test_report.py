from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.corpus import files, name
from hypothesis import given
from hypothesis import strategies as st

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.charges.study.status import judge_exam
from workbench.er7 import Document
from workbench.er7 import Path as Er7Path

Make = Callable[..., Study]
SAMPLES = sorted(resources.path("samples", "studies").glob("*.hl7"))


def gap_fields(study: Study) -> set[str]:
    return {gap.field for gap in study.gaps}


def test_usual_report(study: Make) -> None:
    found = study()
    assert (found.patient.mrn, found.patient.authority, found.patient.name) == ("100234", "DEMO", "SAMPLE, ANNA Q")
    assert (found.patient.birth_date, found.patient.sex) == ("19900412", "F")
    assert (found.visit.account, found.visit.number) == ("A5550001", "V778812")
    assert (found.visit.patient_class, found.visit.location_raw) == ("O", "USCTR^RM2")
    assert (found.accession, found.placer) == ("ACC1", "P1")
    assert (found.exam_time, found.report_time) == ("20260301141500", "20260301155000")
    assert [(one.code, one.scheme) for one in found.diagnoses] == [("E04.1", "icd10")]
    assert found.signed.yes
    assert found.gaps == ()


def test_every_value_remembers_where_it_stands(study: Make) -> None:
    found = study(("OBX", {3: "11878-6^Number of fetuses^LN", 5: "2"}))
    assert found.patient.sources["mrn"] == Er7Path.parse("PID-3.1")
    assert found.visit.sources["account"] == Er7Path.parse("PID-18.1")
    assert found.exams[0].sources["accession"] == Er7Path.parse("OBR-3")
    assert found.exams[0].sources["exam_time"] == Er7Path.parse("OBR-7.1")
    assert found.fetuses_source == Er7Path.parse("OBX-5")
    assert {str(one.source) for one in found.providers if one.role == "interpreter"} == {"OBR-32"}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_places_hold_the_values_they_are_told_for(file: Path) -> None:
    document = Document.from_bytes(file.read_bytes())
    found = read_report(document)
    for owner in (found.patient, found.visit):
        for attribute, path in owner.sources.items():
            assert document.value(path) == getattr(owner, attribute), (attribute, str(path))


def test_raw_texts_stay_as_received(study: Make) -> None:
    found = study(("PID", {5: "O\\T\\NEIL^ANNA", 3: "7^^^A&1.2&ISO^MR~8^^^B^PI"}))
    assert found.patient.family == "O&NEIL"
    assert found.patient.fields_raw[5] == "O\\T\\NEIL^ANNA"
    assert found.patient.fields_raw[3] == "7^^^A&1.2&ISO^MR~8^^^B^PI"
    assert found.patient.authority == "A"


@pytest.mark.parametrize(
    ("pid", "mrn", "place"),
    [
        ({3: "1^^^A^PI~2^^^A^MR"}, "2", "PID-3(2).1"),
        ({3: "1^^^A^PI~2^^^A^XX"}, "1", "PID-3(1).1"),
        ({3: "", 2: "9"}, "9", "PID-2.1"),
        ({3: '""', 4: "8"}, "8", "PID-4.1"),
    ],
)
def test_medical_record_number(study: Make, pid: dict[int, str], mrn: str, place: str) -> None:
    patient = study(("PID", pid)).patient
    assert (patient.mrn, str(patient.sources["mrn"])) == (mrn, place)


@pytest.mark.parametrize(
    ("obr", "orc", "accession"),
    [
        ({}, None, "ACC1"),
        ({3: "", 18: "ACC18"}, None, "ACC18"),
        ({3: ""}, {3: "ACC-ORC^US"}, "ACC-ORC"),
        ({3: "A~B"}, None, "A"),
        ({3: ""}, None, ""),
    ],
)
def test_accession_number(study: Make, obr: dict[int, str], orc: dict[int, str] | None, accession: str) -> None:
    rows = [("ORC", orc)] if orc is not None else []
    assert study(*rows, ("OBR", obr)).accession == accession


@pytest.mark.parametrize(
    ("raw", "identifier", "written"),
    [
        # NDL with a CNN inside, as the standard has it
        ("7&READER&ROSA&&&&MD&&NPPES", ("7", "READER", "ROSA", "MD", "NPI"), ""),
        # NDL with a plain number and times behind it
        ("7^20260301140000^20260301143000", ("7", "", "", "", ""), ""),
        # an XCN instead of an NDL, as many send it
        ("7^READER^ROSA^^^^MD", ("7", "READER", "ROSA", "MD", ""), "7^READER^ROSA^^^^MD"),
        ("7^READER&VAN^ROSA", ("7", "READER", "ROSA", "", ""), "7^READER&VAN^ROSA"),
    ],
)
def test_interpreter_in_every_shape(study: Make, raw: str, identifier: tuple[str, ...], written: str) -> None:
    person = study(("OBR", {32: raw})).provider("interpreter")
    assert person is not None
    assert (
        person.identifier,
        person.family,
        person.given,
        person.degree,
        person.identifier_type,
    ) == identifier
    assert person.raw == written


def test_the_national_number_of_a_person_comes_first(study: Make) -> None:
    person = study(("OBR", {16: "88^DOC^DORA^^^^^^HOSP~1122334455^DOC^DORA^^^^^^NPPES^^^^NPI"})).provider("ordering")
    assert person is not None
    assert person.identifier == "1122334455"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("OBR", {31: "Z36.3^Screening^I10~O30.042^Twins^ICD-10-CM"})], [("Z36.3", "icd10"), ("O30.042", "icd10")]),
        ([("OBR", {31: "Z36.3"})], [("Z36.3", "icd10")]),
        ([("OBR", {31: "R/O TUMOR"})], [("", "")]),
        ([("OBR", {31: "^Dizziness"})], [("", "")]),
        ([("OBR", {31: "784.3^APHASIA^I9"})], [("784.3", "icd9")]),
        ([("OBR", {31: "271737000^Anaemia^SCT"})], [("271737000", "")]),
        ([("OBR", {31: ""}), ("DG1", {3: "N20.0^Stone^I10"})], [("N20.0", "icd10")]),
        ([("OBR", {31: ""}), ("DG1", {2: "ICD-10-CM", 3: "N20.0", 4: "Stone"})], [("N20.0", "icd10")]),
        ([("OBR", {31: ""}), ("OBX", {2: "CWE", 3: "IND^Indication^L", 5: "N20.0^Stone^I10"})], [("N20.0", "icd10")]),
        ([("OBR", {31: ""}), ("OBX", {2: "CE", 3: "X^Y^L", 5: "A12.3^no diagnosis^L"})], []),
    ],
)
def test_reasons(study: Make, rows: list[tuple[str, dict[int, str]]], expected: list[tuple[str, str]]) -> None:
    found = study(*rows)
    assert [(one.code, one.scheme) for one in found.diagnoses] == expected
    assert ("diagnoses" in gap_fields(found)) == (not any(scheme for _, scheme in expected))


def test_several_orders_keep_what_is_theirs(study: Make) -> None:
    found = study(
        ("ORC", {1: "RE", 2: "P1", 3: "A1"}),
        ("OBR", {1: "1", 3: "A1", 4: "A^US abdomen^L", 31: "R10.11^Pain^I10", 32: "1^ONE"}),
        ("OBX", {11: "F"}),
        ("OBX", {11: "P"}),
        ("ORC", {1: "RE", 2: "P2", 3: "A2"}),
        ("OBR", {1: "2", 2: "", 3: "", 4: "B^US pelvis^L", 31: "D25.9^Fibroid^I10", 32: "2^TWO"}),
        ("OBX", {11: "C"}),
    )
    first, second = found.exams
    assert (first.accession, second.accession) == ("A1", "A2")
    assert (first.judgement, second.judgement) == (judge_exam("F", ("F", "P")), judge_exam("F", ("C",)))
    assert first.judgement != second.judgement
    assert second.placer == "P2"
    assert [one.code for one in found.diagnoses_for(1)] == ["R10.11"]
    assert [one.code for one in found.diagnoses_for(2)] == ["D25.9"]
    person = found.provider("interpreter", exam=2)
    assert person is not None and person.identifier == "2"
    assert found.signed.kind == "corrected"
    assert "exam[1].status" in gap_fields(found)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ORM^O01", "an order (ORM^O01)"),
        ("OMI^O23^OMI_O23", "an order"),
        ("MDM^T04", "This message is MDM^T04, not a report."),
        ("DFT^P03", "a charge message already"),
        ("", "MSH-9 is empty"),
    ],
)
def test_other_messages_are_named(study: Make, kind: str, told: str) -> None:
    found = study(("MSH", {9: kind}))
    assert not found.signed.yes
    assert told in found.signed.why
    assert [gap.text for gap in found.gaps] == [found.signed.why]


@pytest.mark.parametrize("kind", ["ORU^R01", "ORU", "ORU^R30", "oru^r01"])
def test_reports_of_every_age(study: Make, kind: str) -> None:
    assert study(("MSH", {9: kind})).signed.yes


@pytest.mark.parametrize(
    ("row", "field", "told"),
    [
        (("PID", {3: ""}), "patient.mrn", "no patient identifier"),
        (("PID", {3: "", 2: "77"}), "patient.mrn", "taken from PID-2.1"),
        (("PID", {5: ""}), "patient.name", "no patient name"),
        (("PID", {7: ""}), "patient.birth_date", "no birth date"),
        (("PID", {7: "19901341"}), "patient.birth_date", "no possible date"),
        (("PID", {18: ""}), "visit.account", "only the visit number V778812"),
        (("PV1", {2: ""}), "visit.patient_class", "no patient class"),
        (("OBR", {3: ""}), "exam[1].accession", "no accession number"),
        (("OBR", {4: ""}), "exam[1].procedure", "OBR-4) is empty"),
        (("OBR", {7: ""}), "exam[1].exam_time", "no exam time"),
        (("OBR", {7: "20260230"}), "exam[1].exam_time", "no possible date"),
        (("OBR", {25: ""}), "exam[1].status", "OBR-25 is empty"),
        (("OBR", {32: ""}), "providers.interpreter", "who read the study"),
        (("OBR", {16: ""}), "providers.ordering", "who ordered the study"),
        (("OBR", {31: ""}), "diagnoses", "no diagnosis"),
        (("OBR", {31: "", 13: "Pain"}), "diagnoses", "“Pain”"),
    ],
)
def test_gaps(study: Make, row: tuple[str, dict[int, str]], field: str, told: str) -> None:
    gaps = [gap for gap in study(row).gaps if gap.field == field]
    assert len(gaps) == 1
    assert told in gaps[0].text
    assert gaps[0].text.endswith(".")


def test_unusual_delimiters() -> None:
    text = (
        "MSH$*:!@$A$B$C$D$20260301$$ORU*R01$1$T$2.3\r"
        "PID$1$$5*6@7*8*DEMO@1.2@ISO*MR$$O!S!NEIL*A^B$$19900101$F\r"
        "OBR$1$$ACC*US$X*US thyroid ! left*L$$$20260301$$$$$$$$$1*DOC$$$$$$$$$F$$$$$$E04.1*Nodule*I10$7@READER@ROSA\r"
    )
    found = read_report(Document.from_text(text))
    assert (found.patient.mrn, found.patient.authority) == ("5", "DEMO")
    assert (found.patient.family, found.patient.given) == ("O*NEIL", "A^B")
    assert found.exams[0].procedure.text == "US thyroid ! left"
    person = found.provider("interpreter")
    assert person is not None and person.family == "READER"
    assert found.signed.yes


# --- what nobody thought of --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", files("oru-us"), ids=name)
def test_real_reports_give_lines_or_a_sentence(file: Path, master: ChargeMaster) -> None:
    found = read_report(Document.from_bytes(file.read_bytes()))
    assert found.signed.why.endswith(".")
    lines = code_study(found, master)
    assert lines
    for line in lines:
        assert line.why.endswith(".")
        assert line.complete or all(sentence.endswith(".") for sentence in line.to_complete)


@pytest.mark.parametrize("file", files("dft", "ack"), ids=name)
def test_other_real_messages_are_read_too(file: Path) -> None:
    assert read_report(Document.from_bytes(file.read_bytes())).signed.why


@pytest.mark.parametrize(
    "data", [b"", b"MSH", b"MSH|", b"MSH|&&&&|", b"\x0b\x1c\r", b"\xff\xfe\x00", b"OBR", b"OBR|", b"PID|||\r" * 3]
)
def test_broken_messages_give_a_sentence(data: bytes) -> None:
    found = read_report(Document.from_bytes(data))
    assert not found.signed.yes
    assert found.signed.why


@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.integers(0, 40),
            st.text(alphabet='|^~\\&\r\n"ABZ019 .-é\x00\x0b\x1c', max_size=12),
        ),
        max_size=6,
    ),
)
def test_reading_damaged_reports_never_raises(file: Path, damage: list[tuple[int, int, str]]) -> None:
    text = file.read_text(encoding="utf-8")
    for start, length, instead in damage:
        text = text[:start] + instead + text[start + length :]
    found = read_report(Document.from_bytes(text.encode("utf-8", "replace")))
    assert found.signed.why
    for gap in found.gaps:
        assert gap.text.endswith(".")
