"""Room for words beside tables: panes that scroll instead of making the window higher."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.ui.widgets import PlainLabel

_WORDS_HEIGHT = 104


def scrolled(inside: QWidget) -> QScrollArea:
    """What may become higher than its room, without making the window higher."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    for widget in (area.viewport(), inside):
        widget.setAutoFillBackground(False)
    return area


class Words(QScrollArea):
    """Sentences under a table: as high as they are, up to a third of the pane; then they scroll."""

    def __init__(self, label: PlainLabel) -> None:
        super().__init__()
        self._label = label
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(label)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.installEventFilter(self)
        for widget in (self.viewport(), label):
            widget.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateLater, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self._label.heightForWidth(max(self.viewport().width(), 1))
        height = min(max(wanted, self.fontMetrics().height()), _WORDS_HEIGHT)
        if height != self.height():
            self.setFixedHeight(height)


def fill_pane(
    pane: QWidget, heading: str, table: QWidget, words: PlainLabel, buttons: Sequence[QPushButton]
) -> QVBoxLayout:
    """A table under its heading; below it what its chosen row says, and what is done with that row."""
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(PlainLabel(heading, "heading"))
    layout.addWidget(table, 1)
    layout.addWidget(Words(words))
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    layout.addLayout(row)
    return layout
