"""What the receiver decides by default, without any socket."""

from __future__ import annotations

import pytest

from workbench.er7 import Document
from workbench.exchange.answering import Reply, cannot_store, default_answer


def document(modes: str = "", more: str = "") -> Document:
    return Document.from_bytes(f"MSH|^~\\&|A|F|B|H|1||DFT^P03|ID1|P|2.5.1{modes}\rEVN|P03\r{more}".encode())


@pytest.mark.parametrize(
    ("modes", "code"),
    [("", "AA"), ("|||AL|NE", "CA"), ("|||SU|AL", "CA"), ("|||ER|AL", ""), ("|||NE|AL", ""), ("||||AL", "AA")],
)
def test_a_message_is_accepted_in_its_mode(modes: str, code: str) -> None:
    assert default_answer(document(modes)).code == code


@pytest.mark.parametrize(("modes", "code"), [("", "AR"), ("|||AL|NE", "CE"), ("|||ER|AL", "CE"), ("|||SU|AL", "")])
def test_what_cannot_be_stored_is_never_accepted(modes: str, code: str) -> None:
    assert cannot_store(document(modes), "Full.") == Reply(code, "Full.")


def test_two_messages_are_rejected_in_the_mode_of_the_first() -> None:
    assert default_answer(document("|||AL|NE", document().text)).code == "CR"


def test_an_acknowledgement_is_answered_only_when_it_asks() -> None:
    assert default_answer(document(more="MSA|AA|X\r")).code == ""
    assert default_answer(document("|||AL|NE", "MSA|AA|X\r")).code == "CA"


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("AA", "acknowledged"), ("CA", "acknowledged"), ("AE", "refused"), ("CR", "refused"), ("", "no answer")],
)
def test_the_word_for_the_history(code: str, verdict: str) -> None:
    assert Reply(code).verdict == verdict
