"""The strip on which sentences for the user appear; they push nothing aside that is being read for long."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from workbench.ui import theme
from workbench.ui.file_names import breakable
from workbench.ui.widgets import PlainLabel

_INFO_SECONDS = 6
_COLOURS = {"info": ("good_soft", "good"), "warning": ("warn_soft", "warn"), "problem": ("bad_soft", "bad")}
_NAMES = {"info": "Done", "warning": "Note", "problem": "Problem"}


class NoticeStrip(QFrame):
    """One sentence at a time. What went well goes away by itself; a problem stays until it is dismissed or left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = ""
        self._lasting = False
        self.kind = PlainLabel("", "heading")
        self.text = PlainLabel(wrap=True)
        self.dismiss = QToolButton()
        self.dismiss.setText("✕")
        self.dismiss.setAccessibleName("Dismiss this notice")
        self.dismiss.setToolTip("Dismiss")
        self.dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.setSpacing(12)
        layout.addWidget(self.kind)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        theme.watcher().changed.connect(self._paint)
        self.hide()

    def say(self, level: str, text: str, kind: str = "") -> None:
        """Show a sentence of a level: "info", "warning" or "problem". `kind` is the word before it."""
        self.level = level
        self._lasting = False
        self.kind.setText(kind or _NAMES[level])
        self.text.setText(breakable(text))
        self._paint()
        self.show()
        self._timer.stop()
        if level == "info":
            self._timer.start(_INFO_SECONDS * 1000)

    def keep(self) -> None:
        """What is said now is not about the message on the screen: an edit does not make it old."""
        self._lasting = True

    def outlived(self) -> None:
        """The message is another one now: a warning about how it was is not the news any more."""
        if self.level == "warning" and not self._lasting:
            self.hide()

    def moved_on(self) -> None:
        """The user went somewhere else: what went wrong before is not the news any more."""
        if not self._timer.isActive():
            self.hide()

    def _paint(self) -> None:
        if not self.level:
            return
        ground, ink = (theme.colour(name).name() for name in _COLOURS[self.level])
        self.setStyleSheet(f"NoticeStrip {{ background: {ground}; border-bottom: 1px solid {ink}; }}")
        self.kind.setStyleSheet(f"color: {ink};")
