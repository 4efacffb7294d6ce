"""The buttons above the list of studies: what comes onto the desk, what is kept, and how far reading is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.ui.widgets import PlainLabel


class DeskBar(QWidget):
    """Only buttons; the place connects them."""

    def __init__(self) -> None:
        super().__init__()
        self.open_reports_button = QPushButton("Open re&ports…")
        self.samples_button = QPushButton("Open the sample s&tudies")
        self.enter_button = QPushButton("Enter a stud&y…")
        self.clear_button = QPushButton("C&lear list")
        self.clear_button.setToolTip("Take all studies off the desk; no file is touched.")
        self.keep_button = QPushButton("&Keep this study")
        self.keep_button.setToolTip("Keep it with its charges in the worklist, so that a later report can act on them.")
        self.keep_all_button = QPushButton("Keep all, compose signe&d")
        self.keep_all_button.setToolTip("Keep every study of the list and make the charges of those that are signed.")
        self.progress = PlainLabel("", "muted")
        self.progress.setAccessibleName("Progress of reading")
        self.cancel_button = QPushButton("&Cancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.open_reports_button, self.samples_button, self.enter_button, self.clear_button):
            row.addWidget(button)
        row.addSpacing(16)
        for button in (self.keep_button, self.keep_all_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.progress)
        row.addWidget(self.cancel_button)
        self.show_reading(False)

    def show_reading(self, reading: bool) -> None:
        """How far reading is, in place of what has to wait for its end: there is no room for both in a small window."""
        for one in (self.progress, self.cancel_button):
            one.setVisible(reading)
        for one in (self.keep_button, self.keep_all_button):
            one.setVisible(not reading)
