"""Which dictionary is used for the version that a message names in MSH-12."""

from __future__ import annotations

import re
from dataclasses import dataclass

SUPPORTED = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8", "2.8.1", "2.8.2")
"""Versions with tables of their own."""
USUAL = "2.5.1"
"""Taken when nothing better is known: what most charge messages are written in."""

_NUMBERS = (re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})+"), re.compile(r"[0-9]{1,4}"))
"""With points first: HL7 2.1 is 2.1 and not 7."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer to "which dictionary for this version?"."""

    requested: str
    version: str
    """The tables that are used, one of SUPPORTED."""
    ft1: str
    """The FT1 definition that is used, one of FT1_VERSIONS."""
    note: str
    """A sentence for the user, or "" when the version is exactly known."""


def rank(version: str) -> tuple[int, ...]:
    """A version as a tuple that sorts: "2.5.1" gives (2, 5, 1). Only for versions that are numbers."""
    return tuple(int(part) for part in version.split("."))


FT1_VERSIONS = tuple(sorted({*SUPPORTED, "2.7.1", "2.9", "2.9.1"}, key=rank))
"""Versions of which the FT1 segment is known."""


def numbers_of(requested: str) -> tuple[int, ...]:
    """What MSH-12 says as a tuple that sorts, read as `choose` reads it: "V2.1" gives (2, 1); () for no version."""
    found = _number(requested)
    return rank(found) if found else ()


def _number(text: str) -> str:
    """The number in the text; "" when there is none."""
    return next((found[0] for one in _NUMBERS if (found := one.search(text))), "")


def choose(requested: str) -> Choice:
    """The nearest known version: the newest that is not newer than the one asked for, else the oldest."""
    text = requested.strip()
    if not text:
        note = f"The message names no HL7 version (MSH-12); it is read with the dictionary of {USUAL}."
        return Choice(requested, USUAL, USUAL, note)
    found = _number(text)
    if not found:
        note = f"“{_short(text)}” is no HL7 version; the message is read with the dictionary of {USUAL}."
        return Choice(requested, USUAL, USUAL, note)
    version = _nearest(found, SUPPORTED)
    ft1 = _nearest(found, FT1_VERSIONS)
    return Choice(requested, version, ft1, "" if text == version else _note(text, found, version, ft1))


def _nearest(number: str, known: tuple[str, ...]) -> str:
    if number in known:
        return number
    return max((one for one in known if rank(one) <= rank(number)), key=rank, default=known[0])


def _note(text: str, number: str, version: str, ft1: str) -> str:
    if number == version:
        return f"The version “{_short(text)}” is read as HL7 {version}."
    what = f"There is no dictionary of HL7 {_short(text)}; the nearest, {version}, is used"
    return f"{what}, with the FT1 segment of {ft1}." if rank(ft1) > rank(version) else f"{what}."


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
