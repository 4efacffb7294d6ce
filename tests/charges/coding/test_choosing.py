from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster, parse
from workbench.charges.coding.checks import warnings_of
from workbench.charges.coding.choosing import choose, code_study
from workbench.charges.coding.edits import with_units
from workbench.charges.coding.lines import ChargeLine, Lack
from workbench.charges.coding.matching import match
from workbench.charges.profile.model import parse_profile
from workbench.charges.study.model import Exam, Procedure, Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document

Make = Callable[..., Study]
Sample = Callable[[str], Document]


def brief(lines: tuple[ChargeLine, ...]) -> list[tuple[str, int, str]]:
    return [(line.local_code, line.units, "~".join(line.modifiers)) for line in lines]


SAMPLES = {
    "01-pregnancy-second-trimester": [("US-OB-COMP", 1, "")],
    "02-pregnancy-twins": [("US-OB-COMP", 1, ""), ("US-OB-COMP-ADD", 1, "")],
    "03-nuchal-scan": [("US-OB-NT", 1, "")],
    "04-pelvis-two-examinations": [("US-PELV-COMP", 1, ""), ("US-PELV-TV", 1, "")],
    "05-breast-left-focused": [("US-BREAST-LIM", 1, "LT")],
    "06-thyroid": [("US-NECK", 1, "")],
    "07-carotid-with-insurance": [("VAS-CAROTID", 1, "")],
    "08-heart": [("ECHO-COMP", 1, "")],
    "09-kidneys-old-system": [("US-RENAL-COMP", 1, "")],
    "10-preliminary": [("US-OB-1T", 1, "")],
    "11-pregnancy-twins-corrected": [("US-OB-DET", 1, ""), ("US-OB-DET-ADD", 1, "")],
    "12-cancelled": [("US-ABD-COMP", 1, "")],
    "13-unknown-procedure": [("", 1, "")],
    "14-missing-account": [("US-SCROTUM", 1, "")],
    "15-preliminary-without-result-status": [("US-OB-FU", 1, "")],
    "16-one-examination-not-signed": [("US-ABD-COMP", 1, ""), ("VAS-ORGAN", 1, "")],
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_lines_of_the_samples(sample: Sample, master: ChargeMaster, name: str) -> None:
    lines = code_study(read_report(sample(name)), master)
    assert brief(lines) == SAMPLES[name]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert line.why.endswith(".")


def test_a_line_has_all_that_a_charge_needs(sample: Sample, master: ChargeMaster) -> None:
    line = code_study(read_report(sample("02-pregnancy-twins")), master)[0]
    assert (line.unit_price, line.amount, line.currency) == (Decimal("350.00"), Decimal("350.00"), "USD")
    assert (line.procedure_code, line.coding_system, line.department) == ("76805", "CPT", "OBUS")
    assert [one.code for one in line.diagnoses] == ["Z36.3", "O30.042"]
    assert line.accession_raw == "ACC26030202^USREPORT"
    assert line.service_time == "20260302110000"
    assert str(line.source) == "OBR-4"
    person = line.provider("interpreter")
    assert person is not None and person.identifier == "1234567893"


@pytest.mark.parametrize(("fetuses", "units"), [("1", None), ("2", 1), ("3", 2), ("4", 3)])
def test_add_on_for_every_fetus_after_the_first(
    study: Make, master: ChargeMaster, fetuses: str, units: int | None
) -> None:
    found = study(
        ("OBR", {4: "US-OB-COMP^US OB second trimester complete^L"}),
        ("OBX", {3: "11878-6^Number of fetuses^LN", 5: fetuses}),
    )
    lines = code_study(found, master)
    assert [line.units for line in lines[1:]] == ([] if units is None else [units])
    if units:
        assert lines[1].local_code == "US-OB-COMP-ADD"
        assert lines[1].amount == Decimal("180.00") * units
        assert "OBX-5" in lines[1].why
        assert str(lines[1].source) == "OBX-5"


def test_a_charge_by_fetus_comes_again_with_its_modifier(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "US-OB-FU^US OB follow-up^L"}), ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "3"}))
    assert brief(code_study(found, master)) == [("US-OB-FU", 1, ""), ("US-OB-FU", 2, "59")]


def test_fetuses_do_not_matter_where_they_are_not_charged(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "US-OB-LIM^US OB limited^L"}), ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "2"}))
    assert len(code_study(found, master)) == 1


