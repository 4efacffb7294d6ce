from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.checks import warnings_of
from workbench.charges.coding.choosing import choose_with_add_ons, code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.rules import RulesError, default_rules, load_rules
from workbench.charges.profile.model import parse_profile
from workbench.charges.study.model import Study

Make = Callable[..., Study]
TWINS = ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "2"})


def codes(lines: tuple[ChargeLine, ...]) -> list[str]:
    return [line.procedure_code for line in lines]


def test_ours_name_only_charges_that_ours_has(master: ChargeMaster) -> None:
    known = {code for charge in master.charges for code in charge.codes}
    for rule in default_rules():
        named = {*rule.of, *rule.beside, *filter(None, (rule.add, rule.use))}
        assert named <= known, rule.name


def test_ours_use_words_as_the_vocabulary_has_them(master: ChargeMaster) -> None:
    for rule in default_rules():
        for word in (*rule.words, *rule.any_words, *rule.without_words):
            assert master.words.words(word) == {word}, f"{rule.name}: {word}"


WARNED = [
    # (procedure of the report, what the warning tells)
    ("76700^US abdomen limited^C4", "US-ABD-LIM"),
    ("76805^US pregnancy limited^C4", "US-OB-LIM"),
    ("76705^US abdomen complete^C4", "US-ABD-COMP"),
    ("93306^Echo follow-up^C4", "ECHO-LIM"),
    ("93970^Leg veins unilateral^C4", "VAS-VEN-LIM"),
    ("76811^US OB follow up^C4", "US-OB-FU"),
    ("76825^Fetal heart follow-up^C4", "US-FECHO-FU"),
    ("93307^Echo with colour Doppler^C4", "ECHO-COMP"),
    ("76536^Thyroid biopsy^C4", "US-GUID-NDL"),
    ("76642^Breast axilla^C4", "US-LIMB"),
]


@pytest.mark.parametrize(("procedure", "told"), WARNED)
def test_another_charge_may_be_right(study: Make, master: ChargeMaster, procedure: str, told: str) -> None:
    line = code_study(study(("OBR", {4: procedure})), master)[0]
    assert any(f"{told} (" in warning and "may be right instead" in warning for warning in line.warnings)
    assert told in [one.code for one in line.considered]
    assert line.complete, "it is warned about, not blocked"
    assert line.procedure_code == procedure[:5], "and the charge stays what the report says"


ADDED = [
    ("93308^Echo limited with Doppler^C4", ["93308", "93321"]),
    ("93303^Congenital echo with colour Doppler^C4", ["93303", "93320", "93325"]),
    ("76825^Fetal heart with Doppler^C4", ["76825", "76827"]),
    ("76816^US OB growth with umbilical artery Doppler^C4", ["76816", "76820"]),
    ("76819^Biophysical profile with MCA Doppler^C4", ["76819", "76821"]),
    ("93306^Echo with colour Doppler^C4", ["93306"]),
]


@pytest.mark.parametrize(("procedure", "expected"), ADDED)
def test_doppler_is_added(study: Make, master: ChargeMaster, procedure: str, expected: list[str]) -> None:
    lines = code_study(study(("OBR", {4: procedure})), master)
    assert codes(lines) == expected
    for line in lines[1:]:
        assert "is added to" in line.why and line.why.endswith(".")
        assert line.complete


def test_what_was_ordered_is_not_added_a_second_time(study: Make, master: ChargeMaster) -> None:
    lines = code_study(study(("OBR", {4: "93308^Echo limited Doppler^C4"}), ("OBR", {4: "93321^Doppler^C4"})), master)
    assert codes(lines) == ["93308", "93321"]


def test_what_is_added_is_charged_by_fetus_too(study: Make, master: ChargeMaster) -> None:
    lines = code_study(study(("OBR", {4: "76825^Fetal heart with Doppler^C4"}), TWINS), master)
    assert [(line.procedure_code, line.units, line.modifiers) for line in lines] == [
        ("76825", 1, ()),
        ("76825", 1, ("59",)),
        ("76827", 1, ()),
        ("76827", 1, ("59",)),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("OBR", {4: "93975^A^C4"}), ("OBR", {4: "76700^B^C4"})], "Beside a grey-scale scan"),
        ([("OBR", {4: "76830^A^C4", 31: "O20.0^B^I10"})], "tells a known pregnancy"),
        ([("OBR", {4: "76706^A^C4", 31: "I71.40^B^I10"})], "A screening needs a diagnosis"),
        ([("OBR", {4: "76937^A^C4"})], "stored image"),
    ],
)
def test_cautions(study: Make, master: ChargeMaster, rows: list[tuple[str, dict[int, str]]], told: str) -> None:
    lines = code_study(study(*rows), master)
    line = lines[0]
    assert any(told in warning for warning in warnings_of(lines)[0])
    assert line.complete


def test_no_caution_where_the_condition_does_not_hold(study: Make, master: ChargeMaster) -> None:
    for row in ({4: "93975^A^C4"}, {4: "76830^A^C4"}, {4: "76706^A^C4", 31: "Z13.6^B^I10"}):
        assert warnings_of(code_study(study(("OBR", row)), master)) == ((),)


def test_without_rules_nothing_is_added(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "93308^Echo limited with Doppler^C4"}))
    assert codes(code_study(found, master, rules=())) == ["93308"]


