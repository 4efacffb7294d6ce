"""Alt and a letter do one thing: in no place do two visible captions, or a caption and a menu, share a letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

DFT = b"MSH|^~\\&|A|B|C|D|20260301||DFT^P03|C1|T|2.5.1\rPID|1||7\rFT1|1|CHG1||20260301||CG|76805\r"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made)
    made.show()
    return made


def mnemonics(place: QWidget) -> list[str]:
    """The letters of everything that is seen in a place."""
    captions = [one.text() for one in place.findChildren(QAbstractButton) if one.isVisible()]
    captions += [one.text() for one in place.findChildren(QLabel) if one.isVisible() and one.buddy() is not None]
    return letters(captions)


def letters(captions: list[str]) -> list[str]:
    found = (QKeySequence.mnemonic(caption).toString() for caption in captions)
    return [one for one in found if one]


def twice(window: Window, name: str) -> list[str]:
    menus = letters([action.text() for action in window.menuBar().actions()])
    assert set(menus) >= {"Alt+F", "Alt+E", "Alt+M", "Alt+V", "Alt+H"}
    return [one for one, count in Counter(menus + mnemonics(window.place(name))).items() if count > 1]


def studies(window: Window) -> None:
    window.open_samples()
    window.studies.select("13-")


def several_messages(window: Window) -> None:
    studies(window)
    pane = window.studies.message
    for button in (pane.back_button, pane.next_button, pane.release_button, window.studies.cancel_button):
        button.show()


def exchange(window: Window) -> None:
    window.send(DFT, "charge")
    window.exchange.send_card.show_remark("The message was edited.", edited=True)
    window.exchange.list.pages.setCurrentIndex(1)


def history(window: Window) -> None:
    window.show_place("history")
    window.history.pages.setCurrentWidget(window.history.split)


CASES: dict[str, tuple[str, Callable[[Window], None]]] = {
    "no studies": ("studies", lambda window: window.show_place("studies")),
    "studies": ("studies", studies),
    "several messages": ("studies", several_messages),
    "nothing said": ("exchange", lambda window: window.show_place("exchange")),
    "exchange": ("exchange", exchange),
    "history": ("history", history),
}


@pytest.mark.parametrize("case", CASES)
def test_every_letter_does_one_thing(window: Window, case: str) -> None:
    name, prepare = CASES[case]
    prepare(window)
    assert mnemonics(window.place(name)) or case == "no studies"
    assert twice(window, name) == []
