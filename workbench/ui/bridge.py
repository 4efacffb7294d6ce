"""The only way to tell or ask the user something, so that a test can listen in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPushButton

from workbench.ui.file_names import breakable, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class Bridge(QObject):
    """Sentences for the user go out as `said`; the window shows them. Text is always plain text."""

    said = Signal(str, str)
    """Level ("info", "warning" or "problem") and the sentence."""

    def info(self, text: str) -> None:
        """Something went well or is worth knowing."""
        self.said.emit("info", on_screen(text))

    def warning(self, text: str) -> None:
        """Something went on, but not as it should."""
        self.said.emit("warning", on_screen(text))

    def problem(self, text: str) -> None:
        """Something could not be done; the sentence says what to do."""
        self.said.emit("problem", on_screen(text))

    def show(self, title: str, text: str) -> None:
        """Show a text that the user asked for, until it is closed."""
        from PySide6.QtWidgets import QMessageBox  # not before the first paint

        _box(title, text, QMessageBox.Icon.Information).exec()

    def ask(self, title: str, text: str, choices: tuple[str, ...]) -> str:
        """Wait for one of the choices (the first is the default); "" when the question is dismissed."""
        from PySide6.QtWidgets import QMessageBox  # not before the first paint

        box = _box(title, text, QMessageBox.Icon.Question)
        buttons: dict[QPushButton, str] = {}
        for choice in choices:
            button = box.addButton(choice, QMessageBox.ButtonRole.ActionRole)
            buttons[button] = choice
        box.setDefaultButton(next(iter(buttons)))
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setEscapeButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        return buttons.get(clicked, "") if isinstance(clicked, QPushButton) else ""


def _box(title: str, text: str, icon: QMessageBox.Icon) -> QMessageBox:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(breakable(on_screen(text)))
    return box
