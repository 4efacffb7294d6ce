"""The entries of the history as a Qt model, newest first, read a page at a time as the user scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal

from workbench.errors import WorkbenchError
from workbench.ui import verdicts
from workbench.ui.tables import Index, RowsModel

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


class HistoryModel(RowsModel["EntrySummary"]):
    """Pages of History.entries for one query. `ask` and `refresh` raise HistoryError; a later page emits `failed`."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent=parent)
        self._history: History | None = None
        self._query = Query()
        self._complete = True

    @property
    def complete(self) -> bool:
        """Whether every entry of the query has been read."""
        return self._complete

    def ask(self, history: History, query: Query) -> None:
        """Show the first page of a query."""
        page = self._page(history, query, before=None)
        self.beginResetModel()
        self._history, self._query, self._rows = history, query, page
        self._complete = len(page) < PAGE
        self.endResetModel()

    def refresh(self) -> None:
        """Look what is new on top, and which of the newest entries have changed."""
        if self._history is None:
            return
        newest = self._page(self._history, self._query, before=None)
        top = self._rows[0].id if self._rows else 0
        added = [entry for entry in newest if entry.id > top]
        if not self._rows or len(added) == PAGE:
            self.ask(self._history, self._query)  # more news than a page, or the first at all
            return
        self._change(newest[len(added) :])
        if added:
            self.beginInsertRows(QModelIndex(), 0, len(added) - 1)
            self._rows[:0] = added
            self.endInsertRows()

    def entry(self, index: Index) -> EntrySummary | None:
        """The entry of a row."""
        return self.row(index)

    def row_of(self, entry_id: int) -> int | None:
        """The row of an entry that has been read, else None."""
        return next((row for row, entry in enumerate(self._rows) if entry.id == entry_id), None)

    def _change(self, newer: list[EntrySummary]) -> None:
        rows = {entry.id: row for row, entry in enumerate(self._rows[: PAGE * 2])}
        for entry in newer:
            row = rows.get(entry.id)
            if row is not None and self._rows[row] != entry:
                self._rows[row] = entry
                self.row_changed(row)

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
            page = self._page(self._history, self._query, before=self._rows[-1].id)
        except WorkbenchError as problem:
            self._complete = True  # or the view would ask again at once, for ever
            self.failed.emit(str(problem))
            return
        self._complete = len(page) < PAGE
        if page:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page) - 1)
            self._rows += page
            self.endInsertRows()

    def cell(self, row: EntrySummary, column: int) -> str:
        return _cell(row, column)

    def tip(self, row: EntrySummary, column: int) -> str:
        return _tip(row, column)

    def ink(self, row: EntrySummary, column: int) -> str:
        if column == Column.VERDICT:
            return verdicts.style(row.verdict).colour
        return "muted" if column in (Column.TIME, Column.DIRECTION) else ""

    def in_monospace(self, column: int) -> bool:
        return column in _IDENTIFIERS


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
