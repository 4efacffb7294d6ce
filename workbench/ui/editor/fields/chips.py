"""The repetitions of a field as numbered chips that are added, removed and put into another order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QToolButton, QWidget

from workbench.ui import theme
from workbench.ui.editor.fields.pieces import moved
from workbench.ui.widgets import plain_tooltip

_WIDEST = 24
"""More characters of a repetition are not shown on its chip."""
_HELP = "Enter edits it, Alt+Left and Alt+Right move it, Insert adds one, Delete removes it; it can be dragged, too."


class _Bar(QTabBar):
    """Chips that are dragged with the mouse; the new order is told once, when the mouse lets go."""

    moved_to = Signal(list)
    """The numbers of the repetitions, as they stood before, in their new order."""
    remove_wanted = Signal(int)
    add_wanted = Signal()
    opened = Signal(int)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pressed = False
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def order(self) -> list[int]:
        """The numbers that the chips had when they were last shown, from left to right."""
        return [int(self.tabData(index)) for index in range(self.count())]

    def move_current(self, by: int) -> None:
        """Move the chosen chip one to the left (-1) or right (1)."""
        start = self.currentIndex()
        if 0 <= start + by < self.count():
            self.moved_to.emit(moved(self.order(), start, start + by))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.move_current(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit(self.currentIndex())
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.add_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.pressed = False
        order = self.order()
        if order != sorted(order):
            self.moved_to.emit(order)
        elif event.button() == Qt.MouseButton.LeftButton and self.tabAt(event.position().toPoint()) >= 0:
            self.opened.emit(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.dress()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.dress()

    def dress(self) -> None:
        """Round the corners, and show where the keyboard is."""
        border, soft, accent = (theme.colour(name).name() for name in ("border", "accent_soft", "accent"))
        base, text = theme.colour("base").name(), theme.colour("text").name()
        width = 2 if self.hasFocus() else 1
        chosen = f"border: {width}px solid {accent}; padding: {3 - width}px 6px;"
        self.setStyleSheet(
            f"QTabBar::tab {{ border: 1px solid {border}; border-radius: 9px; padding: 2px 6px; margin: 1px 4px 1px 0;"
            f" background: {base}; color: {text}; }}"
            f"QTabBar::tab:selected {{ background: {soft}; {chosen} }}"
            "QToolButton { padding: 0 2px; border: none; }"
        )


class Chips(QWidget):
    """Numbers and short texts of the repetitions. It tells what the user wants and changes nothing by itself."""

    chosen = Signal(int)
    """The user is at this repetition now, from 1."""
    opened = Signal(int)
    """The user wants to edit this repetition."""
    reordered = Signal(list)
    """The user wants the repetitions in this order of their present numbers."""
    removed = Signal(int)
    added = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self._showing = False
        self.bar = _Bar()
        self.bar.setAccessibleName(f"Repetitions of {name}")
        self.bar.setAccessibleDescription(_HELP)
        self.add = QToolButton()
        self.add.setText("+")
        self.add.setToolTip("Add a repetition")
        self.add.setAccessibleName(f"Add a repetition to {name}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.add)
        self.add.clicked.connect(lambda _checked=False: self.added.emit())
        self.bar.add_wanted.connect(self.added)
        self.bar.moved_to.connect(self.reordered)
        self.bar.currentChanged.connect(self._on_current)
        self.bar.opened.connect(lambda index: self.opened.emit(index + 1))
        self.bar.entered.connect(lambda: self._on_current(self.bar.currentIndex()))
        self.bar.remove_wanted.connect(lambda index: self.removed.emit(index + 1))
        theme.watcher().changed.connect(self.bar.dress)
        self.bar.dress()

    def show_texts(self, texts: Sequence[str], current: int) -> None:
        """Show these repetitions, number `current` chosen. Nothing is told."""
        bar = self.bar
        if bar.pressed:
            return  # a chip is being dragged; its new place is told when the mouse lets go
        self._showing = True
        if tuple(texts) != self._texts or bar.order() != list(range(1, len(texts) + 1)):
            self._texts = tuple(texts)
            while bar.count() > len(texts):
                bar.removeTab(bar.count() - 1)
            while bar.count() < len(texts):
                self._add_chip()
            for index, text in enumerate(texts):
                short = text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
                # A lone & on a tab would be taken for a mnemonic.
                bar.setTabText(index, f"{index + 1}  {short or '(empty)'}".replace("&", "&&"))
                bar.setTabToolTip(index, plain_tooltip(f"{index + 1}: {text or '(empty)'}\n{_HELP}"))
                bar.setTabData(index, index + 1)
        if bar.currentIndex() != current - 1:
            bar.setCurrentIndex(current - 1)
        for index in range(bar.count()):
            bar.tabButton(index, QTabBar.ButtonPosition.RightSide).setVisible(len(texts) > 1)
        self._showing = False

    def _add_chip(self) -> None:
        cross = QToolButton()
        cross.setText("×")
        cross.setToolTip("Remove this repetition (Delete)")
        cross.setAccessibleName("Remove this repetition")
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.clicked.connect(lambda _checked=False: self._on_cross(cross))
        self.bar.setTabButton(self.bar.addTab(""), QTabBar.ButtonPosition.RightSide, cross)

    def _on_cross(self, cross: QToolButton) -> None:
        for index in range(self.bar.count()):
            if self.bar.tabButton(index, QTabBar.ButtonPosition.RightSide) is cross:
                self.removed.emit(index + 1)
                return

    def choose(self, number: int) -> None:
        """Mark a repetition as the chosen one. Nothing is told."""
        self._showing = True
        self.bar.setCurrentIndex(number - 1)
        self._showing = False

    def _on_current(self, index: int) -> None:
        # While a chip is dragged, its place is not its number.
        if not self._showing and index >= 0:
            self.chosen.emit(int(self.bar.tabData(index) or 1))
