"""The words of a kept study: its title, its patient, and the whole reason for which a row of the list waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from helpers.lifecycle import NOON, Life, make_desk

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.standing import Look
from workbench.charges.lifecycle.states import Action
from workbench.charges.study.status import SIGNED_KINDS, WORST_FIRST
from workbench.history.study_records import EventRecord, StudyDetail, StudySummary, VersionRecord
from workbench.ui.studies.signing import DONE, words_of
from workbench.ui.studies.study_rows import happened_row, reasons, title_of, whose


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


@pytest.mark.parametrize(
    ("source", "kind", "action", "said"),
    [
        ("report", "signed", "charge", ("Signed", "Charged")),
        ("report", "unknown order", "hold", ("No such order", "To look at")),
        ("report", "unknown", "hold", ("Status unknown", "To look at")),
        ("report", "no report", "nothing", ("Not a report", "Kept")),
        ("order", "none", "nothing", ("Order", "Kept")),
    ],
)
def test_what_happened_is_said_in_words_of_the_screen(
    source: str, kind: str, action: str, said: tuple[str, str]
) -> None:
    version = VersionRecord(1, NOON, source, kind, "", "", "1", False, Coded(), b"")
    event = EventRecord(1, NOON, 1, "signed", False, "open", action, "charged", "Why.", "", ())
    cells = happened_row(event, (version,)).cells
    assert (cells[1], cells[3]) == said


def test_every_status_and_every_action_has_words() -> None:
    unknown = words_of("")
    assert [
        kind for kind in (*WORST_FIRST, *SIGNED_KINDS) if words_of(kind) == unknown and kind not in ("unknown", "none")
    ] == []
    assert set(DONE) == set(Action)
