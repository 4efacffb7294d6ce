"""Messages as they really come, for the laws that hold for every message.

There are two sets. Our own odd messages (`tests/data/messages`, invented, one trap each) are part of the repository.
Real messages of other people lie in a folder that the variable DFT_WORKBENCH_CORPUS names, never in the repository;
without it a test over `files()` runs over our own alone, and one that is about the real ones is skipped and says so:
`@NEEDS_CORPUS`.

For a test per file: `@pytest.mark.parametrize("file", files(), ids=name)`; for a test over all: the fixture `corpus`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "data" / "messages"
FOLDER = Path(named) if (named := os.environ.get("DFT_WORKBENCH_CORPUS")) else None
HOW = "set DFT_WORKBENCH_CORPUS to a folder of messages"
_ABOUT = {"README.md", "MANIFEST.tsv"}


def files(*kinds: str) -> list[Path]:
    """Our own and the real messages in a fixed order, of all kinds or of some (`files("dft", "ack")`)."""
    return _in(OWN, kinds) + real(*kinds)


def real(*kinds: str) -> list[Path]:
    """The real messages alone; [] where there are none."""
    return _in(FOLDER, kinds) if FOLDER is not None else []


def _in(base: Path, kinds: tuple[str, ...]) -> list[Path]:
    folders = [base / kind for kind in kinds] or [base]
    found = {file for folder in folders if folder.is_dir() for file in folder.rglob("*") if file.is_file()}
    return sorted(file for file in found if file.name not in _ABOUT)


def name(file: Path) -> str:
    """A short test id: the path below the folder of its set."""
    if FOLDER is not None and FOLDER in file.parents:
        return file.relative_to(FOLDER).as_posix()
    return f"own/{file.relative_to(OWN).as_posix()}"


NEEDS_CORPUS = pytest.mark.skipif(not real(), reason=f"needs messages of other people: {HOW}")
