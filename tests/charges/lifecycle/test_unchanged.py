"""A report that changes nothing undoes nothing: neither a person's lines nor what other settings had made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.lifecycle import NOON, Life

from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.study.report import read_report
from workbench.er7 import Document

Make = Callable[..., Document]


def kept(life: Life, document: Document, edit: Callable[[ChargeLine], ChargeLine]) -> Taken:
    """The report kept from the desk, its lines edited."""
    study = read_report(document)
    lines = [edit(line) for line in code_study(study, life.desk.master, life.desk.profile)]
    taken = take(life.known, study, document, life.desk, at=NOON, lines=lines)
    life.known = taken.standing
    return taken


def left(line: ChargeLine) -> ChargeLine:
    return replace(line, modifiers=("LT",))


@pytest.mark.parametrize("changes", [{"observed": "B"}, {"observed": "A"}, {"status": "C", "words": "Typo mended"}])
def test_an_addendum_that_changes_nothing_keeps_a_persons_lines(
    life: Life, make_report: Make, changes: dict[str, str]
) -> None:
    kept(life, make_report(0), left)
    after = life.report(5, **changes)
    assert (after.action, after.messages, life.known.state) == (Action.NOTHING, (), State.CHARGED)
    assert life.known.coded.lines[0].modifiers == ("LT",)
    assert "modifiers LT → —" in after.notes[0]
    # And what was kept is kept by the next one too.
    assert life.report(9, **changes, diagnosis="E04.1").messages == ()


@pytest.mark.parametrize("event", [Event.SIGNED, Event.ADDENDUM, Event.CORRECTED])
def test_stating_an_event_keeps_a_persons_lines(life: Life, make_report: Make, event: Event) -> None:
    kept(life, make_report(0), left)
    assert life.take(make_report(0), event).messages == ()
    assert life.known.state is State.CHARGED


def test_a_report_that_changes_edited_charges_is_held_with_both_changes(life: Life, make_report: Make) -> None:
    kept(life, make_report(0), left)
    held = life.report(5, status="C", diagnosis="E04.2")
    assert (held.action, held.messages, life.known.state) == (Action.HOLD, (), State.HELD)
    assert "E04.1 → E04.2" in held.why and "— → LT" in held.why
    confirmed = life.take(make_report(5, status="C", diagnosis="E04.2"), Event.CORRECTED)
    assert confirmed.action is Action.CORRECT
    assert life.known.coded.lines[0].modifiers == ()


def test_lines_edited_after_the_charge_are_a_correction(life: Life, make_report: Make) -> None:
    life.report(0)
    edited = kept(life, make_report(0), left)
    assert (edited.event, edited.action) == (Event.CORRECTED, Action.CORRECT)
    assert [one.transaction.line.modifiers for one in life.known.open_charges if one.transaction.line] == [("LT",)]
    assert kept(life, make_report(0), left).event is None


def test_other_settings_are_no_news_of_the_report(life: Life, make_report: Make) -> None:
    report = {"code": "US-KNEE^US knee both sides^L", "diagnosis": "M25.561"}
    profile = life.desk.profile
    assert profile.codes.both_sides == "50"
    life.report(0, **report)
    life.desk = replace(life.desk, profile=replace(profile, codes=replace(profile.codes, both_sides="two lines")))
    assert len(code_study(read_report(make_report(5, **report)), life.desk.master, life.desk.profile)) == 2
    assert life.report(5, observed="B", **report).messages == ()


def test_a_refused_credit_of_edited_lines_is_made_anew_and_nothing_else(life: Life, make_report: Make) -> None:
    life.report(0)
    kept(life, make_report(0), left)
    life.answer("rejected")
    assert life.known.state is State.CORRECTION_DUE
    again = life.report(5, observed="B")
    assert (again.messages, bool(again.refusal)) == ((), True)
