"""Which of two HL7 times is the later one, zones included (HL7 2.5.1, chapter 2A.77)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from workbench.charges.timestamps import moment

_ZONE = re.compile(r"([+-])([0-9]{2})([0-9]{2})$")
_FRACTION = re.compile(r"\.([0-9]{1,4})")


def instant(text: str) -> datetime | None:
    """The point in time, aware when the text has a zone; None when it is no possible one."""
    found = moment(text)
    if found is None:
        return None
    if (fraction := _FRACTION.search(text)) is not None:
        found = found.replace(microsecond=int(fraction[1].ljust(6, "0")))
    zone = _ZONE.search(text.strip())
    if zone is None:
        return found
    offset = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
    if offset >= timedelta(hours=24):
        return found
    return found.replace(tzinfo=timezone(-offset if zone[1] == "-" else offset))


def compare(one: str, other: str) -> int | None:
    """-1, 0 or 1 as `one` is earlier, the same or later than `other`; None when that cannot be told.

    Where only one of them has a zone both are read as local times of the same place.
    """
    first, second = instant(one), instant(other)
    if first is None or second is None:
        return None
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return (first > second) - (first < second)