def test_an_unknown_procedure_is_a_line_to_complete(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "Z^US salivary glands^L"})), master)
    assert not line.complete
    assert "no row of the charge master fits “US salivary glands”" in line.to_complete[0]
    assert line.amount is None
    assert line.accession == "ACC1"


def test_a_person_completes_it(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "Z^US salivary glands left^L"}))
    (line,) = code_study(found, master)
    (charge,) = master.find("US-LIMB")
    chosen = choose(found, line, charge)
    assert chosen.complete
    assert (chosen.number, chosen.local_code, chosen.modifiers) == (1, "US-LIMB", ("LT",))
    assert chosen.why == "US-LIMB was chosen by hand."


def test_a_report_without_orders_gives_a_line_to_complete(study: Make, master: ChargeMaster) -> None:
    found = replace(study(), exams=())
    (line,) = code_study(found, master)
    assert "has no OBR segment" in line.to_complete[0]
    (charge,) = master.find("US-NECK")
    assert "date of service" in choose(found, line, charge).to_complete[0]


@pytest.mark.parametrize(("time", "told"), [("", "is empty"), ("20260230", "is no day"), ("2026", "is no day")])
def test_without_a_day_of_service_it_is_not_complete(study: Make, master: ChargeMaster, time: str, told: str) -> None:
    (line,) = code_study(study(("OBR", {7: time})), master)
    assert told in line.to_complete[0]


def test_a_diagnosis_of_another_study_of_the_message_is_to_be_looked_at(study: Make, master: ChargeMaster) -> None:
    """Two orders of one accession share it silently; an order with another accession does not."""
    found = study(("OBR", {}), ("OBR", {2: "P2", 3: "OTHER", 31: ""}))
    _, line = code_study(found, master)
    assert [one.code for one in line.diagnoses] == ["E04.1"]
    assert line.warnings[-1] == (
        "It has no diagnosis of its own: E04.1 is from another study (OBR 1). Look whether that fits."
    )


def test_an_impossible_day_of_service_loses_no_line(sample: Sample, master: ChargeMaster) -> None:
    """The add-on for the second fetus does not depend on the day; it waits for it like its base."""
    twins = sample("02-pregnancy-twins")
    lines = code_study(read_report(twins.put("OBR-7", "20261399")), master)
    assert brief(lines) == SAMPLES["02-pregnancy-twins"]
    assert [[one.kind for one in line.missing] for line in lines] == [[Lack.SERVICE_DATE]] * 2
    assert sum(line.amount or 0 for line in lines) == Decimal("530.00")


def test_the_same_charge_from_two_orders_is_asked_about(study: Make, master: ChargeMaster) -> None:
    order = {4: "US-NECK^US thyroid^L"}
    lines = code_study(study(("OBR", order), ("OBR", {**order, 1: "2"})), master)
    assert lines[0].complete
    assert "gives the same charge (US-NECK) as OBR 1" in lines[1].to_complete[0]


def test_an_accession_number_in_other_capitals_is_the_same_study(study: Make, master: ChargeMaster) -> None:
    order = {4: "US-NECK^US thyroid^L"}
    lines = code_study(study(("OBR", {**order, 3: "ACC1"}), ("OBR", {**order, 1: "2", 3: "acc1"})), master)
    assert "gives the same charge (US-NECK) as OBR 1" in lines[1].to_complete[0]


def test_the_same_charge_of_two_accessions_or_sides_is_not_asked_about(study: Make, master: ChargeMaster) -> None:
    other = code_study(
        study(("OBR", {4: "US-NECK^US thyroid^L"}), ("OBR", {3: "ACC2", 4: "US-NECK^US thyroid^L"})), master
    )
    assert all(line.complete for line in other)
    sides = code_study(study(("OBR", {4: "76642^US breast left^C4"}), ("OBR", {4: "76642^US breast right^C4"})), master)
    assert brief(sides) == [("US-BREAST-LIM", 1, "LT"), ("US-BREAST-LIM", 1, "RT")]
    assert all(line.complete for line in sides)


