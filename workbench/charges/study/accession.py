"""How accession numbers are compared: they are retyped, so capitals and blanks around them say nothing."""

from __future__ import annotations


def folded(number: str) -> str:
    """The number as it is compared; on screen and in messages it keeps the spelling that it came with."""
    return number.strip().casefold()
