"""Sizes of panes that the user has set, kept with the settings."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter


def remember(splitter: QSplitter, name: str, settings: QSettings | None) -> None:
    """Give the splitter the sizes that it had last, and keep those that the user gives it."""
    if settings is None:
        return
    key = f"studies/sizes/{name}"
    kept = settings.value(key)
    if isinstance(kept, QByteArray):
        splitter.restoreState(kept)
    splitter.setObjectName(name)
    splitter.splitterMoved.connect(lambda: settings.setValue(key, splitter.saveState()))
