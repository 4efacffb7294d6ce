"""Sizes of panes that the user has set, kept with the settings; columns as wide as their headers."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QTableView


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


def widen_to_headers(table: QTableView) -> None:
    """Give every column room for its header, in the font of now; a column that is wider stays so."""
    header = table.horizontalHeader()
    for number in range(header.count()):
        if (wanted := header.sectionSizeHint(number)) > header.sectionSize(number):
            header.resizeSection(number, wanted)
