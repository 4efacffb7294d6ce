"""HL7 points in time: reading is done by `reference.moments`; here they are written."""

from __future__ import annotations

from datetime import datetime

from workbench.reference.moments import day, moment, without_false_zone, zone_fault

__all__ = ["day", "moment", "stamp", "without_false_zone", "zone_fault"]


def stamp(at: datetime) -> str:
    """A point in time to the second, as HL7 writes it, without a zone."""
    return at.strftime("%Y%m%d%H%M%S")
