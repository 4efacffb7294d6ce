"""The Exchange place: receiver and sender on the left, the conversation on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui import theme
from workbench.ui.accepted import Accepted, accepted_before
from workbench.ui.blame import blamed
from workbench.ui.bridge import Bridge
from workbench.ui.engine import EngineHandle
from workbench.ui.exchange.arrivals import Arrivals
from workbench.ui.exchange.conversation import NAMELESS, ConversationModel, Turn
from workbench.ui.exchange.endpoint import DEFAULT_HOST
from workbench.ui.exchange.loaded import Loaded
from workbench.ui.exchange.receiver import ReceiverCard
from workbench.ui.exchange.remembered import Remembered
from workbench.ui.exchange.sender import SendCard
from workbench.ui.requests import OpenRequest
from workbench.ui.tables import row_table
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from workbench.history.store import History

CARDS_WIDTH = 336
AGAIN = "Send it again"
_REFUSED = ("rejected", "error")


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
        self._tasks = tasks
        self._one_step: _OneStep | None = None
        self._loaded: Loaded | None = None
        self._sending = 0  # command id of the send that the card waits for
        remembered = self._remembered = Remembered(settings)
        self.receiver_card = ReceiverCard(engine, remembered)
        self.send_card = SendCard(bridge, remembered)
        self.model = ConversationModel(self)
        self._arrivals = Arrivals(self.model, bridge, history_factory, self)
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
        layout.addLayout(self._conversation(), 1)
        self.setTabOrder(self.send_card.built_in_button, self.receiver_card.endpoint.host)
        self._receiver_changed()

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
        return area

    def _conversation(self) -> QVBoxLayout:
        self.table = row_table("Conversation", self.model, (72, 88, 76, 136, 108))
        self.empty = EmptyState(
            "Nothing was said yet",
            "Load a message with Send… from Messages or Studies, then send it to the built-in receiver or to another "
            "system. Or start the receiver and let another system send to it. Each message and its answer is listed "
            "here.",
            (("Start the receiver", self.receiver_card.start),),
        )
        listed = QWidget()
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.table, 1)
        inside.addLayout(self._actions())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(listed)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Conversation", "heading"))
        layout.addWidget(self.pages, 1)
        return layout

    def _actions(self) -> QHBoxLayout:
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.sentence.setAccessibleName("What happened to the selected message")
        self.open_button = QPushButton("Ope&n message")
        self.open_button.clicked.connect(self._open_selected)
        self.history_button = QPushButton("Show in h&istory")
        self.history_button.clicked.connect(self._show_selected_in_history)
        self.clear_button = QPushButton("C&lear list")
        self.clear_button.setToolTip("Forget this list; the history keeps every message.")
        self.clear_button.clicked.connect(self._clear)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        for button in (self.open_button, self.history_button, self.clear_button):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.send_card.send_wanted.connect(self._send_asked)
        self.send_card.edited_wanted.connect(self._load_edited)
        self.receiver_card.changed.connect(self._receiver_changed)
        self.send_card.built_in_wanted.connect(self.send_to_own_receiver)
        self.receiver_card.listening.connect(self._receiver_listens)
        self.receiver_card.failed.connect(self._receiver_failed)
        self._engine.notice.connect(self._take)
        self.table.activated.connect(self._activated)
        self.table.selectionModel().currentRowChanged.connect(self._selection_changed)
        self.model.rowsInserted.connect(self._rows_changed)
        self.model.modelReset.connect(self._rows_changed)
        self.model.dataChanged.connect(self._selection_changed)
        theme.watcher().changed.connect(self.model.colours_changed)
        self._rows_changed()

    # -- sending ------------------------------------------------------------------------------------------------

    def _send_asked(self, host: str, port: int, seconds: int) -> None:
        """Send to an endpoint that was entered, after a question when it would be charged twice there."""
        self._look_for_edits()
        before = [one for one in self._accepted_before() if not _is_trial(one, host)]
        if before:
            document = self.send_card.document
            name = f"{document.message_type} {document.control_id}" if document is not None else "The message"
            answer = self._bridge.ask(
                "Send an accepted charge again?",
                f"{name} was {before[0].words} already. Sent again, it may be charged twice.",
                (AGAIN,),
            )
            if answer != AGAIN:
                return
        self._send(host, port, seconds)

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
        self._choose(f"command {self._sending}")

    def _choose(self, key: str) -> None:
        """Select a turn, so that what is said below the list is about it."""
        self.model.flush()
        row = self.model.row_of(key)
        if row is not None:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

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
            verdict = str(notice.get("verdict", "not sent"))  # an engine that died knows no more than "no answer"
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

    def _accepted_before(self) -> tuple[Accepted, ...]:
        document = self.send_card.document
        if document is None:
            return ()
        try:
            return accepted_before(self._history_factory, document)
        except WorkbenchError as problem:
            self._bridge.warning(f"Whether this was accepted before is not known: {problem}")
            return ()

    def _remark(self, *sentences: str) -> None:
        """Say what to know before sending, and, once the history has told, whether it was accepted before."""
        document, loaded = self.send_card.document, self._loaded
        if self._tasks is None or document is None:
            self._show_remark(sentences, self._accepted_before())
            return
        self._show_remark(sentences, ())
        raw, factory = document.to_bytes(), self._history_factory

        def look() -> tuple[Accepted, ...] | str:
            try:
                return accepted_before(factory, Document.from_bytes(raw))
            except WorkbenchError as problem:
                return str(problem)

        def tell(found: tuple[Accepted, ...] | str) -> None:
            if self._loaded is not loaded or (loaded is not None and loaded.sent):
                return  # another message is loaded by now, or this one has left
            if isinstance(found, str):
                self._bridge.warning(f"Whether this was accepted before is not known: {found}")
            elif found:
                self._show_remark(sentences, found)

        self._tasks.run("accepted before", look, tell)

    def _show_remark(self, sentences: Iterable[str], before: Sequence[Accepted]) -> None:
        times = len(before) - 1
        more = f", and {times} {'time' if times == 1 else 'times'} before that" if times > 0 else ""
        accepted = f"Already {before[0].words}{more}." if before else ""
        document = self.send_card.document
        nameless = NAMELESS if document is not None and not document.control_id else ""
        self.send_card.show_remark(" ".join(filter(None, (*sentences, accepted, nameless))))

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

    def _receiver_changed(self) -> None:
        self.empty.buttons[0].setVisible(self.receiver_card.state == "idle")

    # -- the list -----------------------------------------------------------------------------------------------

    def _rows_changed(self) -> None:
        self.pages.setCurrentIndex(1 if self.model.rowCount() else 0)
        self._selection_changed()

    def _selection_changed(self) -> None:
        turn = self.model.turn(self.table.currentIndex())
        self.sentence.setText(turn.sentence if turn else "")
        self.open_button.setEnabled(turn is not None)
        self.history_button.setEnabled(turn is not None and turn.entry is not None)
        self.clear_button.setEnabled(self.model.rowCount() > 0)

    def _activated(self, index: QModelIndex) -> None:
        turn = self.model.turn(index)
        if turn is not None and turn.entry is not None:
            self.history_requested.emit(turn.entry)
        else:
            self._open_selected()

    def _open_selected(self) -> None:
        turn = self.model.turn(self.table.currentIndex())
        if turn is None:
            return
        raw = self._arrivals.raw_of(turn.entry) if turn.raw is None and turn.entry is not None else turn.raw
        if raw is not None:
            title = f"{turn.message_type} {turn.control_id}".strip() or "Message"
            answer = self._refusal(turn)
            self.open_requested.emit(
                OpenRequest(raw, f"{title} ({turn.direction})", path=blamed(answer), answer=answer)
            )

    def _refusal(self, turn: Turn) -> bytes | None:
        """The answer to a message that was refused."""
        if turn.entry is None or turn.verdict not in _REFUSED:
            return None
        entry = self._arrivals.entry_of(turn.entry)
        return entry.answer if entry is not None else None

    def _show_selected_in_history(self) -> None:
        turn = self.model.turn(self.table.currentIndex())
        if turn is not None and turn.entry is not None:
            self.history_requested.emit(turn.entry)

    def _clear(self) -> None:
        self._arrivals.forget()
        self.model.clear()

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_edits()


def _is_trial(before: Accepted, host: str) -> bool:
    """Whether what was accepted then does not count at `host`: it went to this computer only, and now to another."""
    return is_loopback(before.endpoint.rpartition(":")[0]) and not is_loopback(host)
