"""The line above a dock: its title, and buttons to take it out of the window and to close it.

Qt's own paints the title in the size that the text had when the dock was made, whatever the zoom is since.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from workbench.ui.widgets import TitleLabel, plain_tooltip


class DockTitle(QWidget):
    """Dragging it moves the dock, a double click takes it out: Qt does that with the mouse that nobody here takes."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        name = dock.windowTitle()
        self.label = TitleLabel(name)
        self.float_button = self._button("❐", f"Take {name} out of the window", self._switch)
        self.close_button = self._button("✕", f"Close {name}", dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 4, 0)
        layout.setSpacing(0)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.float_button)
        layout.addWidget(self.close_button)
        dock.topLevelChanged.connect(self._on_floating)

    def _button(self, sign: str, name: str, function: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the View menu does the same without a mouse
        button.setAccessibleName(name)
        button.setToolTip(plain_tooltip(name))
        button.setStyleSheet("padding: 0 4px")
        button.clicked.connect(lambda _checked=False: function())
        return button

    def _switch(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _on_floating(self, floating: bool) -> None:
        name = self.label.text()
        words = f"Put {name} back into the window" if floating else f"Take {name} out of the window"
        self.float_button.setAccessibleName(words)
        self.float_button.setToolTip(plain_tooltip(words))
