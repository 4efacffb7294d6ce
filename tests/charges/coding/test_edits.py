"""Editing a charge line by hand. The lines are those that coding really gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding import edits
from workbench.charges.coding.checks import told_of, warnings_of
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.edits import EditRefused
from workbench.charges.coding.lines import ChargeLine, Lack, Missing
from workbench.charges.profile.model import parse_profile
from workbench.charges.study.model import Exam, Procedure, Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document

Reports = Callable[[str], Document]
UNKNOWN = "13-unknown-procedure"
LINE = ChargeLine(1, 1, local_code="US", service_time="20260301")


@dataclass(frozen=True)
class Coded:
    """A study with its lines, and its master for choosing others."""

    study: Study
    master: ChargeMaster
    lines: tuple[ChargeLine, ...]

    def with_code(self, text: str, line: ChargeLine | None = None) -> ChargeLine:
        return edits.with_code(self.study, line or self.lines[0], self.master, text)


@pytest.fixture
def unknown(sample: Reports, master: ChargeMaster) -> Coded:
    """A study whose procedure the charge master does not have."""
    study = read_report(sample(UNKNOWN))
    return Coded(study, master, code_study(study, master))


def test_a_code_of_the_charge_master_brings_its_price(unknown: Coded) -> None:
    line = unknown.with_code("US-NECK")
    assert line.complete
    assert line.procedure_code == "76536"
    assert line.unit_price is not None
    assert "chosen by hand" in line.why


@pytest.mark.parametrize(
    ("text", "local", "procedure", "system"),
    [
        ("99999", "", "99999", "CPT"),
        ("g9999", "", "G9999", "HCPCS"),
        ("Own-17", "Own-17", "", ""),
    ],
)
def test_a_code_that_no_row_has_is_taken_as_it_is(
    unknown: Coded, text: str, local: str, procedure: str, system: str
) -> None:
    line = unknown.with_code(f" {text} ")
    assert (line.local_code, line.procedure_code, line.coding_system) == (local, procedure, system)
    assert line.complete
    assert "no such row" in line.why


def test_no_code_is_refused(unknown: Coded) -> None:
    with pytest.raises(EditRefused, match="needs a code"):
        unknown.with_code("  ")


def test_a_code_answers_no_question_about_the_date(unknown: Coded) -> None:
    missing = (Missing(Lack.SERVICE_DATE, "The date of service is empty; enter it."),)
    line = unknown.with_code("US-NECK", replace(unknown.lines[0], service_time="", missing=missing))
    assert line.missing == missing
    dated = edits.with_service_date(line, "2026-03-01")
    assert dated.complete
    assert dated.service_time == "20260301"


def test_a_date_answers_the_question_of_coding_about_it(master: ChargeMaster) -> None:
    study = Study(exams=(Exam(1, Procedure(code="US-NECK")),))
    (line,) = code_study(study, master)
    assert not line.complete
    assert edits.with_service_date(line, "20260301").complete


def test_the_same_charge_twice_is_answered_by_a_modifier(master: ChargeMaster) -> None:
    exams = tuple(Exam(number, Procedure(code="US-NECK"), exam_time="20260301") for number in (1, 2))
    first, second = code_study(Study(exams=exams), master)
    assert first.complete
    assert not second.complete
    assert not edits.with_modifiers(second, "26").complete
    assert not edits.with_units(second, "2").complete
    assert edits.with_modifiers(second, "76").complete


def test_units_are_whole_and_positive() -> None:
    assert edits.with_units(LINE, " 3 ").units == 3
    for text in ("0", "-1", "1.5", "", "x", "10000"):
        with pytest.raises(EditRefused):
            edits.with_units(LINE, text)


def test_a_price_is_exact_or_refused() -> None:
    assert edits.with_price(LINE, "350.00").unit_price == Decimal("350.00")
    assert edits.with_price(LINE, " 20.500").unit_price == Decimal("20.5")
    assert edits.with_price(LINE, "").unit_price is None
    for text in ("1,250.00", "350,00", "-5", "USD 5", "1e3", "NaN", "."):
        with pytest.raises(EditRefused, match="no price"):
            edits.with_price(LINE, text)


def test_modifiers_keep_their_order() -> None:
    assert edits.with_modifiers(LINE, "lt, 26~59 26").modifiers == ("LT", "26", "59")
    assert edits.with_modifiers(LINE, "").modifiers == ()
    with pytest.raises(EditRefused, match="LEFT"):
        edits.with_modifiers(LINE, "26 left")


def test_a_service_date_is_a_day() -> None:
    assert edits.with_service_date(LINE, "20260301141500").service_time == "20260301141500"
    for text in ("2026-02-30", "2026", "tomorrow", ""):
        with pytest.raises(EditRefused, match="no day"):
            edits.with_service_date(LINE, text)


def test_a_description_is_one_line() -> None:
    assert edits.with_description(LINE, " two\nwords ").description == "two words"


def test_warnings_follow_the_lines_as_they_stand(sample: Reports, master: ChargeMaster) -> None:
    study = read_report(sample("02-pregnancy-twins"))
    base, add_on = code_study(study, master)
    assert warnings_of((base, add_on)) == ((), ())
    (alone,) = warnings_of((add_on,))
    assert "never charged alone" in alone[0]
    assert add_on.warnings == ()


def test_units_by_hand_are_looked_at_too(study: Callable[..., Study], master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "76706^Aorta screening^C4", 31: "Z13.6^B^I10"})), master)
    limited = replace(line, charge=replace(line.charge, max_units=1))
    assert warnings_of((limited,)) == ((),)
    more = edits.with_units(limited, "2")
    assert "2 units" in warnings_of((more,))[0][0]
    assert warnings_of((edits.with_units(more, "1"),)) == ((),)


def test_a_side_by_hand_settles_the_warning_about_it(study: Callable[..., Study], master: ChargeMaster) -> None:
    (line,) = code_study(study(("OBR", {4: "76642^US breast^C4"})), master)
    assert "does not state the side" in warnings_of((line,))[0][0]
    assert warnings_of((edits.with_modifiers(line, "LT"),)) == ((),)


def test_a_rule_about_neighbours_warns_only_beside_them(study: Callable[..., Study], master: ChargeMaster) -> None:
    duplex, scan = code_study(study(("OBR", {4: "93975^A^C4"}), ("OBR", {4: "76700^B^C4"})), master)
    assert any("grey-scale" in text for text in warnings_of((duplex, scan))[0])
    assert warnings_of((duplex,)) == ((),)


@pytest.mark.parametrize(("text", "currency"), [("20.555", "USD"), ("0.125", ""), ("20.5", "JPY")])
def test_a_price_has_no_more_decimals_than_its_currency(text: str, currency: str) -> None:
    with pytest.raises(EditRefused, match="too many decimals"):
        edits.with_price(replace(LINE, currency=currency), text)


def twins(master: ChargeMaster) -> tuple[Study, tuple[ChargeLine, ...]]:
    text = (
        "MSH|^~\\&|US|DEMO|||20260301||ORU^R01|1|T|2.5.1\rPID|1||1||A^B\r"
        "OBR|1||A1|X^US OB complete^L|||20260301|||||||||||||||20260301|||F||||||Z36.3^S^I10\r"
        "OBX|1|NM|11878-6^Number of fetuses^LN||2||||||F\r"
    )
    study = read_report(Document.from_text(text))
    return study, code_study(study, master)


def test_a_chosen_charge_brings_its_add_ons_once(master: ChargeMaster) -> None:
    study, lines = twins(master)
    assert [line.complete for line in lines] == [False]
    chosen = edits.with_code_and_add_ons(study, lines[0], lines, master, "76805")
    assert [(line.number, line.procedure_code, line.units) for line in chosen] == [(1, "76805", 1), (2, "76810", 1)]
    assert all(line.complete for line in chosen)
    again = edits.with_code_and_add_ons(study, chosen[0], chosen, master, "76805")
    assert [line.procedure_code for line in again] == ["76805"]


def test_what_is_brought_has_the_date_that_was_entered(master: ChargeMaster) -> None:
    study, lines = twins(master)
    dated = edits.with_service_date(lines[0], "2026-02-01")
    chosen = edits.with_code_and_add_ons(study, dated, [dated], master, "76805")
    assert {line.service_time for line in chosen} == {"20260201"}


def test_both_sides_by_hand_cost_what_the_profile_says(master: ChargeMaster, unknown: Coded) -> None:
    line = replace(unknown.lines[0], side="both")
    study = replace(unknown.study, exams=tuple(replace(exam, side="both") for exam in unknown.study.exams))
    (charge,) = master.find("76642")
    assert charge.unit_price is not None
    for percent in (200, 150):
        profile = parse_profile(f"[codes]\nboth_sides_percent = {percent}", "p.toml")
        (chosen,) = edits.with_code_and_add_ons(study, line, [line], master, "76642", profile)
        assert (chosen.modifiers, chosen.unit_price) == (("50",), charge.unit_price * percent / 100)


def test_50_by_hand_asks_for_the_price_of_both(master: ChargeMaster, unknown: Coded) -> None:
    line = edits.with_code(unknown.study, unknown.lines[0], master, "76642")
    both = edits.with_modifiers(line, "50")
    told = f"50 charges both sides, and {line.unit_price} is the price of one; enter that of both."
    assert told in warnings_of([both])[0]
    assert told not in warnings_of([edits.with_price(both, "380.00")])[0]
    for percent in (100, 200):
        profile = parse_profile(f"[codes]\nboth_sides_percent = {percent}", "p.toml")
        study = replace(unknown.study, exams=tuple(replace(exam, side="both") for exam in unknown.study.exams))
        (chosen,) = edits.with_code_and_add_ons(study, line, [line], master, "76642", profile)
        assert not any("50 charges both sides" in one for one in warnings_of([chosen])[0])


def test_the_add_on_follows_its_base_that_is_changed(master: ChargeMaster) -> None:
    study, lines = twins(master)
    lines = edits.with_code_and_add_ons(study, lines[0], lines, master, "76805")
    base, extra = lines
    lines = (base, edits.with_units(extra, "2"))
    changed, new = edits.with_code_and_add_ons(study, base, lines, master, "76811")
    assert [line.procedure_code for line in (changed, new)] == ["76811", "76812"]
    assert new.units == 2 and "US-OB-COMP-ADD went with US-OB-COMP" in changed.why
    assert edits.left_behind(base, changed, lines) == (lines[1],)
    limited = edits.with_code(study, base, master, "76815")
    assert edits.left_behind(base, limited, lines) == (lines[1],)
    stays = (*lines, replace(base, number=9))
    assert edits.left_behind(base, changed, stays) == ()


@pytest.mark.parametrize("modifier", ["26", "TC", "52", "53"])
def test_a_part_by_hand_asks_for_the_price_of_the_part(master: ChargeMaster, unknown: Coded, modifier: str) -> None:
    line = edits.with_modifiers(edits.with_code(unknown.study, unknown.lines[0], master, "76536"), modifier)
    (told,) = (one for one in warnings_of([line])[0] if one.startswith(modifier))
    assert "230.00 is the price of the whole" in told
    assert told not in warnings_of([edits.with_price(line, "60.00")])[0]
    assert told not in warnings_of([edits.with_modifiers(line, "59")])[0]


@pytest.mark.parametrize(
    ("modifier", "settings", "told"),
    [
        ("26", "[split]\nlisted_price = 'part'", False),
        ("TC", "[split]\nlisted_price = 'part'", False),
        ("26", "[codes]\ncomponent = 'professional'\n[split]\nlisted_price = 'part'", False),
        ("26", "[codes]\ncomponent = 'split'\n[split]\nlisted_price = 'part'\nprofessional_share = 40", True),
        ("52", "[split]\nlisted_price = 'part'", True),
        ("26", "[split]\nlisted_price = 'whole'", True),
    ],
)
def test_a_price_that_is_listed_for_the_part_is_that_of_the_part(
    master: ChargeMaster, unknown: Coded, modifier: str, settings: str, told: bool
) -> None:
    profile = parse_profile(settings, "p")
    line = edits.with_modifiers(edits.with_code(unknown.study, unknown.lines[0], master, "76536"), modifier)
    assert any("is the price of the whole" in one for one in warnings_of([line], profile=profile)[0]) is told
    assert line.charge is not None
    divided = replace(line, charge=replace(line.charge, professional_price=Decimal("90")))
    # A row that tells both prices lists that of the whole.
    assert any("is the price of the whole" in one for one in warnings_of([divided], profile=profile)[0])


def test_more_units_than_further_fetuses_are_warned_of(master: ChargeMaster) -> None:
    study, lines = twins(master)
    base, extra = edits.with_code_and_add_ons(study, lines[0], lines, master, "76805")
    more = edits.with_units(extra, "3")
    assert any(
        "more than the 1 that the report has fetuses for (2 in all)" in one for one in warnings_of([base, more])[1]
    )
    assert more.why.endswith("The units were entered by hand: 3.")
    again = edits.with_units(more, "1")
    assert again.why.count("entered by hand") == 1
    assert not any("fetuses for" in one for one in warnings_of([base, again])[1])


def test_warnings_call_lines_by_their_place(master: ChargeMaster, unknown: Coded) -> None:
    line = replace(unknown.with_code("76700"), number=7)
    other = replace(unknown.with_code("76705"), number=2)
    assert "US-ABD-LIM (line 2) exclude" in warnings_of([line, other])[0][0]
    assert any(one.startswith("Line 2 (US-ABD-LIM): ") for one in told_of([line, other]))


def test_a_code_that_no_row_has_takes_nothing_over_and_is_warned_of(master: ChargeMaster, unknown: Coded) -> None:
    line = unknown.with_code("76811")
    by_hand = unknown.with_code("NOPE", line)
    assert (by_hand.description, by_hand.unit_price, by_hand.procedure_code) == ("", None, "")
    (told,) = warnings_of([by_hand])[0]
    assert "no NOPE" in told and "FT1-25" in told
    entered = edits.with_price(edits.with_description(line, "Own words"), "12.00")
    kept = unknown.with_code("99999", entered)
    assert (kept.description, kept.unit_price) == ("Own words", Decimal("12.00"))
    assert "FT1-25" not in warnings_of([kept])[0][0]
