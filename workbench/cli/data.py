"""The folder with the history and the settings of this user."""

from __future__ import annotations

from pathlib import Path


def data_folder(chosen: str | None) -> Path:
    """The folder named with `--data`, or where the system keeps a program's data. It need not exist yet."""
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("dft-workbench", appauthor=False))