@pytest.mark.parametrize(
    ("rows", "number", "told"),
    [
        ([("OBR", {4: "76700^A^C4"}), ("OBR", {4: "76705^B^C4"})], 1, "US-ABD-COMP and US-ABD-LIM (line 2) exclude"),
        ([("OBR", {4: "93320^A^C4"})], 1, "is never charged alone"),
        ([("OBR", {4: "76642^US breast^C4"})], 1, "does not state the side"),
        ([("OBR", {4: "93882^Carotid both sides^C4"})], 1, "the report says both"),
        ([("OBR", {4: "93880^Carotid left^C4"})], 1, "covers both sides"),
        ([("OBR", {31: ""})], 1, "no coded diagnosis"),
    ],
)
def test_warnings(
    study: Make, master: ChargeMaster, rows: list[tuple[str, dict[int, str]]], number: int, told: str
) -> None:
    lines = code_study(study(*rows), master)
    line, warnings = lines[number - 1], warnings_of(lines)[number - 1]
    assert any(told in warning for warning in warnings), warnings
    assert line.complete, "it is warned about, not blocked"


def test_too_many_units(study: Make, small_master: Callable[[str], ChargeMaster]) -> None:
    master = small_master(
        "local_code,procedure_code,description,unit_price,per,base_codes,max_units\n"
        "BASE,,Base,1.00,,,\nADD,,Add-on,0.10,extra fetus,BASE,1\n"
    )
    found = study(("OBR", {4: "BASE^Base^L"}), ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "4"}))
    lines = code_study(found, master)
    line = lines[1]
    assert "3 units of ADD are more than the charge master allows (1)." in warnings_of(lines)[1]
    assert line.amount == Decimal("0.30")


def test_money_is_exact(small_master: Callable[[str], ChargeMaster]) -> None:
    (charge,) = small_master("local_code,procedure_code,description,unit_price\nA,,A,0.10\n").charges
    line = ChargeLine(1, 1, charge=charge, local_code="A", units=3, unit_price=charge.unit_price)
    assert line.amount == Decimal("0.30")
    assert replace(line, unit_price=None).amount is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"local_code": ""}, "neither a local code nor a procedure code"),
        ({"service_time": "soon"}, "no date of service"),
        ({"units": 0}, "0 units cannot be charged"),
    ],
)
def test_edited_lines_say_what_they_lack(changes: dict[str, object], told: str) -> None:
    line = ChargeLine(1, 1, local_code="A", service_time="20260301")
    assert line.complete
    assert told in replace(line, **changes).to_complete[0]  # type: ignore[arg-type]


def test_both_sides_cost_the_price_of_both(study: Make, master: ChargeMaster) -> None:
    found = study(("OBR", {4: "76642^US breast bilateral^C4"}))
    (line,) = code_study(found, master)
    assert line.charge is not None and line.charge.unit_price is not None
    one_side = line.charge.unit_price
    assert (line.modifiers, line.amount) == (("50",), 2 * one_side)
    assert f"It is for both sides (50): 200 % of {one_side} for one" in line.why
    two = code_study(found, master, parse_profile("[codes]\nboth_sides = 'two lines'", "p.toml"))
    assert sum(one.amount or 0 for one in two) == line.amount
    for percent, price in ((150, one_side * 3 / 2), (100, one_side)):
        (line,) = code_study(found, master, parse_profile(f"[codes]\nboth_sides_percent = {percent}", "p.toml"))
        assert line.amount == price


def test_plural_words_are_known(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "X^US knees complete^L"})), master)
    assert line.procedure_code == "76881"
    (line,) = code_study(study(("OBR", {4: "X^OB BPP with NST^L", 24: "US"})), master)
    assert line.procedure_code == "76818"


def test_what_is_considered_has_something_to_do_with_it(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "X^US toes bilateral^L"})), master)
    assert line.charge is None and line.considered == ()


@pytest.mark.parametrize(("code", "complete"), [("76805", False), ("76816", False), ("76815", True), ("76536", True)])
def test_an_impossible_count_of_fetuses_has_to_be_completed(
    study: Make, master: ChargeMaster, code: str, complete: bool
) -> None:
    rows = [("OBR", {4: f"{code}^A^C4"}), ("OBX", {3: "11878-6^Number of fetuses^LN", 5: "-2"})]
    (line,) = code_study(study(*rows), master)
    assert line.complete is complete
    if not complete:
        assert [one.kind for one in line.missing] == [Lack.FETUSES] and "“-2”" in line.to_complete[0]
        assert with_units(line, "1").complete


