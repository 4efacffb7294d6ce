"""What the words for how a message ended say about its charges. The words are those of the history (see its records).

AE says no as AR does (HL7 2.5.1, chapter 2.9.3). After no answer or a wrong one the other side may have taken it.
"""

from __future__ import annotations

NOT_SENT = "not sent"
"""It reached nobody."""

TAKEN = {
    "accepted": "yes",
    "acknowledged": "yes",
    "unknown": "unknown",
    "waiting": "unknown",
    "no answer": "unknown",
    "wrong answer": "unknown",
    "rejected": "no",
    "refused": "no",
    "error": "no",
    NOT_SENT: "no",
}
"""Word -> yes, unknown or no: whether the receiver has the charges. "unknown" is a word of the command line."""


def taken(word: str) -> str:
    """yes, unknown or no; a word that is not known, and none, are unknown."""
    return TAKEN.get(word, "unknown")
