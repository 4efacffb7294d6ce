"""Going through the messages of a file without their list: the next, the one before, and whether the list is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from workbench.ui.widgets import PlainLabel


class Pager(QWidget):
    """Stands beside the tabs while the file on the screen holds several messages; its actions are for a menu too."""

    stepped = Signal(int)
    """The user wants the message so many places further down."""
    list_wanted = Signal(bool)
    """The user wants to see the list of the messages, or not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QAction("Message l&ist", self, checkable=True)
        self.list.setToolTip("Show or hide the list of the messages in this file (Ctrl+Shift+L)")
        self.list.triggered.connect(self.list_wanted)
        self.previous = self._step("Pre&vious message", -1)
        self.next = self._step("&Next message", 1)
        for action, key in ((self.list, "Ctrl+Shift+L"), (self.previous, "Alt+PgUp"), (self.next, "Alt+PgDown")):
            action.setShortcut(QKeySequence(key))
        self.place = PlainLabel("", "muted")
        self.place.setAccessibleName("Which message of the file")
        self._lay_out()
        self.show_place(0, 1)

    @property
    def actions_for_menu(self) -> tuple[QAction, ...]:
        return (self.list, self.previous, self.next)

    def _step(self, text: str, by: int) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: self.stepped.emit(by))
        return action

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        back, further, show_list = QToolButton(), QToolButton(), QToolButton()
        for button, action, sign, keys in (
            (back, self.previous, "◀", " (Alt+PgUp)"),
            (further, self.next, "▶", " (Alt+PgDown)"),
            (show_list, self.list, "List", ""),
        ):
            action.setIconText(sign)
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setAccessibleName(action.text().replace("&", ""))
            if keys:
                button.setToolTip(action.text().replace("&", "") + keys)
        for widget in (back, self.place, further, show_list):
            row.addWidget(widget)

    def show_place(self, index: int, count: int) -> None:
        """Message `index`, from 0, of `count` is on the screen; a file of one needs no pager."""
        self.setVisible(count > 1)
        for action in self.actions_for_menu:
            action.setEnabled(count > 1)
        self.previous.setEnabled(index > 0)
        self.next.setEnabled(index + 1 < count)
        self.place.setText(f"Message {index + 1} of {count}")
