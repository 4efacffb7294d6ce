"""The message behind a posting: from the history, or from the file that it was imported from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from workbench.charges.ledger import Posting
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.history.store import History


def message_of(
    posting: Posting, history_factory: Callable[[], History], pasted: Mapping[str, MessageFile] = MappingProxyType({})
) -> bytes:
    """The bytes as they were found. Raises WorkbenchError with a sentence when they are not there any more."""
    if posting.entry is not None:
        entry = history_factory().entry(posting.entry)
        if entry is None:
            raise WorkbenchError(f"Entry {posting.entry} is not in the history any more. Press F5 to read it again.")
        return entry.raw
    if not posting.file:
        raise WorkbenchError("This line has neither an entry in the history nor a file.")
    messages = pasted.get(posting.file) or MessageFile.open(Path(posting.file))
    raw = messages[posting.message - 1] if posting.message <= len(messages) else b""
    # Somebody may have written the file anew: another message under the same number must not pass for this one.
    if not any(one.text.strip() == posting.line.text.strip() for one in Document.from_bytes(raw).all("FT1")):
        raise WorkbenchError(f"{posting.file} was changed since it was read. Press F5 to read it again.")
    return raw


def title_of(posting: Posting) -> str:
    """A name for a tab: whom and what people know it by, else the control id."""
    head = posting.line.head
    whom = ", ".join(filter(None, (head.patient, posting.line.order)))
    return f"Charge of {whom}" if whom else f"Charge {head.control_id or posting.source}"
