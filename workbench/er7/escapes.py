"""Escape sequences (HL7 2.5.1, chapter 2.7): plain text into a value and back.

Decoding is for display only: it is never written back over a value that was not edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from workbench.er7.delimiters import Delimiters

NULL = '""'
"""A value that says: delete what you have (HL7 2.5.1, chapter 2.5.3). Absent says: leave it as it is."""

_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")
_BREAK = re.compile(r"\.(?:br|ce|sp\s*\+?(\d{0,2}))")
_SILENT = re.compile(r"[HN]|\.(?:fi|nf|(?:in|ti|sk)\s*[+-]?\d{0,3})")


def escape(text: str, delimiters: Delimiters) -> str:
    """Plain text as a value: delimiters, control characters and line breaks become escape sequences.

    Without an escape character in MSH-2 the text is returned as it is; the caller finds out when it is put in place.
    """
    if not delimiters.escape:
        return text
    return text.replace("\r\n", "\n").translate(_replacements(delimiters))


@lru_cache(maxsize=64)
def _replacements(delimiters: Delimiters) -> dict[int, str]:
    """What each character that may not stand in a value is written as."""
    sign = delimiters.escape
    escaped = {number: f"{sign}X{number:02X}{sign}" for number in range(32) if number != ord("\t")}
    escaped[ord("\n")] = escaped[ord("\r")] = f"{sign}.br{sign}"
    for character, letter in (
        (delimiters.truncation, "P"),
        (delimiters.repetition, "R"),
        (delimiters.subcomponent, "T"),
        (delimiters.component, "S"),
        (delimiters.field, "F"),
        (sign, "E"),
    ):
        if character:
            escaped[ord(character)] = f"{sign}{letter}{sign}"
    return escaped


def unescape(value: str, delimiters: Delimiters) -> str:
    """A value as plain text for reading. Unknown sequences and stray escape characters stay as they are."""
    sign = delimiters.escape
    if not sign or sign not in value:
        return value
    return "".join(piece.text for piece in pieces(value, delimiters))


class Piece(NamedTuple):
    """value[start:stop] reads as `text`. Text that stands for itself is as long as its span."""

    start: int
    stop: int
    text: str
    literal: bool


def pieces(value: str, delimiters: Delimiters) -> Iterator[Piece]:
    """What each stretch of a value reads as, in order and without gaps: text that stands for itself, and sequences."""
    sign = delimiters.escape
    position = 0
    opening = value.find(sign) if sign else -1
    while opening >= 0:
        closing = value.find(sign, opening + 1)
        meaning = None if closing < 0 else _meaning(value[opening + 1 : closing], delimiters)
        if meaning is None:
            # A stray escape character stands for itself; the next one may open a sequence.
            opening = closing
            continue
        if position < opening:
            yield Piece(position, opening, value[position:opening], True)
        position = closing + 1
        yield Piece(opening, position, meaning, False)
        opening = value.find(sign, position)
    if position < len(value):
        yield Piece(position, len(value), value[position:], True)


def _meaning(body: str, delimiters: Delimiters) -> str | None:
    """What the sequence between two escape characters stands for; None when it is none that we know."""
    simple = {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent or "&",
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "P": delimiters.truncation or "#",
    }.get(body)
    if simple is not None:
        return simple
    if match := _HEX.fullmatch(body):
        return _decoded(bytes.fromhex(match[1]))
    if match := _BREAK.fullmatch(body):
        return "\n" * max(1, int(match[1] or 1))
    if _SILENT.fullmatch(body):
        return ""
    return None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
