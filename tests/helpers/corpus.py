"""Real messages for tests, kept beside the checkout and never inside it.

Tests that use them are skipped where they are absent. For a test per file:
`@pytest.mark.parametrize("file", files(), ids=name)` (an empty list skips); for a test over all: the fixture `corpus`.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("DFT_WORKBENCH_CORPUS") or ROOT.parent / "shared" / "corpus")
_ABOUT = {"README.md", "MANIFEST.tsv"}


def files(*kinds: str) -> list[Path]:
    """The message files in a fixed order, of all kinds or of some (`files("dft", "ack")`); [] where there are none."""
    folders = [FOLDER / kind for kind in kinds] or [FOLDER]
    found = {file for folder in folders if folder.is_dir() for file in folder.rglob("*") if file.is_file()}
    return sorted(file for file in found if file.name not in _ABOUT)


def name(file: Path) -> str:
    """A short test id: the path below the corpus folder."""
    return file.relative_to(FOLDER).as_posix()
