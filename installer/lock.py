"""`installer lock`: the lock files anew, from what pyproject.toml asks for. For developers; needs uv and a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from installer.commands import Commands
from installer.place import Place, Purpose
from installer.stop import Stop
from installer.system_packages import Machine

# No address of a source of packages may get into the files: everybody has his own.
_OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--only-binary", ":all:", "--custom-compile-command", "python3 installer lock", "--quiet"),
)
_GROUPS: dict[Purpose, tuple[str, ...]] = {
    "run": ("build",),
    "test": ("build", "test"),
    "bundle": ("build", "bundle"),
}


def renew(
    place: Place, arguments: Sequence[str], machine: Machine, commands: Commands, say: Callable[[str], None]
) -> int:
    """Write the lock files. With --upgrade the newest versions; without, versions stay unless they have to change."""
    uv = shutil.which("uv") or _beside(place)
    for purpose, groups in _GROUPS.items():
        selected = [argument for group in groups for argument in ("--group", group)]
        # What is tested and what is bundled is what runs at the user's.
        same = ["--constraint", str(place.lock("run").relative_to(place.root))] if purpose != "run" else []
        output = ["--output-file", str(place.lock(purpose).relative_to(place.root))]
        command = [uv, "pip", "compile", "pyproject.toml", *_OPTIONS, *selected, *same, *output, *arguments]
        status = commands.show(command, cwd=place.root)
        if status != 0:
            raise Stop(f"uv could not write {place.lock(purpose)}; it said why above.", status)
    say(f"Written: {', '.join(str(place.lock(purpose)) for purpose in _GROUPS)}")
    return 0


def _beside(place: Place) -> str:
    if not place.script("uv").exists():
        raise Stop("The locks are written with uv, which is not here. Install it (pip install uv), then try again.")
    return str(place.script("uv"))
