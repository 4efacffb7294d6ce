"""What came of one send: the verdict, and the one sentence that the user reads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.exchange.diagnosis import UNKNOWN_OUTCOME
from workbench.mllp.acknowledgement import Acknowledgement, NotAnAcknowledgement, explain
from workbench.mllp.conversation import State, Turn


@dataclass(frozen=True)
class Outcome:
    """What came of one send. `text` is one sentence for the user; `elapsed` is in seconds, connecting included.

    `verdict` is accepted, error, rejected, no answer, wrong answer or not sent. `answers` holds every matching
    answer in order (a CA and the AA after it); `answer` and `acknowledgement` are the last of them. For a wrong
    answer, `answer` is the last one that was read. `notes` are sentences about what was odd.
    """

    verdict: str
    text: str
    sent_at: datetime
    elapsed: float
    answer: bytes | None = None
    acknowledgement: Acknowledgement | None = None
    answered_at: datetime | None = None
    answers: tuple[Acknowledgement, ...] = ()
    notes: tuple[str, ...] = ()
    entry: int | None = None
    """The entry in the journal, when one was given."""


class Clock:
    """When a send began, and how long it has taken (seconds, unmoved by changes of the system's clock)."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self._from = time.monotonic()

    def elapsed(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._from


def outcome_of(turn: Turn, reason: str, clock: Clock) -> Outcome:
    """What a turn that is over amounts to. `reason` is why there was no answer."""
    verdict, text = _judged(turn, reason)
    read: list[Acknowledgement | NotAnAcknowledgement] = [*turn.others, *turn.answers]
    last = turn.answers[-1] if turn.answers else None
    return Outcome(
        verdict,
        text,
        sent_at=clock.started,
        elapsed=clock.elapsed(),
        answer=last.raw if last else read[-1].raw if read else None,
        acknowledgement=last,
        answered_at=datetime.now(UTC) if read else None,
        answers=tuple(turn.answers),
        notes=tuple(turn.notes),
    )


def _judged(turn: Turn, reason: str) -> tuple[str, str]:
    """Verdict and final sentence."""
    if turn.state is State.ANSWERED:
        return turn.answers[-1].verdict, explain(turn.answers[-1])
    if turn.state is State.NOT_SENT:
        return "not sent", reason
    if turn.state is State.NOT_STORED:
        return "rejected", "The receiver's transport did not store the message (0x15, MLLP release 2); send it again."
    if turn.state is State.WRONG_ANSWER:
        return "wrong answer", f"{_wrong(turn)} {UNKNOWN_OUTCOME}."
    return "no answer", f"{reason} {UNKNOWN_OUTCOME}."


def _wrong(turn: Turn) -> str:
    other = turn.others[-1]
    if isinstance(other, NotAnAcknowledgement):
        return other.why
    if other.control_id == turn.control_id:
        return f"The answer ({other.code}) came without MLLP frame bytes around it."
    return (
        f"The answer ({other.code}) names another message: MSA-2 is “{other.control_id}”, but the message's MSH-10 is "
        f"“{turn.control_id}”; it may be a late answer, or the receiver sends a fixed id."
    )
