"""`installer run`: the program on a screen, or its tour in pictures where there is none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from installer import environment, qt
from installer.commands import Commands
from installer.place import Place
from installer.system_packages import Machine
from workbench import screen


def run(
    place: Place, arguments: Sequence[str], machine: Machine, commands: Commands, say: Callable[[str], None]
) -> int:
    """Set up, then start. Returns the program's exit status, or never (the program takes this process over)."""
    found = screen.find(os.environ)
    environment.prepare(place, "run", machine, commands, say)
    qt.check_libraries(found, machine, commands, say)
    qt.check_start(place, machine, commands, say)
    # -P: a folder named workbench where the user happens to be is not ours.
    program = [str(place.python), "-P", "-m", "workbench"]
    if found.kind == "none" and wants_window(arguments):
        return _tour(place, program, found.note, commands)
    return commands.become([*program, *arguments])


def wants_window(arguments: Sequence[str]) -> bool:
    """Would the program open its window? It does without a verb: with nothing, or with files to open."""
    rest = list(arguments)
    while rest and rest[0].startswith("--data"):
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    return not rest or Path(rest[0]).exists()


def _tour(place: Place, program: Sequence[str], note: str, commands: Commands) -> int:
    pictures = _folder_for_pictures(place)
    print(f"{note} Playing the tour off-screen; the pictures go to {pictures}", flush=True)
    return commands.show([*program, "tour", "--pictures", str(pictures)], env={"QT_QPA_PLATFORM": "offscreen"})


def _folder_for_pictures(place: Place) -> Path:
    folder = place.root / "build" / "tour"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="dft-workbench-tour-"))
    if not os.access(folder, os.W_OK):
        folder = Path(tempfile.mkdtemp(prefix="dft-workbench-tour-"))
    return folder
