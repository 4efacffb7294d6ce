"""Whether a charge stands twice: in two orders of a report, or in two studies of one patient on one day.

How often it may stand is in the charge master: `per` with the fetuses of the report, else `max_units`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.charges.chargemaster.master import Charge
from workbench.reference.modifiers import DISTINCT, DONE_TWICE, LEFT, PARTS, RIGHT, SIDES

_SIDES = {one: frozenset({SIDES[one]}) for one in (LEFT, RIGHT)}
_BOTH = frozenset().union(*_SIDES.values())


@dataclass(frozen=True, slots=True)
class Stands:
    """As much of a line as says whether it is the same charge again."""

    units: int
    modifiers: Sequence[str]
    where: str = ""
    """What it is called in sentences: line 2, study ACC1."""


def limit_of(charge: Charge, modifiers: Sequence[str], fetuses: int | None) -> int | None:
    """How many units may stand for one patient on one day; None when that is not said.

    What is charged for each fetus stands once for each that the report states, and once when it states none. The units
    of a one-sided charge are those of both sides.
    """
    if charge.per == "fetus":
        return max(fetuses or 1, 1)
    if charge.per == "extra fetus":
        return max((fetuses or 2) - 1, 1)
    if charge.max_units is None:
        return None
    one_side = charge.side.startswith("left-right") and len(_sides(modifiers)) == 1
    return max(charge.max_units // 2, 1) if one_side else charge.max_units


def is_answered(charge: Charge, modifiers: Sequence[str]) -> bool:
    """Whether the modifiers say that it is meant to stand again. 59 does not where it marks a further fetus."""
    given = set(modifiers)
    return not given.isdisjoint(DONE_TWICE) or (charge.per == "exam" and not given.isdisjoint(DISTINCT))


def too_often(charge: Charge, own: Stands, others: Iterable[Stands], fetuses: int | None) -> Stands | None:
    """The first of the others (lines of the same charge) with which it stands more often than it may."""
    limit = limit_of(charge, own.modifiers, fetuses)
    if limit is None or is_answered(charge, own.modifiers):
        return None
    beside = [
        one for one in others if _overlap(own.modifiers, one.modifiers) and not is_answered(charge, one.modifiers)
    ]
    if not beside or own.units + sum(one.units for one in beside) <= limit:
        return None
    return beside[0]


BOTH_SIDES = (
    "{code} stands for the other side in {where} too; where both sides were examined, one charge for both may be right"
    " instead ({whole})."
)


def has_whole(charge: Charge) -> bool:
    """Whether there is a charge for both sides that excludes this one; what knows 50 is charged side by side."""
    return charge.side == "left-right" and bool(charge.excludes)


def is_other_side(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether one is for the left and the other for the right side."""
    mine, other = _sides(ours), _sides(theirs)
    return len(mine) == len(other) == 1 and mine != other


def _overlap(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Not the left and the right one, and not the professional and the technical part."""
    mine, other = PARTS & set(ours), PARTS & set(theirs)
    return bool(_sides(ours) & _sides(theirs)) and (not mine or not other or mine == other)


def _sides(modifiers: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*(_SIDES.get(one, frozenset()) for one in modifiers)) or _BOTH
