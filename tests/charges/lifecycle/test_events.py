from __future__ import annotations

import pytest
from helpers.lifecycle import NOON, report

from workbench.charges.lifecycle.events import BY_HAND, CHARGING, MEANING, Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.transition import transition
from workbench.charges.study.report import read_report
from workbench.charges.study.status import OBR_25, OBX_11, SIGNED_KINDS

OBR = {
    # OBR-25 (table 0123) of a report whose results have no status of their own: what it means for the charges
    "F": "signed",
    "C": "corrected",
    "M": "correcting",
    "P": "unsigned",
    "A": "unsigned",
    "R": "unsigned",
    "N": "unsigned",
    "I": "unsigned",
    "S": "unsigned",
    "O": "unsigned",
    "X": "cancelled",
    "Y": "unclear",
    "Z": "unclear",
    "": "unclear",
    "?": "unclear",
}
OBX = {
    # OBX-11 (table 0085) of a report that has no OBR-25
    "F": "signed",
    "U": "signed",
    "C": "corrected",
    "A": "addendum",
    "B": "addendum",
    "V": "addendum",
    "P": "unsigned",
    "S": "unsigned",
    "R": "unsigned",
    "I": "unsigned",
    "D": "wrong patient",
    "W": "wrong patient",
    "X": "cancelled",
    # not results: they say nothing about the report
    "O": "unclear",
    "N": "unclear",
}


def event_of(**status: str) -> Event | None:
    document = report(**status)
    return transition(Standing(1), read_report(document), document, NOON).event


@pytest.mark.parametrize(("status", "event"), OBR.items(), ids=[f"OBR-25 {one or 'empty'}" for one in OBR])
def test_the_event_of_a_report_by_its_own_status(status: str, event: str) -> None:
    assert event_of(status=status, observed="") == event


@pytest.mark.parametrize(("status", "event"), OBX.items(), ids=[f"OBX-11 {one}" for one in OBX])
def test_the_event_of_a_report_by_the_status_of_its_results(status: str, event: str) -> None:
    assert event_of(status="", observed=status) == event


@pytest.mark.parametrize(("status", "observed", "event"), [("F", "P", "signed"), ("P", "F", "unsigned")])
def test_where_both_are_given_the_report_decides(status: str, observed: str, event: str) -> None:
    assert event_of(status=status, observed=observed) == event


def test_every_status_that_is_read_has_its_event_here() -> None:
    assert (set(OBR_25) | {"", "?"}, set(OBX_11)) == (set(OBR), set(OBX))


def test_every_kind_of_report_has_a_meaning() -> None:
    kinds = {kind for table in (OBR_25, OBX_11) for kind, _ in table.values()}
    assert kinds | {"none", "unknown", "no report"} == set(MEANING)


def test_only_signed_reports_charge() -> None:
    assert {kind for kind, event in MEANING.items() if event in CHARGING} == set(SIGNED_KINDS)
    assert Event.UNCLEAR not in BY_HAND
