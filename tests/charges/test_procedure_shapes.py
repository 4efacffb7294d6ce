"""One answer to what a procedure code looks like, in every room that asks."""

from __future__ import annotations

import pytest
from helpers.composing import sample_study
from helpers.findings import found, spoilt
from helpers.lifecycle import report

from workbench.charges.chargemaster.codes import odd_code
from workbench.charges.chargemaster.master import ChargeMaster, parse
from workbench.charges.coding.checks import told_of
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.edits import with_code
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.procedure_codes import category
from workbench.charges.profile.model import default_profile
from workbench.charges.study.report import read_report
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


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("76805", ""),
        ("G0202", ""),
        ("", ""),
        ("7680", "neither a CPT nor a HCPCS code, and no coding system is named for it"),
        ("76805-26", "is the code 76805 with a modifier; 26 belongs among the modifiers"),
    ],
)
def test_a_code_of_no_named_system_is_looked_at_too(code: str, said: str) -> None:
    """coding_system is a column that a charge master may lack."""
    table = f"local_code,procedure_code,description,unit_price,matches\nX1,{code},Test,350.00,us neck\n"
    master = parse(table.encode(), "mine.csv")
    told = [problem.text for problem in master.problems]
    assert [said in text for text in told] == ([True] if said else [])
    assert len(master.charges) == 1
    (line,) = code_study(read_report(report(code="X^us neck^L")), master, default_profile())
    assert (said in " ".join(told_of([line]))) and bool(told_of([line])) == bool(said)


def test_what_a_payer_may_call_a_procedure_is_wider() -> None:
    assert [code for code, _, _ in CODES if looks_like_procedure(code)] == [
        code for code, _, _ in CODES if len(code) == 5 and code.isascii()
    ]


def test_a_modifier_behind_a_code_is_told_from_it() -> None:
    assert without_modifier("76536-52") == ("76536", "52")
    assert without_modifier("76536") is None
    assert without_modifier("٧٦٥٣٦-52") is None
