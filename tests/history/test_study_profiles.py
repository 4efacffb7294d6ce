"""Profiles of messages: one row for each as it was, however many messages were made with it."""

from __future__ import annotations

from dataclasses import replace

from helpers.lifecycle import NOON, make_desk, report

from workbench.charges.profile.conventions import named
from workbench.charges.profile.library import find_profile
from workbench.history.store import History
from workbench.history.studies import Studies


def test_one_row_for_each_profile_as_it_was(history: History) -> None:
    studies, desk = Studies(history), make_desk()
    edited = replace(desk, convention=replace(desk.convention, suffix="-C"))
    other = replace(desk, profile=find_profile("quantity-sign"), convention=named("C"))
    made = []
    for number, one in enumerate((desk, desk, edited, other, desk), 1):
        document = report(number).put("OBR-3", f"A{number}").put("OBR-2", f"P{number}")
        made += [sent.control_id for kept in studies.take(document, one, at=NOON) for sent in kept.taken.messages]
    with history._reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM study_profiles").scalar() == 3
    found = [studies.made_with(control_id) for control_id in made]
    assert [one and one.profile for one in found] == ["default", "default", "default", "quantity-sign", "default"]
    assert [one and one.convention.suffix for one in found] == ["-R", "-R", "-C", named("C").suffix, "-R"]
    assert studies.made_with("nobody") is None
    assert studies.made_with(made[0].lower()) == found[0]  # control ids are compared without capitals
