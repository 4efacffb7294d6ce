"""What a value means, in words: beside its input where there is room for all of it, else on lines of its own below."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from workbench.ui.editor.fields.labels import ElidedLabel
from workbench.ui.editor.fields.moment import HOW_TO_WRITE, shorter_words
from workbench.ui.widgets import plain_tooltip

_MOST_LINES = 3
_ANY_HEIGHT = 16_777_215
"""Qt's own word for no limit."""
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class Room(NamedTuple):
    """Pixels for a meaning beside its input, and for one below it; nothing is known yet while both are 0."""

    beside: int = 0
    below: int = 0


class Meaning(ElidedLabel):
    """Its text is the longest wording; `stands_below` says where it belongs, which is the row's to do."""

    def __init__(self) -> None:
        super().__init__("", "muted")
        # What it says must not decide how wide the columns are: they would move with every value.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._wordings: tuple[str, ...] = ("",)
        self.stands_below = False

    def say(self, text: str) -> bool:
        """Whether it says something else now. The hint has it in full, or how to write what is not understood."""
        if text == self.text():
            return False
        self._wordings = (text, *shorter_words(text))
        self.setText(text)
        self.setToolTip(plain_tooltip(HOW_TO_WRITE.get(text, text)))
        return True

    def place(self, room: Room) -> bool:
        """Find out where it belongs. Whether that is another place than before."""
        before = self.stands_below
        self.stands_below = bool(self.text()) and room.below > 0 and not self._fitting(room.beside)
        if self.stands_below:
            self.setFixedHeight(self._height(room.below))
        elif before:
            self.setMinimumHeight(0)
            self.setMaximumHeight(_ANY_HEIGHT)
        return self.stands_below != before

    def shown_text(self) -> str:
        """What it shows with the room that it has."""
        metrics, width = self.fontMetrics(), self.width()
        if not self.stands_below:
            return self._fitting(width) or metrics.elidedText(self.text(), self.elide, width)
        if self._needed(width) <= _MOST_LINES * metrics.lineSpacing():
            return self.text()
        # Words are not broken at the ends of lines, which takes some room.
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, width * _MOST_LINES * 9 // 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        usual = int(self.alignment() | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.rect(), int(_WRAP) if self.stands_below else usual, self.shown_text())

    def _fitting(self, width: int) -> str:
        metrics = self.fontMetrics()
        return next((words for words in self._wordings if metrics.horizontalAdvance(words) <= width), "")

    def _needed(self, width: int) -> int:
        return self.fontMetrics().boundingRect(QRect(0, 0, width, _ANY_HEIGHT), int(_WRAP), self.text()).height()

    def _height(self, width: int) -> int:
        line = self.fontMetrics().lineSpacing()
        return min(max(self._needed(width), line), _MOST_LINES * line) + 2
