"""The message that is loaded for sending, and whether it is another one by now where it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Loaded:
    """`raw` as in the file; `refresh` gives the bytes as they are now where the message came from."""

    raw: bytes
    title: str
    refresh: Callable[[], bytes] | None = None
    resent_of: int | None = None
    """The entry of the history that it sends again."""
    receiver: str = ""
    """The name of whom a profile routes it to."""
    sent: bool = False
    """Whether this very version left already."""

    def edited(self) -> bytes | None:
        """The message as it is now, None when it is this one. Raises what `refresh` raises."""
        if self.refresh is None:
            return None
        raw = self.refresh()
        return raw if raw != self.raw else None
