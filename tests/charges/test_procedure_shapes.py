"""One answer to what a procedure code looks like, in every room that asks."""

from __future__ import annotations

import pytest
from helpers.composing import sample_study
from helpers.findings import found, spoilt

from workbench.charges.chargemaster.codes import odd_code
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.edits import with_code
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.procedure_codes import category
from workbench.reference.procedure_shapes import is_cpt, is_hcpcs, looks_like_procedure, without_modifier

CODES = [
    # code, which it is, and its category
    ("76805", "CPT", "Radiology"),
    ("0042T", "CPT", "other CPT"),
    ("3014F", "CPT", "other CPT"),
    ("0001M", "CPT", "other CPT"),
    ("7680A", "CPT", "other CPT"),
    ("0001U", "CPT", "other CPT"),
    ("7680X", "", ""),
    ("G0202", "HCPCS", "HCPCS"),
    ("X1234", "", ""),
    ("٧٦٨٠٥", "", ""),
    ("G٠٢٠٢", "", ""),
    ("76805-26", "", ""),
    ("7680", "", ""),
]


@pytest.mark.parametrize(("code", "system", "_category"), CODES)
def test_the_shapes(code: str, system: str, _category: str) -> None:
    assert (is_cpt(code), is_hcpcs(code)) == (system == "CPT", system == "HCPCS")


@pytest.mark.parametrize(("code", "system", "expected"), CODES)
def test_every_room_takes_a_code_for_the_same(code: str, system: str, expected: str) -> None:
    assert category(code) == expected
    assert (odd_code(code, system or "CPT") == "") is bool(system)
    line = with_code(sample_study("05-breast-left-focused"), ChargeLine(1, 1), ChargeMaster(()), code)
    assert line.coding_system == system
    assert (not found(spoilt(FT1_25=f"{code}^^{system or 'CPT'}"), "procedure-code")) is bool(system)


def test_what_a_payer_may_call_a_procedure_is_wider() -> None:
    assert [code for code, _, _ in CODES if looks_like_procedure(code)] == [
        code for code, _, _ in CODES if len(code) == 5 and code.isascii()
    ]


def test_a_modifier_behind_a_code_is_told_from_it() -> None:
    assert without_modifier("76536-52") == ("76536", "52")
    assert without_modifier("76536") is None
    assert without_modifier("٧٦٥٣٦-52") is None
