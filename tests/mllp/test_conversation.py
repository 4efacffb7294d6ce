"""One send as a table: every cell, then whole conversations in the order in which they happen."""

from __future__ import annotations

import itertools

import pytest

from workbench.er7 import Document
from workbench.mllp.conversation import (
    TABLE,
    ConversationError,
    Expectation,
    Happening,
    State,
    Turn,
    expectation,
)
from workbench.mllp.framing import Decoder, encode

H, S = Happening, State

# What the table says, written down a second time on purpose: a changed cell must be changed knowingly.
CELLS = {
    (S.CONNECTING, H.CONNECTED): S.SENDING,
    (S.CONNECTING, H.FAILED): S.NOT_SENT,
    (S.CONNECTING, H.DEADLINE): S.NOT_SENT,
    (S.CONNECTING, H.CLOSED): S.NOT_SENT,
    (S.SENDING, H.SENT): S.AWAITING,
    (S.SENDING, H.DEADLINE): S.NOT_SENT,
    (S.SENDING, H.CLOSED): S.NO_ANSWER,
    (S.AWAITING, H.ANSWER): S.ANSWERED,
    (S.AWAITING, H.COMMIT): S.COMMITTED,
    (S.AWAITING, H.OTHER): S.MISMATCHED,
    (S.AWAITING, H.TRANSPORT_STORED): S.AWAITING,
    (S.AWAITING, H.TRANSPORT_NOT_STORED): S.NOT_STORED,
    (S.AWAITING, H.CLOSED): S.NO_ANSWER,
    (S.AWAITING, H.DEADLINE): S.NO_ANSWER,
    (S.MISMATCHED, H.ANSWER): S.ANSWERED,
    (S.MISMATCHED, H.COMMIT): S.COMMITTED,
    (S.MISMATCHED, H.OTHER): S.MISMATCHED,
    (S.MISMATCHED, H.TRANSPORT_STORED): S.MISMATCHED,
    (S.MISMATCHED, H.TRANSPORT_NOT_STORED): S.NOT_STORED,
    (S.MISMATCHED, H.CLOSED): S.WRONG_ANSWER,
    (S.MISMATCHED, H.DEADLINE): S.WRONG_ANSWER,
    (S.COMMITTED, H.ANSWER): S.ANSWERED,
    (S.COMMITTED, H.COMMIT): S.COMMITTED,
    (S.COMMITTED, H.OTHER): S.COMMITTED,
    (S.COMMITTED, H.TRANSPORT_STORED): S.COMMITTED,
    (S.COMMITTED, H.TRANSPORT_NOT_STORED): S.COMMITTED,
    (S.COMMITTED, H.CLOSED): S.ANSWERED,
    (S.COMMITTED, H.DEADLINE): S.ANSWERED,
}


@pytest.mark.parametrize(("state", "happening"), list(itertools.product(State, Happening)))
def test_every_cell(state: State, happening: Happening) -> None:
    turn = Turn("ID1")
    turn.state = state
    if (state, happening) in CELLS:
        assert turn.happened(happening) is CELLS[state, happening]
    else:
        with pytest.raises(ConversationError, match=happening.name):
            turn.happened(happening)
        assert turn.state is state


def test_every_state_can_end() -> None:
    for state, row in TABLE.items():
        assert not state.over
        assert any(following.over for following in row.values()) or State.AWAITING in row.values()


def test_after_the_connection_a_message_that_may_have_left_is_never_called_not_sent() -> None:
    for state in (S.AWAITING, S.MISMATCHED, S.COMMITTED):
        assert S.NOT_SENT not in TABLE[state].values()


def ack(code: str = "AA", id: str = "ID1") -> bytes:
    return f"MSH|^~\\&|B|H|A|F|1||ACK^P03|R1|P|2.5.1\rMSA|{code}|{id}\r".encode()


def conversation(*said: bytes, id: str = "ID1") -> Turn:
    """A turn whose message has been sent and which has read this from the peer."""
    turn = Turn(id)
    turn.happened(H.CONNECTED)
    turn.happened(H.SENT)
    decoder = Decoder()
    for data in said:
        for event in decoder.feed(data):
            turn.read(event)
    for event in decoder.eof():
        turn.read(event)
    return turn


def codes(turn: Turn) -> list[str]:
    return [answer.code for answer in turn.answers]


