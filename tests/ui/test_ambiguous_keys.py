"""No key means two things at once: of two actions with one key, where both would hear it, neither works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.places import PLACES, REPORT, message
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.shortcuts import shortcuts
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

_CONTEXTS = Qt.ShortcutContext


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    return made


def heard(window: Window, holder: QWidget) -> dict[str, list[str]]:
    """What each key would start while a widget has the keyboard: actions, shortcuts and underlined letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for action in window.findChildren(QAction):
        if not action.isEnabled() or not action.isVisible():
            continue
        at = [one for one in action.associatedObjects() if isinstance(one, QWidget)]
        if any(_reaches(window, one, action.shortcutContext(), holder) for one in at):
            for sequence in action.shortcuts():
                found[sequence.toString()].append(action.text())
    for one in window.findChildren(QShortcut):
        owner = one.parent()
        if isinstance(owner, QWidget) and one.isEnabled() and _reaches(window, owner, one.context(), holder):
            for sequence in [*one.keys()]:
                found[sequence.toString()].append(one.whatsThis() or one.objectName())
    for name, letter in _letters(window):
        found[letter].append(name)
    return found


def _reaches(window: Window, owner: QWidget, context: Qt.ShortcutContext, holder: QWidget) -> bool:
    if isinstance(owner, QMenu):  # its actions are those of the menu bar
        return owner.menuAction() is not None and context in (_CONTEXTS.WindowShortcut, _CONTEXTS.ApplicationShortcut)
    if not owner.isEnabled():
        return False
    if context == _CONTEXTS.WidgetShortcut:
        return owner is holder
    if context == _CONTEXTS.WidgetWithChildrenShortcut:
        return owner is holder or owner.isAncestorOf(holder)
    return owner.isVisible() and owner.window() is window


def _letters(window: Window) -> Iterator[tuple[str, str]]:
    for action in window.menuBar().actions():
        yield action.text(), QKeySequence.mnemonic(action.text()).toString()
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            yield button.text(), button.shortcut().toString()
    for label in window.findChildren(QLabel):
        letter = QKeySequence.mnemonic(label.text())
        if label.isVisible() and label.buddy() is not None and not letter.isEmpty():
            yield label.text(), letter.toString()


@pytest.mark.parametrize("place", PLACES)
def test_every_key_means_one_thing(window: Window, place: str) -> None:
    PLACES[place](window)
    QApplication.processEvents()
    holders = [one for one in window.findChildren(QWidget) if one.isVisible() and _takes_keyboard(one)]
    assert holders
    twice: set[tuple[str, ...]] = set()
    for holder in holders:
        for key, meant in heard(window, holder).items():
            if len(meant) > 1:
                twice.add((key, *sorted(meant)))
    assert not twice


def _takes_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


@pytest.mark.parametrize("place", PLACES)
def test_every_key_of_an_action_is_in_the_list(window: Window, place: str) -> None:
    PLACES[place](window)
    listed = ", ".join(one.keys for one in shortcuts(window)).split(", ")
    known: list[QObject] = [*window.findChildren(QAction), *window.findChildren(QShortcut)]
    for one in known:
        if isinstance(one, QAction) and one.shortcuts():
            assert one.shortcuts()[0].toString(QKeySequence.SequenceFormat.NativeText) in listed, one.text()
        if isinstance(one, QShortcut) and one.keys() and not one.key().isEmpty():
            assert one.key().toString(QKeySequence.SequenceFormat.NativeText) in listed, one.key().toString()


def test_no_letter_of_the_menus_under_the_mouse_is_used_twice(window: Window) -> None:
    message(window, REPORT, "PID-3")
    view = window.messages.current_view()
    assert view is not None
    entries = view.tree._menu().actions()
    letters = [QKeySequence.mnemonic(one.text()).toString() for one in entries]
    used = [letter for letter in letters if letter]
    assert len(used) == len(set(used)), sorted(used)