def without_price(code: str) -> ChargeMaster:
    """Our charge master with a price of that row that cannot be read."""
    table = resources.path("charges", "chargemaster.csv").read_text("utf-8").split("\n")
    return parse(
        "\n".join(
            re.sub(r",\d+\.00,", ",$350,", one, count=1) if one.startswith(f"{code},") else one for one in table
        ).encode(),
        "master.csv",
    )


def twins(study: Make, *orders: dict[int, str]) -> Study:
    count_of = {2: "NM", 3: "11878-6^Number of fetuses^LN", 5: "2"}
    return study(*(("OBR", order) for order in orders), ("OBX", count_of))


def test_a_row_left_out_for_its_price_is_asked_for_and_no_other_row_is_charged(study: Make) -> None:
    report = twins(study, {4: "X^US OB second trimester complete^L"})
    (line,) = code_study(report, without_price("US-OB-COMP"))
    assert line.charge is None and not line.complete
    assert "US-OB-COMP" in line.missing[0].text and "Row 17, unit_price" in line.missing[0].text


def test_an_add_on_left_out_for_its_price_is_a_line_to_complete(study: Make) -> None:
    base, extra = code_study(twins(study, {4: "X^US OB second trimester complete^L"}), without_price("US-OB-COMP-ADD"))
    assert base.local_code == "US-OB-COMP" and base.complete
    assert not extra.complete and extra.units == 1 and "US-OB-COMP-ADD" in extra.missing[0].text


def test_a_complete_scan_of_the_second_trimester_is_never_one_of_the_first(master: ChargeMaster) -> None:
    rows = tuple(one for one in master.charges if one.local_code not in ("US-OB-COMP", "US-OB-DET"))
    found = match(Exam(1, Procedure("X", "US OB second trimester complete", "L")), replace(master, charges=rows), None)
    assert found.charge is None


def test_biophysical_profiles_ordered_by_fetus_are_asked_about_and_not_charged_for_four(
    study: Make, master: ChargeMaster
) -> None:
    report = twins(study, {4: "X^BPP fetus A^L"}, {3: "ACC2", 4: "X^BPP fetus B^L"})
    first, more, again = code_study(report, master)
    assert [line.local_code for line in (first, more, again)] == ["US-BPP"] * 3
    assert first.complete and more.complete and not again.complete
    assert "more than the fetuses" in again.missing[0].text


@pytest.mark.parametrize("codes", [("76805", "76810"), ("76810", "76805")])
def test_an_add_on_with_an_order_of_its_own_is_not_charged_twice(
    study: Make, master: ChargeMaster, codes: tuple[str, str]
) -> None:
    first, second = codes
    lines = code_study(twins(study, {4: f"{first}^OB^C4"}, {3: "ACC2", 4: f"{second}^OB^C4"}), master)
    assert [line.procedure_code for line in lines if line.complete] in (["76805", "76810"], ["76810", "76805"])
    (asked,) = [line for line in lines if not line.complete]
    assert asked.procedure_code == "76810"


def test_the_same_charge_of_two_accessions_on_one_day_is_warned_of(study: Make, master: ChargeMaster) -> None:
    lines = code_study(study(("OBR", {}), ("OBR", {3: "ACC2"})), master)
    assert all(line.complete for line in lines)
    first, second = warnings_of(lines)
    assert not first and second == (
        "US-NECK stands in line 1 for the same day too; charge it twice only if it was done twice (modifier 76 or 77).",
    )
    other_day = code_study(study(("OBR", {}), ("OBR", {3: "ACC2", 7: "20260302141500"})), master)
    assert not any(warnings_of(other_day))


def named(study: Make, master: ChargeMaster, title: str) -> tuple[ChargeLine, ...]:
    return code_study(study(("OBR", {4: f"X^{title}^L", 24: "US"})), master)


def test_a_fetal_echo_with_doppler_is_the_heart_and_its_doppler(study: Make, master: ChargeMaster) -> None:
    assert [line.procedure_code for line in named(study, master, "Fetal echo with doppler")] == ["76825", "76827"]
    assert [line.procedure_code for line in named(study, master, "Fetal echo follow-up doppler")] == ["76826", "76828"]
    (alone,) = code_study(study(("OBR", {4: "76827^Fetal heart Doppler^C4"})), master)
    assert any("US-FECHO (Fetal heart, first exam) may have to be charged too" in one for one in alone.warnings)


