"""The files that were opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_MOST = 10


class RecentFiles:
    """A list in the settings, newest first, of whole paths."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def files(self) -> list[Path]:
        """The files, newest first."""
        names = self._settings.value("recent", [])
        if isinstance(names, str):  # the INI format gives a list of one as a bare string
            names = [names]
        return [Path(name) for name in names] if isinstance(names, list) else []

    def remember(self, file: Path) -> None:
        """This one was opened now."""
        file = file.resolve()
        names = [str(file), *(str(one) for one in self.files() if one != file)]
        self._settings.setValue("recent", names[:_MOST])

    def forget(self, file: Path) -> None:
        """A file that is gone is no recent file."""
        gone = {file, file.resolve()}
        self._settings.setValue("recent", [str(one) for one in self.files() if one not in gone])