@pytest.mark.parametrize("code", ["AA", "AE", "AR", "CE", "CR", "XX"])
def test_a_matching_answer_ends_it(code: str) -> None:
    turn = conversation(encode(ack(code)))
    assert (turn.state, codes(turn)) == (S.ANSWERED, [code])


def test_ca_then_aa_are_both_kept() -> None:
    turn = conversation(encode(ack("CA")), encode(ack("AA")))
    assert (turn.state, codes(turn)) == (S.ANSWERED, ["CA", "AA"])


def test_ca_alone_is_an_answer_in_the_end() -> None:
    turn = conversation(encode(ack("CA")))
    assert turn.state is S.COMMITTED
    assert turn.happened(H.DEADLINE) is S.ANSWERED


def test_an_answer_to_another_message_is_skipped() -> None:
    turn = conversation(encode(ack(id="ID0")), encode(ack()))
    assert (turn.state, codes(turn), len(turn.others)) == (S.ANSWERED, ["AA"], 1)


@pytest.mark.parametrize("id", ["", "id1", "ID1 ", " ID1", "ID10", "ID", '""'])
def test_the_control_id_is_compared_exactly(id: str) -> None:
    turn = conversation(encode(ack(id=id)))
    assert turn.state is S.MISMATCHED
    assert turn.happened(H.DEADLINE) is S.WRONG_ANSWER


def test_without_a_control_id_any_acknowledgement_counts_and_that_is_noted() -> None:
    turn = conversation(encode(ack(id="UNKNOWN")), id="")
    assert turn.state is S.ANSWERED
    assert any("MSH-10" in note for note in turn.notes)


def test_a_transport_ack_is_not_an_answer() -> None:
    turn = conversation(b"\x0b\x06\x1c\x0d")
    assert turn.state is S.AWAITING
    assert turn.transport_stored


def test_a_transport_ack_and_then_the_answer() -> None:
    assert conversation(b"\x0b\x06\x1c\x0d", encode(ack("AE"))).state is S.ANSWERED


def test_a_negative_transport_ack_ends_it() -> None:
    assert conversation(b"\x0b\x15\x1c\x0d").state is S.NOT_STORED


@pytest.mark.parametrize("said", [b"HTTP/1.1 400\r\n\r\n", encode(b"hello"), encode(b"MSH|^~\\&|x\r"), b"x\x1c\r"])
def test_what_is_no_acknowledgement_does_not_count(said: bytes) -> None:
    turn = conversation(said)
    assert turn.state is S.MISMATCHED
    assert turn.happened(H.CLOSED) is S.WRONG_ANSWER


def test_half_an_answer_is_none() -> None:
    turn = conversation(encode(ack())[:30])
    assert turn.state is S.AWAITING
    assert len(turn.broken_off) == 29


def test_an_answer_without_frame_bytes_is_recognised_and_does_not_count() -> None:
    turn = conversation(ack())
    assert turn.state is S.MISMATCHED
    assert any("without MLLP" in note for note in turn.notes)


def test_blank_bytes_between_frames_are_only_noted() -> None:
    turn = conversation(b"\r\n" + encode(ack()))
    assert turn.state is S.ANSWERED
    assert any("blank" in note for note in turn.notes)


def test_what_was_tolerated_in_the_frame_is_noted() -> None:
    assert any("CR" in note for note in conversation(b"\x0b" + ack() + b"\x1c").notes)


def test_what_comes_after_the_end_is_ignored() -> None:
    turn = conversation(encode(ack()), encode(ack("AE")))
    assert codes(turn) == ["AA"]


@pytest.mark.parametrize(
    ("modes", "nothing", "only_commit", "silent"),
    [
        ("", False, False, False),
        ("|||AL|AL", False, False, False),
        ("|||AL|NE", False, True, False),
        ("|||NE|NE", True, False, True),
        ("|||NE|AL", True, False, True),
        ("|||ER|AL", False, False, True),
        ("|||SU|NE", False, True, True),
        ("||||AL", False, False, False),
    ],
)
def test_what_a_message_asks_for(modes: str, nothing: bool, only_commit: bool, silent: bool) -> None:
    header = f"MSH|^~\\&|A|F|B|H|1||DFT^P03|ID1|P|2.5.1{modes}\r"
    expected = expectation(Document.from_bytes(header.encode()))
    assert expected == Expectation(nothing, only_commit, expected.silence)
    assert bool(expected.silence) is silent
