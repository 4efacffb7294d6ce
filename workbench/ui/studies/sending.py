"""Sending many messages, one after the other, each once: what has an answer, or may have one, is not sent again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from workbench.charges.lifecycle.standing import Sent
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.endpoint import endpoint
from workbench.ui.studies.store import StudyStore
from workbench.ui.verdicts import style

if TYPE_CHECKING:
    from workbench.history.studies import Studies

ACCEPTED, NOT_SENT, WAITING = "accepted", "not sent", "waiting"
SENT_BEFORE = "It was sent before, so it was not sent again."


class Post(Protocol):
    """What carries messages: the handle of the engine."""

    @property
    def notice(self) -> SignalInstance:
        """Emits a dict; of kind "sent" or "failed" with the id of the command once a message has its outcome."""

    def send(self, raw: bytes, host: str, port: int, timeout: float = 30.0, *, resent_of: int | None = None) -> int:
        """Ask for a message to be sent; the id of the command."""


@dataclass(frozen=True)
class Target:
    """Where to, and how long to wait for each answer."""

    host: str
    port: int
    seconds: int
    stops: bool = True
    """Whether the first message that is not accepted ends the run. One that reached nobody always does."""


@dataclass(frozen=True)
class Answer:
    """How one message ended: a verdict of the history, and a sentence."""

    verdict: str
    text: str = ""

    @property
    def label(self) -> str:
        """The verdict as it is said everywhere."""
        return style(self.verdict).label

    @property
    def colour(self) -> str:
        """The colour of the verdict, a name of the theme."""
        return style(self.verdict).colour


class SendRun(QObject):
    """One message is under way at a time; before each the history is asked whether it was sent by other means."""

    answered = Signal(str, object)
    """MSH-10 of a message and its Answer; WAITING when it leaves."""
    progress = Signal(int, int)
    """Messages that have an answer, and messages of the run."""
    finished = Signal(str)
    """A sentence about the whole run."""

    def __init__(self, store: StudyStore, post: Post, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._post = store, post
        self._waiting: deque[Sent] = deque()
        self._target = Target("", 0, 0)
        self._under_way: Sent | None = None
        self._command = 0
        self._count = self._done = self._accepted = 0
        post.notice.connect(self._take)

    @property
    def is_running(self) -> bool:
        """Whether a message is under way."""
        return self._under_way is not None

    def start(self, messages: Sequence[Sent], target: Target) -> None:
        """Send these in their order; nothing happens while another run is under way."""
        if self.is_running or not messages:
            return
        self._waiting = deque(messages)
        self._target = target
        self._count, self._done, self._accepted = len(messages), 0, 0
        self._next()

    def cancel(self) -> None:
        """Send nothing more; the answer of the one that is under way is still waited for."""
        self._waiting.clear()

    # -- one after the other ------------------------------------------------------------------------------------

    def _next(self) -> None:
        self._under_way = None
        self.progress.emit(self._done, self._count)
        if not self._waiting:
            self.finished.emit(self._words())
            return
        sent = self._under_way = self._waiting.popleft()

        def before(studies: Studies) -> Answer | None:
            found = studies.sent_before([sent.control_id]).get(sent.control_id)
            return None if found is None else Answer(found.outcome, f"{SENT_BEFORE} {found.note}".strip())

        self._store.ask("sent before", before, self._known, None)

    def _known(self, before: Answer | None) -> None:
        sent = self._under_way
        if sent is None:
            return
        if before is not None:
            self._ended(before, goes_on=True)
            return
        target = self._target
        try:
            raw = Document.from_bytes(sent.raw).wire()
        except WorkbenchError as problem:
            self._ended(Answer(NOT_SENT, str(problem)))
            return
        where = endpoint(target.host, target.port)
        self.answered.emit(sent.control_id, Answer(WAITING, f"Waiting for the answer of {where}."))
        self._command = self._post.send(raw, target.host, target.port, float(target.seconds))

    def _take(self, notice: dict[str, Any]) -> None:
        if self._under_way is None or not self._command or notice.get("id") != self._command:
            return
        kind = notice.get("notice")
        if kind == "sent":
            self._ended(Answer(str(notice.get("verdict", "")), str(notice.get("text", ""))))
        elif kind == "failed":
            # An engine that died knows no more than "no answer".
            self._ended(Answer(str(notice.get("verdict", NOT_SENT)), str(notice.get("text", ""))))

    def _ended(self, answer: Answer, *, goes_on: bool = False) -> None:
        sent, self._command = self._under_way, 0
        if sent is None:
            return
        self._done += 1
        self._accepted += answer.verdict == ACCEPTED
        self.answered.emit(sent.control_id, answer)
        fine = goes_on or answer.verdict == ACCEPTED
        if not fine and (self._target.stops or answer.verdict == NOT_SENT):
            self._waiting.clear()
        self._next()

    def _words(self) -> str:
        others = self._done - self._accepted
        parts = [f"{self._accepted} of {self._count} accepted"]
        if others:
            parts.append(f"{others} not accepted")
        if left := self._count - self._done:
            parts.append(f"{left} not sent")
        return f"{', '.join(parts)}."
