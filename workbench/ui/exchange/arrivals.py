"""What the engine's receiver took in, looked up in the history and put into the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.errors import WorkbenchError
from workbench.history import NoHistory
from workbench.ui import verdicts
from workbench.ui.bridge import Bridge
from workbench.ui.exchange.conversation import NAMELESS, ConversationModel, Turn

if TYPE_CHECKING:
    from workbench.history import Entry, EntrySummary
    from workbench.history.store import History

ARRIVALS = 200
"""How many of the newest received messages are read at a time."""
READ_AFTER_MS = 100


class Arrivals(QObject):
    """Reads what arrived since it was made, or since `forget`. Without a history there is nothing to read."""

    def __init__(
        self,
        model: ConversationModel,
        bridge: Bridge,
        open_history: Callable[[], History] | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._bridge, self._open_history = model, bridge, open_history
        self._since = datetime.now(UTC)
        self._complained = False
        self._timer = QTimer(self, singleShot=True, interval=READ_AFTER_MS)
        self._timer.timeout.connect(self._read)

    def look(self) -> None:
        """There is news: looked at ten times a second at most."""
        if not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        """What has arrived until now is not wanted any more."""
        self._since = datetime.now(UTC)

    def raw_of(self, entry_id: int) -> bytes | None:
        """The bytes of an entry; None, and said, when the history does not give them."""
        entry = self.entry_of(entry_id)
        return entry.raw if entry is not None else None

    def entry_of(self, entry_id: int) -> Entry | None:
        """An entry of the history; None, and said, when it does not give it."""
        if self._open_history is None:
            return None
        try:
            entry = self._open_history().entry(entry_id)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return None
        if entry is None:
            self._bridge.warning("This message is not in the history any more.")
        return entry

    def _read(self) -> None:
        if self._open_history is None:
            return
        try:
            entries = self._open_history().entries(direction="received", since=self._since, limit=ARRIVALS)
        except NoHistory:  # the engine is about to make it
            return
        except WorkbenchError as problem:  # it may be well again at the next news
            if not self._complained:
                self._bridge.problem(f"Received messages cannot be listed: {problem}")
            self._complained = True
            return
        self._complained = False
        for entry in reversed(entries):
            self._arrived(entry)

    def _arrived(self, entry: EntrySummary) -> None:
        known = self._model.known(f"entry {entry.id}")
        if known is not None and known.verdict == entry.verdict:
            return
        self._model.put(
            Turn(
                key=f"entry {entry.id}",
                at=entry.at,
                direction="received",
                control_id=entry.control_id,
                message_type=entry.message_type,
                peer=entry.peer,
                verdict=entry.verdict,
                sentence=_sentence(entry),
                raw=None,
                entry=entry.id,
            )
        )


def _sentence(entry: EntrySummary) -> str:
    """What happened, and that the answer could not name the message when that is so."""
    said = entry.note or verdicts.style(entry.verdict).means
    return said if entry.control_id else f"{said} {NAMELESS}"
