"""The words of a kept study: its title, its patient, and the whole reason for which a row of the list waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from helpers.lifecycle import NOON, Life, make_desk

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.standing import Look
from workbench.history.study_records import StudyDetail, StudySummary
from workbench.ui.studies.study_rows import reasons, title_of, whose


def detail() -> StudyDetail:
    life = Life(make_desk())
    life.report()
    why, names = life.known.why, ("ACC1", "100234", "SAMPLE, ANNA", "A1", "US thyroid", "")
    summary = StudySummary(1, "charged", why, None, NOON, *names, coded=Coded(), charged=())
    return StudyDetail(summary, life.known, (), ())


def test_the_title_is_short_and_the_patient_stands_below() -> None:
    found = detail()
    assert title_of(found) == "Charged: ACC1"
    assert whose(found) == "SAMPLE, ANNA 100234, US thyroid"


def test_the_reason_of_a_row_stands_first_unless_it_is_said_anyway() -> None:
    found = detail()
    why = found.standing.why
    assert reasons(found, "") == why
    assert reasons(found, why) == why
    assert reasons(found, "DFT1 has no answer.") == f"DFT1 has no answer.\n{why}"
    assert reasons(found, f"{why} Nobody has an account.") == f"{why} Nobody has an account."
    seen = replace(found, standing=replace(found.standing, look=(Look("Line 1: odd", datetime.now(UTC)),)))
    assert reasons(seen, "Line 1: odd") == why
