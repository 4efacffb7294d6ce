"""Which message may leave: credits before the charges that replace them, and no credit for what is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.lifecycle import NOON, Life

from workbench.charges.lifecycle import sequence
from workbench.charges.lifecycle.coded import Holder
from workbench.charges.lifecycle.standing import COMPOSED, Sent, Transaction
from workbench.charges.reversal.decide import OUTCOMES

ALL = ("", COMPOSED, *OUTCOMES)
TAKEN = ("accepted", "acknowledged")
REFUSED = ("rejected", "refused", "error")


def message(name: str, outcome: str = COMPOSED, *, charges: str = "", credits: str = "") -> Sent:
    """A message that charges these (one letter each) and takes back those."""
    rows = [Transaction(one, "charge", 0) for one in charges]
    rows += [Transaction(f"{one}-R", "credit", 0, reverses=one) for one in credits]
    return Sent(name, b"", NOON, Holder(), tuple(rows), outcome)


@pytest.mark.parametrize("outcome", ALL)
def test_what_an_outcome_means_for_the_next_step(outcome: str) -> None:
    assert sequence.is_done(outcome) == (outcome in TAKEN)
    assert sequence.is_refused(outcome) == (outcome in REFUSED)
    assert sequence.is_nothing(outcome) == (outcome in (*REFUSED, "not sent", ""))
    assert sequence.may_leave(outcome) == (outcome not in (*REFUSED, "waiting"))


def test_the_next_is_the_first_that_was_not_accepted() -> None:
    assert sequence.next_of(["accepted", "no answer", "accepted"]) == 1
    assert sequence.next_of(["accepted", "accepted"]) is None
    assert sequence.next_of([]) is None


@pytest.mark.parametrize("outcome", ALL[1:])
def test_new_charges_wait_until_the_credit_was_accepted(outcome: str) -> None:
    messages = [message("M1", "accepted", charges="a"), message("M2", outcome, credits="a"), message("M3", charges="b")]
    held = sequence.why_held(messages, "M3")
    assert bool(held) == (outcome not in TAKEN)
    assert "M2" in held or not held


@pytest.mark.parametrize("outcome", ALL[1:])
def test_a_credit_waits_for_its_charge(outcome: str) -> None:
    """One without an answer may be taken back, with a warning when it is made."""
    messages = [message("M1", outcome, charges="a"), message("M2", credits="a")]
    held = sequence.why_held(messages, "M2")
    assert bool(held) == (outcome in (COMPOSED, "not sent", *REFUSED))
    assert "M1" in held or not held


def test_charges_need_no_credit_for_what_is_not_on_the_account() -> None:
    messages = [message("M1", "error", charges="a"), message("M2", credits="a"), message("M3", charges="b")]
    assert sequence.why_held(messages, "M3") == ""


def test_a_credit_that_was_made_once_more_frees_the_charges() -> None:
    messages = [
        message("M1", "accepted", charges="a"),
        message("M2", "error", credits="a"),
        message("M3", charges="b"),
        message("M4", credits="a"),
    ]
    assert sequence.why_held(messages, "M3") == "The credit before it has to be accepted first: M2 was refused."
    assert sequence.why_held(messages, "M4") == ""
    messages[-1] = replace(messages[-1], outcome="accepted")
    assert sequence.why_held(messages, "M3") == ""


def test_every_credit_counts_and_later_ones_do_not() -> None:
    messages = [
        message("M1", "accepted", charges="ab"),
        message("M2", "accepted", credits="a"),
        message("M3", "no answer", credits="b"),
        message("M4", charges="c"),
        message("M5", credits="c"),
    ]
    assert "M3" in sequence.why_held(messages, "M4")
    messages[2] = replace(messages[2], outcome="accepted")
    assert sequence.why_held(messages, "M4") == ""
    assert "M4" in sequence.why_held(messages, "M5")


def test_one_message_of_both_and_a_message_from_elsewhere_wait_for_nothing() -> None:
    messages = [message("M1", "accepted", charges="a"), message("M2", credits="a", charges="b")]
    assert sequence.why_held(messages, "M2") == ""
    assert sequence.why_held([message("M1", credits="x")], "M1") == ""
    assert sequence.why_held(messages, "ELSEWHERE") == ""


def test_what_was_made_beside_another_message_waits_for_a_person() -> None:
    beside = replace(message("M1", charges="a"), beside="X9")
    assert "X9 left for the same charges" in sequence.why_held([beside], "M1")


def test_what_a_moved_account_makes_leaves_in_its_order(life: Life) -> None:
    life.report(0)
    life.answer("accepted")
    credit, new = life.report(5, status="C", observed="C", account="B1").messages
    assert sequence.why_held(life.known.messages, credit.control_id) == ""
    assert credit.control_id in sequence.why_held(life.known.messages, new.control_id)
    first = life.known.messages[0]
    life.known = replace(life.known, messages=(first, replace(credit, outcome="accepted"), new))
    assert sequence.why_held(life.known.messages, new.control_id) == ""
