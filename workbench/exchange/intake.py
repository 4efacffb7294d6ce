"""From arrived frames to answers: store first, then decide, then write the acknowledgement. No sockets here.

Whatever goes wrong (a full disk, a locked history, a fault in a rule) becomes an answer that accepts nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.answering import Answer, Reply, cannot_store
from workbench.exchange.journal import Journal, Received, Replied
from workbench.mllp.acknowledgement import build_ack
from workbench.mllp.framing import FramingError, encode
from workbench.mllp.reply import Decision, code_for

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Arrival:
    """A frame that has come in. With `refusal`, a sentence, it is only answered: what is left of it is no message."""

    message: Received
    refusal: str = ""


@dataclass(frozen=True)
class Answered:
    """What to send back: a whole frame, or b"" for nothing; and the note for the journal, if the message is in it."""

    frame: bytes
    replied: Replied | None


@dataclass
class Intake:
    """Stores messages and makes their answers. `received` counts what was stored."""

    journal: Journal
    answer: Answer
    notice: Notice
    received: int = 0
    _failing: bool = False
    _ids: Iterator[str] = field(default_factory=lambda: _ack_ids())

    def take(self, arrivals: Sequence[Arrival]) -> list[Answered]:
        """One answer for each arrival, in their order. Every stored message is on disk when this returns."""
        entries = iter(self._store([arrival.message for arrival in arrivals if not arrival.refusal]))
        now = datetime.now().astimezone()
        return [self._answered(arrival, arrival.refusal or next(entries), now) for arrival in arrivals]

    def note(self, replies: Sequence[Replied]) -> None:
        """Writes down what was answered. A failure is told: the messages themselves are safe."""
        if not replies:
            return
        try:
            self.journal.replied_many(replies)
        except Exception as error:  # noqa: BLE001  the answers have left; nothing but telling remains
            self.notice(f"{len(replies)} answers were sent but could not be written into the history: {_said(error)}")

    def _store(self, messages: list[Received]) -> list[int | str]:
        """For each message its entry number, or the sentence that says why it is not stored."""
        if not messages:
            return []
        try:
            entries: list[int | str] = list(self.journal.received_many(messages))
        except (WorkbenchError, OSError) as error:
            return [self._failed(error)] * len(messages)
        except Exception as error:  # noqa: BLE001  one message that the journal cannot digest must not refuse the others
            if len(messages) == 1:
                return [self._failed(error)]
            return [entry for message in messages for entry in self._store([message])]
        if self._failing:
            self._failing = False
            self.notice("Messages are taken again.")
        self.received += len(entries)
        return entries

    def _failed(self, error: Exception) -> str:
        """Tells once that storing fails, until it works again."""
        sentence = f"The message could not be stored: {_said(error)}"
        if not self._failing:
            self._failing = True
            self.notice(f"Messages are refused. {sentence}")
        return sentence

    def _answered(self, arrival: Arrival, entry: int | str, now: datetime) -> Answered:
        document = Document.from_bytes(arrival.message.raw)
        reply = self._decide(document) if isinstance(entry, int) else cannot_store(document, entry)
        frame, reply = self._frame(document, reply, now)
        if not isinstance(entry, int):
            return Answered(frame, None)
        raw = frame[1:-2] if frame else None
        return Answered(frame, Replied(entry, raw, now, reply.verdict, reply.text))

    def _decide(self, document: Document) -> Reply:
        try:
            return self.answer(document)
        except Exception as error:  # noqa: BLE001  a rule is exchangeable code; its fault must not stop the receiver
            self.notice(f"The rule that answers messages failed: {_said(error)}")
            return Reply(code_for(document, Decision.REJECT), "The receiver's own rule failed.")

    def _frame(self, document: Document, reply: Reply, now: datetime) -> tuple[bytes, Reply]:
        if not reply.code:
            return b"", reply
        ack = build_ack(document, reply.code, reply.text, reply.errors, now=now, control_id=next(self._ids))
        try:
            return encode(ack), reply
        except FramingError as error:  # a rule may put anything into its text
            self.notice(str(error))
            return b"", Reply("", str(error))


def _ack_ids() -> Iterator[str]:
    """Control ids for acknowledgements: 20 characters (the limit up to 2.5.1), unlike those of any other start."""
    start = secrets.token_hex(5)
    number = 0
    while True:
        number += 1
        yield f"{start}{number:010}"


def _said(error: Exception) -> str:
    if isinstance(error, WorkbenchError):
        return str(error)
    return f"{type(error).__name__}: {error}".rstrip(": .") + "."