@pytest.mark.parametrize(
    ("title", "charged", "asked"),
    [
        ("US OB detailed anatomy transvaginal cervix length", "US-OB-TV", "US-OB-DET"),
        ("US OB second trimester complete and transvaginal", "US-OB-COMP", "US-OB-TV"),
        ("US OB nuchal translucency and first trimester complete", "US-OB-NT", "US-OB-1T"),
        ("US abdomen limited and scrotum", "US-ABD-LIM", "US-SCROTUM"),
    ],
)
def test_two_examinations_in_one_name_are_asked_about(
    study: Make, master: ChargeMaster, title: str, charged: str, asked: str
) -> None:
    (line,) = named(study, master, title)
    assert line.local_code == charged and asked in [one.code for one in line.considered]
    assert [one for one in line.warnings if asked in one and "may have to be charged too" in one]


@pytest.mark.parametrize("title", ["US OB transvaginal", "US abdomen limited", "US kidneys and bladder", "Stress echo"])
def test_one_examination_is_not_asked_for_another(study: Make, master: ChargeMaster, title: str) -> None:
    assert not any("speaks of more" in one for line in named(study, master, title) for one in line.warnings)


def test_a_liver_with_contrast_is_no_limited_abdomen(study: Make, master: ChargeMaster) -> None:
    assert [line.procedure_code for line in named(study, master, "CEUS liver")] == ["76978"]
    (whole,) = named(study, master, "US abdomen complete with contrast")
    assert any("US-CEUS" in one for one in whole.warnings)


def only_warnings(lines: tuple[ChargeLine, ...]) -> str:
    return " ".join(told for warnings in warnings_of(lines) for told in warnings)


def test_a_side_that_contradicts_itself_is_warned_of(study: Make, master: ChargeMaster) -> None:
    order = ("OBR", {4: "X^US breast left complete^L", 24: "US"})
    side = {2: "TX", 3: "SIDE^Side^L"}
    against = code_study(study(order, ("OBX", {**side, 5: "right"})), master)
    assert brief(against) == [("US-BREAST-COMP", 1, "LT")]
    assert "the name (OBR-4) says left, the findings (OBX) says right" in only_warnings(against)
    assert "contradicts" not in only_warnings(code_study(study(order, ("OBX", {**side, 5: "left"})), master))
    both = ("OBR", {4: "X^US breast bilateral complete^L", 24: "US"})
    lesion = code_study(study(both, ("OBX", {**side, 5: "left"})), master)
    assert "contradicts" not in only_warnings(lesion)


@pytest.mark.parametrize(
    ("name", "count_of", "diagnosis", "told"),
    [
        ("US OB second trimester complete triplets", "2", "Z36.3", "“triplets”"),
        ("US OB second trimester complete twins", "1", "Z36.3", "“twins”"),
        ("US OB second trimester complete", "1", "O30.102", "O30.102 means 3"),
        ("US OB second trimester complete", "0", "Z36.3", "states 0 fetuses"),
        ("US OB second trimester complete twins", "2", "O30.042", ""),
        ("US OB second trimester complete", "1", "Z36.3", ""),
    ],
)
def test_counts_of_fetuses_that_contradict_each_other_are_warned_of(
    study: Make, master: ChargeMaster, name: str, count_of: str, diagnosis: str, told: str
) -> None:
    observed = {2: "NM", 3: "11878-6^Number of fetuses^LN", 5: count_of}
    lines = code_study(study(("OBR", {4: f"X^{name}^L", 31: f"{diagnosis}^S^I10"}), ("OBX", observed)), master)
    assert lines[0].local_code == "US-OB-COMP"
    said = only_warnings(lines)
    assert told in said and bool(said) is bool(told)


def test_modifiers_of_the_order_are_on_the_line_or_told(study: Make, master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "X^US thyroid^L", 44: "76536^Neck^C4", 45: "59~GA~76~77~XS"})), master)
    assert set(line.modifiers) == {"59", "GA", "76", "77", "XS"}
    (reduced,) = code_study(study(("OBR", {4: "76536-52^US thyroid^C4"})), master)
    assert (reduced.procedure_code, reduced.modifiers) == ("76536", ("52",))
    assert "procedure code" in reduced.why
    (part,) = code_study(study(("OBR", {45: "26~LT"})), master)
    assert part.modifiers == () and "The order gives the modifier 26, LT" in only_warnings((part,))
    (side,) = code_study(study(("OBR", {4: "X^US breast complete^L", 24: "US", 45: "LT"})), master)
    assert side.modifiers == ("LT",) and not only_warnings((side,))


