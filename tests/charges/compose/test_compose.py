from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import Composition, compose
from workbench.charges.profile.model import Profile, default_profile, parse_profile
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.checks import check

Make = Callable[..., Study]
Sample = Callable[[str], Document]

NOW = datetime(2026, 3, 7, 9, 30)
GOLDEN = Path(__file__).parent / "golden"
COMPOSED = (
    "01-pregnancy-second-trimester",
    "02-pregnancy-twins",
    "03-nuchal-scan",
    "04-pelvis-two-examinations",
    "05-breast-left-focused",
    "06-thyroid",
    "07-carotid-with-insurance",
    "08-heart",
    "09-kidneys-old-system",
    "11-pregnancy-twins-corrected",
    "14-missing-account",
)
REFUSED = {
    "10-preliminary": "The report is not signed: OBR-25 is P (preliminary).",
    "12-cancelled": "The study was cancelled: OBR-25 is X (cancelled).",
    "13-unknown-procedure": "No charge line is complete, so there is no message.",
    "15-preliminary-without-result-status": "The report is not signed: OBR-25 is P (preliminary).",
    "16-one-examination-not-signed": "1 of 2 exams is signed, but for “US liver duplex”",
}


def composed(study: Study, master: ChargeMaster, profile: Profile | None = None) -> Composition:
    return compose(
        study,
        code_study(study, master),
        profile or default_profile(),
        now=NOW,
        control_id="CONTROL1",
        transaction_ids=(f"T{number}" for number in count(1)),
    )


def document_of(composition: Composition) -> Document:
    assert composition.refusal == ""
    assert composition.document is not None
    return composition.document


@pytest.mark.parametrize("name", COMPOSED)
def test_golden(sample: Sample, master: ChargeMaster, name: str) -> None:
    """Byte for byte. To accept a change: UPDATE_GOLDEN=1, then read the difference."""
    document = document_of(composed(read_report(sample(name)), master))
    file = GOLDEN / f"{name}.hl7"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_bytes(document.to_bytes().replace(b"\r", b"\n"))
    assert document.to_bytes().decode("utf-8").split("\r") == file.read_bytes().decode("utf-8").split("\n")


@pytest.mark.parametrize("name", COMPOSED)
def test_our_own_checks_find_no_error(sample: Sample, master: ChargeMaster, name: str) -> None:
    document = document_of(composed(read_report(sample(name)), master))
    assert [str(one.path) + one.text for one in check(document) if one.severity == "error"] == []


@pytest.mark.parametrize("name", COMPOSED)
def test_hl7apy_accepts_it_strictly(sample: Sample, master: ChargeMaster, name: str) -> None:
    from hl7apy.consts import VALIDATION_LEVEL
    from hl7apy.parser import parse_message

    document = document_of(composed(read_report(sample(name)), master))
    message = parse_message(document.text, validation_level=VALIDATION_LEVEL.STRICT)
    assert message.validate()
    assert message.name == "DFT_P03"


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(sample: Sample, master: ChargeMaster, name: str) -> None:
    composition = composed(read_report(sample(name)), master)
    assert composition.document is None
    assert REFUSED[name] in composition.refusal
    assert composition.lines, "the lines are still there to be looked at"


def test_every_sample_is_tested_here() -> None:
    assert {file.stem for file in resources.path("samples", "studies").glob("*.hl7")} == {*COMPOSED, *REFUSED}


# --- the reference message: a twin study, professional part, codes without local ones ------------------------------

