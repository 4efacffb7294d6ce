"""HL7 points in time: reading is done by `reference.moments`; here they are written."""

from __future__ import annotations

from datetime import datetime

from workbench.reference.moments import day, moment

__all__ = ["day", "moment", "stamp"]


def stamp(at: datetime) -> str:
    """A point in time to the second, as HL7 writes it, without a zone."""
    return at.strftime("%Y%m%d%H%M%S")
