"""Charges in several messages: parts, sides, one message for each charge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.lifecycle import Life

from workbench.charges.lifecycle.states import Action, State
from workbench.charges.profile.model import parse_profile

SPLIT = '[codes]\ncomponent = "split"\n'
APART = SPLIT + "[routing]\nseparate = true\n"
ONE_BY_ONE = '[message]\ncharges = "one"\n'
TWINS = "US-OB-COMP^US OB second trimester complete twins^L"


def kinds(life: Life, last: int) -> list[list[str]]:
    return [[one.kind for one in sent.transactions] for sent in life.known.messages[-last:]]


@pytest.mark.parametrize(("profile", "messages"), [(SPLIT, 1), (APART, 2)])
def test_both_parts_of_a_charge_are_one_line(life: Life, profile: str, messages: int) -> None:
    life.desk = replace(life.desk, profile=parse_profile(profile, "p.toml"))
    taken = life.report(0)
    assert len(taken.messages) == messages
    assert [one.line_number for sent in taken.messages for one in sent.transactions] == [1, 1]
    assert len(life.known.open_charges) == 2
    assert len(life.known.charged.lines) == 1
    assert life.report(5, words="again").action is Action.NOTHING
    corrected = life.report(9, status="C", diagnosis="E04.2")
    assert sum(one.kind == "credit" for sent in corrected.messages for one in sent.transactions) == 2
    assert len(life.known.open_charges) == 2


def test_one_message_for_each_charge_is_taken_back_one_by_one(life: Life) -> None:
    life.desk = replace(life.desk, profile=parse_profile(ONE_BY_ONE, "p.toml"))
    assert len(life.report(0, code=TWINS).messages) == 2
    back = life.report(5, status="X")
    assert kinds(life, 2) == [["credit"], ["credit"]]
    assert back.standing.state is State.CANCELLED
    assert len({sent.control_id for sent in life.known.messages}) == 4


def test_one_of_two_messages_refused_is_not_credited(life: Life) -> None:
    life.desk = replace(life.desk, profile=parse_profile(ONE_BY_ONE, "p.toml"))
    life.report(0, code=TWINS)
    life.answer("error")
    back = life.report(5, status="P")
    assert [one.reverses for sent in back.messages for one in sent.transactions] == ["CHG0001"]


def test_a_charge_that_the_profile_holds_waits_until_it_is_released(life: Life) -> None:
    life.desk = replace(life.desk, profile=parse_profile("[late]\nhold_after_days = 1\n", "p.toml"))
    life.desk = replace(life.desk, now=life.desk.now.replace(day=20))
    held = life.report(0)
    assert (held.standing.state, held.messages) == (State.DUE, ())
    assert held.standing.held_for_age
    life.desk = replace(life.desk, release=True)
    charged = life.report(0)
    assert (charged.standing.state, charged.standing.held_for_age) == (State.CHARGED, False)


def test_a_correction_that_the_profile_holds_waits_until_it_is_released(life: Life) -> None:
    life.report(0)
    late = replace(life.desk, profile=parse_profile("[late]\nhold_after_days = 1\n", "p.toml"))
    life.desk = replace(late, now=life.desk.now.replace(day=20))
    held = life.report(5, status="C", diagnosis="E04.2")
    assert (held.standing.state, held.standing.held_for_age) == (State.CORRECTION_DUE, True)
    life.desk = replace(life.desk, release=True)
    assert life.report(5, status="C", diagnosis="E04.2").standing.state is State.CHARGED
    assert not life.known.held_for_age


def test_what_is_held_for_its_age_stays_so_while_nothing_is_done(life: Life) -> None:
    life.desk = replace(life.desk, profile=parse_profile("[late]\nhold_after_days = 1\n", "p.toml"))
    life.desk = replace(life.desk, now=life.desk.now.replace(day=20))
    life.report(0)
    assert life.report(3, status="Z").standing.state is State.DUE  # a status that cannot be told
    assert life.known.held_for_age
    life.report(5, status="P")
    assert not life.known.held_for_age


def test_what_lacks_something_is_not_held_for_its_age(life: Life) -> None:
    life.desk = replace(life.desk, profile=parse_profile("[late]\nhold_after_days = 1\n", "p.toml"))
    life.desk = replace(life.desk, now=life.desk.now.replace(day=20))
    assert not life.report(0, code="XX^Nothing we know^L").standing.held_for_age


def test_add_ons_go_with_a_base_that_changed(life: Life) -> None:
    """A change of the base alone takes its add-on along: 76805 and 76810 are one pair."""
    life.report(0, code=TWINS)
    study_lines = life.known.charged.lines
    assert [line.code for line in study_lines] == ["76805", "76810"]
    from helpers.lifecycle import report

    from workbench.charges.coding.choosing import code_study
    from workbench.charges.lifecycle.take import take
    from workbench.charges.study.report import read_report

    document = report(5, status="C", code=TWINS)
    study = read_report(document)
    first, second = code_study(study, life.desk.master)
    lines = (replace(first, modifiers=("52",)), second)
    taken = take(life.known, study, document, life.desk, at=life.desk.now, lines=lines)
    assert taken.difference.reverse == (0,)
    assert [one.kind for sent in taken.messages for one in sent.transactions] == [
        "credit",
        "credit",
        "charge",
        "charge",
    ]
