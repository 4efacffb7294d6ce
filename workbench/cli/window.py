"""The window and its tour, started from the command line. Qt is imported only here and only when asked for."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.data import data_folder
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.cli.arguments import Verbs


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "tour",
        tour,
        "run the main job in the real window and save a picture of each step",
        "  dft-workbench tour --pictures build/tour\n",
    )
    verb.add_argument("--pictures", type=Path, metavar="DIR", help="where the pictures go (default: none are saved)")


def open_window(files: list[str], data: str | None) -> int:
    """Open the window with the files. Raises WorkbenchError when there is no screen."""
    if note := _no_screen():
        raise WorkbenchError(f"{note} The verbs work without one, see --help; “tour” shows the window in pictures.")
    from workbench.ui import collector

    collector.hold()  # Qt's enumerations alone are thirty thousand objects
    from workbench.app import run

    return run([Path(file) for file in files], data_folder(data))


def tour(arguments: argparse.Namespace) -> int:
    """Walk the real window through the main job; off-screen when there is no screen."""
    if _no_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from workbench.app import run_tour

    return run_tour(arguments.pictures)


def _no_screen() -> str:
    """Why no window can be shown; "" when one can. Qt itself would end the process without a word of ours."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return ""  # whoever sets this knows
    from workbench import screen

    return screen.find(os.environ).note
