from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.ui.patience import patience

pytestmark = pytest.mark.gui


def test_a_long_message_shows_the_waiting_pointer_while_it_is_worked_on(qapp: QApplication) -> None:
    with patience(5_000_000):
        pointer = QGuiApplication.overrideCursor()
        assert pointer is not None
        assert pointer.shape() == Qt.CursorShape.WaitCursor
    assert QGuiApplication.overrideCursor() is None


def test_it_goes_when_the_work_fails(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="no"), patience(5_000_000):
        raise ValueError("no")
    assert QGuiApplication.overrideCursor() is None


def test_a_short_message_shows_nothing(qapp: QApplication) -> None:
    with patience(60_000):
        assert QGuiApplication.overrideCursor() is None
