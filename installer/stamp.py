"""What is installed in `.venv`, so that a second start can see in a moment that nothing is to be done."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from installer.place import PURPOSES, Place


@dataclass(frozen=True)
class Stamp:
    """Written last and removed first: while it is there, what it says is complete.

    `locks` has the digest of each lock that was installed. `root` is there because an environment that was moved
    or copied still starts, with scripts and paths that lead to the old place.
    """

    python: str
    root: str
    locks: dict[str, str]
    project: str


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def python_version() -> str:
    """The part of the version that decides which packages fit, such as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def current(place: Place) -> Stamp:
    """What the stamp says when everything is installed from the files as they are now."""
    return Stamp(
        python=python_version(),
        root=str(place.root),
        locks={purpose: digest(place.lock(purpose)) for purpose in PURPOSES},
        project=digest(place.project_file),
    )


def read(place: Place) -> Stamp | None:
    """The stamp in the environment; None when it is absent or damaged, or when the environment has no Python."""
    if not place.python.exists():  # also a link to a Python that was uninstalled
        return None
    try:
        return Stamp(**json.loads(place.stamp.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(place: Place, stamp: Stamp) -> None:
    """Whole or not at all: a stamp cut short must not be possible."""
    beside = place.stamp.with_suffix(".new")
    beside.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    beside.replace(place.stamp)


def remove(place: Place) -> None:
    place.stamp.unlink(missing_ok=True)
