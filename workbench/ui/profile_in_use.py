"""The profile that charges are composed with, for the places that only ask for it (Studies chooses it)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention
from workbench.charges.profile.library import find_profile, profile_files
from workbench.charges.profile.model import Profile
from workbench.errors import WorkbenchError

FOLDER = "profiles"
"""Of the user's own profiles, in the data folder; it need not exist."""


def profile_in_use(settings: QSettings, data_folder: Path) -> Profile:
    """Read anew each time: it is a small file that may be edited outside. Raises ProfileError."""
    return find_profile(str(settings.value("profile") or "default"), data_folder / FOLDER)


def conventions_of_profiles(data_folder: Path) -> dict[str, Convention]:
    """The conventions of all profiles by name. A file that cannot be used is told in Studies, and left out here."""
    found = {}
    for file in profile_files(data_folder / FOLDER):
        try:
            found[file.name] = convention_of(find_profile(file.name, data_folder / FOLDER))
        except WorkbenchError:
            continue
    return found
