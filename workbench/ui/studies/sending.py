"""Sending many messages, one after the other, each once: what has an answer, or may have one, is not sent again.

The messages of one study belong together: behind one that was not accepted none of them leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from workbench.charges.lifecycle.sequence import NOT_SENT, WAITING, is_done
from workbench.charges.lifecycle.standing import Sent
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.endpoint import endpoint
from workbench.ui.studies.store import StudyStore
from workbench.ui.verdicts import style

if TYPE_CHECKING:
    from workbench.history.studies import Studies

NO_ANSWER = "no answer"
"""Verdict of a message of which nobody knows whether it left."""
SENT_BEFORE = "It was sent before, so it was not sent again."
_BEHIND = "{} of the same study was not accepted, so this stayed here."


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
    """Whether the first message that is not accepted ends the run; else it ends only the study that the message is of.
    One that reached nobody always ends the run."""


@dataclass(frozen=True)
class Answer:
    """How one message ended: a verdict of the history, and a sentence."""

    verdict: str
    text: str = ""
    is_held: bool = False
    """Whether it was kept here because of another message; then the verdict is NOT_SENT and `text` says why."""

    @property
    def label(self) -> str:
        """The verdict as it is said everywhere."""
        return style(self.verdict).label

    @property
    def colour(self) -> str:
        """The colour of the verdict, a name of the theme."""
        return style(self.verdict).colour


@dataclass(frozen=True)
class Parcel:
    """One message to be sent, and what the messages that belong together have in common."""

    sent: Sent
    study: Hashable


class SendRun(QObject):
    """One message is under way at a time; before each the history is asked whether it was sent by other means, and the
    store whether it has to wait for another message of its study."""

    answered = Signal(str, object)
    """MSH-10 of a message and its Answer; WAITING when it leaves."""
    progress = Signal(int, int)
    """Messages that were dealt with, and messages of the run."""
    finished = Signal(str)
    """A sentence about the whole run."""

    def __init__(self, store: StudyStore, post: Post, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._post = store, post
        self._waiting: deque[Parcel] = deque()
        self._target = Target("", 0, 0)
        self._under_way: Parcel | None = None
        self._command = 0
        self._early: list[dict[str, Any]] = []
        """What the engine said before it was known which command is ours."""
        self._stopped: dict[Hashable, str] = {}
        """Studies with a message that was not accepted, and its control id."""
        self._is_cancelled = False
        self._count = self._done = self._accepted = self._left_out = 0
        post.notice.connect(self._take)

    @property
    def is_running(self) -> bool:
        """Whether a message is under way."""
        return self._under_way is not None

    def start(self, parcels: Sequence[Parcel], target: Target) -> None:
        """Send these in their order; nothing happens while another run is under way."""
        if self.is_running or not parcels:
            return
        self._waiting = deque(parcels)
        self._target = target
        self._stopped, self._is_cancelled = {}, False
        self._count, self._done, self._accepted, self._left_out = len(parcels), 0, 0, 0
        self._next()

    def cancel(self) -> None:
        """Send nothing more; the answer of the one that has left is still waited for."""
        self._is_cancelled = True
        self._waiting.clear()

    # -- one after the other ------------------------------------------------------------------------------------

    def _next(self) -> None:
        self._under_way = None
        self._hold_stopped()
        self.progress.emit(self._done, self._count)
        if not self._waiting:
            self.finished.emit(self._words())
            return
        control_id = self._waiting[0].sent.control_id
        self._under_way = self._waiting.popleft()
        self._store.ask(
            "sent before",
            lambda studies: _known_before(studies, control_id),
            self._known,
            None,
            lambda problem: self._ended(Answer(NOT_SENT, problem)),
        )

    def _hold_stopped(self) -> None:
        """What comes next and belongs to a message that was not accepted stays here."""
        while self._waiting and (behind := self._stopped.get(self._waiting[0].study)):
            self._settle(self._waiting.popleft(), Answer(NOT_SENT, _BEHIND.format(behind), is_held=True))

    def _known(self, before: Answer | None) -> None:
        parcel = self._under_way
        if parcel is None:
            return
        if before is not None:
            self._ended(before)
            return
        if self._is_cancelled:  # while the store was asked; nothing has left
            self._next()
            return
        target = self._target
        try:
            raw = Document.from_bytes(parcel.sent.raw).wire()
        except WorkbenchError as problem:
            self._ended(Answer(NOT_SENT, str(problem)))
            return
        where = endpoint(target.host, target.port)
        self.answered.emit(parcel.sent.control_id, Answer(WAITING, f"Waiting for the answer of {where}."))
        self._early.clear()
        self._command = self._post.send(raw, target.host, target.port, float(target.seconds))
        for notice in tuple(self._early):  # an engine that cannot start may say so at once
            self._take(notice)

    def _take(self, notice: dict[str, Any]) -> None:
        if self._under_way is None:
            return
        if not self._command:
            self._early.append(notice)
            return
        if notice.get("id") != self._command:
            return
        kind = notice.get("notice")
        if kind == "sent":
            self._ended(Answer(str(notice.get("verdict", "")), str(notice.get("text", ""))))
        elif kind == "failed":
            # "Not sent" counts only from whoever knows it: it invites to send once more.
            self._ended(Answer(str(notice.get("verdict", NO_ANSWER)), str(notice.get("text", ""))))

    def _ended(self, answer: Answer) -> None:
        parcel, self._command = self._under_way, 0
        if parcel is None:
            return
        self._settle(parcel, answer)
        if not is_done(answer.verdict) and not answer.is_held:
            self._stopped.setdefault(parcel.study, parcel.sent.control_id)
            if self._target.stops or answer.verdict == NOT_SENT:
                self._waiting.clear()
        self._next()

    def _settle(self, parcel: Parcel, answer: Answer) -> None:
        self._done += 1
        self._accepted += is_done(answer.verdict)
        self._left_out += answer.verdict == NOT_SENT
        self.answered.emit(parcel.sent.control_id, answer)

    def _words(self) -> str:
        others = self._done - self._accepted - self._left_out
        parts = [f"{self._accepted} of {self._count} accepted"]
        if others:
            parts.append(f"{others} not accepted")
        if left := self._count - self._done + self._left_out:
            parts.append(f"{left} not sent")
        return f"{', '.join(parts)}."


def _known_before(studies: Studies, control_id: str) -> Answer | None:
    """How a message ended that left by other means, or why it has to wait; None when it may leave."""
    found = studies.sent_before([control_id]).get(control_id)
    if found is not None:
        return Answer(found.outcome, f"{SENT_BEFORE} {found.note}".strip())
    why = studies.why_held(control_id)
    return Answer(NOT_SENT, why, is_held=True) if why else None
