"""The messages of one correction on their way, without a window."""

from __future__ import annotations

import pytest
from helpers.history import NOON, charge

from workbench.er7 import Document
from workbench.history import NoHistory
from workbench.history.store import History
from workbench.ui.reversal.sending import ANEW, Plan, Step
from workbench.ui.reversal.shown import Shown


def plan(*verdicts: str) -> Plan:
    """Messages C1, C2 … that ended so."""
    steps = [Step(Document.from_bytes(charge(f"C{n}")), f"message {n}", one) for n, one in enumerate(verdicts, 1)]
    return Plan(tuple(steps), Shown())


def send(history: History, control_id: str, verdict: str) -> int:
    entry = history.sending(charge(control_id), endpoint="x:1", at=NOON)
    history.answered(entry, None, at=NOON, verdict=verdict)
    return entry


@pytest.mark.parametrize("verdict", ["", "not sent", "no answer", "wrong answer"])
def test_what_has_no_answer_yet_is_the_next_and_may_be_sent(verdict: str) -> None:
    first = plan(verdict, "")
    assert (first.next, first.may_send) == (0, True)
    assert "waits until the message before was accepted" in [note.text for note in first.notes()][1]


@pytest.mark.parametrize("verdict", ["waiting", "rejected", "error"])
def test_the_second_stays_while_the_first_is_under_way_or_was_refused(verdict: str) -> None:
    first = plan(verdict, "")
    assert (first.next, first.may_send) == (0, False)
    assert first.came_to_nothing == (verdict != "waiting")


def test_when_all_were_accepted_nothing_is_sent() -> None:
    done = plan("accepted", "accepted")
    assert (done.next, done.may_send, done.came_to_nothing) == (None, False, False)


def test_only_what_was_refused_is_made_anew() -> None:
    assert [note.target for note in plan("error", "").notes()][-1] == ANEW
    assert ANEW not in [note.target for note in plan("not sent", "").notes()]
    assert ANEW not in [note.target for note in plan("accepted", "no answer").notes()]
    assert ANEW not in [note.target for note in plan("accepted", "not sent").notes()]


def test_new_charges_that_were_refused_after_their_credits_are_made_anew() -> None:
    """The history knows that the credits were accepted, so that only the charges are made."""
    last = list(plan("accepted", "error").notes())[-1]
    assert (last.link, last.target) == ("Make the new charges anew", ANEW)
    assert "credits are on the account and the new charges are not" in last.text


@pytest.mark.parametrize(
    ("verdicts", "best"),
    [
        (["accepted", "no answer"], 0),
        (["no answer", "not sent"], 0),
        (["not sent", "error"], 1),
        (["not sent", "not sent"], 1),
        (["no answer", "accepted", "not sent"], 1),
    ],
)
def test_the_history_tells_how_it_ended(history: History, verdicts: list[str], best: int) -> None:
    """What reached nobody says nothing about the time before, when the receiver may have taken it."""
    entries = [send(history, "C1", verdict) for verdict in verdicts]
    first, second = plan("", "").looked_up(lambda: history).steps
    assert (first.verdict, first.entry) == (verdicts[best], entries[best])
    assert (second.verdict, second.entry) == ("", None)


def test_without_a_history_everything_stays_as_it_was() -> None:
    def none() -> History:
        raise NoHistory("There is none.")

    before = plan("waiting", "")
    assert before.looked_up(none) is before
