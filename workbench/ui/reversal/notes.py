"""Sentences below each other, some with a link to where they lead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.reversal.shown import Note
from workbench.ui.widgets import PlainLabel

HIGHEST = 128
MOST = 60
"""Sentences shown; a message with a thousand refused lines has one reason, not a thousand."""


class NotesList(QScrollArea):
    """`followed` carries the target of a link: an entry of the history (int) or a mode of the page (str)."""

    followed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Notes")
        self.notes: tuple[Note, ...] = ()
        self.links: list[QPushButton] = []
        theme.watcher().changed.connect(self._paint)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Other sentences; each is said once."""
        found = tuple(dict.fromkeys(notes))
        if found == self.notes:
            return
        self.notes, self.links = found, []
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for note in found[:MOST]:
            layout.addLayout(self._row(note))
        if len(found) > MOST:
            layout.addWidget(PlainLabel(f"… and {len(found) - MOST} more, in the list of lines.", "muted"))
        layout.addStretch(1)
        self.setWidget(inside)
        before: QWidget = self
        for link in self.links:  # they are made after everything else on the page, and are to be reached from here
            QWidget.setTabOrder(before, link)
            before = link
        self._paint()
        self._fit()

    def _fit(self) -> None:
        """As high as the sentences are, up to a limit; then they scroll."""
        inside = self.widget()
        if inside is not None:
            height = inside.heightForWidth(self.viewport().width()) if inside.hasHeightForWidth() else -1
            self.setFixedHeight(min(HIGHEST, max(height, inside.minimumSizeHint().height(), 20)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _row(self, note: Note) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        label = PlainLabel(note.text, note.colour or "muted", wrap=True)
        row.addWidget(label, 1)
        if note.link:
            button = QPushButton(note.link)
            button.setFlat(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleDescription(note.text)
            button.clicked.connect(lambda _checked=False, target=note.target: self.followed.emit(target))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.links.append(button)
        return row

    def _paint(self) -> None:
        for button in self.links:
            button.setStyleSheet(f"QPushButton {{ color: {theme.colour('accent').name()}; padding: 0 4px; }}")
