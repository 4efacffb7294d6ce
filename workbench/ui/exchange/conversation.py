"""The conversation: what this window sent and what the receiver took in, newest first, as a Qt model.

News is collected and shown at most ten times a second, whatever the traffic; only the newest `LIMIT` turns are kept
(the history has them all).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, QTimer

from workbench.ui import verdicts
from workbench.ui.tables import Index, RowsModel

REPAINT_MS = 100
LIMIT = 1000
NAMELESS = "The message has no control id (MSH-10), so no answer can name it: whose answer it is cannot be told."


@dataclass(frozen=True)
class Turn:
    """One message and what became of it. `key` is unique; `entry` is its history entry once there is one."""

    key: str
    at: datetime
    direction: str  # "sent" | "received"
    control_id: str
    message_type: str
    peer: str
    verdict: str
    sentence: str
    raw: bytes | None
    """The message; None for one that is fetched from the history when it is wanted."""
    entry: int | None = None

    @property
    def direction_words(self) -> str:
        """ "→ sent" or "← received"."""
        return "→ sent" if self.direction == "sent" else "← received"


class Column(IntEnum):
    """The columns, in order."""

    TIME = 0
    DIRECTION = 1
    MESSAGE = 2
    CONTROL_ID = 3
    VERDICT = 4
    SENTENCE = 5


HEADERS = ("Time", "Direction", "Message", "Control id", "Verdict", "What happened")


class ConversationModel(RowsModel[Turn]):
    """Turns by key: `put` a new one or a newer state of a known one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent=parent)
        self._news: dict[str, Turn] = {}
        self._timer = QTimer(self, singleShot=True, interval=REPAINT_MS)
        self._timer.timeout.connect(self.flush)

    def put(self, turn: Turn) -> None:
        """Note a turn; it is shown with the next repaint."""
        self._news[turn.key] = turn
        if not self._timer.isActive():
            self._timer.start()

    def known(self, key: str) -> Turn | None:
        """The newest state of a turn, shown or not."""
        if key in self._news:
            return self._news[key]
        return next((turn for turn in self._rows if turn.key == key), None)

    def settle(self, key: str, verdict: str, sentence: str, entry: int | None = None) -> None:
        """What became of a known turn; unknown keys are not ours and are left alone."""
        turn = self.known(key)
        if turn is not None:
            self.put(replace(turn, verdict=verdict, sentence=sentence, entry=entry or turn.entry))

    def flush(self) -> None:
        """Show the news now."""
        news, self._news = self._news, {}
        self._timer.stop()
        rows = {turn.key: row for row, turn in enumerate(self._rows)}
        for key in [key for key in news if key in rows]:
            row = rows[key]
            self._rows[row] = news.pop(key)
            self.row_changed(row)
        self._add_on_top(list(news.values())[-LIMIT:])

    def clear(self) -> None:
        """Forget the conversation (the history keeps it)."""
        self.beginResetModel()
        self._rows.clear()
        self._news.clear()
        self.endResetModel()

    def turn(self, index: Index) -> Turn | None:
        """The turn of a row."""
        return self.row(index)

    def row_of(self, key: str) -> int | None:
        """The row of a turn that is shown, else None."""
        return next((row for row, turn in enumerate(self._rows) if turn.key == key), None)

    def _add_on_top(self, turns: list[Turn]) -> None:
        too_many = len(self._rows) + len(turns) - LIMIT
        if too_many > 0:
            self.beginRemoveRows(QModelIndex(), len(self._rows) - too_many, len(self._rows) - 1)
            del self._rows[-too_many:]
            self.endRemoveRows()
        if turns:
            self.beginInsertRows(QModelIndex(), 0, len(turns) - 1)
            self._rows[:0] = reversed(turns)
            self.endInsertRows()

    def cell(self, row: Turn, column: int) -> str:
        return _cells(row)[column]

    def tip(self, row: Turn, column: int) -> str:
        return _explanation(row)

    def ink(self, row: Turn, column: int) -> str:
        if column == Column.VERDICT:
            return verdicts.style(row.verdict).colour
        return "muted" if column in (Column.TIME, Column.DIRECTION) else ""

    def in_monospace(self, column: int) -> bool:
        return column == Column.CONTROL_ID


def _cells(turn: Turn) -> tuple[str, ...]:
    time = turn.at.astimezone().strftime("%H:%M:%S")
    label = verdicts.style(turn.verdict).label
    kind = "^".join(turn.message_type.split("^")[:2])  # DFT^P03^DFT_P03: the structure adds nothing here
    return (time, turn.direction_words, kind, turn.control_id, label, turn.sentence)


def _explanation(turn: Turn) -> str:
    way = "to" if turn.direction == "sent" else "from"
    means = verdicts.style(turn.verdict).means
    return "\n".join(filter(None, (turn.sentence, means, f"{turn.direction} {way} {turn.peer}")))
