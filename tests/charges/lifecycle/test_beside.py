"""Charges that exclude each other in one session, in two studies of one patient."""

from __future__ import annotations

from dataclasses import replace

from helpers.lifecycle import Life, report

from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.beside import beside_of
from workbench.charges.lifecycle.coded import CodedLine
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
