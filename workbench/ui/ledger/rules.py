"""The rules that the ledger reads messages by: a preset, or what the messages show with the profile in use in mind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings

from workbench.charges.ledger import Settings
from workbench.errors import WorkbenchError


def with_profiles(settings: Settings, data_folder: Path | None) -> tuple[Settings, tuple[str, ...]]:
    """Settings that look at the messages, with the conventions of the profile in use and of the user's own ones.

    Also a sentence for every profile that cannot be read; it does not help then. Other settings stay as they are.
    """
    if data_folder is None or not settings.detect:
        return settings, ()
    from workbench.charges.profile.convention import convention_of
    from workbench.charges.profile.library import find_profile, profile_files

    own = data_folder / "profiles"
    chosen = str(QSettings(str(data_folder / "settings.ini"), QSettings.Format.IniFormat).value("profile") or "default")
    found, problems = {}, []
    for name in dict.fromkeys((chosen, *(file.name for file in profile_files(own) if file.own))):
        try:
            found[name] = convention_of(find_profile(name, own))
        except WorkbenchError as problem:
            problems.append(f"{problem} So the ledger does without this profile.")
    others = tuple(dict.fromkeys(one for name, one in found.items() if name != chosen))
    helped = replace(settings, in_use=found.get(chosen), in_use_of=f"the profile {chosen}", others=others)
    return helped, tuple(problems)
