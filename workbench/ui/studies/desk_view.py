"""The desk: the list of reports above; below it the chosen study, its lines and its message side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.studies.banner import Banner
from workbench.ui.studies.facts import FactsModel, facts_of
from workbench.ui.studies.facts_view import FactsView
from workbench.ui.studies.lines_pane import LinesPane
from workbench.ui.studies.list_model import Column, StudiesModel
from workbench.ui.studies.message_pane import MessagePane
from workbench.ui.studies.signing import status_words
from workbench.ui.studies.sizes import remember
from workbench.ui.studies.work import StudyWork
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel


class DeskView(QSplitter):
    """Shows the chosen StudyWork and composes it anew whenever its lines change."""

    def __init__(
        self, model: StudiesModel, master: Callable[[], ChargeMaster], settings: QSettings | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.model = model
        self.facts_model = FactsModel(self)
        self._build(master)
        self._connect()
        remember(self, "reports", settings)
        remember(self._sides, "reports-study", settings)

    def work(self) -> StudyWork | None:
        """The chosen study."""
        return self.model.work(self.table.currentIndex())

    def choose(self, row: int) -> None:
        """Choose a study, in sight."""
        self.table.selectRow(row)
        self.table.scrollTo(self.model.index(row, 0))

    def panes(self) -> list[tuple[QWidget, QWidget]]:
        """Each list and text that is on show; the keyboard goes round them."""
        lists = (self.table, self.facts, self.lines.table, self.message.text)
        return [(one, one) for one in lists if one.isVisible()]

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self, master: Callable[[], ChargeMaster]) -> None:
        self.table = row_table("Studies", self.model, (148, 180, 112, 88, 124, 108, 72, 72))
        most = {Column.SENT: 140, Column.PATIENT: 230, Column.EXAM: 420, Column.ACCESSION: 290, Column.TOTAL: 120}
        ColumnRoom(self.table, most, rest=160)
        self.banner = Banner()
        self.lines = LinesPane(master)
        self.message = MessagePane()
        sides = self._sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        for pane in (self._facts_pane(), self.lines, self.message):
            sides.addWidget(pane)
        sides.setSizes([240, 480, 330])
        for number, stretch in enumerate((2, 4, 3)):
            sides.setStretchFactor(number, stretch)
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 4, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.banner)
        below.addWidget(sides, 1)
        self.setChildrenCollapsible(False)
        self.addWidget(self.table)
        self.addWidget(lower)
        self.setSizes([190, 360])
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 2)

    def _facts_pane(self) -> QWidget:
        self.facts = FactsView(self.facts_model)
        self.report_button = QPushButton("Open report in the ed&itor")
        pane = QWidget()
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Study", "heading"))
        layout.addWidget(self.facts, 1)
        row = QHBoxLayout()
        row.addWidget(self.report_button)
        row.addStretch(1)
        layout.addLayout(row)
        return pane

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self.show_study)
        self.facts.selectionModel().currentRowChanged.connect(self._mark_fact)
        self.lines.line_chosen.connect(self.message.mark_line)
        self.lines.model.edited.connect(self._lines_edited)
        self.message.message_wanted.connect(self._show_message)
        self.message.release_wanted.connect(self._release)
        theme.watcher().changed.connect(self.model.colours_changed)

    # -- showing ------------------------------------------------------------------------------------------------

    def show_study(self) -> None:
        """The chosen study, or none."""
        work = self.work()
        self.banner.setVisible(work is not None)
        self.report_button.setEnabled(work is not None)
        if work is None:
            self.facts_model.show(())
            self.lines.show_work(None)
            return
        label, colour = status_words(work.study.signed)
        self.banner.show_words(label, work.study.signed.why, colour)
        self.facts_model.show(facts_of(work.study))
        self._compose(work)
        self.lines.show_work(work)

    def _lines_edited(self) -> None:
        work = self.work()
        if work is not None:
            self._compose(work)
            self.model.changed(self.table.currentIndex().row())
            self.message.mark_line(self.lines.model.line(self.lines.table.currentIndex()))

    def _compose(self, work: StudyWork) -> None:
        work.recompose(datetime.now())
        self.message.show_work(work)

    def _show_message(self, number: int) -> None:
        """Another of the messages that the study makes."""
        work = self.work()
        if work is not None:
            work.shown = number
            self.message.show_work(work)
            self.message.mark_line(self.lines.model.line(self.lines.table.currentIndex()))

    def _release(self) -> None:
        """Compose what the profile holds."""
        work = self.work()
        if work is not None:
            work.released = True
            self._compose(work)

    def _mark_fact(self) -> None:
        fact = self.facts_model.fact(self.facts.currentIndex())
        self.message.mark_report(fact.source if fact is not None else None)
