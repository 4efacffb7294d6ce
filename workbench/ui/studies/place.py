"""The Studies place: reports come in and go on from here; the desk shows them, the tabs beside it what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench import resources
from workbench.charges.ids import control_ids, transaction_ids
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.file_kinds import REPORTS
from workbench.ui.requests import OpenRequest
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.desk_bar import DeskBar
from workbench.ui.studies.desk_view import DeskView
from workbench.ui.studies.keeping import follow
from workbench.ui.studies.list_model import StudiesModel, file_words
from workbench.ui.studies.marks import SentMarks
from workbench.ui.studies.reader import ReportReader
from workbench.ui.studies.sending import Post
from workbench.ui.studies.study_form import StudyForm
from workbench.ui.studies.tabs import StudyTabs
from workbench.ui.studies.work import Conventions, Later, StudyWork
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState

_DROP = "Close without saving"


class StudiesPlace(QWidget):
    """Reports in, charge messages out. One message is sent by the exchange, a whole batch from here.

    In the `data_folder` are the history, which says whose charges were accepted, the studies that are kept, and the
    user's own charge master and profiles. `tasks` is where slow work is done; `post` (the engine) sends all messages of
    a batch when the user asks for it.
    """

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    send_requested = Signal(object, str, object, str)
    """Bytes, title, a function that gives the bytes as they are later, and the name of whom the profile routes it to,
    or "": load this message for sending."""
    resend_requested = Signal(object, str, object, str)
    """Bytes, title, the entry of the history that they send again, and the name of whom they are for."""
    reverse_requested = Signal(object, str)
    """Bytes and title: make the reversal of this message."""
    profile_changed = Signal(str)
    """The name of the profile that is in use now."""

    def __init__(
        self,
        bridge: Bridge,
        data_folder: Path,
        tasks: Tasks | None = None,
        post: Post | None = None,
    ) -> None:
        super().__init__()
        self._post = post
        self._bridge = bridge
        self._choices = Choices(data_folder, self)
        self._tasks = tasks or Tasks(self)
        self._choose_next = False  # whether the next report that is read is to be chosen
        self._conventions: Conventions | None = None
        self._wanted = ""  # what `select` looks for while files are still being read
        self.model = StudiesModel(self)
        self.reader = ReportReader(self.conventions, self)
        self._build()
        self._connect()
        self.setAcceptDrops(True)

    # -- what others ask ----------------------------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Open the report or reports in a file."""
        self.open_files([path])

    def open_report_text(self, document: Document, file: Path | None, index: int | None) -> None:
        """Put a report on the desk as it stands in the editor, and choose it."""
        self._choose_next = True
        self._add(StudyWork(document, self.conventions(), file, index))
        self.tabs.setCurrentIndex(0)

    def open_files(self, paths: Iterable[Path]) -> None:
        """Open the reports in several files and choose the first; what cannot be read is said."""
        self._choose_next = True
        self.reader.open(paths)

    def open_samples(self) -> None:
        """Open the sample studies that come with the program."""
        try:
            found = sorted(resources.path("samples", "studies").glob("*.hl7"))
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        if not found:
            self._bridge.problem("The sample studies are missing from the program's data files. Install it again.")
        self.open_files(found)

    def count(self) -> int:
        """How many studies are on the desk."""
        return self.model.rowCount()

    def select(self, name: str) -> bool:
        """Choose the first study with this text in file name, accession or patient; now, or once it has been read."""
        for row in range(self.model.rowCount()):
            work = self.model.work(self.model.index(row, 0))
            if work is not None and any(name in text for text in _names(work)):
                self.desk.choose(row)
                self._wanted = ""
                return True
        self._wanted = name if self.reader.is_reading else ""
        return False

    def document(self) -> Document | None:
        """The message of the chosen study, None when there is none."""
        work = self.work()
        return work.composition.document if work is not None else None

    def work(self) -> StudyWork | None:
        """The chosen study."""
        return self.desk.work()

    def open_message(self) -> None:
        """Open the message of the chosen study in the editor."""
        work = self.work()
        raw = work.give_away() if work is not None else None
        if work is not None and raw is not None:
            self.open_requested.emit(OpenRequest(raw, work.title, unsaved=True))

    def send_message(self) -> None:
        """Load the message of the chosen study for sending."""
        work = self.work()
        raw = work.give_away() if work is not None else None
        if work is not None and raw is not None:
            self.send_requested.emit(raw, work.title, Later(work, raw), work.receiver)
            self.model.changed(self.table.currentIndex().row())

    def open_report(self) -> None:
        """Open the report of the chosen study in the editor."""
        work = self.work()
        if work is not None:
            title = file_words(work) or f"Report of {work.study.patient.name}"
            self.open_requested.emit(OpenRequest(work.report.to_bytes(), title, work.file, work.index))

    def show_kept(self, wanted: str) -> None:
        """Show a study that is kept, by its accession or order number; say so when none is."""
        tabs = self.tabs

        def show(number: int | None) -> None:
            tabs.setCurrentWidget(tabs.worklist)
            if number is not None:
                tabs.worklist.show_study(number)
            else:
                self._bridge.warning(f"No study {wanted} is kept here. Take in its report to have it here.")

        tabs.store.ask("find", lambda studies: studies.find(wanted), show, None)

    def panes(self) -> list[tuple[QWidget, QWidget]]:
        """Each pane of the desk or of the worklist, and what takes the keyboard in it."""
        if self.tabs.currentWidget() is self.tabs.worklist:
            return self.tabs.worklist.panes()
        if self.pages.currentWidget() is not self.filled or not self.pages.isVisible():
            return [(self, self.focusWidget() or self)]
        return self.desk.panes()

    def refresh(self) -> None:
        """There is news in the history: looked at a few times a second, and when seen."""
        if self.isVisible():
            self.marks.look_soon()
        self.tabs.worklist.refresh()

    def conventions(self) -> Conventions:
        """Charge master, profile and ids, read when first needed. What is missing is said, and done without."""
        if self._conventions is None:
            master, profile = self._choices.master(), self._choices.profile()
            numbers = transaction_ids(length=profile.message.transaction_id_length)
            self._conventions = Conventions(master, profile, control_ids(), numbers)
        return self._conventions

    def _follow(self) -> None:
        """Another charge master or profile is in use."""
        self.profile_changed.emit(self._choices.profile_name)
        self._conventions = None
        follow(self.model.works, self.conventions())
        for row, work in enumerate(self.model.works):
            work.recompose(datetime.now())
            self.model.changed(row)
        self.desk.show_study()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.desk = DeskView(self.model, lambda: self.conventions().master, self._choices.settings)
        self.table, self.facts, self.facts_model = self.desk.table, self.desk.facts, self.desk.facts_model
        self.banner, self.lines, self.message = self.desk.banner, self.desk.lines, self.desk.message
        self.report_button = self.desk.report_button
        self._pages(self.desk)

    def _pages(self, desk: DeskView) -> None:
        filled = QWidget()
        inside = QVBoxLayout(filled)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self._actions())
        inside.addWidget(desk, 1)
        self.filled = filled
        self.empty = EmptyState(
            "No studies yet",
            "Open ultrasound reports (ORU^R01): each signed one becomes charge lines and a charge message (DFT^P03). "
            "The sample studies show all that can happen, from a twin pregnancy to a cancelled report.",
            (
                ("Open the sample s&tudies", self.open_samples),
                ("Open &reports…", self.choose_files),
                ("Enter a stud&y…", self.enter_study),
            ),
        )
        self.form = StudyForm()
        self.form.entered.connect(self._entered)
        self.form.closed.connect(self._close_form)
        self.pages = QStackedWidget()
        for page in (self.empty, filled, self.form):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 16)
        layout.addWidget(self._join_tabs())

    def _join_tabs(self) -> StudyTabs:
        choices = self._choices
        tabs = self.tabs = StudyTabs(self.pages, choices, self._tasks, self._bridge, self._post)
        tabs.open_requested.connect(self.open_requested)
        tabs.send_requested.connect(self._send_kept)
        tabs.reverse_requested.connect(self._reverse_kept)
        tabs.complete_requested.connect(self._complete)
        tabs.worklist.on_desk = lambda: self.model.works
        tabs.worklist.keep_requested.connect(lambda work: tabs.keep([work]))
        self.keep_button.clicked.connect(lambda: tabs.keep([work] if (work := self.work()) is not None else []))
        self.keep_all_button.clicked.connect(lambda: tabs.keep(self.model.works))
        self.marks = SentMarks(self.model, tabs.store)
        tabs.store.changed.connect(self.marks.look_soon)
        choices.trouble.connect(self._bridge.warning)
        choices.changed.connect(self._follow)
        return tabs

    def _reverse_kept(self, raw: bytes, title: str) -> None:
        self.reverse_requested.emit(raw, title)
        self._bridge.info(
            "What is sent from here by hand counts in the worklist once it has left: it is not taken back again."
        )

    def _send_kept(self, raw: bytes, title: str, entry: int | None, receiver: str) -> None:
        if entry is None:
            self.send_requested.emit(raw, title, None, receiver)
        else:
            self.resend_requested.emit(raw, title, entry, receiver)

    def may_close(self) -> bool:
        """Whether nothing would be lost, or the user lets it go."""
        unsaved = self.tabs.unsaved
        if not unsaved:
            return True
        question = f"There are changes to {' and '.join(unsaved)} that are not saved."
        return self._bridge.ask("Studies", question, (_DROP,)) == _DROP

    def enter_study(self) -> None:
        """Show the form to type a study in."""
        self.pages.setCurrentWidget(self.form)
        self.form.fields["mrn"].setFocus()

    def _entered(self, report: Document) -> None:
        self._choose_next = True
        self._add(StudyWork(report, self.conventions(), None, None))
        self.form.clear()
        self._close_form()

    def _close_form(self) -> None:
        self.pages.setCurrentWidget(self.filled if self.count() else self.empty)

    def _complete(self, request: OpenRequest) -> None:
        """Put a kept report on the desk, to complete its lines."""
        work = StudyWork(Document.from_bytes(request.raw), self.conventions(), None, None)
        self._choose_next = True
        self._add(work)
        self.tabs.setCurrentIndex(0)

    def _actions(self) -> DeskBar:
        bar = self._bar = DeskBar()
        self.open_reports_button, self.samples_button = bar.open_reports_button, bar.samples_button
        self.enter_button, self.clear_button = bar.enter_button, bar.clear_button
        self.keep_button, self.keep_all_button = bar.keep_button, bar.keep_all_button
        self.progress, self.cancel_button = bar.progress, bar.cancel_button
        return bar

    def _connect(self) -> None:
        self.open_reports_button.clicked.connect(self.choose_files)
        self.samples_button.clicked.connect(self.open_samples)
        self.enter_button.clicked.connect(self.enter_study)
        self.clear_button.clicked.connect(self.clear)
        self.cancel_button.clicked.connect(self.reader.cancel)
        self.report_button.clicked.connect(self.open_report)
        self.reader.ready.connect(self._add)
        self.reader.failed.connect(self._bridge.problem)
        self.reader.progress.connect(self._show_progress)
        self.table.activated.connect(self.open_message)
        # An edit is refused while its editor closes, and the bridge may open a strip: after that.
        self.lines.model.refused.connect(lambda text: QTimer.singleShot(0, self, lambda: self._bridge.warning(text)))
        self.message.open_wanted.connect(self.open_message)
        self.message.send_wanted.connect(self.send_message)

    # -- studies ------------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Let the user pick reports."""
        names, _filter = QFileDialog.getOpenFileNames(self, "Open reports", "", REPORTS)
        self.open_files([Path(name) for name in names])

    def clear(self) -> None:
        """Take all studies off the desk."""
        self.reader.cancel()
        self.model.clear()
        self.desk.show_study()
        self.pages.setCurrentWidget(self.empty)

    def _add(self, work: StudyWork) -> None:
        row = self.model.same(work)
        if row is None:  # else the one that is there stays, with what was edited
            work.recompose(datetime.now())
            row = self.model.put(work)
            self.marks.look_soon()
            self._show_desk()
            if self.table.currentIndex().row() == row:
                self.desk.show_study()
        if self._choose_next or self.table.currentIndex().row() < 0:
            self._choose_next = False
            self.desk.choose(row)
        if self._wanted:
            self.select(self._wanted)

    def _show_desk(self) -> None:
        """The list takes the keyboard when it comes."""
        if self.pages.currentWidget() is not self.filled:
            self.pages.setCurrentWidget(self.filled)
            if self.table.isVisible():
                self.table.setFocus()

    def _show_progress(self, done: int, known: int) -> None:
        reading = done < known
        self._bar.show_reading(reading)
        self.progress.setText(f"Reading {done:,} of {known:,}…")

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.marks.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open_files(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()


def _names(work: StudyWork) -> tuple[str, ...]:
    return (work.file.name if work.file else "", work.study.accession, work.study.patient.name)
