"""Modifiers: which side rule gives which, and the order they are sent in (FT1-26, in order of priority)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

GROUPS = (
    ("26", "TC"),
    ("50",),
    ("52", "53"),
    ("22",),
    ("59", "XE", "XS", "XP", "XU", "76", "77", "25", "51"),
    ("LT", "RT"),
    ("GA", "GX", "GY", "GZ"),
    ("QW",),
)
"""Pricing and payment first, then payment edits, then place and information, then notices."""

# Those that are not listed are information: behind the sides, before the notices.
_RANKS = {modifier: rank for rank, group in enumerate(GROUPS) for modifier in group}
_UNLISTED = 5.5


@dataclass(frozen=True, slots=True)
class SideResult:
    """Modifiers for a side, and a sentence when a person should look at it ("" when not)."""

    modifiers: tuple[str, ...] = ()
    warning: str = ""


_NOT_STATED = "The report does not state the side; add LT, RT{or50} before it is sent."
_ONE_AT_A_TIME = "The charge is for one side, the report says both; use the charge for both sides, or one line a side."
_WHOLE = "The charge covers both sides, the report says {side}; a one-sided charge or the modifier 52 may be right."

SIDE_RULES: dict[tuple[str, str], SideResult] = {
    # (side rule of the charge master, side in the report): result
    ("left-right", "left"): SideResult(("LT",)),
    ("left-right", "right"): SideResult(("RT",)),
    ("left-right", "both"): SideResult((), _ONE_AT_A_TIME),
    ("left-right", ""): SideResult((), _NOT_STATED.format(or50=" or both as two lines")),
    ("left-right-or-50", "left"): SideResult(("LT",)),
    ("left-right-or-50", "right"): SideResult(("RT",)),
    ("left-right-or-50", "both"): SideResult(("50",)),
    ("left-right-or-50", ""): SideResult((), _NOT_STATED.format(or50=" or 50")),
    ("optional", "left"): SideResult(("LT",)),
    ("optional", "right"): SideResult(("RT",)),
    ("both", "left"): SideResult((), _WHOLE.format(side="left")),
    ("both", "right"): SideResult((), _WHOLE.format(side="right")),
}
"""A pair that is not listed gives no modifier."""


def side_result(rule: str, side: str) -> SideResult:
    """What a side rule makes of the side that the report states."""
    return SIDE_RULES.get((rule, side), SideResult())


def in_order(modifiers: Iterable[str]) -> tuple[str, ...]:
    """The modifiers without repeats, by priority; equals keep their order."""
    return tuple(sorted(dict.fromkeys(modifiers), key=lambda one: _RANKS.get(one, _UNLISTED)))
