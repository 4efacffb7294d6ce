"""Whatever takes the keyboard has a name that a screen reader can say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.places import CHARGE, PLACES, REPORT, message
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    return made


def nameless(around: QWidget) -> list[str]:
    found = []
    for one in around.findChildren(QWidget):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            spoken = QAccessible.queryAccessibleInterface(one)
            if spoken is None or not spoken.text(QAccessible.Text.Name):
                found.append(f"{type(one).__name__} in {type(one.parent()).__name__}")
    return found


@pytest.mark.parametrize("place", PLACES)
def test_what_takes_the_keyboard_has_a_name(window: Window, place: str) -> None:
    PLACES[place](window)
    QApplication.processEvents()
    assert nameless(window) == []


DIALOGS: dict[str, Callable[[Window], object]] = {
    "go to": lambda window: window.messages.message_actions.go_to_path(),
    "insert": lambda window: window.messages.message_actions.insert.trigger(),
    "version": lambda window: window.messages.message_actions.version.trigger(),
    "save with": lambda window: window.messages.save_with(),
    "shortcuts": lambda window: window.menus._show_shortcuts(),
    "first steps": lambda window: window.menus.show_first_steps(),
    "check of a file": lambda window: window.messages.check_file(),
    "embedded": lambda window: window.messages.show_embedded(),
}


@pytest.mark.parametrize("dialog", DIALOGS)
def test_so_has_everything_in_the_dialogs(window: Window, dialog: str) -> None:
    text = b"OBX|1|ED|D^D^L||^TEXT^XML^Base64^PD94bWwgdmVyc2lvbj0iMS4wIj8+PGE+YjwvYT4=||||||F\r"
    message(window, REPORT + text if dialog == "embedded" else CHARGE, "FT1-7")
    DIALOGS[dialog](window)
    QApplication.processEvents()
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert shown
    names = [name for one in shown for name in nameless(one)]
    for one in shown:
        one.close()
    assert names == []