def test_choosing_by_hand_brings_the_add_ons(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "Z^Scan of something^L"}), TWINS)
    (line,) = code_study(found, master)
    (charge,) = master.find("76805")
    lines = choose_with_add_ons(found, line, charge, master, next_number=7)
    assert [(one.number, one.procedure_code, one.units) for one in lines] == [(1, "76805", 1), (7, "76810", 1)]
    assert lines[0].why == "US-OB-COMP was chosen by hand."
    assert all(one.complete for one in lines)


def test_both_sides_are_one_line_or_two(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "76642^Breast both sides^C4"}))
    assert [line.modifiers for line in code_study(found, master)] == [("50",)]
    two = parse_profile("[codes]\nboth_sides = 'two lines'", "site.toml")
    lines = code_study(found, master, two)
    assert [(line.number, line.modifiers) for line in lines] == [(1, ("LT",)), (2, ("RT",))]
    assert warnings_of(lines) == ((), ()) and "this line is the left one" in lines[0].why


@pytest.mark.parametrize("count", [3, 4])
def test_triplets(study: Make, master: ChargeMaster, count: int) -> None:
    found = study(("OBR", {4: "76811^Detailed^C4"}), ("OBX", {3: "11878-6^Fetuses^LN", 5: str(count)}))
    assert [(line.procedure_code, line.units) for line in code_study(found, master)] == [
        ("76811", 1),
        ("76812", count - 1),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[rule]", "no valid TOML"),
        ("[rule]\nname = 'x'", "must consist of [[rule]]"),
        ("other = 1", "must consist of [[rule]]"),
        ("[[rule]]\nname = 'x'\nof = ['1']\nwarn = 'y'\nword = ['z']", "“word” is not known"),
        ("[[rule]]\nname = 'x'\nof = '1'\nwarn = 'y'", "of must be a list of texts"),
        ("[[rule]]\nname = 'x'\nof = ['1']\nwarn = ['y']", "warn must be a text"),
        ("[[rule]]\nof = ['1']\nwarn = 'y'", "needs a name"),
        ("[[rule]]\nname = 'x'\nof = ['1']", "exactly one of add, also, use, warn"),
        ("[[rule]]\nname = 'x'\nof = ['1']\nadd = '2'\nwarn = 'y'", "exactly one of add, also, use, warn"),
    ],
)
def test_faults_of_a_file_are_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(file)
    assert told in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")
    assert load_rules(resources.path("charges", "rules.toml")) == default_rules()


def by_name(study: Make, master: ChargeMaster, name: str, *more: str) -> list[ChargeLine]:
    rows = [("OBR", {1: str(n), 4: f"X^{one}^L", 24: "US"}) for n, one in enumerate((name, *more), 1)]
    return list(code_study(study(*rows), master))


@pytest.mark.parametrize(
    ("name", "code", "also"),
    [
        ("US pelvis complete and transvaginal", "76830", ["US-PELV-COMP"]),
        ("US abdomen complete with Doppler", "76700", ["VAS-ORGAN", "VAS-ORGAN-LIM"]),
        ("US scrotum with Doppler", "76870", ["VAS-ORGAN", "VAS-ORGAN-LIM"]),
        ("US OB first trimester transvaginal", "76817", ["US-OB-1T"]),
    ],
)
def test_what_may_have_to_be_charged_too_is_told_and_considered(
    study: Make, master: ChargeMaster, name: str, code: str, also: list[str]
) -> None:
    (line,) = by_name(study, master, name)
    assert line.procedure_code == code and line.complete
    (told,) = [one for one in line.warnings if "may have to be charged too" in one]
    assert all(one in told for one in also)
    assert {one.code for one in line.considered} >= set(also)


def test_nothing_is_asked_when_it_stands_beside(study: Make, master: ChargeMaster) -> None:
    rows = [("OBR", {4: "X^US abdomen complete with Doppler^L"}), ("OBR", {1: "2", 4: "93976^Vessels^C4"})]
    lines = list(code_study(study(*rows), master))
    assert [line.procedure_code for line in lines] == ["76700", "93976"]
    assert not any("charged too" in one for one in lines[0].warnings)


@pytest.mark.parametrize("name", ["US pelvis limited and transvaginal", "US OB limited transvaginal"])
def test_two_that_are_named_alike_are_a_persons_choice(study: Make, master: ChargeMaster, name: str) -> None:
    (line,) = by_name(study, master, name)
    assert line.charge is None and len(line.considered) >= 2


def test_both_ways_by_name_are_both_charged(study: Make, master: ChargeMaster) -> None:
    lines = by_name(study, master, "US pelvis transabdominal and transvaginal")
    assert [line.procedure_code for line in lines] == ["76830", "76856"]


@pytest.mark.parametrize(("name", "other"), [("US abdomen", "US-ABD-LIM"), ("US pelvis", "US-PELV-LIM")])
def test_a_name_without_an_extent_is_told(study: Make, master: ChargeMaster, name: str, other: str) -> None:
    (line,) = by_name(study, master, name)
    assert any("does not say how much was examined" in one for one in line.warnings)
    assert other in {one.code for one in line.considered}


def test_a_code_of_the_report_says_how_much(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "76700^US abdomen^C4"})), master)
    assert not any("how much was examined" in one for one in line.warnings)
