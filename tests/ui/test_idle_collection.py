from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from workbench.ui import idle_collection
from workbench.ui.idle_collection import IdleCollection

pytestmark = pytest.mark.gui


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Each walk through everything."""
    found: list[int] = []
    before = gc.get_threshold()
    monkeypatch.setattr(gc, "collect", lambda generation=2: found.append(generation))
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 50))
    yield found
    gc.set_threshold(*before)


@pytest.fixture
def box(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def test_everything_is_walked_through_when_the_user_rests(
    walks: list[int], box: QLineEdit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_collection, "_RESTS_MS", 150)
    found = IdleCollection(box)
    assert gc.get_threshold()[2] > 1_000_000
    found.look()
    assert walks == []  # the window has just come
    qtbot.wait(200)
    qtbot.keyClick(box.windowHandle(), Qt.Key.Key_A)
    assert box.text() == "a"
    found.look()
    assert walks == []
    qtbot.wait(200)
    found.look()
    assert walks == [2]


@pytest.mark.parametrize(("walked", "is_on", "wanted"), [(3, True, 0), (50, False, 0), (50, True, 1)])
def test_only_when_it_is_due_and_no_thread_works(
    walked: int,
    is_on: bool,
    wanted: int,
    walks: list[int],
    box: QLineEdit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idle_collection, "_RESTS_MS", 0)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, walked))
    monkeypatch.setattr(gc, "isenabled", lambda: is_on)
    IdleCollection(box).look()
    assert len(walks) == wanted


def test_it_waits_for_no_rest_for_ever(walks: list[int], box: QLineEdit, monkeypatch: pytest.MonkeyPatch) -> None:
    found = IdleCollection(box)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, idle_collection._OVERDUE + 1))
    found.look()
    assert walks == [2]
