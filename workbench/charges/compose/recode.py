"""Raw text of a report in the delimiters of another message: what is copied stays what was received.

Where both messages have the same delimiters the text is copied as it stands, escape sequences included.
"""

from __future__ import annotations

from workbench.er7 import Delimiters
from workbench.er7.escapes import escape

_LEVELS = ("field", "component", "repetition", "subcomponent")


def _signs(delimiters: Delimiters) -> list[str]:
    return [getattr(delimiters, level) for level in (*_LEVELS, "escape")]


def recode(raw: str, given: Delimiters, wanted: Delimiters) -> str:
    """Raw text (a value, a field, a whole segment line) with every delimiter of `given` as that of `wanted`.

    Escape sequences are kept with the wanted escape character; plain characters that are delimiters only in `wanted`
    are escaped, and so are control characters.
    """
    if raw.isprintable() and (given == wanted or _signs(given) == _signs(wanted)):
        return raw
    roles = {getattr(given, level): getattr(wanted, level) for level in _LEVELS if getattr(given, level)}
    pieces = []
    position = 0
    while position < len(raw):
        character = raw[position]
        closing = raw.find(character, position + 1) if character == given.escape and character else -1
        if closing > 0 and _is_sequence(raw[position + 1 : closing]):
            pieces.append(f"{wanted.escape}{raw[position + 1 : closing]}{wanted.escape}")
            position = closing + 1
            continue
        pieces.append(roles[character] if character in roles else escape(character, wanted))
        position += 1
    return "".join(pieces)


def _is_sequence(body: str) -> bool:
    """Whether what stands between two escape characters can be an escape sequence (HL7 2.5.1, chapter 2.7)."""
    return 0 < len(body) <= 64 and body[0] in "FSTREPHNXCMZ." and not any(one.isspace() for one in body[:2])
