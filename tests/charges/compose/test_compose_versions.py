"""Every version and event: our checks and hl7apy accept what we compose, and each field has the form of its version."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.composing import NOW, documents, messages, sample_study, site
from helpers.strict import accepts

from workbench.charges.chargemaster.master import ChargeMaster, parse
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import compose
from workbench.charges.ft1.groups import groups_of
from workbench.charges.profile.forms import VERSIONS, form
from workbench.charges.profile.model import Profile
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.checks import check

GOLDEN = Path(__file__).parent / "golden" / "versions"
KINDS = [
    (version, event) for version in VERSIONS for event in ("P03", "P11") if event == "P03" or form(version).expanded
]
SAMPLES = (
    "07-carotid-with-insurance",
    "09-kidneys-old-system",
)
PAYMENTS = (
    Payment(1, "payment", Decimal("20"), "20260306", code="CARD", text="Card", reference="R-77", pays=(1,)),
    Payment(2, "copayment", Decimal("5.50")),
    Payment(3, "deposit", Decimal("50")),
    Payment(4, "adjustment", Decimal("-10")),
)


def everything(version: str, event: str, mark: str = "observation") -> Profile:
    """A profile that writes every group that the version has."""
    facts = form(version)
    return site(
        f"""
        [message]
        version = "{version}"
        event = "{event}"
        [transaction_types]
        coded = true
        [codes]
        alternate_code = true
        description = {str(facts.description).lower()}
        component = "{"split" if facts.modifiers else "global"}"
        [split]
        professional_share = 40
        [groups]
        procedures = true
        orders = "{"as fits" if facts.order_groups else "none"}"
        [patient]
        location_in_charge = true
        [late]
        after_days = 1
        mark = "{mark}"
        """
    )


@pytest.mark.parametrize(("version", "event"), KINDS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_checked_and_strictly_valid(master: ChargeMaster, sample: str, version: str, event: str) -> None:
    marks = ["observation", "z field", *(["note"] if form(version).notes and event == "P03" else [])]
    profiles = [site(f"[message]\nversion = '{version}'\nevent = '{event}'\n")]
    profiles += [everything(version, event, mark) for mark in marks]
    for profile in profiles:
        for document in documents(messages(sample_study(sample), master, profile, payments=PAYMENTS)):
            told = [f"{one.path} {one.text}" for one in check(document) if one.severity != "info"]
            assert told == []
            assert accepts(document) == f"DFT_{event}"


@pytest.mark.parametrize(("version", "event"), KINDS)
def test_golden(master: ChargeMaster, version: str, event: str) -> None:
    """Byte for byte, everything on. To accept a change: UPDATE_GOLDEN=1, then read the difference."""
    (document,) = documents(
        messages(sample_study("02-pregnancy-twins"), master, everything(version, event), payments=PAYMENTS)
    )
    assert accepts(document) == f"DFT_{event}"
    file = GOLDEN / f"{version}-{event}.hl7"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(document.to_bytes().replace(b"\r", b"\n"))
    assert document.text.split("\r") == file.read_text(encoding="utf-8").split("\n")


def composed(master: ChargeMaster, settings: str, sample: str = "02-pregnancy-twins") -> Document:
    return documents(messages(sample_study(sample), master, site(settings), payments=PAYMENTS))[0]


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2.3", "DFT^P03"), ("2.3.1", "DFT^P03^DFT_P03"), ("2.5.1", "DFT^P03^DFT_P03"), ("2.8.2", "DFT^P03^DFT_P03")],
)
def test_message_type(master: ChargeMaster, version: str, expected: str) -> None:
    assert composed(master, f"[message]\nversion = '{version}'").get("MSH-9") == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_event_code_until_2_6(master: ChargeMaster, version: str) -> None:
    expected = "P03" if version in ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6") else ""
    assert composed(master, f"[message]\nversion = '{version}'").get("EVN-1") == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_the_date_of_service_is_one_point_in_time(master: ChargeMaster, version: str) -> None:
    assert composed(master, f"[message]\nversion = '{version}'").get("FT1-4") == "20260302110000"


@pytest.mark.parametrize("version", VERSIONS)
def test_descriptions_of_their_own_until_2_5_1(master: ChargeMaster, version: str) -> None:
    if form(version).description:
        with_description = composed(master, f"[message]\nversion = '{version}'\n[codes]\ndescription = true")
        assert with_description.get("FT1-8") == "Pregnancy from 14 weeks, first fetus"
    document = composed(master, f"[message]\nversion = '{version}'")
    assert (document.get("FT1-8"), document.get("FT1-9")) == ("", "")


def test_modifiers_came_with_2_3_1(master: ChargeMaster) -> None:
    study = sample_study("05-breast-left-focused")
    (old,) = messages(study, master, site("[message]\nversion = '2.3'"))
    assert old.document is not None and old.document.get("FT1-26") is None
    assert any("Version 2.3 has no field for modifiers" in note and "LT of line 1" in note for note in old.notes)
    (new,) = documents(messages(study, master, site("[message]\nversion = '2.3.1'")))
    assert new.get("FT1-26") == "LT^^CPTM"


@pytest.mark.parametrize(
    ("version", "expected"), [("2.6", "CG"), ("2.7", "CG^Charge^HL70017"), ("2.8", "CG^Charge^HL70017")]
)
def test_transaction_type_is_coded_from_2_7(master: ChargeMaster, version: str, expected: str) -> None:
    settings = f"[message]\nversion = '{version}'\n[transaction_types]\ncoded = true"
    assert composed(master, settings).get("FT1-6") == expected


@pytest.mark.parametrize(("version", "degree"), [("2.6", "MD^^NPPES^^^^NPI"), ("2.7", "^^NPPES^^^^NPI^^^^^^^^MD")])
def test_the_degree_of_a_person_moved_with_2_7(master: ChargeMaster, version: str, degree: str) -> None:
    document = composed(master, f"[message]\nversion = '{version}'")
    assert document.get("FT1-20") == f"1234567893^READER^ROSA^^^^{degree}"


def test_identifiers_get_the_type_that_2_7_asks_for(master: ChargeMaster) -> None:
    study = sample_study("09-kidneys-old-system")
    (made,) = messages(study, master, site("[message]\nversion = '2.7'"))
    assert made.document is not None
    assert (made.document.get("PID-18.5"), study.patient.fields_raw[18].count("MR")) == ("AN", 0)
    assert any("asks for the type of an identifier (CX-5)" in note and "PID-18 (AN)" in note for note in made.notes)
    (before,) = messages(study, master, site("[message]\nversion = '2.6'"))
    assert before.document is not None and before.document.get("PID-18.5") is None


def test_revenue_code_from_2_7() -> None:
    own = parse(
        b"local_code,procedure_code,description,unit_price,matches,revenue_code\nN,76536,Neck,1.00,us thyroid,0402\n",
        "x",
    )
    study = sample_study("06-thyroid")
    (new,) = documents(messages(study, own, site("[message]\nversion = '2.7'")))
    (old,) = documents(messages(study, own, site("[message]\nversion = '2.6'")))
    assert (new.get("FT1-41"), old.get("FT1-41")) == ("0402", None)


@pytest.mark.parametrize(("version", "longest"), [("2.5.1", 20), ("2.6", 199)])
def test_control_ids_are_as_long_as_the_version_allows(master: ChargeMaster, version: str, longest: int) -> None:
    study = sample_study("06-thyroid")
    lines, profile = code_study(study, master), site(f"[message]\nversion = '{version}'")

    def make(length: int) -> str:
        made = compose(study, lines, profile, now=NOW, control_id="C" * length, transaction_ids=["T1"])
        return made.document.control_id if made.document else ""

    assert make(longest) == "C" * longest
    with pytest.raises(WorkbenchError, match=f"1 to {longest} characters"):
        make(longest + 1)


def test_p11_has_diagnoses_and_insurance_before_the_charges(master: ChargeMaster) -> None:
    document = composed(master, "[message]\nevent = 'P11'", "07-carotid-with-insurance")
    names = [segment.name for segment in document.segments]
    assert names[:9] == ["MSH", "EVN", "PID", "PV1", "DG1", "GT1", "IN1", "FT1", "FT1"]
    assert document.get("EVN-1") == "P11"


@pytest.mark.parametrize(
    ("settings", "sample", "order"),
    [
        ("[groups]\nprocedures = true", "02-pregnancy-twins", "FT1 PR1 FT1 PR1 DG1 DG1"),
        ("[groups]\norders = 'under charges'", "02-pregnancy-twins", "FT1 ORC OBR FT1 ORC OBR DG1 DG1"),
        ("[groups]\norders = 'before charges'", "02-pregnancy-twins", "ORC OBR FT1 FT1 DG1 DG1"),
        ("[groups]\norders = 'as fits'", "02-pregnancy-twins", "ORC OBR FT1 FT1 DG1 DG1"),
        ("[groups]\norders = 'as fits'", "04-pelvis-two-examinations", "FT1 ORC OBR FT1 ORC OBR DG1 DG1"),
        ("[groups]\norders = 'before charges'", "04-pelvis-two-examinations", "ORC OBR ORC OBR FT1 FT1 DG1 DG1"),
    ],
)
def test_groups(master: ChargeMaster, settings: str, sample: str, order: str) -> None:
    (document,) = documents(messages(sample_study(sample), master, site(settings)))
    assert [segment.name for segment in document.segments][4:] == order.split()


def test_an_order_shows_its_present_state_and_triggers_nothing(master: ChargeMaster) -> None:
    (document,) = documents(messages(sample_study("02-pregnancy-twins"), master, site("[groups]\norders = 'as fits'")))
    assert document.get("ORC-1") == "RE"
    assert document.get("OBR-3") == document.get("FT1-23") == "ACC26030202^USREPORT"
    assert document.get("OBR-25") == "F"


def test_the_procedure_of_pr1_is_that_of_the_charge(master: ChargeMaster) -> None:
    settings = "[groups]\nprocedures = true\n[codes]\ncomponent = 'professional'"
    (document,) = documents(messages(sample_study("02-pregnancy-twins"), master, site(settings)))
    for number in (1, 2):
        assert document.get(f"PR1[{number}]-3") == document.get(f"FT1[{number}]-25")
        assert document.get(f"PR1[{number}]-16") == document.get(f"FT1[{number}]-26") == "26^^CPTM"


# PR1, orders, and where DG1 and IN1 stand: each beside the others once.
BESIDE = (("true", "none", "message"), ("true", "under charges", "charges"), ("false", "before charges", "message"))


@pytest.mark.parametrize("mark", ["none", "z field", "note", "observation"])
@pytest.mark.parametrize(("version", "event"), KINDS)
def test_every_late_mark_with_every_group(master: ChargeMaster, version: str, event: str, mark: str) -> None:
    if mark == "note" and not (form(version).notes and event == "P03"):
        return  # the profile is refused: see test_profile_checks
    head = f"[message]\nversion = '{version}'\nevent = '{event}'\n[late]\nafter_days = 1\nmark = '{mark}'\n[groups]\n"
    for procedures, wanted, place in BESIDE:
        orders = wanted if form(version).order_groups else "none"
        around = place if event == "P11" else "message"
        settings = f"procedures = {procedures}\norders = '{orders}'\naround = '{around}'\n"
        made = messages(sample_study("04-pelvis-two-examinations"), master, site(head + settings), payments=PAYMENTS)
        for document in documents(made):
            assert accepts(document) == f"DFT_{event}", settings


P11 = [version for version, event in KINDS if event == "P11"]
UNDER = """
[message]
event = "P11"
version = "{}"
[groups]
around = "charges"
procedures = true
orders = "under charges"
"""


@pytest.mark.parametrize("version", P11)
@pytest.mark.parametrize("sample", ["04-pelvis-two-examinations", "07-carotid-with-insurance"])
def test_p11_may_have_diagnoses_and_insurance_under_each_charge(
    master: ChargeMaster, version: str, sample: str
) -> None:
    for document in documents(messages(sample_study(sample), master, site(UNDER.format(version)), payments=PAYMENTS)):
        assert [f"{one.path} {one.text}" for one in check(document) if one.severity != "info"] == []
        assert accepts(document) == "DFT_P11"
        names = [segment.name for segment in document.segments]
        assert not {"DG1", "GT1", "IN1"} & set(names[: names.index("FT1")])


def test_each_charge_has_its_own_diagnoses_there(master: ChargeMaster) -> None:
    study = sample_study("07-carotid-with-insurance")
    (document,) = documents(messages(study, master, site(UNDER.format("2.5.1"))))
    for group in groups_of(document):
        own = [one for one in group.own if one.name == "DG1"]
        assert "~".join(document.get(one.path.at(field=3)) or "" for one in own) == document.get(
            group.ft1.path.at(field=19)
        )
        assert [document.get(one.path.at(field=1)) for one in own] == [str(n) for n in range(1, len(own) + 1)]
        assert [one.name for one in group.own][-2:] == ["GT1", "IN1"]


def test_p03_has_them_for_the_whole_message_alone() -> None:
    with pytest.raises(WorkbenchError, match="use P11"):
        site("[groups]\naround = 'charges'")
