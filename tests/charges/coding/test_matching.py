from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.matching import match
from workbench.charges.study.model import Exam, Procedure

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "side", "code"),
    [
        ("US PELVIS COMPLETE", "", "US-PELV-COMP"),
        ("Pelvic ultrasound transvaginal", "", "US-PELV-TV"),
        ("US OB transvaginal", "", "US-OB-TV"),
        ("US OB 2nd trimester complete", "", "US-OB-COMP"),
        ("US OB first trimester", "", "US-OB-1T"),
        ("OB ultrasound detailed anatomy twins", "", "US-OB-DET"),
        ("US OB limited", "", "US-OB-LIM"),
        ("US OB follow-up", "", "US-OB-FU"),
        ("US nuchal translucency", "", "US-OB-NT"),
        ("Biophysical profile with NST", "", "US-BPP-NST"),
        ("Biophysical profile without non-stress test", "", "US-BPP"),
        ("Sono abd, ltd", "", "US-ABD-LIM"),
        ("US abdomen", "", "US-ABD-COMP"),
        ("US THYROID", "", "US-NECK"),
        ("US breast left limited", "left", "US-BREAST-LIM"),
        ("US breast complete right", "right", "US-BREAST-COMP"),
        ("US kidneys and bladder", "", "US-RENAL-COMP"),
        ("US renal transplant", "", "US-RENAL-TX"),
        ("Carotid duplex bilateral", "both", "VAS-CAROTID"),
        ("Lower extremity venous duplex left", "left", "VAS-VEN-LIM"),
        ("Lower extremity venous duplex bilateral", "both", "VAS-VEN"),
        ("Transthoracic echocardiogram complete", "", "ECHO-COMP"),
        ("Echo limited", "", "ECHO-LIM"),
        ("Stress echo", "", "ECHO-STRESS"),
        ("TEE", "", "ECHO-TEE"),
        ("Fetal echocardiogram", "", "US-FECHO"),
        ("AAA screening", "", "US-AAA-SCREEN"),
        ("Renal artery duplex", "", "VAS-ORGAN"),
    ],
)
def test_by_words(master: ChargeMaster, text: str, side: str, code: str) -> None:
    found = match(Exam(1, Procedure("", text), side), master, TODAY)
    assert found.charge is not None, (found.why, found.considered)
    assert found.charge.code == code


@pytest.mark.parametrize(
    ("text", "modality", "told"),
    [
        ("CT CHEST", "", "the word “ct”"),
        ("Chest", "CT", "OBR-24 (CT)"),
        ("MRA Head w and w/o Contrast", "", "the word “mra”"),
        ("US salivary glands", "", "no row of the charge master fits"),
        ("CHEST 2 VIEWS", "", "no row of the charge master fits"),
        ("", "", "OBR-4 names no procedure"),
        ("US OB complete", "", "2 rows fit “US OB complete” equally well"),
        ("US breast left", "", "2 rows fit"),
    ],
)
def test_nothing_found_is_said(master: ChargeMaster, text: str, modality: str, told: str) -> None:
    found = match(Exam(1, Procedure("", text), modality=modality), master, TODAY)
    assert found.charge is None
    assert told in found.why


def test_what_fits_equally_well_is_named(master: ChargeMaster) -> None:
    found = match(Exam(1, Procedure("", "US OB complete")), master, TODAY)
    assert {one.code for one in found.considered} == {"US-OB-1T", "US-OB-COMP"}


def test_what_nearly_fits_is_named(master: ChargeMaster) -> None:
    found = match(Exam(1, Procedure("", "CHEST 2 VIEWS")), master, TODAY)
    assert [(one.code, one.why_not) for one in found.considered] == [("US-CHEST", "wants the word us too")]


def test_the_section_says_that_it_is_ultrasound(master: ChargeMaster) -> None:
    found = match(Exam(1, Procedure("", "Chest"), modality="US"), master, TODAY)
    assert found.charge is not None and found.charge.code == "US-CHEST"


@pytest.mark.parametrize(
    ("procedure", "told"),
    [
        (Procedure("us-neck", "Something"), "is its local code"),
        (Procedure("76536", "Something"), "is its procedure code"),
        (Procedure("X", "Something", "L", "76536", "Neck", "C4"), "is its procedure code"),
        (Procedure("X", "Something", procedure_code="76536"), "is its procedure code"),
    ],
)
def test_by_code_before_words(master: ChargeMaster, procedure: Procedure, told: str) -> None:
    found = match(Exam(1, procedure), master, TODAY)
    assert found.charge is not None and found.charge.code == "US-NECK"
    assert told in found.why


MASTER = """local_code,procedure_code,description,unit_price,effective_from,effective_to,matches
A1,76536,Thyroid,1,,,us thyroid
A2,76536,Neck,2,,,us neck; NECK77
OLD,99999,Old one,3,,2020-12-31,us old
"""


def test_one_procedure_code_in_several_rows_is_decided_by_words(small_master: Callable[[str], ChargeMaster]) -> None:
    found = match(Exam(1, Procedure("76536", "US neck")), small_master(MASTER), TODAY)
    assert found.charge is not None and found.charge.code == "A2"
    assert found.considered[0].code == "A1"


def test_one_procedure_code_in_several_rows_and_no_words(small_master: Callable[[str], ChargeMaster]) -> None:
    found = match(Exam(1, Procedure("76536", "Something")), small_master(MASTER), TODAY)
    assert found.charge is None
    assert "2 rows have the same code" in found.why


def test_a_code_of_the_report_may_be_listed(small_master: Callable[[str], ChargeMaster]) -> None:
    found = match(Exam(1, Procedure("NECK77", "Something")), small_master(MASTER), TODAY)
    assert found.charge is not None and found.charge.code == "A2"


def test_what_has_ended_is_not_charged(small_master: Callable[[str], ChargeMaster]) -> None:
    found = match(Exam(1, Procedure("99999", "US old")), small_master(MASTER), TODAY)
    assert found.charge is None
    assert found.considered[0].why_not == "may be charged only until 2020-12-31, not on 2026-03-01"
    earlier = match(Exam(1, Procedure("99999", "US old")), small_master(MASTER), date(2020, 5, 1))
    assert earlier.charge is not None
