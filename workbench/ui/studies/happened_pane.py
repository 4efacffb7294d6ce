"""What happened to a kept study, event by event, each with its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.requests import OpenRequest
from workbench.ui.simple_table import SimpleTable
from workbench.ui.studies.room import fill_pane
from workbench.ui.studies.study_rows import happened_rows
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.history.study_records import StudyDetail, VersionRecord


class HappenedPane(QWidget):
    """The newest event is chosen when a study is shown."""

    open_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._detail: StudyDetail | None = None
        self.model = SimpleTable(("When", "Report", "Event", "Done", "State"), coloured=(3,), parent=self)
        self.table = row_table("What happened", self.model, (114, 92, 86, 72))
        ColumnRoom(self.table, {0: 140, 2: 130, 1: 150, 3: 120}, rest=80)
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.sentence.setAccessibleName("What happened then")
        self.report_button = QPushButton("Open &report in the editor")
        fill_pane(self, "What happened", self.table, self.sentence, (self.report_button,))
        self.table.selectionModel().currentRowChanged.connect(self._show_event)
        self.table.activated.connect(self.open_report)
        self.report_button.clicked.connect(self.open_report)
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_study(self, detail: StudyDetail | None) -> None:
        """Another study, or None."""
        self._detail = detail
        self.model.show(happened_rows(detail) if detail is not None else [])
        if last := self.model.rowCount():
            self.table.selectRow(last - 1)
        self._show_event()

    def open_report(self) -> None:
        """Open the report or order of the chosen event in the editor."""
        version = self._version()
        if version is not None and self._detail is not None:
            title = f"{version.source.capitalize()} of {self._detail.summary.accession}"
            self.open_requested.emit(OpenRequest(version.raw, title))

    def _version(self) -> VersionRecord | None:
        line = self.model.line(self.table.currentIndex())
        if line is None or self._detail is None:
            return None
        number = getattr(line.subject, "version", None)
        return next((one for one in self._detail.versions if one.id == number), None)

    def _show_event(self) -> None:
        line = self.model.line(self.table.currentIndex())
        self.sentence.setText(line.tip if line is not None else "")
        self.report_button.setEnabled(self._version() is not None)
