"""The status of a report in two words and a colour. The kinds are those of `workbench.charges.study.status`."""

from __future__ import annotations

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


def status_words(signed: Signed) -> tuple[str, str]:
    """Label and name of a colour for `theme.colour`."""
    return _WORDS.get(signed.kind, ("Status unknown", "warn"))
