"""The studies on the desk as a Qt model."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject

from workbench.charges.lifecycle.standing import COMPOSED
from workbench.charges.lifecycle.states import State
from workbench.charges.timestamps import day
from workbench.history.records import ACCEPTED
from workbench.ui.accepted import clock
from workbench.ui.money_text import money
from workbench.ui.studies.signing import status_words
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import Index, RowsModel
from workbench.ui.verdicts import style


class Column(IntEnum):
    """The columns, in order."""

    PATIENT = 0
    EXAM = 1
    ACCESSION = 2
    EXAMINED = 3
    STATUS = 4
    LINES = 5
    TOTAL = 6
    SENT = 7
    FILE = 8


_GONE = (State.REVERSED.value, State.TAKEN_BACK.value, State.CANCELLED.value)
"""States in which the charges were taken back."""
HEADERS = ("Patient", "Exam", "Accession", "Examined", "Status", "Lines", "Total", "Sent", "File")


class StudiesModel(RowsModel[StudyWork]):
    """Studies in the order they were opened; one that is opened again takes its old place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, numbers=(Column.LINES, Column.TOTAL), parent=parent)

    def put(self, work: StudyWork) -> int:
        """Add a study, or replace the one from the same message of the same file. Returns its row."""
        row = self.row_of(work.file, work.index)
        if row is not None:
            self._rows[row] = work
            self.changed(row)
            return row
        row = len(self._rows)
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.append(work)
        self.endInsertRows()
        return row

    def same(self, work: StudyWork) -> int | None:
        """The row of the same report: the same bytes from the same place."""
        row = self.row_of(work.file, work.index)
        return row if row is not None and self._rows[row].report == work.report else None

    @property
    def works(self) -> tuple[StudyWork, ...]:
        """All studies, in the order of the rows."""
        return self.rows

    def given_away(self) -> Iterator[tuple[int, StudyWork]]:
        """Rows and studies of which a message left the desk."""
        yield from ((row, work) for row, work in enumerate(self._rows) if work.left)

    def row_of(self, file: Path | None, index: int | None) -> int | None:
        """The row of a message of a file, else None."""
        if file is None:
            return None
        return next((row for row, work in enumerate(self._rows) if (work.file, work.index) == (file, index)), None)

    def changed(self, row: int) -> None:
        """The lines of a study are others now."""
        self.row_changed(row)

    def clear(self) -> None:
        """Take all studies off the desk; no file is touched."""
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    def work(self, index: Index) -> StudyWork | None:
        """The study of a row."""
        return self.row(index)

    def cell(self, row: StudyWork, column: int) -> str:
        return _cells(row)[column]

    def tip(self, row: StudyWork, column: int) -> str:
        return _tip(row, column)

    def ink(self, row: StudyWork, column: int) -> str:
        if column == Column.STATUS:
            return status_words(row.study.signed)[1]
        if column == Column.LINES:
            return "warn" if row.incomplete or row.warned else ""
        if column == Column.SENT:
            return _sent(row)[1]
        return "muted" if column == Column.FILE else ""

    def in_monospace(self, column: int) -> bool:
        return column == Column.ACCESSION


def _cells(work: StudyWork) -> tuple[str, ...]:
    examined = day(work.study.exam_time)
    return (
        work.study.patient.name or "—",
        work.exam,
        work.study.accession or "—",
        examined.isoformat() if examined else "—",
        status_words(work.study.signed)[0],
        _lines_words(work),
        money(work.total) if work.total is not None else "—",
        _sent(work)[0],
        file_words(work),
    )


def _lines_words(work: StudyWork) -> str:
    if not work.is_report:
        return "—"
    if work.incomplete:
        return f"{len(work.lines)}, {work.incomplete} to complete"
    return f"{len(work.lines)}, {work.warned} to look at" if work.warned else str(len(work.lines))


def _sent(work: StudyWork) -> tuple[str, str]:
    """How its charges ended, and a colour: what was answered in this session, else what the store knows."""
    mark = work.mark
    if work.accepted is not None and (mark is None or mark.entry is None or mark.entry <= work.accepted.entry):
        return f"✓ {clock(work.accepted.at)}", "good"
    if mark is None or not mark.outcome:
        return "", ""
    if mark.state in _GONE:
        return mark.state.capitalize(), "warn"
    if mark.outcome == COMPOSED:
        return "Made", "warn"
    look = style(mark.outcome)
    return (f"✓ {clock(mark.at)}", "good") if mark.outcome == ACCEPTED else (look.label, look.colour)


def _sent_tip(work: StudyWork) -> str:
    mark = work.mark
    if work.accepted is not None and (mark is None or mark.entry is None or mark.entry <= work.accepted.entry):
        return f"Charges of this study were {work.accepted.words}."
    if mark is None or not mark.outcome:
        return ""
    kept = f"The study is kept: {mark.state}. " if mark.study else ""
    if mark.outcome == COMPOSED:
        return f"{kept}Its last message was made, and nothing here says that it was sent."
    entry = f" (entry {mark.entry} of the history)" if mark.entry is not None else ""
    return f"{kept}Last message, {mark.endpoint or 'receiver'}, {clock(mark.at)}{entry}: {style(mark.outcome).means}"


def file_words(work: StudyWork) -> str:
    """Where the report came from: file name, and which message of it."""
    name = work.file.name if work.file else ""
    return f"{name}, message {work.index + 1}" if work.index is not None else name


def _tip(work: StudyWork, column: int) -> str:
    if column == Column.STATUS:
        return work.study.signed.why
    if column == Column.FILE:
        return str(work.file or "")
    if column == Column.SENT:
        return _sent_tip(work)
    return _cells(work)[column]
