"""What can happen to a study, and which status of a report means what.

HL7 has no status "unsigned": it shows as a step back from F, so `UNSIGNED` is every report that is not signed, and the
state of the study says whether that is a step back (HL7 2.5.1, tables 0123 and 0085).
"""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """One column of the state machine."""

    ORDERED = "ordered"
    ORDER_CANCELLED = "order cancelled"
    UNSIGNED = "unsigned"
    SIGNED = "signed"
    ADDENDUM = "addendum"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    WRONG_PATIENT = "wrong patient"
    UNCLEAR = "unclear"


MEANING: dict[str, Event] = {
    # kind of a report (see `charges.study.status`): what it means here
    "signed": Event.SIGNED,
    "addendum": Event.ADDENDUM,
    "corrected": Event.CORRECTED,
    "correcting": Event.CORRECTING,
    "preliminary": Event.UNSIGNED,
    "draft": Event.UNSIGNED,
    "pending": Event.UNSIGNED,
    "cancelled": Event.CANCELLED,
    "wrong patient": Event.WRONG_PATIENT,
    "deleted": Event.WRONG_PATIENT,
    "unknown order": Event.UNCLEAR,
    "unknown": Event.UNCLEAR,
    "none": Event.UNCLEAR,
    "no report": Event.UNCLEAR,
}
"""One row, one test."""

CHARGING = frozenset({Event.SIGNED, Event.ADDENDUM, Event.CORRECTED})
"""Events of a report that is signed: only those can lead to a charge."""

BY_HAND = (
    Event.SIGNED,
    Event.UNSIGNED,
    Event.CANCELLED,
    Event.CORRECTED,
    Event.ADDENDUM,
    Event.WRONG_PATIENT,
)
"""Events that a person may state, whatever the report says about itself."""
