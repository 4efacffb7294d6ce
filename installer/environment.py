"""Makes `.venv` what the locks say, and does nothing when it already is."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from installer import pip, stamp
from installer.commands import Commands
from installer.once import alone
from installer.place import Place, Purpose
from installer.stamp import Stamp
from installer.stop import Stop
from installer.system_packages import Machine, Need, provide

_ROOM_NEEDED = 800 * 1024 * 1024  # bytes; the environment for tests is about 500 MB, and pip unpacks beside it


def ready(have: Stamp | None, want: Stamp, purpose: Purpose) -> bool:
    """Is everything there for this purpose? An environment for tests is good for running too."""
    if have is None or not _reusable(have, want):
        return False
    good_for = set(have.locks) | ({"run"} if "test" in have.locks else set())
    return have.project == want.project and purpose in good_for


def _reusable(have: Stamp, want: Stamp) -> bool:
    """Can one build on what is there? Not on another Python, a moved folder, or the packages of an older lock."""
    unchanged = all(want.locks.get(purpose) == digest for purpose, digest in have.locks.items())
    return unchanged and (have.python, have.root) == (want.python, want.root)


def prepare(place: Place, purpose: Purpose, machine: Machine, commands: Commands, say: Callable[[str], None]) -> None:
    """Make the environment ready for this purpose. Raises Stop.

    The stamp goes first and comes back last, so whatever interrupts this, the next start begins anew.
    """
    want = stamp.current(place)
    if ready(stamp.read(place), want, purpose):
        return
    with alone(place.root, say):
        have = stamp.read(place)
        if ready(have, want, purpose):  # another installer did it while this one waited
            return
        try:
            if place.venv.exists() and not place.venv.is_dir():
                raise Stop(f"{place.venv} is in the way: it is not a folder. Move it, then start this again.")
            stamp.remove(place)
            _install(place, purpose, have, want, machine, commands, say)
        except OSError as problem:
            raise Stop(f"{place.venv} could not be written: {problem.strerror or problem}.") from problem


def _install(
    place: Place,
    purpose: Purpose,
    have: Stamp | None,
    want: Stamp,
    machine: Machine,
    commands: Commands,
    say: Callable[[str], None],
) -> None:
    if have is None or not _reusable(have, want):
        _require_room(place)
        require_venv(machine, commands, say)
        say(f"Making the environment {place.venv} (Python {want.python})")
        _create(place, commands)
        have = replace(want, locks={}, project="")
    if purpose not in have.locks:
        say("Installing the packages of the lock; the first time they are fetched (about 100 MB)")
        pip.install_lock(place, purpose, commands, say)
    pip.install_project(place, commands, say)
    locks = {**have.locks, purpose: want.locks[purpose]}
    stamp.write(place, replace(want, locks=locks))


def _create(place: Place, commands: Commands) -> None:
    # --clear empties what an interrupted start left behind. Inside another environment, its base makes ours.
    base = getattr(sys, "_base_executable", "") or sys.executable
    outcome = commands.read([base, "-m", "venv", "--clear", str(place.venv)], env={"PYTHONHOME": None})
    if outcome.status != 0:
        raise Stop(f"{place.venv} could not be made. {_words_for(outcome.text)}")


def _words_for(report: str) -> str:
    if "No space left on device" in report:
        return "The disk is full. Make room (about 800 MB), then start this again."
    return "Python said:\n" + "\n".join(report.strip().splitlines()[-6:])


def _require_room(place: Place) -> None:
    free = shutil.disk_usage(place.root).free
    if free < _ROOM_NEEDED:
        raise Stop(
            f"The disk of {place.root} has {free // 1024**2} MB left; the environment needs about "
            f"{_ROOM_NEEDED // 1024**2} MB. Make room, then start this again."
        )


def missing_modules(names: Sequence[str] = ("venv", "ensurepip")) -> list[str]:
    """The modules that make an environment and that this Python lacks. Debian packs ensurepip separately."""
    importlib.invalidate_caches()
    specs = {name: importlib.util.find_spec(name) for name in names}
    # No origin: only an empty folder of that name was left behind.
    return [name for name, spec in specs.items() if spec is None or spec.origin is None]


def require_venv(
    machine: Machine,
    commands: Commands,
    say: Callable[[str], None],
    *,
    missing: Callable[[], list[str]] = missing_modules,
    base: Path = Path(sys.base_prefix),
) -> None:
    """Raise Stop when this Python cannot make environments and cannot be given what it lacks."""
    lacks = missing()
    if not lacks:
        return
    what = f"This Python ({sys.executable}) cannot make an environment; it lacks"
    if base != Path("/usr"):
        raise Stop(f"{what}: {', '.join(lacks)}. Start this with a complete Python.")
    package = f"python{stamp.python_version()}-venv"
    provide(what, [Need(name, package, "python3") for name in lacks], machine, commands, say)
    if missing():
        raise Stop(f"{what}: {', '.join(lacks)}. {package} is installed, and yet they are not there.")
