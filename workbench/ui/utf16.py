"""Positions as Qt counts them: in UTF-16 units, where a character beyond U+FFFF counts twice; we count characters."""

from __future__ import annotations

from workbench.ui.bridge import Bridge

_CODEC = "utf-16-le"


def whole_text(text: str, bridge: Bridge) -> str:
    """Text of another program, with “�” for each half of a pair that has no other half; that is said.

    No character set can hold such a half, so a message with it could never be saved or sent.
    """
    whole = text.encode(_CODEC, "surrogatepass").decode(_CODEC, "replace")
    halves = whole.count("\ufffd") - text.count("\ufffd")
    if halves:
        count = "One character" if halves == 1 else f"{halves:,} characters"
        bridge.warning(f"{count} of this text came damaged (half of a pair) and cannot be kept: each is “�” now.")
    return whole


def has_pairs(text: str) -> bool:
    """Whether Qt counts this text differently."""
    return not text.isascii() and max(text) > "\uffff"


def to_units(text: str, offset: int) -> int:
    """The number of units in the first `offset` characters."""
    before = text[:offset]
    return len(before.encode(_CODEC, "surrogatepass")) // 2 if has_pairs(before) else len(before)


def to_offset(text: str, units: int) -> int:
    """The number of characters in the first `units` units; within a pair, those before it. At most all of them."""
    if not has_pairs(text[:units]):  # a character has one unit or two, so those units reach no further than this
        return min(units, len(text))
    found = len(text.encode(_CODEC, "surrogatepass")[: 2 * units].decode(_CODEC, "surrogatepass"))
    split = found and text[found - 1] > "\uffff" and to_units(text, found) > units
    return found - 1 if split else found
