"""The age of a pregnancy decides between charges that fit a name equally well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.checks import warnings_of
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import Lack
from workbench.charges.coding.rules import RulesError, load_rules
from workbench.charges.study.model import Study

Make = Callable[..., Study]
COMPLETE = ("OBR", {4: "X^US OB complete^L"})
TWINS = ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "2"})


def age(text: str) -> tuple[str, dict[int, str]]:
    return ("OBX", {2: "ST", 3: "18185-9^Gestational age^LN", 5: text})


@pytest.mark.parametrize(
    ("stated", "code"), [("8w0d", "US-OB-1T"), ("13w6d", "US-OB-1T"), ("14w0d", "US-OB-COMP"), ("20 3/7", "US-OB-COMP")]
)
def test_the_first_trimester_ends_at_14_weeks_0_days(study: Make, master: ChargeMaster, stated: str, code: str) -> None:
    (line,) = code_study(study(COMPLETE, age(stated)), master)
    assert line.charge is not None and line.complete
    assert line.charge.code == code
    assert f"and the gestational age is {stated} (OBX-5)" in line.why
    (other,) = [one for one in line.considered if one.code in ("US-OB-1T", "US-OB-COMP")]
    assert "does not go with the gestational age" in other.why_not
    assert not warnings_of([line])[0]


@pytest.mark.parametrize(("stated", "codes"), [("12w0d", ["76801", "76802"]), ("20w0d", ["76805", "76810"])])
def test_the_add_on_for_twins_follows(study: Make, master: ChargeMaster, stated: str, codes: list[str]) -> None:
    lines = code_study(study(COMPLETE, age(stated), TWINS), master)
    assert [line.procedure_code for line in lines] == codes


@pytest.mark.parametrize("rows", [(), (age("unknown"),), (age("13w6d"), age("14w2d")), (age("20w0d"), age("12w0d"))])
def test_without_an_age_or_with_a_conflict_a_person_chooses(
    study: Make, master: ChargeMaster, rows: tuple[tuple[str, dict[int, str]], ...]
) -> None:
    (line,) = code_study(study(COMPLETE, *rows), master)
    assert [one.kind for one in line.missing] == [Lack.CHARGE]
    assert {one.code for one in line.considered} == {"US-OB-1T", "US-OB-COMP"}
    assert ("does not decide" in line.why) == (len(rows) == 2)


def test_two_ages_on_one_side_are_no_conflict(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(COMPLETE, age("20w0d"), age("20w5d")), master)
    assert line.procedure_code == "76805"


@pytest.mark.parametrize(
    ("name", "stated", "candidate"),
    [("US OB second trimester", "12w0d", "US-OB-COMP"), ("US nuchal translucency", "20w0d", "US-OB-NT")],
)
def test_a_name_that_contradicts_the_age_is_asked_about(
    study: Make, master: ChargeMaster, name: str, stated: str, candidate: str
) -> None:
    (line,) = code_study(study(("OBR", {4: f"X^{name}^L"}), age(stated)), master)
    assert [one.kind for one in line.missing] == [Lack.CHARGE]
    assert f"contradicts the gestational age {stated} (OBX-5)" in line.why
    assert candidate in {one.code for one in line.considered}


def test_a_code_of_the_report_stands_and_is_warned_about(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "76801^OB^C4"}), age("20w0d")), master)
    assert line.procedure_code == "76801" and line.complete
    assert any("US-OB-COMP" in warning and "from 14w0d" in warning for warning in warnings_of([line])[0])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US OB < 14 WEEKS SINGLE OR FIRST FETUS", "US-OB-1T"),
        ("OB US <14wks", "US-OB-1T"),
        ("US OB 14+ WEEKS", "US-OB-COMP"),
        ("US OB >= 14 weeks transvaginal", "US-OB-TV"),
    ],
)
def test_weeks_in_the_name_of_the_exam(study: Make, master: ChargeMaster, name: str, code: str) -> None:
    (line,) = code_study(study(("OBR", {4: f"X^{name}^L"})), master)
    assert line.charge is not None, line.why
    assert line.charge.code == code


def test_a_name_of_further_fetuses_is_not_taken_for_the_first(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "X^US OB < 14 WEEKS EACH ADDL FETUS^L"})), master)
    assert line.charge is None


def test_without_rules_the_age_decides_nothing(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(COMPLETE, age("20w0d")), master, rules=())
    assert line.charge is None


def test_a_limit_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nname = "x"\nof = ["1"]\nuse = "2"\ngestation = "14 weeks"\n', encoding="utf-8")
    with pytest.raises(RulesError, match="write it like before 14w0d"):
        load_rules(path)
