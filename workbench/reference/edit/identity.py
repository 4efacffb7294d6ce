"""A message that is sent again as a new one: its own control id and time (HL7 2.5.1, chapter 2.15.9.7 and .10)."""

from __future__ import annotations

import re
from datetime import datetime

from workbench.er7 import Document, EditError

_MOMENT = re.compile(r"(\d{8}|\d{10}|\d{12}|\d{14})(\.\d{1,4})?([+-]\d{4})?")


def renewed(document: Document, *, now: datetime, control_id: str) -> Document:
    """MSH-7 and EVN-2 say `now`, as precisely as before and with a zone where there was one; MSH-10 is `control_id`.

    `now` must know its zone. Raises EditError for a message without MSH.
    """
    if not document.all("MSH"):
        raise EditError("There is no MSH in this message, so there is no place for a control id.")
    after = document.put("MSH-7", _as_before(document.get("MSH-7.1") or "", now))
    after = after.put_text("MSH-10", control_id)
    if after.all("EVN"):
        after = after.put("EVN-2", _as_before(after.get("EVN-2.1") or "", now))
    return after


def _as_before(old: str, now: datetime) -> str:
    """The time in the form of another one: date only, minutes, seconds, a fraction, a zone; seconds by default."""
    match = _MOMENT.fullmatch(old.strip())
    if match is None:
        return now.strftime("%Y%m%d%H%M%S")
    digits, fraction, zone = match.groups()
    text = now.strftime("%Y%m%d%H%M%S")[: len(digits)]
    if fraction:
        text += "." + now.strftime("%f")[: len(fraction) - 1]
    return text + (now.strftime("%z") if zone else "")
