"""The rows of the worklist as a Qt model: made into words only while they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from PySide6.QtCore import QObject

from workbench.charges.lifecycle.worklist import Group, age
from workbench.history.study_records import Kept, Wait, amounts_of
from workbench.history.times import from_text
from workbench.ui.studies.worklist_rows import CAPTIONS, money_words
from workbench.ui.tables import Index, RowsModel

Row = Wait | Kept
HEADERS = ("Waits for", "Age", "Amount", "Accession", "Patient", "Examination", "Why")


class Column(IntEnum):
    """The columns, in order."""

    GROUP = 0
    AGE = 1
    AMOUNT = 2
    ACCESSION = 3
    PATIENT = 4
    EXAM = 5
    WHY = 6


class WorklistModel(RowsModel[Row]):
    """Rows as the database has them: of what waits, or of all studies that are kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, numbers=(Column.AMOUNT,), parent=parent)
        self._now = datetime(2000, 1, 1, tzinfo=UTC)

    def show_at(self, rows: Sequence[Row], now: datetime) -> None:
        """Other rows, with their ages at `now`; the same rows only grow older."""
        self._now = now
        kept = bool(rows) and not isinstance(rows[0], Wait)
        if list(rows) != self._rows:
            self._headers = ("State" if kept else HEADERS[0], *HEADERS[1:])
            self.show_rows(rows)
        elif self._rows:
            self.dataChanged.emit(self.index(0, Column.AGE), self.index(len(self._rows) - 1, Column.AGE))

    def study(self, index: Index) -> int:
        """The number of the study of a row; 0 for no row."""
        row = self.row(index)
        return row.study if row is not None else 0

    def row_of(self, study: int) -> int | None:
        """The first row of a study."""
        return next((number for number, row in enumerate(self._rows) if row.study == study), None)

    def cell(self, row: Row, column: int) -> str:
        match column:
            case Column.GROUP:
                return _group(row)
            case Column.AGE:
                return self._age(row)
            case Column.AMOUNT:
                return _money(row)
            case Column.ACCESSION:
                return row.accession or "—"
            case Column.PATIENT:
                return row.patient or "—"
            case Column.EXAM:
                return row.title or "—"
            case _:
                return row.why

    def tip(self, row: Row, column: int) -> str:
        return f"{CAPTIONS[Group(row.group)][2]}\n{row.why}" if isinstance(row, Wait) else row.why

    def ink(self, row: Row, column: int) -> str:
        return CAPTIONS[Group(row.group)][1] if column == Column.GROUP and isinstance(row, Wait) else ""

    def _age(self, row: Row) -> str:
        since = row.since if isinstance(row, Wait) else row.changed_at
        return age(max(self._now - from_text(since), timedelta(0))) if since else "just now"


def _group(row: Row) -> str:
    return CAPTIONS[Group(row.group)][0] if isinstance(row, Wait) else row.state.capitalize()


def _money(row: Row) -> str:
    if isinstance(row, Wait):
        return money_words(amounts_of(row.amounts), row.unpriced)
    return money_words(amounts_of(row.charged))
