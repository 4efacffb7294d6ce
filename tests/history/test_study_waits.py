"""The worklist as the database has it says the same as the studies themselves, before and after it is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.lifecycle import NOON, make_desk, report

from workbench.charges.lifecycle.worklist import Group, worklist
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.history.study_records import Recorded

LATER = NOON + timedelta(days=9)


class Ward:
    """Some studies in all states that wait."""

    def __init__(self, history: History) -> None:
        self.history, self.studies, self.desk = history, Studies(history), make_desk()

    def take(self, number: int, minute: int = 0, **changes: str) -> Recorded:
        document = report(minute, **{"account": f"A{number}", **changes}).put("OBR-3", f"ACC{number}")
        (one,) = self.studies.take(document, self.desk, at=NOON)
        return one

    def answer(self, recorded: Recorded, verdict: str) -> None:
        for sent in recorded.taken.messages:
            self.send(sent.raw, verdict)

    def send(self, raw: bytes, verdict: str) -> None:
        entry = self.history.sending(raw, endpoint="billing:2575", at=NOON)
        self.history.answered(entry, b"ACK", at=NOON, verdict=verdict, note=f"It said {verdict}.")

    def check(self) -> list[tuple[Group, int]]:
        """Both ways to the list agree; its groups and studies."""
        slow = worklist(self.studies.known(), LATER)
        assert self.studies.worklist(LATER) == slow
        kept = {one.study: (one.state, one.patient) for one in self.studies.glance(LATER).kept}
        assert kept == {one.id: (one.state, one.patient) for one in self.studies.summaries()}
        return [(one.group, one.study) for one in slow]


@pytest.fixture
def ward(history: History) -> Ward:
    return Ward(history)


def fill(ward: Ward) -> None:
    ward.answer(ward.take(1), "accepted")
    ward.answer(ward.take(2), "error")
    ward.take(3)
    ward.take(4, code="NOBODY^knows^L")
    ward.answer(ward.take(5), "accepted")
    ward.take(5, minute=5, diagnosis="E04.2")
    ward.answer(ward.take(6), "no answer")
    ward.answer(ward.take(7), "accepted")
    ward.answer(ward.take(7, minute=5, status="P"), "error")
    ward.take(8, status="P", observed="P")
    ward.answer(ward.take(9), "accepted")
    ward.take(9, minute=5, mrn="999", account="B1")


def test_the_rows_say_what_the_studies_say(ward: Ward) -> None:
    fill(ward)
    before = ward.check()
    assert {group for group, _study in before} == {
        Group.INCOMPLETE,
        Group.REJECTED,
        Group.STILL_CHARGED,
        Group.CORRECTED,
        Group.LOOK,
        Group.NOT_ACKNOWLEDGED,
        Group.LATE,
    }
    assert ward.studies.glance(LATER).behind
    assert ward.studies.catch_up() == 0
    assert ward.studies.glance(LATER).behind == 0
    assert ward.check() == before


def test_an_answer_shows_at_once_and_is_written_down_later(ward: Ward) -> None:
    recorded = ward.take(1)
    assert ward.check() == [(Group.NOT_ACKNOWLEDGED, 1), (Group.LATE, 1)]
    assert ward.studies.glance(LATER).behind == 0
    ward.answer(recorded, "accepted")
    assert ward.check() == []
    assert ward.studies.glance(LATER).behind == 1
    ward.studies.catch_up()
    assert ward.studies.glance(LATER).behind == 0
    # Sent once more without an answer: nothing takes back the acceptance, and nothing is to be written down.
    ward.answer(recorded, "no answer")
    assert ward.studies.glance(LATER).behind == 0
    assert ward.check() == []


def test_a_message_that_was_mended_shows_at_once(ward: Ward) -> None:
    recorded = ward.take(1)
    ward.answer(recorded, "error")
    ward.studies.catch_up()
    (sent,) = recorded.taken.messages
    ward.send(sent.raw.replace(sent.control_id.encode(), b"MENDED1"), "accepted")
    assert ward.check() == []
    assert ward.studies.catch_up() == 0
    assert ward.studies.glance(LATER).behind == 0
    assert ward.check() == []


def test_late_is_decided_when_it_is_asked(ward: Ward) -> None:
    ward.take(1, code="NOBODY^knows^L")
    groups = [one.group for one in ward.studies.worklist(NOON)]
    assert groups == [Group.INCOMPLETE]
    assert [one.group for one in ward.studies.worklist(LATER)] == [Group.INCOMPLETE, Group.LATE]
    assert [one.group for one in ward.studies.worklist(LATER, timedelta(days=30))] == [Group.INCOMPLETE]


def test_catching_up_goes_on_in_portions(ward: Ward) -> None:
    for number in range(1, 6):
        ward.answer(ward.take(number), "accepted")
    assert ward.studies.catch_up(2) == 3
    assert ward.studies.catch_up(2) == 1
    assert ward.studies.catch_up(2) == 0


def test_a_history_from_before_is_worked_out_when_asked(ward: Ward) -> None:
    fill(ward)
    ward.studies.catch_up()
    before = ward.check()
    with ward.history._writing() as connection:
        connection.exec_driver_sql("DELETE FROM study_waits")
        connection.exec_driver_sql("UPDATE studies SET settled = NULL, charged = NULL, called = NULL, differs = NULL")
    assert ward.check() == before
    assert ward.studies.catch_up() == 0
    assert ward.check() == before


def test_a_charge_that_nobody_acknowledged_is_late_too(ward: Ward) -> None:
    recorded = ward.take(1)
    [late] = [one for one in ward.studies.worklist(LATER) if one.group is Group.LATE]
    assert late.why.endswith("nothing says that its charge arrived; many payers refuse late charges.")
    assert late.amounts == recorded.taken.coded.amounts
    assert [one.group for one in ward.studies.worklist(NOON)] == [Group.NOT_ACKNOWLEDGED]
    ward.answer(recorded, "accepted")
    assert ward.studies.worklist(LATER) == ()
