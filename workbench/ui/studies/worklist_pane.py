"""The worklist: what waits, by group, with ages and amounts; below it the chosen study and what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.column_room import ColumnRoom
from workbench.ui.requests import OpenRequest
from workbench.ui.studies.batch import Batch, Job, Result, result_of, summary_words
from workbench.ui.studies.batch_pane import BatchPane
from workbench.ui.studies.due import COMPLETE, Due, MakeDesk, next_report, report_of
from workbench.ui.studies.sending import Post
from workbench.ui.studies.sizes import remember
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.study_pane import StudyPane
from workbench.ui.studies.tile_row import TileRow
from workbench.ui.studies.watch_bar import WatchBar
from workbench.ui.studies.work import StudyWork
from workbench.ui.studies.worklist_bar import WorklistBar
from workbench.ui.studies.worklist_model import Column, WorklistModel
from workbench.ui.studies.worklist_rows import ALL, Overview, overview
from workbench.ui.tables import row_table
from workbench.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from workbench.history.studies import Studies
    from workbench.history.study_records import Recorded, StudyDetail, Unsent

_FOLLOW_MS = 400
"""The list follows the history, but not every message of a burst."""


class WorklistPane(QWidget):
    """The kept studies. Reads and writes go through the store; what is not visible is not asked for."""

    open_requested = Signal(object)
    send_requested = Signal(object, str, object, str)
    reverse_requested = Signal(object, str)
    keep_requested = Signal(object)
    """A StudyWork of the desk that reports on the chosen study and is not kept yet."""
    complete_requested = Signal(object)
    """An OpenRequest of a report whose lines a person has to complete."""

    def __init__(
        self,
        store: StudyStore,
        make_desk: MakeDesk,
        bridge: Bridge,
        post: Post | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__()
        self._store = store
        self._make_desk = make_desk
        self._bridge = bridge
        self._post, self._settings = post, settings
        self.on_desk: Callable[[], Sequence[StudyWork]] = lambda: ()
        """What lies on the desk; the place sets it."""
        self._overview = Overview()
        self._group = ""
        self._wanted = 0
        """The study to choose when the list comes."""
        self._straight = False
        """Whether what is taken in now is shown as a study instead of in a report."""
        self._catching_up = False
        self.model = WorklistModel(self)
        self.batch = Batch(store, make_desk, self)
        self._follow = QTimer(self, interval=_FOLLOW_MS, singleShot=True)
        self._build()
        self._connect()

    # -- what others ask ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """The history changed: look again soon, or when this is shown."""
        if self.isVisible() and not self._follow.isActive():
            self._follow.start()

    def refresh_now(self) -> None:
        """Ask the store for everything that waits."""
        self._follow.stop()
        self.report.refresh()
        self._store.ask("overview", overview, self._show_overview, Overview())

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take in every study of these files and folders."""
        self.batch.take_files(paths)

    def take_jobs(self, jobs: Sequence[Job], *, straight: bool = False) -> None:
        """Take in messages that are read already; then `straight` to the study, when it is one, without a report."""
        self._straight = straight
        self.batch.take_jobs(jobs)

    def show_study(self, number: int) -> None:
        """Show a kept study, whether something waits or not."""
        self._wanted = number
        self._close_report()
        self.bar.search.clear()
        self.tile_row.choose(ALL)
        self.refresh_now()

    def panes(self) -> list[tuple[QWidget, QWidget]]:
        """Each pane that is on show, and what takes the keyboard in it."""
        if self.pages.currentWidget() is self.report:
            return [(self.report, self.report.table)]
        shown = self.study_pane
        lists = (self.table, shown.happened.table, shown.messages.table, shown.messages.text)
        return [(one, one) for one in lists if one.isVisible()] or [(self, self)]

    def study(self) -> int:
        """The number of the chosen study; 0 when none is."""
        return self.model.study(self.table.currentIndex())

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.watching = WatchBar(self._store)
        self.watch = self.watching.watch
        self.bar = WorklistBar(self.watching)
        self.tile_row = TileRow()
        self.tiles = self.tile_row.tiles
        self.table = row_table("Worklist", self.model, (124, 80, 128, 96, 160, 140))
        most = {Column.ACCESSION: 270, Column.AMOUNT: 260, Column.PATIENT: 260, Column.EXAM: 420}
        ColumnRoom(self.table, most, rest=270)
        self.study_pane = StudyPane(self._make_desk)
        self.report = BatchPane(self._store, self._bridge, self._post, self._settings)
        self.empty = EmptyState(
            "Nothing is kept yet",
            "Take in reports: each study is kept with its versions, events and messages beside the history, and what"
            " waits to be charged, sent or answered is listed here with its age and amount.",
            (("Take in &files…", self.choose_files), ("Take in a folde&r…", self.choose_folder)),
        )
        self.taking = EmptyState("Reports are being taken in", "What is kept is listed here as soon as that has ended.")
        self.nothing = PlainLabel("Nothing waits here.", "muted")
        desk = QSplitter(Qt.Orientation.Vertical)
        desk.setChildrenCollapsible(False)
        desk.addWidget(self.table)
        desk.addWidget(self.study_pane)
        desk.setSizes([170, 330])
        remember(desk, "worklist", self._settings)
        remember(self.study_pane.sides, "worklist-study", self._settings)
        desk.setStretchFactor(0, 1)
        desk.setStretchFactor(1, 2)
        filled = QWidget()
        inside = QVBoxLayout(filled)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.tile_row)
        inside.addWidget(self.nothing)
        inside.addWidget(desk, 1)
        self.filled = filled
        self.pages = QStackedWidget()
        for page in (self.empty, self.taking, filled, self.report):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self._follow.timeout.connect(self.refresh_now)
        self._store.changed.connect(self.refresh)
        self._store.failed.connect(self._bridge.problem)
        self.table.selectionModel().currentRowChanged.connect(self._ask_study)
        self.table.activated.connect(self.study_pane.do_due)
        self.study_pane.open_requested.connect(self.open_requested)
        self.study_pane.send_requested.connect(self.send_requested)
        self.study_pane.reverse_requested.connect(self.reverse_requested)
        self.study_pane.due_wanted.connect(self._do)
        self.study_pane.stated.connect(self._state)
        self.study_pane.seen.connect(self._seen)
        self.study_pane.doing.next_wanted.connect(self.keep_requested)
        self.study_pane.aside_wanted.connect(self._set_aside)
        self.batch.progress.connect(self._show_progress)
        self.batch.finished.connect(self._batch_done)
        self.bar.cancel_button.clicked.connect(self.batch.cancel)
        self.bar.unsent_button.clicked.connect(self.ask_unsent)
        self.bar.report_button.clicked.connect(lambda: self.pages.setCurrentWidget(self.report))
        self.report.closed.connect(self._close_report)
        self.report.study_wanted.connect(self.show_study)
        self.report.send_requested.connect(lambda raw, title, whose: self.send_requested.emit(raw, title, None, whose))
        self.bar.files_wanted.connect(self.choose_files)
        self.bar.folder_wanted.connect(self.choose_folder)
        self.bar.search.textChanged.connect(self._show_rows)
        self.pages.currentChanged.connect(self._show_search)
        self._show_search()
        self.tile_row.chosen.connect(self._choose_group)
        self.watching.show_wanted.connect(self.show_failed)
        self.watch.found.connect(self.take_files)
        self.watch.trouble.connect(self._bridge.warning)
        self.watch.back.connect(self._bridge.info)
        theme.watcher().changed.connect(self.model.colours_changed)

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_overview(self, found: Overview) -> None:
        self._overview = found
        self.tile_row.show_overview(found)
        if found.behind:
            self._catch_up()
        if self.pages.currentWidget() is not self.report:
            self._show_list()
        self._show_rows()

    def _catch_up(self) -> None:
        """Write down what was worked out, a portion at a time, so that the next look is quick."""
        if not self._catching_up:
            self._catching_up = True

            def done(_left: int) -> None:
                self._catching_up = False

            self._store.change(lambda studies: studies.catch_up(), done, lambda _problem: done(0))

    def _show_search(self) -> None:
        """Beside a report, or while nothing is kept, there is no list to search."""
        self.bar.search.setVisible(self.pages.currentWidget() is self.filled)

    def _choose_group(self, group: str) -> None:
        self._group = group
        self._show_rows()

    def _show_rows(self) -> None:
        wanted = self._wanted or self.study()
        known = self._overview
        kept_row = self.table.currentIndex().row()
        needle = self.bar.search.text()
        self.model.show_at(known.rows(self._group, needle), known.now)
        count = self.model.rowCount()
        self.nothing.setText(f"Nothing here has “{needle.strip()}”." if needle.strip() else "Nothing waits here.")
        self.nothing.setVisible(not count)
        found = self.model.row_of(wanted)
        if found is not None:
            row = found
            self._wanted = 0
        else:
            row = min(max(kept_row, 0), count - 1)
        if row >= 0:
            self.table.selectRow(row)
        self._ask_study()

    def _ask_study(self) -> None:
        number = self.study()
        if not number:
            self.study_pane.show_study(None)
            return
        self._store.ask("detail", lambda studies: studies.detail(number), self._show_study, None)

    def _show_study(self, detail: StudyDetail | None) -> None:
        row = self.model.row(self.table.currentIndex())
        self.study_pane.show_study(detail, row.why if row is not None else "")
        self.study_pane.doing.offer(next_report(detail, self.on_desk()) if detail is not None else None)

    def ask_unsent(self) -> None:
        """List the messages that were made and never left, ready to be sent."""
        nothing: list[Unsent] = []
        if self.report.is_sending:
            self.pages.setCurrentWidget(self.report)
        else:
            self._store.ask("unsent", lambda studies: studies.unsent(), self._show_unsent, nothing)

    def _show_unsent(self, found: list[Unsent]) -> None:
        if not found:
            self._bridge.info("Everything that was made has left.")
            return
        made = [Result("the worklist", one.accession, "Made", one.why, (one.sent,), study=one.study) for one in found]
        self.report.show_results(made, heading=f"{len(made)} made and not sent yet.")
        self.bar.report_button.setEnabled(True)
        self.pages.setCurrentWidget(self.report)

    def _close_report(self) -> None:
        self._show_list()
        self.refresh_now()

    def _show_list(self) -> None:
        """The list, or what stands in its place while nothing is kept."""
        nothing = self.taking if self.batch.is_running else self.empty
        self.pages.setCurrentWidget(self.filled if self._overview.kept else nothing)

    # -- doing --------------------------------------------------------------------------------------------------

    def _do(self, due: Due) -> None:
        detail = self.study_pane.detail
        report = report_of(detail) if detail is not None else None
        if detail is None or report is None:
            return
        if due.kind == COMPLETE:
            self.complete_requested.emit(OpenRequest(report.to_bytes(), f"Report of {detail.summary.accession}"))
        else:
            self._take(detail.summary.id, report.to_bytes(), due.stated, release=due.release)

    def _state(self, event: Event) -> None:
        detail = self.study_pane.detail
        if detail is not None and detail.standing.report:
            self._take(detail.summary.id, detail.standing.report, event)

    def _seen(self, number: int) -> None:
        """A person has looked at what was to be looked at."""
        self._wanted = number
        self._store.change(lambda studies: studies.seen(number), lambda _done: self.refresh_now())

    def _set_aside(self, control_id: str, note: str) -> None:
        """A message that is held back is never sent."""
        self._wanted = self.study()
        self._store.change(lambda studies: studies.set_aside(control_id, note), lambda _done: self.refresh_now())

    def _take(self, number: int, raw: bytes, stated: Event | None, *, release: bool = False) -> None:
        try:
            desk = replace(self._make_desk(), release=release)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        self.study_pane.setEnabled(False)  # until the answer is there: twice would be two events

        shown = self.study_pane.detail

        def change(studies: Studies) -> list[Recorded]:
            if stated is not None and shown is not None:
                _must_be_as_shown(studies, shown)
            return _take_one(studies, number, raw, stated, desk)

        def not_taken(_problem: str) -> None:
            self.study_pane.setEnabled(True)
            self.refresh_now()

        self._wanted = number
        self._store.change(change, self._took, not_taken)

    def _took(self, recorded: list[Recorded]) -> None:
        self.study_pane.setEnabled(True)
        self.study_pane.forget_event()
        for one in recorded:
            result = result_of("", one)
            say = self._bridge.warning if result.needs_person else self._bridge.info
            say(f"{one.accession or 'The study'}: {' '.join((one.taken.why, *one.taken.profiles))}")
        self.refresh_now()

    # -- taking in ----------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Let the user pick reports, orders, tables."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, "Take in reports", "", "Reports, orders, tables (*.hl7 *.txt *.oru *.orm *.csv *.json);;All files (*)"
        )
        if names:
            self.take_files([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Let the user pick a folder."""
        name = QFileDialog.getExistingDirectory(self, "Take in a folder")
        if name:
            self.take_files([Path(name)])

    def show_failed(self) -> None:
        """List what could not be taken in from the watched folder."""
        if self.report.is_sending:
            self._bridge.info("Messages are being sent; the list can be shown when that has ended.")
            return
        failed = self.watching.failed
        self.report.show_results(failed, heading=f"{len(failed)} from the watched folder not taken in.")
        self.bar.report_button.setEnabled(True)
        self.pages.setCurrentWidget(self.report)

    def _show_progress(self, done: int, known: int) -> None:
        self.bar.cancel_button.setVisible(self.batch.is_running)
        self.bar.progress.setText(f"Taking in {done:,} of {known:,}…" if self.batch.is_running else "")
        if self.pages.currentWidget() is self.empty:
            self._show_list()

    def _batch_done(self, results: tuple[Result, ...]) -> None:
        self.bar.cancel_button.hide()
        self.bar.progress.setText("")
        if self.pages.currentWidget() is self.taking:
            self._show_list()
        if not results:
            return
        if self.watch.folder is not None:
            self.watching.keep_failed(results)
        straight, self._straight = self._straight, False
        if straight and len(results) == 1 and results[0].study and self.watch.folder is None:
            self._show_kept(results[0])
            return
        if self.report.is_sending:  # a report whose messages are leaving stays until they have their answers
            self._bridge.info(summary_words(results))
            self.refresh_now()
            return
        self.report.show_results(results)
        self.bar.report_button.setEnabled(True)
        # What a watched folder brings must not take the list away from under the user's hands.
        if self.watch.folder is None:
            self.pages.setCurrentWidget(self.report)
        elif any(one.needs_person for one in results):
            self._bridge.warning(f"From the watched folder: {summary_words(results)} See the last report.")
        self.refresh_now()

    def _show_kept(self, one: Result) -> None:
        """One study was kept: what is to be done about it stands beside it."""
        say = self._bridge.warning if one.needs_person else self._bridge.info
        say(f"{one.accession or 'The study'}: {one.why}")
        if self.report.is_sending:
            self.refresh_now()
        else:
            self.report.show_results((one,))
            self.bar.report_button.setEnabled(True)
            self.show_study(one.study)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_now()


def _must_be_as_shown(studies: Studies, shown: StudyDetail) -> None:
    """Somebody else, or the command line, may have acted on the same study. Raises WorkbenchError then."""
    now = studies.detail(shown.summary.id)
    if now is not None and [one.id for one in now.events] != [one.id for one in shown.events]:
        raise WorkbenchError(
            f"{now.summary.accession or 'The study'} has changed meanwhile: it is {now.standing.state.value} now, and"
            " nothing was done. Look at it, then state the event again."
        )


def _take_one(studies: Studies, number: int, raw: bytes, stated: Event | None, desk: Desk) -> list[Recorded]:
    return studies.take(Document.from_bytes(raw), desk, at=datetime.now(UTC), stated=stated, only=number)
