"""Where things are: the checkout, the environment in it, the locks."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# What an environment is good for. The lock of "test" holds everything that the lock of "run" holds.
Purpose = Literal["run", "test", "bundle"]
PURPOSES: tuple[Purpose, ...] = ("run", "test", "bundle")


@dataclass(frozen=True)
class Place:
    """A checkout of the project, and the paths that follow from it."""

    root: Path
    windows: bool = sys.platform == "win32"
    home: str = ".venv"  # the environment's folder, below root

    @property
    def venv(self) -> Path:
        return self.root / self.home

    @property
    def python(self) -> Path:
        return self.script("python")

    @property
    def stamp(self) -> Path:
        return self.venv / "installed.json"

    @property
    def pip_report(self) -> Path:
        return self.venv / "pip.txt"

    @property
    def project_file(self) -> Path:
        return self.root / "pyproject.toml"

    def script(self, name: str) -> Path:
        """A command of the environment, such as "python" or "lint-imports"."""
        return self.venv / "Scripts" / f"{name}.exe" if self.windows else self.venv / "bin" / name

    def lock(self, purpose: Purpose) -> Path:
        return self.root / "installer" / "lock" / f"{purpose}.txt"


def here() -> Place:
    """The checkout that this installer belongs to."""
    return Place(Path(__file__).resolve().parent.parent)
