"""One list of how coding systems are written, for the checks of a message and for what becomes a charge."""

from __future__ import annotations

import pytest
from helpers.findings import found, spoilt

from workbench.charges.chargemaster.codes import odd_code
from workbench.charges.study.diagnoses import scheme
from workbench.reference.coding_systems import icd_edition, is_icd10, is_surely_icd10, procedure_system, token_for
from workbench.reference.tables import table


@pytest.mark.parametrize("name", ["C4", "CPT", "cpt-4", " CPT4 ", "HCPCS", "HCPC", "HPC"])
def test_a_code_that_is_none_of_its_system_is_found_in_a_charge_master_and_in_a_message(name: str) -> None:
    assert procedure_system(name) in odd_code("7680", name) and procedure_system(name)
    assert found(spoilt(FT1_25=f"7680^^{name}"), "procedure-code") == ["FT1-25.1"]


@pytest.mark.parametrize("name", ["I10", "I10C", "ICD-10-CM", "ICD10-CM", "I10CM", "10", "icd10"])
def test_a_diagnosis_of_icd_10_is_one_in_a_report_and_in_a_message(name: str) -> None:
    assert scheme("Z36.3", name) == icd_edition(name) == "icd10"
    assert found(spoilt(FT1_19=f"1234^^{name}"), "diagnosis-code") == ["FT1-19.1"]


@pytest.mark.parametrize("name", ["I9", "I9C", "I9CDX", "ICD9", "ICD-9-CM", "ICD9-CM"])
def test_a_diagnosis_of_icd_9_is_one_in_a_report_and_in_a_message(name: str) -> None:
    assert scheme("V22.0", name) == icd_edition(name) == "icd9"
    assert found(spoilt(FT1_19=f"V22.0^^{name}"), "diagnosis-code") == ["FT1-19.1"]


@pytest.mark.parametrize("name", ["C4", "I10", "I10C", "I9", "I9C", "HCPCS", "HPC", "CPTM", "L", "99LOC", ""])
def test_names_of_hl7_and_unknown_ones_are_not_replaced(name: str) -> None:
    assert token_for(name) == ""


def test_what_is_proposed_is_in_the_table_of_hl7() -> None:
    known = table("0396")
    assert known is not None
    spellings = ("CPT", "CPTML", "HCPC", "10", "I10CM", "ICD-10-CM", "ICD9", "ICD9CM")
    assert {token_for(one) for one in spellings} <= set(known.codes)


def test_shapes_of_icd_10() -> None:
    assert is_icd10("Z36.3") and is_icd10("Z363") and is_icd10("U07.1") and not is_icd10("123.4")
    assert is_surely_icd10("Z36.3") and not is_surely_icd10("U07.1") and not is_surely_icd10("Z٣٦")
