"""The profile that charges are composed with, for the places that only ask for it (Studies chooses it)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from workbench.charges.profile import Profile
from workbench.charges.profile_library import find_profile

FOLDER = "profiles"
"""Of the user's own profiles, in the data folder; it need not exist."""


def profile_in_use(settings: QSettings, data_folder: Path) -> Profile:
    """Read anew each time: it is a small file that may be edited outside. Raises ProfileError."""
    return find_profile(str(settings.value("profile") or "default"), data_folder / FOLDER)
