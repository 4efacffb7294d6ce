"""A coloured line that says whether the report is signed, and why."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout

from workbench.ui import theme
from workbench.ui.widgets import PlainLabel


class Banner(QFrame):
    """A label and a sentence on the soft form of a colour: "good", "warn" or "bad"."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = "good"
        self.setAutoFillBackground(True)
        self.label = PlainLabel("", "good")
        self.label.setAccessibleName("Status of the report")
        self.sentence = PlainLabel("", wrap=True)
        self.sentence.setAccessibleName("Why")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self.label)
        layout.addWidget(self.sentence, 1)
        theme.watcher().changed.connect(self._paint)

    def show_words(self, label: str, sentence: str, colour: str) -> None:
        """Other words."""
        self._colour = colour
        self.label.setText(label)
        self.label.set_role(colour)
        self.sentence.setText(sentence)
        self._paint()

    def _paint(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.colour(f"{self._colour}_soft"))
        self.setPalette(palette)
