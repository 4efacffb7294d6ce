"""The buttons above the worklist: taking in, what was made and never left, the last report, and a search."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from workbench.ui.studies.watch_bar import WatchBar
from workbench.ui.widgets import PlainLabel


class WorklistBar(QWidget):
    """Only buttons; the pane connects them."""

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, watching: WatchBar) -> None:
        super().__init__()
        self.take_button = QPushButton("Take &in reports")
        menu = QMenu(self.take_button)
        menu.addAction("&Files…", self.files_wanted.emit)
        menu.addAction("F&older…", self.folder_wanted.emit)
        self.take_button.setMenu(menu)
        self.report_button = QPushButton("&Last report")
        self.report_button.setEnabled(False)
        self.unsent_button = QPushButton("Send what was &made…")
        self.unsent_button.setToolTip("Lists every message that was made and never left, to send them all.")
        self.progress = PlainLabel("", "muted")
        self.progress.setAccessibleName("Progress of taking in")
        self.cancel_button = QPushButton("Cance&l")
        self.cancel_button.hide()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search patient, accession, exam")
        self.search.setAccessibleName("Search the worklist")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(96)
        self.search.setMaximumWidth(220)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.take_button, self.unsent_button, self.report_button, watching):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.progress)
        row.addWidget(self.cancel_button)
        row.addWidget(self.search, 2)
