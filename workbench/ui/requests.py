"""What one place of the window asks of another, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.er7 import Document
    from workbench.er7 import Path as MessagePath
    from workbench.er7.files import MessageFile


@dataclass(frozen=True, slots=True, eq=False)
class Divided:
    """What was worked out of the bytes of a large file beside the window."""

    messages: MessageFile
    is_wide: bool
    index: int
    """Which message is decoded already, from 0."""
    document: Document | None
    """That one; None in a file without any."""
    stamp: tuple[int, int] | None
    """Date and size of the file right before it was read."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Open a message in the editor. `raw` are its bytes as found."""

    raw: bytes
    title: str
    file: Path | None = None
    """The file that it came from, where saving goes; None for a message that has no file yet."""
    index: int | None = None
    """Which message of the file, from 0, when the file holds several."""
    path: MessagePath | None = None
    """Where the cursor shall be, such as the field that a refusal names; None for the usual place."""
    answer: bytes | None = None
    """What the receiver answered to it, for a message that was sent: its remarks are shown beside our own."""
    unsaved: bool = False
    """The message is nowhere else (pasted, dropped, composed): closing it without saving would lose it."""
    before: bytes | None = None
    """The message that this one was made from in one step, which undo takes back; None where there is no such step."""
    step: str = ""
    """What that step is called."""
    divided: Divided | None = None
    """The same bytes, worked out already."""
    codec: str = ""
    """The character set that the bytes are to be read in; "" to go by the bytes and MSH-18."""
    together: str = ""
    """Messages with the same text here were made in one and the same step: undone in one, it is undone in all."""
