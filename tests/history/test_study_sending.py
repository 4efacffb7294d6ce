"""Which messages of a study may leave, as the history and the store know it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from helpers.lifecycle import NOON, make_desk, report

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.worklist import Group
from workbench.er7 import Document
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.history.study_records import Recorded
from workbench.history.study_sending import CHANGED_SINCE

TWINS = "US-OB-COMP^US OB second trimester complete twins^L"


class Bench:
    """Studies whose events and answers happen one minute after the other."""

    def __init__(self, history: History) -> None:
        self.history, self.studies, self.desk = history, Studies(history), make_desk()
        self.now = NOON

    def later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def take(self, document: Document, stated: Event | None = None) -> Recorded:
        (one,) = self.studies.take(document, self.desk, at=self.later(), stated=stated)
        return one

    def send(self, raw: bytes, verdict: str) -> None:
        entry = self.history.sending(raw, endpoint="billing:2575", at=self.later())
        self.history.answered(entry, None, at=self.later(), verdict=verdict)

    def outcome(self, recorded: Recorded) -> str:
        detail = self.studies.detail(recorded.study)
        assert detail is not None
        return next(
            one.outcome for one in detail.standing.messages if one.control_id == recorded.taken.messages[0].control_id
        )


@pytest.fixture
def bench(history: History) -> Bench:
    return Bench(history)


def test_what_reached_nobody_was_not_sent_before(bench: Bench) -> None:
    (sent,) = bench.take(report()).taken.messages
    bench.send(sent.raw, "not sent")
    assert bench.studies.sent_before([sent.control_id]) == {}
    bench.send(sent.raw, "error")
    assert bench.studies.sent_before([sent.control_id])[sent.control_id].outcome == "error"


@pytest.mark.parametrize("first", ["no answer", "wrong answer", "accepted", "error", "waiting"])
def test_what_reached_nobody_says_nothing_about_the_time_before(bench: Bench, first: str) -> None:
    """The receiver may have it from the first time; so it is not free to be sent, and its charges count."""
    recorded = bench.take(report())
    (sent,) = recorded.taken.messages
    bench.send(sent.raw, first)
    bench.send(sent.raw, "not sent")
    assert bench.studies.sent_before([sent.control_id])[sent.control_id].outcome == first
    assert bench.outcome(recorded) == first
    bench.studies.catch_up()
    assert bench.studies.glance(NOON).behind == 0
    assert bench.outcome(recorded) == first


def test_one_attempt_that_ends_is_told_as_it_ends(bench: Bench) -> None:
    recorded = bench.take(report())
    entry = bench.history.sending(recorded.taken.messages[0].raw, endpoint="x:1", at=bench.later())
    bench.studies.catch_up()
    bench.history.answered(entry, None, at=bench.later(), verdict="not sent")
    assert bench.studies.glance(NOON).behind == 1
    assert bench.outcome(recorded) == "not sent"


def test_charges_on_another_account_wait_for_the_credit(bench: Bench) -> None:
    bench.send(bench.take(report()).taken.messages[0].raw, "accepted")
    credit, new = bench.take(report(5, status="C", observed="C", account="B1")).taken.messages
    assert bench.studies.why_held(credit.control_id) == ""
    assert credit.control_id in bench.studies.why_held(new.control_id)
    bench.send(credit.raw, "error")
    assert f"{credit.control_id} was refused" in bench.studies.why_held(new.control_id)
    mended = Document.from_bytes(credit.raw).put("MSH-10", "MENDED1")
    bench.send(mended.to_bytes(), "accepted")
    assert bench.studies.why_held(new.control_id) == ""


def test_what_could_not_be_sent_leaves_later_unless_the_study_changed(bench: Bench) -> None:
    """What was decided while it was known not to be at the receiver was decided without it."""
    (sent,) = bench.take(report()).taken.messages
    bench.send(sent.raw, "not sent")
    assert bench.studies.why_held(sent.control_id) == ""
    assert bench.take(report(5, status="P")).taken.messages == ()  # taken back, and nothing to credit
    assert bench.studies.why_held(sent.control_id) == CHANGED_SINCE
    bench.send(sent.raw, "not sent")
    assert bench.studies.why_held(sent.control_id) == CHANGED_SINCE
    bench.history.purge(bench.now + timedelta(days=1))
    assert bench.studies.why_held(sent.control_id) == CHANGED_SINCE


def test_what_happened_before_the_first_try_counted_with_the_message(bench: Bench) -> None:
    first = bench.take(report()).taken.messages[0]
    joined = bench.take(report(5, status="C", observed="C", code=TWINS)).taken.messages[0]
    bench.send(first.raw, "not sent")
    assert bench.studies.why_held(first.control_id) == ""
    assert first.control_id in bench.studies.why_held(joined.control_id)


@pytest.mark.parametrize("written_down", [False, True])
def test_what_reached_nobody_is_still_to_be_sent(bench: Bench, written_down: bool) -> None:
    """After a receiver that was off, tomorrow too; until the study is beyond it, or it left."""
    (sent,) = bench.take(report()).taken.messages
    (other,) = bench.take(report().put("OBR-3", "ACC2")).taken.messages

    def names() -> list[str]:
        if written_down:
            bench.studies.catch_up()
        return [one.sent.control_id for one in bench.studies.unsent()]

    assert names() == [sent.control_id, other.control_id]
    bench.send(sent.raw, "not sent")
    bench.send(other.raw, "not sent")
    assert names() == [sent.control_id, other.control_id]
    bench.take(report(5, status="P"))
    assert names() == [other.control_id]
    bench.send(other.raw, "no answer")
    assert names() == []


def test_a_message_of_no_study_waits_for_nothing(bench: Bench) -> None:
    assert bench.studies.why_held("ELSEWHERE") == ""


def test_what_was_held_back_is_never_taken_back(bench: Bench) -> None:
    bench.studies.take(report(0), bench.desk, at=NOON, handed_out=("DESK2",))
    (recorded,) = bench.studies.take(report(10, status="P"), bench.desk, at=NOON)
    assert recorded.taken.messages == ()
    (item,) = bench.studies.worklist(NOON)
    assert item.group is Group.LOOK
    assert "DESK2" in item.why and "by hand" in item.why
