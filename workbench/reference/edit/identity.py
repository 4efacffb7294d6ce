"""A message that is sent again as a new one: its own control id and time (HL7 2.5.1, chapter 2.15.9.7 and .10)."""

from __future__ import annotations

from datetime import datetime

from workbench.er7 import Document, EditError
from workbench.reference.moments import now_like


def renewed(document: Document, *, now: datetime, control_id: str) -> Document:
    """MSH-7 and EVN-2 say `now`, as precisely as before and in the zone that stood there; MSH-10 is `control_id`.

    `now` must know its zone. Raises EditError for a message without MSH.
    """
    if not document.all("MSH"):
        raise EditError("There is no MSH in this message, so there is no place for a control id.")
    after = document.put("MSH-7", now_like(document.get("MSH-7.1") or "", now))
    after = after.put_text("MSH-10", control_id)
    if after.all("EVN"):
        after = after.put("EVN-2", now_like(after.get("EVN-2.1") or "", now))
    return after
