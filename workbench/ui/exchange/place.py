"""The Exchange place: receiver and sender on the left, the conversation on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui.accepted import Accepted, elsewhere_than_trials, question
from workbench.ui.bridge import Bridge
from workbench.ui.engine import EngineHandle
from workbench.ui.exchange.arrivals import Arrivals
from workbench.ui.exchange.before import Before, words
from workbench.ui.exchange.conversation import NAMELESS, ConversationModel, Turn
from workbench.ui.exchange.endpoint import DEFAULT_HOST
from workbench.ui.exchange.list_pane import ListPane
from workbench.ui.exchange.loaded import Loaded
from workbench.ui.exchange.receiver import ReceiverCard
from workbench.ui.exchange.remembered import Remembered
from workbench.ui.exchange.sender import SendCard
from workbench.ui.file_kinds import MESSAGES
from workbench.ui.tasks import Tasks

if TYPE_CHECKING:
    from workbench.history.store import History

CARDS_WIDTH, CARDS_WIDEST = 336, 480
"""Pixels of the cards: in a wide window they take a quarter of it, so that no sentence stands in a thin column."""
AGAIN = "Send it again"


@dataclass(frozen=True)
class _OneStep:
    """A send that waits for the built-in receiver to listen. `free_port`: whether any port was tried already."""

    seconds: int
    free_port: bool = False


class ExchangePlace(QWidget):
    """`history_factory` opens the history for reading when it is needed; without it only what is sent from here is
    listed, and nothing is known of what was accepted before. `settings` keep host, port and wait between two starts.
    With `tasks` the history is asked beside the window.
    """

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    history_requested = Signal(int)
    """The id of a history entry to be shown."""

    def __init__(
        self,
        engine: EngineHandle,
        bridge: Bridge,
        history_factory: Callable[[], History] | None = None,
        settings: QSettings | None = None,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__()
        self._engine, self._bridge, self._history_factory = engine, bridge, history_factory
        self._one_step: _OneStep | None = None
        self._loaded: Loaded | None = None
        self._sending = 0  # command id of the send that the card waits for
        remembered = self._remembered = Remembered(settings)
        self.receiver_card = ReceiverCard(engine, remembered)
        self.send_card = SendCard(bridge, remembered)
        self.model = ConversationModel(self)
        self._arrivals = Arrivals(self.model, bridge, history_factory, self)
        self._before = Before(history_factory, bridge, tasks)
        self.list = ListPane(self.model, self._arrivals)
        self._build()
        self._connect()

    def load(
        self,
        raw: bytes,
        title: str,
        refresh: Callable[[], bytes] | None = None,
        resent_of: int | None = None,
        receiver: str = "",
    ) -> None:
        """Load a message for sending. `raw` as in the file; it is sent with CR line ends, as the wire wants it.

        `refresh` gives the bytes as they are now where the message came from, so that no old version is sent after an
        edit. `resent_of` is the entry of the history that is sent again; `receiver` the name of whom a profile routes
        it to, whose address is entered when one is remembered.
        """
        self._loaded = Loaded(raw, title, refresh, resent_of, receiver)
        self.send_card.load(Document.from_bytes(raw), title, receiver)
        self._remark()
        self.send_card.focus_button(built_in=self._only_own_receiver())

    def load_file(self, file: Path) -> None:
        """Load the first message of a file for sending; what cannot be is said."""
        try:
            messages = MessageFile.open(file)
            count = len(messages)
            raw = bytes(messages[0]) if count else b""
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        if not count:
            self._bridge.problem(f"{file.name} is empty; there is no message in it.")
            return
        if count > 1:
            self._bridge.warning(
                f"{file.name} holds {count:,} messages; the first one is loaded. Open the file to choose another."
            )
        self.load(raw, file.name)

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "A message to send", "", MESSAGES)
        if name:
            self.load_file(Path(name))

    def _only_own_receiver(self) -> bool:
        """Whether the built-in receiver listens and nothing was ever sent to anybody else."""
        own = self.receiver_card.where
        return own is not None and all(one == self._reachable(*own) for one in self._remembered.endpoints())

    def send_to_own_receiver(self) -> None:
        """One step: start the receiver when it does not listen, then send the loaded message to it."""
        seconds = self.send_card.timeout.value()
        if self.send_card.document is None:
            return
        self._look_for_edits()
        if self.receiver_card.where is not None:
            self._send(*self._reachable(*self.receiver_card.where), seconds)
            return
        self._one_step = _OneStep(seconds)
        self.send_card.set_under_way(True, "Starting the built-in receiver…")
        if self.receiver_card.state == "idle":
            self.receiver_card.start()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addWidget(self._cards())
        layout.addWidget(self.list, 1)
        self.setTabOrder(self.send_card.built_in_button, self.receiver_card.endpoint.host)

    def _cards(self) -> QScrollArea:
        """Both cards, in a column that scrolls when the window is low."""
        column = QWidget()
        stack = QVBoxLayout(column)
        stack.setContentsMargins(0, 0, 8, 0)
        stack.setSpacing(16)
        stack.addWidget(self.send_card)
        stack.addWidget(self.receiver_card)
        stack.addStretch()
        area = QScrollArea()
        area.setWidget(column)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(CARDS_WIDTH)
        area.setAccessibleName("Sender and receiver")  # the keyboard scrolls it
        self._area = area
        return area

    def _connect(self) -> None:
        self.send_card.send_wanted.connect(self._send_asked)
        self.send_card.edited_wanted.connect(self._load_edited)
        self.send_card.file_wanted.connect(self._choose_file)
        self.send_card.built_in_wanted.connect(self.send_to_own_receiver)
        self.receiver_card.listening.connect(self._receiver_listens)
        self.receiver_card.failed.connect(self._receiver_failed)
        self._engine.notice.connect(self._take)
        self.list.open_requested.connect(self.open_requested)
        self.list.history_requested.connect(self.history_requested)

    # -- sending ------------------------------------------------------------------------------------------------

    def _send_asked(self, host: str, port: int, seconds: int) -> None:
        """Send to an endpoint that was entered, after a question when it would be charged twice there."""
        self._look_for_edits()
        document, loaded = self.send_card.document, self._loaded
        if document is None or self.send_card.is_under_way:
            return

        def go_on(before: tuple[Accepted, ...]) -> None:
            self.send_card.set_under_way(False)
            self.send_card.show_result("", "")
            if self._loaded is not loaded:
                return  # another message was loaded meanwhile
            counting = elsewhere_than_trials(before, host)
            if not counting or self._is_wanted_again(document, counting[0]):
                self._send(host, port, seconds)

        self.send_card.set_under_way(True, "Looking whether it was accepted before…")
        self._before.ask("send", document, go_on)

    def _is_wanted_again(self, document: Document, before: Accepted) -> bool:
        return self._bridge.ask(*question(document, before), (AGAIN,)) == AGAIN

    def _send(self, host: str, port: int, seconds: int) -> None:
        document, loaded = self.send_card.document, self._loaded
        if document is None or loaded is None:
            return
        self.send_card.set_under_way(True, f"Waiting for the answer of {endpoint(host, port)}…")
        raw = document.wire()
        loaded.sent = True
        self._sending = self._engine.send(raw, host, port, float(seconds), resent_of=loaded.resent_of)
        self.model.put(
            Turn(
                key=f"command {self._sending}",
                at=datetime.now(UTC),
                direction="sent",
                control_id=document.control_id,
                message_type=document.message_type,
                peer=endpoint(host, port),
                verdict="waiting",
                sentence=f"Sent to {endpoint(host, port)}; waiting for the answer.",
                raw=raw,
            )
        )
        self.list.choose(f"command {self._sending}")

    def _receiver_listens(self, host: str, port: int) -> None:
        if self._one_step is not None:
            step, self._one_step = self._one_step, None
            self._send(*self._reachable(host, port), step.seconds)

    def _receiver_failed(self, text: str) -> None:
        """In the one step the port does not matter, so one that is taken is replaced by any free one, once."""
        if self._one_step is None:
            return
        runs = self._engine.state == "running"  # else it is not the port that is at fault
        if runs and not self._one_step.free_port and is_loopback(self.receiver_card.endpoint.value()[0]):
            self._one_step = _OneStep(self._one_step.seconds, free_port=True)
            self._bridge.info(f"{text} Any free port is tried instead.")
            self.receiver_card.start(port=0)
        else:
            self._one_step = None
            self.send_card.set_under_way(False)
            self.send_card.show_result(text, "bad")

    @staticmethod
    def _reachable(host: str, port: int) -> tuple[str, int]:
        """Where to reach a listener of ours: one on all addresses is reached on the loopback."""
        return (DEFAULT_HOST if host in ("0.0.0.0", "") else "::1" if host == "::" else host), port

    def _take(self, notice: dict[str, Any]) -> None:
        kind, number = notice["notice"], notice.get("id")
        if kind == "sent":
            verdict, text = str(notice.get("verdict", "")), str(notice.get("text", ""))
            entry = notice.get("entry")
            self._settle(number, verdict, text, entry if isinstance(entry, int) else None)
        elif kind == "failed" and self.model.known(f"command {number}") is not None:
            verdict = str(notice.get("verdict", "no answer"))  # "not sent" only from whoever knows it
            self._settle(number, verdict, str(notice.get("text", "")), None)
        elif kind == "progress" and number == self._sending:
            self.send_card.show_result(str(notice.get("text", "")), "muted")
        elif kind == "history":
            self._arrivals.look()

    def _settle(self, number: object, verdict: str, text: str, entry: int | None) -> None:
        turn = self.model.known(f"command {number}")
        nameless = turn is not None and not turn.control_id and verdict == "accepted"
        self.model.settle(f"command {number}", verdict, f"{text} {NAMELESS}" if nameless else text, entry)
        if number == self._sending:
            self.model.flush()  # the list and the card say the same
            self.send_card.show_remark(NAMELESS if nameless else "")  # what was known before it was sent is old
            self.send_card.set_under_way(False)
            self.send_card.show_verdict(verdict, text)

    # -- what to know before sending ----------------------------------------------------------------------------

    def _remark(self, *sentences: str) -> None:
        """Say what to know before sending, and, once the history has told, whether it was accepted before."""
        document, loaded = self.send_card.document, self._loaded
        self._show_remark(sentences, ())
        if document is None:
            return

        def tell(before: tuple[Accepted, ...]) -> None:
            if before and self._loaded is loaded and not (loaded is not None and loaded.sent):
                self._show_remark(sentences, before)

        self._before.ask("load", document, tell)

    def _show_remark(self, sentences: Iterable[str], before: Sequence[Accepted]) -> None:
        document = self.send_card.document
        nameless = NAMELESS if document is not None and not document.control_id else ""
        self.send_card.show_remark(" ".join(filter(None, (*sentences, words(before), nameless))))

    def _look_for_edits(self) -> None:
        """What is loaded may have been edited since: what was not sent yet is loaded anew, else that is offered."""
        edited = self._edited()
        if self._loaded is None or edited is None:
            return
        if self._loaded.sent:
            self.send_card.show_remark("The message was edited after it was sent.", edited=True)
        else:
            self._load_edited()

    def _edited(self) -> bytes | None:
        """The message as it is now, None when it is the one that is loaded."""
        if self._loaded is None or self.send_card.is_under_way:
            return None
        try:
            return self._loaded.edited()
        except WorkbenchError as problem:
            self._bridge.warning(f"The message was edited, but it cannot be loaded: {problem}")
            return None

    def _load_edited(self) -> None:
        edited, loaded = self._edited(), self._loaded
        if edited is not None and loaded is not None:
            self.load(edited, loaded.title, loaded.refresh, loaded.resent_of, loaded.receiver)
            self._remark("This is the message as it was edited.")

    # -- Qt -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._area.setFixedWidth(max(CARDS_WIDTH, min(CARDS_WIDEST, self.width() // 4)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_edits()