@pytest.mark.parametrize(
    ("code", "billing", "charged", "other"),
    [
        ("US-NECK^US thyroid^L", "76811^Detailed^C4", "US-NECK", "76811"),
        ("76805^OB^C4", "76811^Detailed^C4", "US-OB-DET", "76805"),
        ("US-NECK^US thyroid^L", "99999^Other^C4", "US-NECK", "99999"),
    ],
)
def test_codes_of_the_report_that_contradict_each_other_are_warned_of(
    study: Make, master: ChargeMaster, code: str, billing: str, charged: str, other: str
) -> None:
    lines = code_study(study(("OBR", {4: code, 44: billing})), master)
    assert lines[0].local_code == charged
    assert f"The report gives the code {other} too" in only_warnings(lines)
    assert "too:" not in only_warnings(code_study(study(("OBR", {4: "US-NECK^A^L", 44: "76536^B^C4"})), master))


def test_left_and_right_are_asked_whether_they_are_one_charge_for_both(study: Make, master: ChargeMaster) -> None:
    orders = [
        ("OBR", {4: "93971^Vein duplex left^C4", 31: "I82.401^Clot^I10"}),
        ("OBR", {3: "ACC2", 4: "93971^Vein duplex right^C4", 31: "I82.401^Clot^I10"}),
    ]
    lines = code_study(study(*orders), master)
    assert brief(lines) == [("VAS-VEN-LIM", 1, "LT"), ("VAS-VEN-LIM", 1, "RT")]
    first, second = warnings_of(lines)
    assert not first and "one charge for both may be right instead (93970)" in second[0]
    breasts = [("OBR", {4: f"76642^US breast {side}^C4"}) for side in ("left", "right")]
    assert not only_warnings(code_study(study(*breasts), master))


def test_twins_without_a_row_for_the_second_are_warned_of(study: Make, master: ChargeMaster) -> None:
    report = twins(study, {4: "76805^OB^C4"})
    less = replace(master, charges=tuple(one for one in master.charges if one.procedure_code != "76810"))
    (line,) = code_study(report, less)
    assert "no line charges the further ones (76810)" in only_warnings((line,))
    added = replace(line, number=2, charge=None, local_code="", procedure_code="76810", cautions=())
    assert "no line charges" not in only_warnings((line, added))
    assert "no line charges" not in only_warnings(code_study(report, master))


def test_a_procedure_code_that_is_none_is_warned_of(study: Make, small_master: Callable[[str], ChargeMaster]) -> None:
    table = "local_code,procedure_code,coding_system,description,unit_price\nL1,{},CPT,Words,350.00"
    order = ("OBR", {4: "L1^Words^L"})
    assert "76805-26" in only_warnings(code_study(study(order), small_master(table.format("76805-26"))))
    assert not only_warnings(code_study(study(order), small_master(table.format("76805"))))


@pytest.mark.parametrize(
    ("sex", "code", "told"), [("M", "76805", "a man"), ("F", "76870", "a woman"), ("F", "76805", "")]
)
def test_a_charge_that_does_not_go_with_the_patient_is_warned_of(
    study: Make, master: ChargeMaster, sex: str, code: str, told: str
) -> None:
    said = only_warnings(code_study(study(("PID", {8: sex}), ("OBR", {4: f"{code}^A^C4"})), master))
    assert told in said and ("PID-8" in said) is bool(told)


@pytest.mark.parametrize(
    ("diagnosis", "told"),
    [("ZZZ99^X^I10", "no ICD-10 code"), ("V22.0^X^I9C", "of ICD-9"), ("U07.1^X^I10", ""), ("O30042^X^I10", "")],
)
def test_a_diagnosis_that_is_none_is_warned_of(study: Make, master: ChargeMaster, diagnosis: str, told: str) -> None:
    said = only_warnings(code_study(study(("OBR", {31: diagnosis})), master))
    assert told in said and bool(said) is bool(told)
