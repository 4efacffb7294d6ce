"""A finding, and the small vocabulary that its sentences share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.er7 import Path

Severity = Literal["error", "warning", "info"]
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about one place in a message."""

    path: Path
    severity: Severity
    """"error": against the standard, a receiver may refuse it. "warning": probably not meant. "info": worth knowing."""
    code: str
    """Stable name of the kind of finding, such as "required-empty"."""
    text: str
    """What is the matter and where."""
    hint: str = ""
    """What to do about it, or why it may be right all the same."""


def quoted(value: str) -> str:
    """A value to stand in a sentence: in quotes, on one line, cut when long."""
    shown = "".join(character if character.isprintable() else "·" for character in value[:_SHOWN])
    return f"“{shown}…”" if len(value) > _SHOWN else f"“{shown}”"