REFERENCE_REPORT = (
    "MSH|^~\\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|20260301155500||ORU^R01^ORU_R01|R1|T|2.5.1\r"
    "PID|1||100234^^^MAINHOSP^MR||SAMPLE^ANNA^Q||19900412|F||||||||||A5550001^^^MAINHOSP^AN\r"
    "PV1|1|O|USCTR^RM2||||||||||||||||V778812^^^MAINHOSP^VN\r"
    "OBR|1||ACC20260301-17^USREPORT|76805^OB scan^C4|||20260301141500|||||||||1122334455^ORDER^OLE^^^^MD^^NPPES^^^^NPI"
    "||||||20260301155000|||F||||||Z36.3^Screening malformation^I10~O30.042^Twins DCDA 2nd tri^I10"
    "|1234567893&READER&ROSA&&&&MD&&NPPES\r"
    "OBX|1|NM|11878-6^Number of fetuses^LN||2||||||F\r"
)
REFERENCE_MASTER = """\
local_code,procedure_code,coding_system,description,department,unit_price,currency,split,per,base_codes
,76805,CPT,OB scan 1st fetus,USCTR,350.00,USD,yes,,
,76810,CPT,OB scan extra fetus,USCTR,180.00,USD,yes,extra fetus,76805
"""
REFERENCE_PROFILE = """
[message]
sending_application = "USREPORT"
sending_facility = "WOMENSCTR"
character_set = "always"
[codes]
component = "professional"
[split]
listed_price = "part"
[diagnoses]
segments = false
"""
_DIAGNOSES = "Z36.3^Screening malformation^I10~O30.042^Twins DCDA 2nd tri^I10"
_READER = "1234567893^READER^ROSA^^^^MD^^NPPES^^^^NPI"
_ORDER = "1122334455^ORDER^OLE^^^^MD^^NPPES^^^^NPI"
REFERENCE_FT1 = [
    {
        1: "1", 2: "CHG001", 4: "20260301141500", 5: "20260301160000", 6: "CG", 7: "76805^OB scan 1st fetus^C4",
        10: "1", 11: "350.00&USD", 12: "350.00&USD", 13: "USCTR", 19: _DIAGNOSES, 20: _READER, 21: _ORDER,
        23: "ACC20260301-17^USREPORT", 25: "76805^OB scan 1st fetus^C4", 26: "26^^CPTM",
    },
    {
        1: "2", 2: "CHG002", 4: "20260301141500", 5: "20260301160000", 6: "CG", 7: "76810^OB scan extra fetus^C4",
        10: "1", 11: "180.00&USD", 12: "180.00&USD", 13: "USCTR", 19: _DIAGNOSES, 20: _READER, 21: _ORDER,
        23: "ACC20260301-17^USREPORT", 25: "76810^OB scan extra fetus^C4", 26: "26^^CPTM",
    },
]  # fmt: skip


@pytest.fixture
def reference(small_master: Callable[[str], ChargeMaster]) -> Document:
    found = read_report(Document.from_text(REFERENCE_REPORT))
    composition = compose(
        found,
        code_study(found, small_master(REFERENCE_MASTER)),
        parse_profile(REFERENCE_PROFILE, "reference.toml"),
        now=datetime(2026, 3, 1, 16),
        control_id="DFT0000001",
        transaction_ids=["CHG001", "CHG002"],
    )
    return document_of(composition)


@pytest.mark.parametrize("occurrence", [1, 2])
def test_reference_charges_field_by_field(reference: Document, occurrence: int) -> None:
    segment = reference.segment(f"FT1[{occurrence}]")
    assert segment is not None
    assert {field.number: field.text for field in segment.fields if field.text} == REFERENCE_FT1[occurrence - 1]


def test_reference_header_and_patient(reference: Document) -> None:
    assert reference.text.split("\r")[:4] == [
        "MSH|^~\\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|20260301160000||DFT^P03^DFT_P03|DFT0000001|T|2.5.1"
        "||||||UNICODE UTF-8",
        "EVN|P03|20260301160000",
        "PID|1||100234^^^MAINHOSP^MR||SAMPLE^ANNA^Q||19900412|F||||||||||A5550001^^^MAINHOSP^AN",
        "PV1|1|O|USCTR^RM2||||||||||||||||V778812^^^MAINHOSP^VN",
    ]


