"""The studies on the desk as a Qt model."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from workbench.charges.timestamps import day
from workbench.ui import theme
from workbench.ui.accepted import clock
from workbench.ui.studies.signing import status_words
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip


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


class StudiesModel(QAbstractTableModel):
    """Studies in the order they were opened; one that is opened again takes its old place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._works: list[StudyWork] = []

    def put(self, work: StudyWork) -> int:
        """Add a study, or replace the one from the same message of the same file. Returns its row."""
        row = self.row_of(work.file, work.index)
        if row is not None:
            self._works[row] = work
            self.changed(row)
            return row
        row = len(self._works)
        self.beginInsertRows(QModelIndex(), row, row)
        self._works.append(work)
        self.endInsertRows()
        return row

    def same(self, work: StudyWork) -> int | None:
        """The row of the same report: the same bytes from the same place."""
        row = self.row_of(work.file, work.index)
        return row if row is not None and self._works[row].report == work.report else None

    @property
    def works(self) -> tuple[StudyWork, ...]:
        """All studies, in the order of the rows."""
        return tuple(self._works)

    def given_away(self) -> Iterator[tuple[int, StudyWork]]:
        """Rows and studies of which a message left the desk."""
        yield from ((row, work) for row, work in enumerate(self._works) if work.left)

    def row_of(self, file: Path | None, index: int | None) -> int | None:
        """The row of a message of a file, else None."""
        if file is None:
            return None
        return next((row for row, work in enumerate(self._works) if (work.file, work.index) == (file, index)), None)

    def changed(self, row: int) -> None:
        """The lines of a study are others now."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def clear(self) -> None:
        """Take all studies off the desk; no file is touched."""
        self.beginResetModel()
        self._works.clear()
        self.endResetModel()

    def work(self, index: Index) -> StudyWork | None:
        """The study of a row."""
        return self._works[index.row()] if index.isValid() else None

    def colours_changed(self) -> None:
        """The palette changed: the cells keep their text and take new colours."""
        if self._works:
            corner = self.index(len(self._works) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.ForegroundRole])

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._works)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section] if 0 <= section < len(HEADERS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        work = self.work(index)
        if work is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(work)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[column]}: {_cells(work)[column]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(_tip(work, column))
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.STATUS:
            return theme.colour(status_words(work.study.signed)[1])
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.LINES and work.incomplete:
            return theme.colour("warn")
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.SENT:
            return theme.colour("good")
        if role == Qt.ItemDataRole.ForegroundRole and column == Column.FILE:
            return theme.colour("muted")
        if role == Qt.ItemDataRole.FontRole and column == Column.ACCESSION:
            return theme.monospace()
        return None


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
