"""Whether the corrected message is about another patient or account, and whether one message can carry both halves.

PID-3 patient ids, PID-18 account, PV1-19 visit: HL7 2.5.1, chapters 3.4.2 and 3.4.3.
"""

from __future__ import annotations

from workbench.er7 import Document

_NAMES = {"PID-18": "account", "PV1-19": "visit"}


def moved(old: Document, new: Document) -> str:
    """A sentence when patient, account or visit changed; "" when not. What one of them leaves empty has not changed."""
    before, after = _patient_ids(old), _patient_ids(new)
    if before and after and not set(before) & set(after):
        return f"The patient changed (PID-3: {before[0]} → {after[0]})."
    for path, name in _NAMES.items():
        first, second = (_value(document, f"{path}.1") for document in (old, new))
        if first and second and first != second:
            return f"The {name} changed ({path}: {first} → {second})."
    return ""


def _patient_ids(document: Document) -> list[str]:
    """Identifiers in PID-3; in PID-2 where PID-3 is empty, as in old messages."""
    for field in (3, 2):
        part = document.part(f"PID-{field}")
        found = [one.components[0].text.strip() for one in getattr(part, "repetitions", ())]
        if any(found):
            return [one for one in found if one]
    return []


def _value(document: Document, path: str) -> str:
    return (document.value(path) or "").strip()


def why_two(old: Document, new: Document) -> str:
    """Why credits and new charges cannot share a message, a sentence; "" when they can."""
    if old.version != new.version:
        return f"The versions differ ({old.version or 'none'} and {new.version or 'none'}), so there are two messages."
    if old.delimiters != new.delimiters:
        return "The delimiters differ, so there are two messages."
    if new.charset.missing(old.text):
        return "The character set of the corrected message cannot hold the old one, so there are two messages."
    return ""


def person_note(old: Document, new: Document) -> str:
    """A sentence when one message carries credits under a PID, PV1, GT1 or IN1 that was not sent with the charges."""
    for name in ("PID", "PV1", "GT1", "IN1"):
        before, after = (one.get(name) for one in (old, new))
        if before != after:
            return (
                f"{name} of the corrected message differs from the one that was sent; the credits go out under the new"
                " one. With two messages they go out as they were sent."
            )
    return ""
