"""Where the data files are (reference texts, code tables, charge master, sample studies, icons).

They are plain files that a trainer or an analyst may edit, so they stay outside the Python package in a checkout;
a built distribution carries them inside the package as `_resources`.
"""

from __future__ import annotations

from pathlib import Path

from workbench.errors import WorkbenchError

_HERE = Path(__file__).resolve().parent
_CANDIDATES = (_HERE / "_resources", _HERE.parent / "resources")


def folder() -> Path:
    """The resource folder. Raises WorkbenchError when the installation is incomplete."""
    for candidate in _CANDIDATES:
        if candidate.is_dir():
            return candidate
    raise WorkbenchError(
        f"The program's data files are missing (looked in {_CANDIDATES[1]}). Install the program again."
    )


def path(*parts: str) -> Path:
    """The path of one resource, such as `path("reference", "tables", "0017.toml")`. It need not exist."""
    return folder().joinpath(*parts)
