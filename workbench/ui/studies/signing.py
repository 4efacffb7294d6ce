"""The status of a report, and what was done about it, in two words. The kinds are those of `charges.study.status`."""

from __future__ import annotations

from workbench.charges.lifecycle.states import Action
from workbench.charges.study.status import Signed

_WORDS = {
    "signed": ("Signed", "good"),
    "addendum": ("Signed, addendum", "good"),
    "corrected": ("Corrected, signed", "good"),
    "correcting": ("Correction unsigned", "warn"),
    "preliminary": ("Preliminary", "warn"),
    "draft": ("Draft", "warn"),
    "pending": ("Results pending", "warn"),
    "cancelled": ("Cancelled", "bad"),
    "wrong patient": ("Wrong patient", "bad"),
    "deleted": ("Deleted", "bad"),
    "unknown order": ("No such order", "bad"),
    "no report": ("Not a report", "bad"),
}


DONE: dict[str, str] = {
    Action.CHARGE: "Charged",
    Action.REVERSE: "Reversed",
    Action.CORRECT: "Corrected",
    Action.HOLD: "To look at",
    Action.NOTHING: "Kept",
}
"""What was done about the charges, as lists call it."""


def status_words(signed: Signed) -> tuple[str, str]:
    """Label and name of a colour for `theme.colour`."""
    return words_of(signed.kind)


def words_of(kind: str) -> tuple[str, str]:
    """The same of the kind alone."""
    return _WORDS.get(kind, ("Status unknown", "warn"))
