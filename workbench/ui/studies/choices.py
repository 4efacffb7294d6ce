"""Which charge master and which profile are in use: chosen once, kept with the settings, told to all who ask."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from workbench.charges.chargemaster.master import OWN_FILE, ChargeMaster, load_default, load_for
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile, default_profile
from workbench.errors import WorkbenchError
from workbench.ui.studies.due import desk_of
from workbench.words import counted

DEFAULT = "default"
_KEY = "profile"
_FOLDER = "profiles"


def chosen_profile(settings: QSettings) -> str:
    """The name of the profile in use."""
    name = settings.value(_KEY, DEFAULT)
    return name if isinstance(name, str) and name else DEFAULT


class Choices(QObject):
    """Read when first needed; what cannot be read is said once, and done without."""

    changed = Signal()
    """Another charge master or profile, or other content of the one in use."""
    trouble = Signal(str)

    def __init__(self, data_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_folder = data_folder
        self._settings = QSettings(str(data_folder / "settings.ini"), QSettings.Format.IniFormat)
        self._master: ChargeMaster | None = None
        self._profile: Profile | None = None

    @property
    def settings(self) -> QSettings:
        """The settings of the window."""
        return self._settings

    @property
    def profile_folder(self) -> Path:
        """Where the user's own profiles are; it need not exist."""
        return self.data_folder / _FOLDER

    @property
    def master_file(self) -> Path:
        """The user's own charge master; it need not exist."""
        return self.data_folder / OWN_FILE

    @property
    def profile_name(self) -> str:
        """What the profile in use is called."""
        return chosen_profile(self._settings)

    def master(self) -> ChargeMaster:
        """The charge master in use."""
        if self._master is None:
            self._master = self._load_master()
        return self._master

    def profile(self) -> Profile:
        """The profile in use."""
        if self._profile is None:
            self._profile = self._load_profile()
        return self._profile

    def desk(self) -> Desk:
        """The tools of one step. Raises ProfileError for a convention that is not there."""
        return desk_of(self.master(), self.profile())

    def use_profile(self, name: str) -> None:
        """Work with another profile from now on."""
        self._settings.setValue(_KEY, name)
        self.read_again()

    def read_again(self) -> None:
        """A file was written: what is in use may have changed."""
        self._master = self._profile = None
        self.changed.emit()

    def _load_master(self) -> ChargeMaster:
        try:
            master = load_for(self.data_folder)
        except WorkbenchError as problem:
            if not self.master_file.is_file():
                return self._no_master(problem)
            self.trouble.emit(f"{problem} Until then the one that comes with the program is used.")
            try:
                master = load_default()
            except WorkbenchError as missing:
                return self._no_master(missing)
        if blocked := [fault for fault in master.problems if fault.blocks]:
            count = len({fault.row for fault in blocked})
            were = "was" if count == 1 else "were"
            self.trouble.emit(f"{counted(count, 'row')} of the charge master {were} left out: {blocked[0].text}")
        return master

    def _no_master(self, why: WorkbenchError) -> ChargeMaster:
        self.trouble.emit(f"{why} Until then every procedure is a line to complete.")
        return ChargeMaster(())

    def _load_profile(self) -> Profile:
        try:
            return find_profile(self.profile_name, self.profile_folder)
        except WorkbenchError as problem:
            self.trouble.emit(f"{problem} Until then the default profile is used.")
        try:
            return default_profile()
        except WorkbenchError as problem:
            self.trouble.emit(f"{problem} The built-in conventions are used.")
            return Profile()
