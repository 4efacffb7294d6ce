"""Whether the corrected message is about another patient or account, and whether one message can carry both halves.

PID-3 patient ids, PID-18 account, PV1-19 visit: HL7 2.5.1, chapters 3.4.2 and 3.4.3.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.er7 import Component, Document

_NAMES = {"PID-18": "account", "PV1-19": "visit"}


def moved(old: Document, new: Document) -> str:
    """A sentence when patient, account or visit changed; "" when not. What one of them leaves empty has not changed."""
    before, after = _patient_ids(old), _patient_ids(new)
    if before and after and not any(_same_patient(one, other) for one in before for other in after):
        named = before[0][0] != after[0][0]
        first, second = (one[0][0] if named else " of ".join(one[0]) for one in (before, after))
        return f"The patient changed (PID-3: {first} → {second})."
    for path, name in _NAMES.items():
        first, second = (_value(document, f"{path}.1") for document in (old, new))
        if first and second and first != second:
            return f"The {name} changed ({path}: {first} → {second})."
    return ""


def left_out(old: Document, new: Document) -> list[str]:
    """A sentence for the account or visit that only one of the messages names."""
    found = []
    for path, name in _NAMES.items():
        first, second = (_value(document, f"{path}.1") for document in (old, new))
        if bool(first) != bool(second):
            which = "old" if first else "corrected"
            found.append(
                f"Only the {which} message names the {name} ({path}: {first or second}); it was taken for the same one."
            )
    return found


def _patient_ids(document: Document) -> list[tuple[str, str]]:
    """Identifiers in PID-3, in PID-2 where PID-3 is empty, as in old messages; each with its assigning authority."""
    for field in (3, 2):
        part = document.part(f"PID-{field}")
        parts = [one.components for one in getattr(part, "repetitions", ())]
        if any(one[0].text.strip() for one in parts):
            return [(one[0].text.strip(), _authority(one)) for one in parts if one[0].text.strip()]
    return []


def _authority(components: Sequence[Component]) -> str:
    """CX.4: its name, as HERE of HERE&1.2.3&ISO; the whole of it where there is no name."""
    if len(components) < 4:
        return ""
    return components[3].subcomponents[0].text.strip() or components[3].text.strip()


def _same_patient(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """The same number of the same authority; an authority that is left out is no other one."""
    if one[0] != other[0]:
        return False
    return not one[1] or not other[1] or one[1].upper() == other[1].upper()


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
