from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.composing import messages, sample_study, site

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.modifier_checks import odd_modifiers
from workbench.charges.profile.model import Profile


@pytest.mark.parametrize(
    ("modifiers", "told"),
    [
        ("26 59 LT 76 GA", "5 modifiers are more than the 4"),
        ("50 LT", "50 (both sides) does not go with LT or RT"),
        ("LT RT", "LT and RT stand on one line"),
        ("59 XS", "59 and XS say the same"),
        ("25", "25 belongs to a visit"),
        ("XX LT", "XX is no modifier that is known here"),
    ],
)
def test_odd_ones(modifiers: str, told: str) -> None:
    assert any(told in clause for clause in odd_modifiers(modifiers.split(), "76642", None))


@pytest.mark.parametrize("modifiers", ["", "26 59 LT", "50", "TC", "76 RT"])
def test_usual_ones(modifiers: str) -> None:
    assert list(odd_modifiers(modifiers.split(), "76642", None)) == []


def test_what_the_charge_master_does_not_allow(master: ChargeMaster) -> None:
    (whole,) = master.find("C8929")
    assert "does not let split" in next(odd_modifiers(["26"], "C8929", whole))
    assert "does not charge that way" in next(odd_modifiers(["50"], "C8929", whole))


def test_five_modifiers_are_sent_and_told(master: ChargeMaster) -> None:
    found = sample_study("05-breast-left-focused")
    (line,) = code_study(found, master)
    five = replace(line, modifiers=("LT", "59", "26", "GA", "QW"))
    (made,) = messages(found, master, Profile(), lines=[five])
    assert made.document is not None
    assert made.document.get("FT1-26") == "26^^CPTM~59^^CPTM~LT^^CPTM~GA^^CPTM~QW^^CPTM"
    assert any("5 modifiers are more than the 4" in note for note in made.notes)


@pytest.mark.parametrize(("count", "limit", "told"), [(12, 0, False), (13, 0, True), (15, 12, False)])
def test_more_diagnoses_than_a_claim_takes(master: ChargeMaster, count: int, limit: int, told: bool) -> None:
    found = sample_study("06-thyroid")
    (line,) = code_study(found, master)
    many = replace(line, diagnoses=tuple(replace(line.diagnoses[0], code=f"E04.{n}") for n in range(count)))
    (made,) = messages(found, master, site(f"[diagnoses]\nmost_in_charge = {limit}"), lines=[many])
    assert any(f"has {count} diagnoses; a claim takes 12" in note for note in made.notes) is told
