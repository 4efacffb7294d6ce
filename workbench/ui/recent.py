"""The files that were opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from workbench.ui.file_names import as_kept, from_kept

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
        return [from_kept(str(name)) for name in names] if isinstance(names, list) else []

    def remember(self, file: Path) -> None:
        """This one was opened now."""
        file = file.resolve()
        names = [as_kept(file), *(as_kept(one) for one in self.files() if one != file)]
        self._settings.setValue("recent", names[:_MOST])

    def forget(self, file: Path) -> None:
        """A file that is gone is no recent file."""
        gone = {file, file.absolute()}
        self._settings.setValue("recent", [as_kept(one) for one in self.files() if one not in gone])
