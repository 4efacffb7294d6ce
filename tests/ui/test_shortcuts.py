"""The list of shortcuts comes from the actions themselves."""

from __future__ import annotations

import pytest
from helpers.screen import texts
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from workbench.ui.shortcuts import Shortcut, ShortcutsDialog, shortcuts

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    menu = made.menuBar().addMenu("&File")
    for text, key in (("&Open…", "Ctrl+O"), ("Fish && &chips", "Ctrl+F"), ("Nothing", "")):
        action = QAction(text, made)
        action.setShortcut(QKeySequence(key))
        menu.addAction(action)
    made.setAccessibleName("The window")
    alone = QAction("Copy &path", made)
    alone.setShortcut(QKeySequence("Ctrl+Shift+C"))
    return made


def test_actions_are_listed_once_with_their_place(window: QMainWindow) -> None:
    found = shortcuts(window)
    assert Shortcut("File", "Open", "Ctrl+O") in found
    assert Shortcut("File", "Fish & chips", "Ctrl+F") in found
    assert Shortcut("The window", "Copy path", "Ctrl+Shift+C") in found
    assert not [one for one in found if one.what == "Nothing"]
    assert len(found) == len(set(found))


def test_the_list_can_be_narrowed(window: QMainWindow, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(window)
    qtbot.addWidget(dialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    everything = dialog.model.rowCount()
    dialog.box.setText("chips")
    assert texts(dialog.model) == [("File", "Fish & chips", "Ctrl+F")]
    dialog.box.clear()
    assert dialog.model.rowCount() == everything > 10