# --- conventions of a profile ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ("", "FT1-7", "US-BREAST-LIM^Breast, focused, one side^L"),
        ("[codes]\nlocal = '99US'", "FT1-7.3", "99US"),
        ("[codes]\ntransaction_code = 'procedure, else local'", "FT1-7", "76642^Breast, focused, one side^C4"),
        ("[codes]\ncpt = 'CPT'", "FT1-25.3", "CPT"),
        ("[codes]\nprocedure_code = false", "FT1-25", None),
        ("", "FT1-26", "LT^^CPTM"),
        ("[codes]\ncomponent = 'professional'", "FT1-26", "26^^CPTM~LT^^CPTM"),
        ("[codes]\ncomponent = 'technical'\nmodifier = 'CPT'", "FT1-26", "TC^^CPT~LT^^CPT"),
        ("", "FT1-11", "190.00&USD"),
        ("[money]\nwrite_currency = false", "FT1-11", "190.00"),
        ("[money]\namounts = false", "FT1-12", ""),
        ("", "FT1-6", "CG"),
        ("[transaction_types]\ncharge = 'CH'", "FT1-6", "CH"),
        ("", "FT1-16", ""),
        ("[patient]\nlocation_in_charge = true", "FT1-16", "USROOM^2^^DEMOCLINIC"),
        ("", "FT1-19", "N63.20^Lump in the left breast^I10"),
        ("[diagnoses]\nicd10 = 'ICD-10-CM'", "FT1-19.3", "ICD-10-CM"),
        ("[diagnoses]\nin_charge = false", "FT1-19", ""),
        ("", "DG1-6", "W"),
        ("[diagnoses]\nsegments = false", "DG1-1", None),
        ("[providers]\nperformed_by = ['technician']", "FT1-20.1", "T100"),
        ("[providers]\nperformed_by = ['assistant', 'interpreter']", "FT1-20.2", "READER"),
        ("", "EVN-1", "P03"),
        ("[message]\nevent_code = false", "EVN-1", ""),
        ("", "MSH-18", None),
        ("[message]\ncharacter_set = 'always'", "MSH-18", "UNICODE UTF-8"),
        ("[message]\nsending_application = 'A^1.2.3^ISO'", "MSH-3", "A^1.2.3^ISO"),
        ("[message]\nsending_facility = 'A|B&C'", "MSH-4", "A\\F\\B\\T\\C"),
        ("[patient]\nfields = [3, 5]", "PID-7", None),
    ],
)
def test_conventions(sample: Sample, master: ChargeMaster, settings: str, path: str, expected: str | None) -> None:
    found = read_report(sample("05-breast-left-focused"))
    assert document_of(composed(found, master, parse_profile(settings, "site.toml"))).get(path) == expected


def test_withdrawn_description_fields_stay_empty(sample: Sample, master: ChargeMaster) -> None:
    document = document_of(composed(read_report(sample("05-breast-left-focused")), master))
    assert (document.get("FT1-8"), document.get("FT1-9")) == ("", "")


def test_a_charge_that_does_not_split_gets_no_component(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "C8929^Contrast echo^HCPCS"}))
    document = document_of(composed(found, master, parse_profile("[codes]\ncomponent='technical'", "s.toml")))
    assert document.get("FT1-25") == "C8929^Contrast heart scan, hospital outpatient^HCPCS"
    assert document.get("FT1-26") is None


def test_everything_composed_is_a_test_message(sample: Sample, master: ChargeMaster) -> None:
    assert document_of(composed(read_report(sample("06-thyroid")), master)).get("MSH-11") == "T"


def test_character_set_when_a_character_needs_it(sample: Sample, master: ChargeMaster) -> None:
    document = document_of(composed(read_report(sample("08-heart")), master))
    assert document.get("PID-5") == "MUSTERMANN^JÜRGEN"
    assert document.get("MSH-18") == "UNICODE UTF-8"
    assert Document.from_bytes(document.to_bytes()).text == document.text


