"""What one place of the window asks of another, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Open a message in the editor. `raw` are its bytes as found."""

    raw: bytes
    title: str
    file: Path | None = None
    """The file that it came from, where saving goes; None for a message that has no file yet."""
    index: int | None = None
    """Which message of the file, from 0, when the file holds several."""
