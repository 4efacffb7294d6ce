"""The studies on the desk as a Qt model."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject

from workbench.charges.timestamps import day
from workbench.ui.accepted import clock
from workbench.ui.studies.signing import status_words
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import Index, RowsModel


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


HEADERS = ("Patient", "Exam", "Accession", "Examined", "Status", "Lines", "Total", "Sent", "File")


class StudiesModel(RowsModel[StudyWork]):
    """Studies in the order they were opened; one that is opened again takes its old place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent=parent)

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
            return "warn" if row.incomplete else ""
        return {Column.SENT: "good", Column.FILE: "muted"}.get(Column(column), "")

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
        f"{work.total:.2f}" if work.total is not None else "—",
        f"✓ {clock(work.accepted.at)}" if work.accepted is not None else "",
        file_words(work),
    )


def _lines_words(work: StudyWork) -> str:
    if not work.is_report:
        return "—"
    return f"{len(work.lines)}, {work.incomplete} to complete" if work.incomplete else str(len(work.lines))


def file_words(work: StudyWork) -> str:
    """Where the report came from: file name, and which message of it."""
    name = work.file.name if work.file else ""
    return f"{name}, message {work.index + 1}" if work.index is not None else name


def _tip(work: StudyWork, column: int) -> str:
    if column == Column.STATUS:
        return work.study.signed.why
    if column == Column.FILE:
        return str(work.file or "")
    if column == Column.SENT and work.accepted is not None:
        return f"Charges of this study were {work.accepted.words}."
    return _cells(work)[column]
