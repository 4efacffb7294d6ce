"""The line that says what is being read or added up, how far it is, and lets it be stopped."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from workbench.ui.widgets import PlainLabel


class WorkingLine(QWidget):
    """Hidden while nothing is done."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = PlainLabel("", "muted")
        self.text.setAccessibleName("Progress")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Messages read")
        self.bar.setMaximumHeight(10)
        self.cancel_button = QPushButton("&Cancel")
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def say(self, text: str) -> None:
        """Something is under way, and nobody knows how long it takes."""
        self.text.setText(text)
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, known: int) -> None:
        """So many messages of so many were read."""
        self.text.setText(f"Reading message {done:,} of {known:,}…")
        self.bar.setRange(0, max(1, known))
        self.bar.setValue(done)