def test_other_delimiters_become_ours(sample: Sample, master: ChargeMaster) -> None:
    document = document_of(composed(read_report(sample("09-kidneys-old-system")), master))
    assert document.delimiters.standard
    assert document.get("PID-3") == "900109^^^DEMOHOSP^MR"
    assert document.get("FT1-19") == "N20.0^Stone in the kidney \\F\\ no blockage^I10"
    assert document.value("DG1-3.2") == "Stone in the kidney | no blockage"
    assert document.get("FT1-20") == "1234567893^READER^ROSA^^^^MD"
    assert document.get("FT1-23") == "ACC26030601^OLDUS"


def test_guarantor_and_insurance_are_passed_on_behind_the_diagnoses(sample: Sample, master: ChargeMaster) -> None:
    found = read_report(sample("07-carotid-with-insurance"))
    document = document_of(composed(found, master))
    assert [segment.name for segment in document.segments] == ["MSH", "EVN", "PID", "PV1", "FT1", "DG1", "GT1", "IN1"]
    assert document.get("IN1-36") == "POL-000107"
    without = parse_profile("[patient]\nguarantor = false\ninsurance = false", "s.toml")
    assert document_of(composed(found, master, without)).all("IN1") == ()


def test_the_identifier_of_an_old_report_moves_to_its_place(study: Make, master: ChargeMaster) -> None:
    composition = composed(study(("PID", {2: "77^^^OLD", 3: ""})), master)
    assert document_of(composition).get("PID-3") == "77^^^OLD"
    assert {str(one.report) for one in composition.origins if str(one.path) == "PID-3"} == {"PID-2"}


# --- lines, notes, refusals --------------------------------------------------------------------------------------


def test_incomplete_lines_stay_and_are_told(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "X^US thyroid^L"}), ("OBR", {3: "A2", 4: "Y^US salivary glands^L"}))
    composition = composed(found, master)
    document = document_of(composition)
    assert len(document.all("FT1")) == 1
    assert len(composition.lines) == 2
    assert any(note.startswith("Line 2 is not in the message yet:") for note in composition.notes)
    assert composition.transaction_ids == ((1, "T1"),)


def test_a_correction_reminds_of_what_was_charged(sample: Sample, master: ChargeMaster) -> None:
    notes = composed(read_report(sample("11-pregnancy-twins-corrected")), master).notes
    assert any("reverse its charges" in note for note in notes)


def test_providers_that_are_missing_are_told(study: Make, master: ChargeMaster) -> None:
    composition = composed(study(("OBR", {16: "", 32: ""}), ("OBX", {16: "5^OBSERVER"})), master)
    assert document_of(composition).get("FT1-20") == ""
    assert "Line 1 names no performing provider (FT1-20); the report does not." in composition.notes
    assert "Line 1 names no ordering provider (FT1-21); the report does not." in composition.notes


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("PID", {3: ""}), "no patient identifier (PID-3)"),
        (("PID", {5: ""}), "no patient name (PID-5)"),
        (("OBR", {7: ""}), "No charge line is complete, so there is no message. The date of service"),
        (("MSH", {9: "ORM^O01"}), "This is an order"),
    ],
)
def test_refusals(study: Make, master: ChargeMaster, row: tuple[str, dict[int, str]], told: str) -> None:
    composition = composed(study(row), master)
    assert composition.document is None
    assert told in composition.refusal
    assert composition.refusal.endswith(".")


def test_no_lines_no_message(study: Make) -> None:
    composition = compose(study(), (), Profile(), now=NOW, control_id="C", transaction_ids=[])
    assert "no charge line" in composition.refusal


def test_an_unknown_patient_class_is_filled_and_told(study: Make, master: ChargeMaster) -> None:
    composition = composed(study(("PV1", {2: ""})), master)
    assert document_of(composition).get("PV1-2") == "U"
    assert any("PV1-2 is “U”" in note for note in composition.notes)


