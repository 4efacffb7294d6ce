"""Identifiers of what we send: transaction ids (FT1-2) and message control ids (MSH-10).

FT1-2 holds 12 characters up to 2.6 (and 1..12 from 2.7 on); ours have 10, so that the suffix -R of a reversal fits.
An id is the time in milliseconds and a random part in base 36, so ids of different runs differ and sort by time.
None ends in the name of a segment: whoever looks for a line break that was lost would find one there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from workbench.reference.usual_segments import USUAL_SEGMENTS

TRANSACTION_ID_LENGTH = 10
CONTROL_ID_LENGTH = 16
LONGEST_TRANSACTION_ID = 12
LONGEST_CONTROL_ID = 20

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_CONTROL_PREFIX = "DFT"
_TIME_DIGITS = 8
"""Milliseconds since 2020 take as many until the year 2109."""

Clock = Callable[[], datetime]
Draw = Callable[[int], int]
"""Draw(n) gives a random number from 0 to n - 1."""


def now_utc() -> datetime:
    """The default clock."""
    return datetime.now(UTC)


def base36(number: int, width: int) -> str:
    """A number in base 36, filled with zeros; only its lowest `width` digits when it is too big."""
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def transaction_ids(
    clock: Clock = now_utc, draw: Draw = secrets.randbelow, *, length: int = TRANSACTION_ID_LENGTH
) -> Iterator[str]:
    """Endless transaction ids of 10 to 12 characters. Those of one generator always differ, whatever the clock does."""
    return _numbers(clock, draw, length, random_digits=length - _TIME_DIGITS)


def control_ids(clock: Clock = now_utc, draw: Draw = secrets.randbelow) -> Iterator[str]:
    """Endless message control ids of 16 characters, beginning with DFT."""
    width = CONTROL_ID_LENGTH - len(_CONTROL_PREFIX)
    return (_CONTROL_PREFIX + number for number in _numbers(clock, draw, width, random_digits=5))


def base_id(transaction_id: str, suffixes: tuple[str, ...]) -> str:
    """The id of the charge that a credit's id was made from (CHG1 of CHG1-R, CHG1-R2); "" without such a suffix.

    A number of up to two digits may follow the suffix, and case does not matter.
    """
    pattern = _suffixed(suffixes)
    match = pattern.fullmatch(transaction_id) if pattern is not None else None
    return match["base"] if match is not None else ""


@lru_cache(maxsize=64)
def _suffixed(suffixes: tuple[str, ...]) -> re.Pattern[str] | None:
    ends = "|".join(re.escape(one) for one in suffixes if one)
    return re.compile(rf"(?P<base>.+?)(?:{ends})[0-9]{{0,2}}", re.IGNORECASE | re.DOTALL) if ends else None


def _numbers(clock: Clock, draw: Draw, width: int, *, random_digits: int) -> Iterator[str]:
    space = 36**random_digits
    last = -1
    while True:
        milliseconds = int((clock() - _EPOCH).total_seconds() * 1000)
        # Never backwards: a clock that is set back, or stands still, must not repeat an id.
        last = max(last + 1, milliseconds * space + draw(space))
        while (found := base36(last, width)).endswith(USUAL_SEGMENTS):
            last += 1
        yield found
