"""How a value looks in a row of the tree or the form: short enough for one line, saying what is left out."""

from __future__ import annotations

import re

NULL = '""'
"""HL7's explicit null: the receiver shall delete what it has (HL7 2.5.1, chapter 2.5.3)."""

LONG = 4000
"""More characters than this are not laid out in a row nor edited there."""

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{390,}={0,2}\s*")
_SAMPLE = 4000
_LINE_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def is_base64(text: str) -> bool:
    """Whether a long value looks like base64: its beginning and its end do, and it has no words between blanks."""
    if len(text) < 400:
        return False
    head, tail = text[:_SAMPLE], text[-_SAMPLE:]
    return (
        _BASE64.fullmatch(head if len(text) <= _SAMPLE else head + "=") is not None
        and _BASE64.fullmatch(tail) is not None
        and head.count(" ") < len(head) // 40
    )


def grouped(number: int) -> str:
    """A count with thin gaps between its thousands: 609 003."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def size_note(text: str) -> str:
    """What a folded value is and how long: `base64, 609 003 characters`."""
    kind = "base64, " if is_base64(text) else ""
    return f"{kind}{grouped(len(text))} characters"


def is_folded(text: str) -> bool:
    """Whether a value is shown by its size instead of in full."""
    return len(text) > LONG or is_base64(text)


def one_line(text: str) -> str:
    """A value for a row: line breaks as ↵, a null said in words, long values as their beginning and size."""
    if text == NULL:
        return '"" (delete)'
    if is_folded(text):
        return f"{_flat(text[:24])}… ({size_note(text)})"
    return _flat(text)


def _flat(text: str) -> str:
    return with_signs(_LINE_BREAKS.sub(" ↵ ", text))


CONTROL_SIGNS = {**{code: 0x2400 + code for code in range(0x20)}, 0x7F: 0x2421}
"""Control characters and the pictures that Unicode has for them, such as ␉ for a tab and ␇ for BEL."""
_CONTROLS = {sign: code for code, sign in CONTROL_SIGNS.items()}
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_SIGN = re.compile("[\u2400-\u2421]")


def with_signs(text: str) -> str:
    """Every control character as a sign that can be seen; the length stays the same."""
    return text.translate(CONTROL_SIGNS) if _CONTROL.search(text) else text


def without_signs(text: str) -> str:
    """The control characters that the signs stand for."""
    return text.translate(_CONTROLS)


def can_be_signed(text: str) -> bool:
    """Whether signs in the text would stand for control characters alone, so that they can be told back."""
    return _CONTROL.search(text) is not None and _SIGN.search(text) is None
