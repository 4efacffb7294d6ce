"""What is to be sent next of a study: a message never before the one that it waits for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.lifecycle import NOON, Life, make_desk, report

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.library import find_profile
from workbench.er7 import Document
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.ui.studies.due import MEND, SEND, TAKE, Due, _waiting, due, foresight_words


@pytest.fixture
def moved() -> Standing:
    """Charges that were accepted, their credit, and the same charges on another account."""
    life = Life(make_desk())
    life.report(0)
    life.answer("accepted")
    life.report(5, status="C", observed="C", account="B1")
    return life.known


def with_outcomes(standing: Standing, *outcomes: str) -> Standing:
    messages = [replace(sent, outcome=one) for sent, one in zip(standing.messages, outcomes, strict=True)]
    return replace(standing, messages=tuple(messages))


@pytest.mark.parametrize(
    ("credit", "number"), [("composed", 1), ("no answer", 1), ("wrong answer", 1), ("waiting", 1), ("accepted", 2)]
)
def test_the_credit_is_sent_before_the_new_charges(moved: Standing, credit: str, number: int) -> None:
    found = _waiting(with_outcomes(moved, "accepted", credit, "composed"))
    assert (found.kind, found.sent and found.sent.control_id) == (SEND, moved.messages[number].control_id)


@pytest.mark.parametrize("credit", ["error", "rejected"])
def test_a_refused_credit_is_mended_and_sent_before_the_new_charges(moved: Standing, credit: str) -> None:
    known = with_outcomes(moved, "accepted", credit, "composed")
    found = _waiting(known)
    assert (found.kind, found.sent) == (MEND, known.messages[1])
    assert "mend it, then send it with the same ids" in found.text


def test_what_reached_nobody_is_sent_again_as_it_is(moved: Standing) -> None:
    known = with_outcomes(moved, "accepted", "not sent", "composed")
    found = _waiting(known)
    assert found.kind == SEND
    assert "mend" not in found.text


@pytest.mark.parametrize("charge", ["error", "not sent", "composed"])
def test_no_credit_is_offered_for_what_is_not_there(moved: Standing, charge: str) -> None:
    known = with_outcomes(moved, charge, "composed", "accepted")
    found = _waiting(known)
    assert found.sent is None or found.sent == known.messages[0]


def test_what_was_made_beside_another_message_is_not_offered(moved: Standing) -> None:
    (first, *_) = moved.messages
    known = replace(moved, messages=(replace(first, outcome="composed", beside="X9"),))
    found = _waiting(known)
    assert (found.kind, "X9 left for the same charges" in found.text) == ("", True)


def test_what_came_after_the_charge_is_offered_once_nothing_else_waits(tmp_path: Path) -> None:
    bare = report().text.replace("A5550001", "")
    order = Document.from_text(
        "MSH|^~\\&|EHR|DEMO|||20260301||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR|||||||||||||||A77\r"
        "ORC|NW|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r"
    )
    with History.open(tmp_path / "data") as history:
        studies, desk = Studies(history), make_desk()
        (kept,) = studies.take(Document.from_text(bare), desk, at=NOON)
        studies.take(order, desk, at=NOON)

        def found() -> Due:
            detail = studies.detail(kept.study)
            assert detail is not None
            return due(detail)

        assert found().kind == SEND
        entry = history.sending(kept.taken.messages[0].raw, endpoint="billing:2575", at=NOON)
        history.answered(entry, b"ACK", at=NOON, verdict="accepted", note="")
        assert (found().kind, found().caption, found().stated) == (TAKE, "&Correct", Event.CORRECTED)
        studies.take(Document.from_text(bare), desk, at=NOON, stated=found().stated)
        assert found().kind == SEND
        studies.seen(kept.study)
        assert found().kind == SEND


def test_what_an_event_would_do_says_which_profile_counts_for_what() -> None:
    life = Life(make_desk())
    life.report(0)
    profile = find_profile("same-id")
    life.desk = replace(life.desk, profile=profile, convention=convention_of(profile))
    said = foresight_words(life.report(5, status="P"))
    assert said.endswith("the credits go out in the convention of default (A). 1 message is made.")
