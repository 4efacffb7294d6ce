"""A history in a temporary folder, and ways to disturb it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.history.store import History


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def history(folder: Path) -> Iterator[History]:
    """An empty history, closed afterwards."""
    with History.open(folder, timeout=5) as opened:
        yield opened


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder, in a process without the right to do everything: root becomes nobody for the length of the test."""
    if sys.platform == "win32":
        pytest.skip("permissions work in another way there")
    place = Path(tempfile.mkdtemp(prefix="history-")).resolve()
    if os.geteuid() != 0:
        yield place
    else:
        nobody = 65534
        os.chown(place, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield place
        finally:
            os.seteuid(0)
    for name in (place, *place.rglob("*")):
        name.chmod(0o700)
    shutil.rmtree(place)
