"""A small arrow to click on. The keyboard has keys of its own in the line that it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QStyleOption, QStylePainter

from workbench.ui import theme

_SIZE = QSize(18, 18)
_ARROW = 10


class Arrow(QAbstractButton):
    """Points right, and down when it is checked or cannot be. Paints itself: a row of the form has to be made fast."""

    def __init__(self, name: str, *, opens: bool = True) -> None:
        """`opens` is whether it can be checked, to open what stands below."""
        super().__init__()
        self.setCheckable(opens)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setFixedSize(_SIZE)
        self.show_fold(False)

    def show_fold(self, opened: bool) -> None:
        """Say what a click does."""
        if self.isCheckable():
            self.setToolTip("Hide the parts (Ctrl+Up)" if opened else "Show the parts (Ctrl+Down)")

    def sizeHint(self) -> QSize:
        return _SIZE

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.isEnabled():
            return
        painter = QStylePainter(self)
        if self.isChecked() or self.underMouse():
            painter.setRenderHint(QStylePainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        option = QStyleOption()
        option.initFrom(self)
        middle = self.rect().center()
        option.rect = QRect(middle.x() - _ARROW // 2 + 1, middle.y() - _ARROW // 2 + 1, _ARROW, _ARROW)
        down = self.isChecked() or not self.isCheckable()
        kinds = QStyle.PrimitiveElement
        painter.drawPrimitive(kinds.PE_IndicatorArrowDown if down else kinds.PE_IndicatorArrowRight, option)
