"""The window and its tour, started from the command line. Qt is imported only here and only when asked for."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from workbench.cli.data import data_folder
from workbench.errors import WorkbenchError


def open_window(files: list[str], data: str | None) -> int:
    """Open the window with the files. Raises WorkbenchError when there is no screen."""
    if not _has_screen():
        raise WorkbenchError(
            "There is no screen to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set)."
            " The verbs work without one, see --help; “tour” shows the window in pictures."
        )
    from workbench.app import run

    return run([Path(file) for file in files], data_folder(data))


def tour(arguments: argparse.Namespace) -> int:
    """Walk the real window through the main job; off-screen when there is no screen."""
    if not _has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from workbench.app import run_tour

    return run_tour(arguments.pictures)


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
