"""The rail of places on the left: each answers one question."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QToolBar, QWidget

from workbench.ui.numbers import TEXT_ONLY

PLACES = (
    ("messages", "&Messages", "What does this message say, and what is wrong with it?"),
    ("studies", "&Studies", "What should be charged?"),
    ("exchange", "E&xchange", "Does the other side take it?"),
    ("history", "&History", "What happened?"),
    ("ledger", "&Ledger", "Does it add up?"),
)
"""Name, caption and the question that the place answers."""


_AT_THE_LEFT = bytes.fromhex(
    "000000ff00000000fd00000000000000000000000000000004000000040000000800000008fc00000001000000000000000100000008"
    "007200610069006c0300000000ffffffff0000000000000000"
)
"""What `saveState` says of a window that has the rail at its left and no more. See `numbers`: the side has no property
that would take a number."""


class Rail(QToolBar):
    """One checkable button for each place; Ctrl+1 … Ctrl+5 from the keyboard."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Places", parent)
        self.setObjectName("rail")
        self.setMovable(False)
        self.setFloatable(False)
        self.setProperty("toolButtonStyle", TEXT_ONLY)
        self.toggleViewAction().setEnabled(False)
        self.actions_by_place: dict[str, QAction] = {}
        group = QActionGroup(self)
        for number, (name, caption, question) in enumerate(PLACES, 1):
            action = QAction(self, text=caption)
            action.setCheckable(True)
            action.setProperty("shortcut", f"Ctrl+{number}")
            plain = caption.replace("&", "")
            action.setToolTip(f"{plain} (Ctrl+{number})\n{question}")
            action.setStatusTip(question)
            action.triggered.connect(lambda _checked, name=name: self.chosen.emit(name))
            group.addAction(action)
            self.addAction(action)
            self.actions_by_place[name] = action
            button = self.widgetForAction(action)
            button.setMinimumWidth(96)
            button.setAccessibleName(plain)
            button.setAccessibleDescription(question)

    def stand_left(self, window: QMainWindow) -> None:
        """Take the place at the left of the window."""
        window.addToolBar(self)
        if not window.restoreState(_AT_THE_LEFT):
            from PySide6.QtCore import Qt

            window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self)

    def show_chosen(self, name: str) -> None:
        """Mark the place that is shown; a page without a button of its own leaves the mark where one came from."""
        if name in self.actions_by_place:
            self.actions_by_place[name].setChecked(True)
