"""The entries of the history as a Qt model, newest first, read a page at a time as the user scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from workbench.errors import WorkbenchError
from workbench.ui import theme, verdicts
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

if TYPE_CHECKING:
    from workbench.history import EntrySummary
    from workbench.history.store import History

PAGE = 200


@dataclass(frozen=True)
class Query:
    """What is looked for; "" means any. `text` is an identifier or its beginning."""

    text: str = ""
    direction: str = ""
    verdict: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Query()


class Column(IntEnum):
    """The columns, in order."""

    TIME = 0
    DIRECTION = 1
    VERDICT = 2
    MESSAGE = 3
    CONTROL_ID = 4
    PATIENT = 5
    ACCOUNT = 6
    ACCESSION = 7
    TRANSACTIONS = 8
    WHERE = 9


HEADERS = (
    "Time",
    "Direction",
    "Verdict",
    "Message",
    "Control id",
    "Patient",
    "Account",
    "Accession",
    "Transactions",
    "Other side",
)
_IDENTIFIERS = (
    Column.CONTROL_ID,
    Column.PATIENT,
    Column.ACCOUNT,
    Column.ACCESSION,
    Column.TRANSACTIONS,
)


class HistoryModel(QAbstractTableModel):
    """Pages of History.entries for one query. `ask` and `refresh` raise HistoryError; a later page emits `failed`."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self._query = Query()
        self._entries: list[EntrySummary] = []
        self._complete = True

    @property
    def complete(self) -> bool:
        """Whether every entry of the query has been read."""
        return self._complete

    def ask(self, history: History, query: Query) -> None:
        """Show the first page of a query."""
        page = self._page(history, query, before=None)
        self.beginResetModel()
        self._history, self._query, self._entries = history, query, page
        self._complete = len(page) < PAGE
        self.endResetModel()

    def refresh(self) -> None:
        """Look what is new on top, and which of the newest entries have changed."""
        if self._history is None:
            return
        newest = self._page(self._history, self._query, before=None)
        top = self._entries[0].id if self._entries else 0
        added = [entry for entry in newest if entry.id > top]
        if not self._entries or len(added) == PAGE:
            self.ask(self._history, self._query)  # more news than a page, or the first at all
            return
        self._change(newest[len(added) :])
        if added:
            self.beginInsertRows(QModelIndex(), 0, len(added) - 1)
            self._entries[:0] = added
            self.endInsertRows()

    def entry(self, index: Index) -> EntrySummary | None:
        """The entry of a row."""
        return self._entries[index.row()] if index.isValid() else None

    def row_of(self, entry_id: int) -> int | None:
        """The row of an entry that has been read, else None."""
        return next((row for row, entry in enumerate(self._entries) if entry.id == entry_id), None)

    def colours_changed(self) -> None:
        """The palette changed: the cells keep their text and take new colours."""
        if self._entries:
            corner = self.index(len(self._entries) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.ForegroundRole])

    def _change(self, newer: list[EntrySummary]) -> None:
        rows = {entry.id: row for row, entry in enumerate(self._entries[: PAGE * 2])}
        for entry in newer:
            row = rows.get(entry.id)
            if row is not None and self._entries[row] != entry:
                self._entries[row] = entry
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    @staticmethod
    def _page(history: History, query: Query, before: int | None) -> list[EntrySummary]:
        return history.entries(
            text=query.text, direction=query.direction, verdict=query.verdict, limit=PAGE, before=before
        )

    # -- Qt -----------------------------------------------------------------------------------------------------

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index) -> None:
        if self._history is None or self._complete or parent.isValid():
            return
        try:
            page = self._page(self._history, self._query, before=self._entries[-1].id)
        except WorkbenchError as problem:
            self._complete = True  # or the view would ask again at once, for ever
            self.failed.emit(str(problem))
            return
        self._complete = len(page) < PAGE
        if page:
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(page) - 1)
            self._entries += page
            self.endInsertRows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section] if 0 <= section < len(HEADERS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index)
        if entry is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(entry, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[column]}: {_cell(entry, column)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(_tip(entry, column))
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.VERDICT:
            return theme.colour(verdicts.style(entry.verdict).colour)
        if role == Qt.ItemDataRole.ForegroundRole and column in (Column.TIME, Column.DIRECTION):
            return theme.colour("muted")
        if role == Qt.ItemDataRole.FontRole and column in _IDENTIFIERS:
            return theme.monospace()
        return None


def _cell(entry: EntrySummary, column: int) -> str:
    if column == Column.TIME:
        return entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if column == Column.DIRECTION:
        return "→ sent" if entry.direction == "sent" else "← received"
    if column == Column.VERDICT:
        return verdicts.style(entry.verdict).label
    if column == Column.MESSAGE:
        return "^".join(entry.message_type.split("^")[:2])  # DFT^P03^DFT_P03: the structure adds nothing here
    if column == Column.TRANSACTIONS:
        return ", ".join(entry.transaction_ids)
    if column == Column.WHERE:
        return other_side(entry)
    names = {
        Column.CONTROL_ID: "control_id",
        Column.PATIENT: "patient_id",
        Column.ACCOUNT: "account",
        Column.ACCESSION: "accession",
    }
    return str(getattr(entry, names[Column(column)]))


def other_side(entry: EntrySummary) -> str:
    """Who the other side was: the host and port sent to, or the peer that sent."""
    return entry.peer or entry.endpoint if entry.direction == "received" else entry.endpoint


def _tip(entry: EntrySummary, column: int) -> str:
    if column == Column.VERDICT:
        return "\n".join(filter(None, (entry.note, verdicts.style(entry.verdict).means)))
    return _cell(entry, column) if column in (*_IDENTIFIERS, Column.WHERE) else ""
