"""The sign that something takes a moment, where it cannot be left to another thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_LONG = 500_000
"""So many characters of a message are dealt with before anybody would wonder."""


@contextmanager
def patience(characters: int) -> Iterator[None]:
    """Show the waiting pointer while a long message is worked on."""
    if characters < _LONG:
        yield
        return
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
