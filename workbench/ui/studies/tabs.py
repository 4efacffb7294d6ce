"""The tabs of the Studies place: the desk with its reports, and what is kept and chosen beside it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QWidget

from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.keeping import job_of
from workbench.ui.studies.master_pane import MasterPane
from workbench.ui.studies.profiles_pane import ProfilesPane
from workbench.ui.studies.sending import Post
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.work import StudyWork
from workbench.ui.studies.worklist_pane import WorklistPane
from workbench.ui.tasks import Tasks


class StudyTabs(QTabWidget):
    """Reports, worklist, charge master, profiles. Ctrl+Tab goes on; Alt and the number of a tab shows it."""

    open_requested = Signal(object)
    send_requested = Signal(object, str, object, str)
    """Bytes, title, the entry of the history that they send again, or None, and the name of whom they are for."""
    reverse_requested = Signal(object, str)
    """Bytes and title of a message whose charges are to be taken back by hand."""
    complete_requested = Signal(object)
    """An OpenRequest of a report for the desk."""

    def __init__(
        self, reports: QWidget, choices: Choices, tasks: Tasks, bridge: Bridge, post: Post | None = None
    ) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.choices = choices
        self._bridge = bridge
        self.store = StudyStore(choices.data_folder, tasks, self)
        self.worklist = WorklistPane(self.store, choices.desk, bridge, post, choices.settings)
        self.master = MasterPane(choices, self.store, bridge)
        self.profiles = ProfilesPane(choices, bridge)
        reports.setContentsMargins(0, 8, 0, 0)
        self._shortcuts: list[QShortcut] = []
        self.add(reports, "Reports")
        self.add(self.worklist, "Worklist")
        self.add(self.master, "Charge master")
        self.add(self.profiles, "Profiles")
        self.worklist.open_requested.connect(self.open_requested)
        self.worklist.send_requested.connect(self.send_requested)
        self.worklist.reverse_requested.connect(self.reverse_requested)
        self.worklist.complete_requested.connect(self.complete_requested)

    def add(self, page: QWidget, title: str) -> None:
        """One more tab, with its number as its key."""
        number = self.addTab(page, title) + 1
        self.setTabToolTip(number - 1, f"{title} (Alt+{number})")
        # In the place and not only in this widget: the focus may stand nowhere yet.
        key = QShortcut(QKeySequence(f"Alt+{number}"), self, context=Qt.ShortcutContext.WindowShortcut)
        key.setWhatsThis(f"Go to {title}")
        key.activated.connect(lambda: self.setCurrentIndex(number - 1))
        self._shortcuts.append(key)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """What has changes that are not saved."""
        found = (("the charge master", self.master.is_edited), ("the profile", self.profiles.is_edited))
        return tuple(name for name, edited in found if edited)

    def keep(self, works: Iterable[StudyWork]) -> None:
        """Keep studies of the desk in the store and show what came of it."""
        try:
            desk = self.choices.desk()
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        jobs = [job_of(work, desk) for work in works if work.is_report]
        if not jobs:
            self._bridge.warning("There is no report on the desk that could be kept.")
            return
        self.setCurrentWidget(self.worklist)
        self.worklist.take_jobs(jobs, straight=len(jobs) == 1)
