"""The smallest single splice that turns one text into another. Pure, and fast on long texts that differ little."""

from __future__ import annotations

from typing import NamedTuple

_CHUNK = 4096


class Splice(NamedTuple):
    """Replace `before[start:stop]` by `text`. Offsets are code points."""

    start: int
    stop: int
    text: str


def difference(before: str, after: str) -> Splice | None:
    """The splice from `before` to `after`; None when they are equal.

    Common beginning first, then common end, so `a` typed into `aa` counts as typed at its end.
    """
    if before == after:
        return None
    head = _common_head(before, after)
    tail = _common_tail(before, after, min(len(before), len(after)) - head)
    return Splice(head, len(before) - tail, after[head : len(after) - tail])


def _common_head(one: str, two: str) -> int:
    """How many characters both texts begin with. Whole chunks are compared at C speed."""
    limit = min(len(one), len(two))
    position = 0
    while position < limit:
        size = min(_CHUNK, limit - position)
        if one[position : position + size] != two[position : position + size]:
            return position + _first_difference(one[position : position + size], two[position : position + size])
        position += size
    return limit


def _common_tail(one: str, two: str, limit: int) -> int:
    """How many characters, at most `limit`, both texts end with."""
    length = 0
    while length < limit:
        size = min(_CHUNK, limit - length)
        end_one, end_two = len(one) - length, len(two) - length
        piece_one, piece_two = one[end_one - size : end_one], two[end_two - size : end_two]
        if piece_one != piece_two:
            return length + _first_difference(piece_one[::-1], piece_two[::-1])
        length += size
    return limit


def _first_difference(one: str, two: str) -> int:
    """Where two texts of equal length, known to differ, differ first (binary search over slices)."""
    low, high = 0, len(one)
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle
    return low
