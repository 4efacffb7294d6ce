"""Charges that exclude each other in one session, in two studies of one patient."""

from __future__ import annotations

from dataclasses import replace

from helpers.lifecycle import NOON, Life, report

from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.beside import against_beside, asked_beside, beside_of
from workbench.charges.lifecycle.coded import CodedLine
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.take import take
from workbench.charges.study.report import read_report

LIMITED = CodedLine("ACC2", "US-ABD-LIM", "76705", service_day="20260301")


def test_the_same_day_is_warned_of_and_another_is_not(life: Life) -> None:
    document = report(0, code="US-ABD-COMP^US abdomen complete^L", diagnosis="R10.11")
    lines = code_study(read_report(document), life.desk.master, life.desk.profile)
    master = life.desk.master
    (said,) = beside_of(lines, [LIMITED], master)
    assert "US-ABD-COMP" in said and "76705" in said and "ACC2" in said
    assert beside_of(lines, [replace(LIMITED, service_day="20260302")], master) == ()
    assert beside_of(lines, [replace(LIMITED, local_code="US-NECK", procedure_code="76536")], master) == ()


def test_the_other_study_is_told_the_same_the_other_way_round(life: Life) -> None:
    document = report(0, code="US-ABD-COMP^US abdomen complete^L", diagnosis="R10.11")
    lines = code_study(read_report(document), life.desk.master, life.desk.profile)
    (found,) = against_beside(lines, [LIMITED], life.desk.master)
    assert found.other == "ACC2"
    assert "US-ABD-COMP and 76705 of study ACC2 on the same day" in found.text
    assert found.back.startswith("76705 and US-ABD-COMP of study ACC1 on the same day exclude each other")


def test_what_the_other_charge_alone_says_is_warned_of_too(life: Life) -> None:
    document = report(0, code="US-ABD-COMP^US abdomen complete^L", diagnosis="R10.11")
    charges = tuple(
        replace(
            one,
            excludes=()
            if one.local_code == "US-ABD-COMP"
            else ("76700",)
            if one.local_code == "US-ABD-LIM"
            else one.excludes,
        )
        for one in life.desk.master.charges
    )
    master = replace(life.desk.master, charges=charges)
    lines = code_study(read_report(document), master, life.desk.profile)
    (said,) = beside_of(lines, [LIMITED], master)
    assert "exclude each other" in said
    silent = replace(master, charges=tuple(replace(one, excludes=()) for one in charges))
    assert beside_of(code_study(read_report(document), silent, life.desk.profile), [LIMITED], silent) == ()


def test_an_add_on_that_another_study_of_the_day_brought_is_asked_about(life: Life) -> None:
    document = report(0, code="76810^OB extra fetus^C4", diagnosis="O30.042")
    lines = code_study(read_report(document), life.desk.master, life.desk.profile)
    brought = CodedLine("ACC2", "US-OB-COMP-ADD", "76810", service_day="20260301")
    (asked,) = asked_beside(lines, [brought], 2)
    assert not asked.complete and "ACC2" in asked.missing[0].text
    (third,) = asked_beside(lines, [brought], 3)
    assert third.complete
    (next_day,) = asked_beside(lines, [replace(brought, service_day="20260302")], 2)
    assert next_day.complete


def test_a_second_accession_with_the_add_on_is_held_and_a_person_may_charge_it(life: Life) -> None:
    document = report(0, code="76810^OB extra fetus^C4", diagnosis="O30.042")
    brought = CodedLine("ACC2", "US-OB-COMP-ADD", "76810", service_day="20260301")
    study = read_report(document)
    held = take(Standing(1), study, document, life.desk, at=NOON, beside=[brought])
    assert "more than the fetuses" in held.refusal and not held.messages
    stated = take(Standing(1), study, document, life.desk, at=NOON, beside=[brought], stated=Event.SIGNED)
    assert not stated.refusal and len(stated.messages) == 1


def test_the_same_charge_in_another_study_of_the_day_is_warned_of(life: Life) -> None:
    lines = code_study(read_report(report(0)), life.desk.master, life.desk.profile)
    same = CodedLine("ACC2", "US-NECK", "76536", service_day="20260301")
    (said,) = beside_of(lines, [same], life.desk.master)
    assert "ACC2" in said and "76 or 77" in said
    assert beside_of([replace(lines[0], modifiers=("76",))], [same], life.desk.master) == ()


def test_sides_of_two_studies_are_not_the_same_charge(life: Life) -> None:
    document = report(0, code="76642^US breast left^C4", diagnosis="N63.20")
    lines = code_study(read_report(document), life.desk.master, life.desk.profile)
    right = CodedLine("ACC2", "US-BREAST-LIM", "76642", modifiers=("RT",), service_day="20260301")
    assert beside_of(lines, [right], life.desk.master) == ()
    assert beside_of(lines, [replace(right, modifiers=("LT",))], life.desk.master)


def test_the_other_side_in_another_study_of_the_day_is_warned_of(life: Life) -> None:
    document = report(0, code="93971^Vein duplex left^C4", diagnosis="I82.401")
    lines = code_study(read_report(document), life.desk.master, life.desk.profile)
    right = CodedLine("ACC2", "VAS-VEN-LIM", "93971", modifiers=("RT",), service_day="20260301")
    (said,) = beside_of(lines, [right], life.desk.master)
    assert "93970" in said and "ACC2" in said


def test_an_add_on_whose_base_stands_in_another_study_of_the_day_is_not_called_alone(life: Life) -> None:
    document = report(0, code="76810^OB extra fetus^C4", diagnosis="O30.042")
    base = CodedLine("ACC2", "US-OB-COMP", "76805", service_day="20260301")
    study = read_report(document)
    taken = take(Standing(1), study, document, life.desk, at=NOON, beside=[base])
    assert taken.messages and not any("charged alone" in one for one in taken.warnings)
    next_day = take(Standing(1), study, document, life.desk, at=NOON, beside=[replace(base, service_day="20260302")])
    assert any("charged alone" in one for one in next_day.warnings)
