"""Each row of the tables that the product answers to, one test a row, named after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from helpers.composing import documents, messages, sample_study, site

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.procedure_codes import category
from workbench.charges.compose.compose import Composition
from workbench.charges.profile.conventions import named
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile, default_profile
from workbench.charges.study.payments import Payment
from workbench.er7 import Document

STUDY = "05-breast-left-focused"


def made_of(master: ChargeMaster, settings: str = "", **options: object) -> Composition:
    return messages(sample_study(STUDY), master, site(settings), **options)[0]  # type: ignore[arg-type]


def document(master: ChargeMaster, settings: str = "", **options: object) -> Document:
    return documents([made_of(master, settings, **options)])[0]


def paid(master: ChargeMaster, kind: str, profile: Profile | None = None) -> str | None:
    payment = Payment(1, kind, Decimal("-10" if kind == "adjustment" else "10"))
    (made,) = documents(messages(sample_study(STUDY), master, profile or default_profile(), payments=[payment]))
    return made.get("FT1[2]-6")


# --- FT1-6: transaction type codes; the widely used ones are the default, HL7's own are the profile hl7-0017 ----------


def test_transaction_type_cg_charge(master: ChargeMaster) -> None:
    assert document(master).get("FT1-6") == "CG"


def test_transaction_type_cr_credit() -> None:
    assert default_profile().transaction_types.credit == named(default_profile().reversal.convention).credit == "CR"
    strict = find_profile("hl7-0017")
    assert strict.transaction_types.credit == named(strict.reversal.convention).credit == "CD"


def test_transaction_type_pa_payment(master: ChargeMaster) -> None:
    assert (paid(master, "payment"), paid(master, "payment", find_profile("hl7-0017"))) == ("PA", "PY")


def test_transaction_type_aj_adjustment(master: ChargeMaster) -> None:
    assert (paid(master, "adjustment"), paid(master, "adjustment", find_profile("hl7-0017"))) == ("AJ", "AJ")


def test_transaction_type_co_copayment(master: ChargeMaster) -> None:
    assert (paid(master, "copayment"), paid(master, "copayment", find_profile("hl7-0017"))) == ("CO", "CO")


def test_transaction_type_de_deposit(master: ChargeMaster) -> None:
    """HL7 lists no deposit: under its own table it travels as a payment."""
    assert (paid(master, "deposit"), paid(master, "deposit", find_profile("hl7-0017"))) == ("DE", "PY")


# --- FT1-7 and FT1-25: procedure coding ---------------------------------------------------------------------------


def test_ft1_7_original_procedure_code_field(master: ChargeMaster) -> None:
    both = document(master, "[codes]\ntransaction_code = 'procedure, else local'")
    assert both.get("FT1-7") == both.get("FT1-25") == "76642^Breast, focused, one side^C4"


def test_ft1_7_institutions_own_code(master: ChargeMaster) -> None:
    """What the standard says of FT1-7, and our default."""
    assert document(master).get("FT1-7") == "US-BREAST-LIM^Breast, focused, one side^L"


def test_ft1_25_preferred_procedure_code_field(master: ChargeMaster) -> None:
    assert document(master).get("FT1-25") == "76642^Breast, focused, one side^C4"
    assert document(master, "[codes]\nprocedure_code = false").get("FT1-25") is None


def test_ft1_7_names_both_codes(master: ChargeMaster) -> None:
    own = document(master, "[codes]\nalternate_code = true").get("FT1-7")
    assert own == "US-BREAST-LIM^Breast, focused, one side^L^76642^Breast, focused, one side^C4"


# --- FT1-26: modifiers --------------------------------------------------------------------------------------------

MODIFIERS = {
    "26": ("26~LT", ""),
    "TC": ("TC~LT", ""),
    "59": ("59~LT", ""),
    "25": ("25~LT", "25 belongs to a visit (E/M)"),
    "LT": ("LT", ""),
    "RT": ("LT~RT", "LT and RT stand on one line"),
    "76": ("76~LT", "76 says that it was done again"),
    "77": ("77~LT", "77 says that it was done again"),
    "XE": ("XE~LT", ""),
}


@pytest.mark.parametrize("modifier", MODIFIERS, ids=[f"modifier_{one}" for one in MODIFIERS])
def test_modifier(master: ChargeMaster, modifier: str) -> None:
    """Each in its place among the others, by importance; what is odd is told and sent all the same."""
    (line,) = code_study(sample_study(STUDY), master)
    (made,) = messages(
        sample_study(STUDY), master, Profile(), lines=[replace(line, modifiers=tuple({"LT": 1, modifier: 1}))]
    )
    assert made.document is not None
    written = [made.document.get(f"FT1-26({n}).1") for n in (1, 2)]
    expected, told = MODIFIERS[modifier]
    assert "~".join(one for one in written if one) == expected
    assert any(told in note for note in made.notes) if told else not any(modifier in note for note in made.notes)


# --- CPT categories -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["99201", "99213", "99284", "99499"])
def test_cpt_category_evaluation_and_management(master: ChargeMaster, code: str) -> None:
    """A visit has no professional and technical part: 26 on it is a mistake."""
    assert category(code) == "E/M"
    (line,) = code_study(sample_study(STUDY), master)
    visit = replace(line, charge=None, local_code="", procedure_code=code, modifiers=("26",))
    notes = messages(sample_study(STUDY), master, Profile(), lines=[visit])[0].notes
    assert any(f"26 stands on {code}; a visit (E/M)" in note for note in notes)


@pytest.mark.parametrize("code", ["10000", "47562", "69999"])
def test_cpt_category_surgery(code: str) -> None:
    assert category(code) == "Surgery"


@pytest.mark.parametrize("code", ["70000", "71046", "76805", "79999"])
def test_cpt_category_radiology(code: str) -> None:
    assert category(code) == "Radiology"


@pytest.mark.parametrize("code", ["80000", "85025", "89999"])
def test_cpt_category_pathology_and_laboratory(code: str) -> None:
    assert category(code) == "Pathology/Lab"


@pytest.mark.parametrize("code", ["90000", "93000", "96372", "99199", "93306", "93970"])
def test_cpt_category_medicine(code: str) -> None:
    """Ultrasound of heart and vessels stands here, not among Radiology."""
    assert category(code) == "Medicine"


# --- institutional and professional billing: routing by FT1-26 and FT1-13 -----------------------------------------


def test_routing_professional_cms_1500(master: ChargeMaster) -> None:
    made = made_of(master, "[codes]\ncomponent = 'professional'")
    assert (made.side, made.endpoint) == ("professional", "physician-billing")
    assert any("the professional side (CMS-1500)" in note for note in made.notes)


def test_routing_institutional_ub_04(master: ChargeMaster) -> None:
    made = made_of(master, "[codes]\ncomponent = 'technical'")
    assert (made.side, made.endpoint) == ("facility", "facility-billing")
    assert any("the facility side (UB-04)" in note for note in made.notes)


def test_routing_by_department_ft1_13(master: ChargeMaster) -> None:
    (line,) = code_study(sample_study(STUDY), master)
    for side in ("professional", "facility"):
        made = made_of(master, f"[routing]\n{side}_departments = ['{line.department}']")
        assert made.side == side


def test_routing_splits_one_study_for_both_claims(master: ChargeMaster) -> None:
    made = messages(sample_study(STUDY), master, find_profile("split"))
    assert [(one.side, one.document.get("FT1-26.1") if one.document else "") for one in made] == [
        ("professional", "26"),
        ("facility", "TC"),
    ]


# --- late charges -------------------------------------------------------------------------------------------------

AFTER = datetime(2026, 3, 20)


def test_late_charge_flag_in_a_z_field(master: ChargeMaster) -> None:
    late = document(master, "[late]\nafter_days = 3\nmark = 'z field'", now=AFTER)
    assert late.get("ZFT-1") == "L"


def test_late_charge_flag_in_an_obx_note(master: ChargeMaster) -> None:
    late = document(master, "[late]\nafter_days = 3\nmark = 'observation'", now=AFTER)
    assert late.get("OBX-5") == "LATE CHARGE"
    assert document(master, "[late]\nafter_days = 3\nmark = 'note'", now=AFTER).get("NTE-3") == "LATE CHARGE"


def test_late_charge_billing_hold(master: ChargeMaster) -> None:
    made = made_of(master, "[late]\nhold_after_days = 3", now=AFTER)
    assert made.held and made.document is None


def test_late_charge_account_status(master: ChargeMaster) -> None:
    """Whether the account is closed is known to billing alone; the note says what then has to be done."""
    made = made_of(master, "[late]\nafter_days = 3", now=AFTER)
    assert any("If the account is billed or closed, billing has to open it again." in note for note in made.notes)


# --- what a signed report exports: the three segments are tested where they happen ------------------------------


def test_report_signed_exports_charges(master: ChargeMaster, study: Callable[..., object]) -> None:
    assert document(master).all("FT1")


def test_corrected_report_exports_new_charges_with_a_reminder(master: ChargeMaster) -> None:
    (made,) = messages(sample_study("11-pregnancy-twins-corrected"), master, Profile())
    assert made.document is not None
    assert any("reverse its charges before these are sent" in note for note in made.notes)
