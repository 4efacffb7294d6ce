"""`installer bundle`: the program as one folder that needs no Python, for the system that this runs on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from installer import environment, qt
from installer.commands import Commands
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine
from workbench.screen import Screen

_NAME = "dft-workbench"
_ENTRY = "import sys\n\nfrom workbench.cli import main\n\nsys.exit(main())\n"


def make(
    place: Place, arguments: Sequence[str], machine: Machine, commands: Commands, say: Callable[[str], None]
) -> int:
    """Build `dist/dft-workbench/` and start it once. The tools live in an environment and a lock of their own."""
    work = place.root / "build" / "bundle"
    tools = replace(place, home="build/bundle/venv")
    environment.prepare(tools, "bundle", machine, commands, say)
    qt.check_libraries(Screen("none"), machine, commands, say)
    entry = work / f"{_NAME}.py"
    entry.write_text(_ENTRY, encoding="utf-8")
    status = commands.show([*_build_command(tools, work, entry), *arguments], cwd=place.root)
    if status != 0:
        raise Stop("The bundle could not be built; PyInstaller said why above.", 1)
    program = place.root / "dist" / _NAME / (f"{_NAME}.exe" if place.windows else _NAME)
    outcome = commands.read([str(program), "--help"])
    if outcome.status != 0:
        raise Stop(f"The bundle was built, and does not start:\n{outcome.text.strip()}", 1)
    say(f"The bundle: {program.parent}")
    return 0


def _build_command(tools: Place, work: Path, entry: Path) -> list[str]:
    # hl7apy finds its versions by name at run time, and the window's places are imported when they are opened:
    # PyInstaller does not see either.
    hidden = ["--collect-all", "hl7apy", "--collect-submodules", "workbench"]
    # One program for the window and the command line: with a console, which a window started by a click hides.
    console = ["--hide-console", "hide-early"] if sys.platform == "win32" else []
    folders = ["--distpath", str(tools.root / "dist"), "--workpath", str(work / "work"), "--specpath", str(work)]
    data = ["--add-data", f"{tools.root / 'resources'}:workbench/_resources"]
    return [
        *(str(tools.python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--onedir", "--name", _NAME, *folders, *data, *hidden, *console, str(entry)),
    ]