def test_a_price_that_is_not_known_stays_blank(study: Make, small_master: Callable[[str], ChargeMaster]) -> None:
    master = small_master("local_code,procedure_code,description,unit_price,matches\nN,,Neck,,us thyroid\n")
    composition = composed(study(), master)
    document = document_of(composition)
    assert (document.get("FT1-7"), document.get("FT1-10"), document.get("FT1-11")) == ("N^Neck^L", "1", "")
    assert any("Line 1 has no price" in note for note in composition.notes)


def test_amounts_are_exact(study: Make, master: ChargeMaster) -> None:
    found = study()
    (line,) = code_study(found, master)
    many = replace(line, units=3, unit_price=Decimal("0.10"))
    composition = compose(found, [many], Profile(), now=NOW, control_id="C", transaction_ids=["T"])
    assert document_of(composition).get("FT1-11.1.1") == "0.30"


@pytest.mark.parametrize(
    ("control_id", "ids", "told"),
    [
        ("", ["T1"], "1 to 20 characters (MSH-10)"),
        ("C" * 21, ["T1"], "1 to 20 characters (MSH-10)"),
        ("C", [], "only 0 transaction ids were given"),
        ("C", ["T" * 13], "1 to 12 characters (FT1-2)"),
        ("C", [""], "1 to 12 characters (FT1-2)"),
    ],
)
def test_ids_that_do_not_fit(study: Make, master: ChargeMaster, control_id: str, ids: list[str], told: str) -> None:
    found = study()
    with pytest.raises(WorkbenchError) as caught:
        compose(found, code_study(found, master), Profile(), now=NOW, control_id=control_id, transaction_ids=ids)
    assert told in str(caught.value)


def test_an_id_given_twice(sample: Sample, master: ChargeMaster) -> None:
    found = read_report(sample("02-pregnancy-twins"))
    with pytest.raises(WorkbenchError, match="given twice"):
        compose(found, code_study(found, master), Profile(), now=NOW, control_id="C", transaction_ids=["T", "T"])


SEGMENT_ORDER = ("MSH", "EVN", "PID", "PV1", "FT1", "DG1", "GT1", "IN1", "IN2", "IN3")


@given(
    st.sampled_from(COMPOSED),
    st.lists(
        st.tuples(
            st.integers(0, 1500),
            st.integers(0, 6),
            st.text(alphabet='|^~\\&\r\n"ABZ019 .-é٢\x00\x0b\x1c\u2028', max_size=6),
        ),
        max_size=5,
    ),
)
def test_damaged_reports_give_a_sound_message_or_a_sentence(
    master: ChargeMaster, name: str, damage: list[tuple[int, int, str]]
) -> None:
    text = resources.path("samples", "studies", f"{name}.hl7").read_text(encoding="utf-8")
    for start, length, instead in damage:
        text = text[:start] + instead + text[start + length :]
    composition = composed(read_report(Document.from_bytes(text.encode("utf-8"))), master)
    if composition.document is None:
        assert composition.refusal.endswith(".")
        return
    document = composition.document
    assert document.to_bytes() == document.wire(), "nothing of the report may leak out of its field"
    names = [segment.name for segment in document.segments]
    assert names == sorted(names, key=SEGMENT_ORDER.index)
    assert len(document.all("FT1")) == sum(line.complete for line in composition.lines)
    for segment in document.all("FT1"):
        assert len(segment.fields) <= 26


@pytest.mark.parametrize("name", COMPOSED)
def test_every_field_says_where_it_came_from(sample: Sample, master: ChargeMaster, name: str) -> None:
    report = sample(name)
    composition = composed(read_report(report), master)
    document = document_of(composition)
    filled = {
        str(field.path)
        for segment in document.segments
        if segment.name not in ("GT1", "IN1")
        for field in segment.fields
        if field.text and not field.holds_delimiters
    }
    assert {str(origin.path) for origin in composition.origins} == filled
    for origin in composition.origins:
        if origin.text == "report":
            assert origin.report is not None
            assert report.get(origin.report), str(origin.report)
