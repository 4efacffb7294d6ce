"""Add-ons that nobody edited are led along with their base: they become the add-on of the new base, or go with it.

Which charge is an add-on to which, and what it costs, stands in the charge master; this is billing practice, not HL7.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.correction.addons import all_codes, charges_of, same_exam
from workbench.charges.correction.fields import codes_of, day_of, differences
from workbench.charges.correction.match import Charged, Difference
from workbench.charges.correction.rewriting import rewritten
from workbench.charges.ft1.groups import Splice, removals, spliced
from workbench.er7 import Document

_EDITED = frozenset({"transaction code", "procedure code", "price of one", "amount"})
"""Whoever changed one of these has decided about the line."""


@dataclasses.dataclass(frozen=True)
class Led:
    """The corrected message with its add-ons as they have to be, and the table of differences to it."""

    new: Document
    charges: tuple[Charged, ...]
    table: tuple[Difference, ...]


@dataclasses.dataclass(frozen=True)
class Parts:
    """What charges cost, and what of it is the professional part."""

    master: ChargeMaster
    professional_share: int = 0
    """Of the price, in percent, where the charge master does not say; 0 where nothing does."""


@dataclasses.dataclass(frozen=True)
class _Step:
    """What becomes of one add-on of the corrected message."""

    why: str
    splices: tuple[Splice, ...] = ()
    """None of them: the line goes."""


def led_along(
    table: Sequence[Difference],
    new: Document,
    parts: Parts,
    read: Callable[[Document], Sequence[Charged]],
) -> Led | None:
    """None when nothing has to be led along, or nothing can: `orphans` has the sentence then.

    `table` compares with `new`; `read` gives the charges of a corrected message.
    """
    steps = {one.new.row.number: step for one in table if one.new is not None and (step := _step(one, table, parts))}
    if not steps:
        return None
    gone = [one.new for one in table if one.new is not None and _goes(steps.get(one.new.row.number))]
    splices = [each for step in steps.values() for each in step.splices]
    document = spliced(new, [*splices, *removals(new, [one.group for one in gone])])
    numbers = {one.row.number for one in gone}
    charges = tuple(read(document))
    by_number = {one.row.number: one for one in charges}
    changed = []
    for one in table:
        if one.new is None:
            changed.append(one)
            continue
        before = one.new.row.number
        after = None if before in numbers else by_number[before - sum(other < before for other in numbers)]
        changed.append(_anew(one, after, steps))
    return Led(document, charges, tuple(changed))


def _goes(step: _Step | None) -> bool:
    return step is not None and not step.splices


def _anew(one: Difference, after: Charged | None, steps: Mapping[int, _Step]) -> Difference:
    """The same line beside what it has become."""
    assert one.new is not None
    step = steps.get(one.new.row.number)
    fields = one.fields
    if one.old is not None:
        fields = () if after is None else differences(one.old.document, one.old.group, after.document, after.group)
    return Difference(one.old, after, fields, step.why if step is not None else one.follows)


def _step(one: Difference, table: Sequence[Difference], parts: Parts) -> _Step | None:
    """None for a line that is no add-on, has its base, or was edited by hand."""
    master = parts.master
    if one.old is None or one.new is None or _EDITED & {field.name for field in one.fields if field.billed}:
        return None
    bases = {code.upper() for charge in charges_of(one.new, master) for code in charge.base_codes}
    if not bases:
        return None
    new = [other.new for other in table if other.new is not None and other is not one]
    beside = [other for other in new if same_exam(one.new, other)]
    if any(bases & set(all_codes(other, master)) for other in beside):
        return None
    before = [
        other
        for other in table
        if other is not one and other.old is not None and same_exam(one.old, other.old)
        if bases & set(all_codes(other.old, master))
    ]
    moved = [other for other in before if other.new is not None]
    if before and not moved:
        return _gone(one.old, before)
    return _moved(one, moved[0], beside, parts) if len(moved) == 1 else None


def _gone(add_on: Charged, before: Sequence[Difference]) -> _Step:
    base = before[0].old
    assert base is not None
    return _Step(
        f"{add_on.row.path} ({add_on.code}) is not charged any more: it is an add-on to {base.code}, which is not"
        " charged any more either."
    )


def _moved(one: Difference, base: Difference, beside: Sequence[Charged], parts: Parts) -> _Step | None:
    """The add-on of the new base in its place; None when the charge master has none, several, or no price for it."""
    master = parts.master
    if one.old is None or one.new is None or base.old is None or base.new is None:
        return None
    day = _day(one.new)
    of_base = [charge for charge in charges_of(base.new, master) if charge.is_effective(day)]
    wanted = {id(each): each for charge in of_base for each in master.add_ons(charge, day)}
    if len(wanted) != 1:
        return None
    (add_on,) = wanted.values()
    if any(add_on.names & {code.upper() for code in codes_of(each.document, each.group)} for each in beside):
        return None  # it is charged already; who left the other one has to say what is meant
    now = next((charge for charge in charges_of(one.new, master) if charge.is_effective(day)), None)
    splices = rewritten(one.new, now, add_on, parts.professional_share) if now is not None else ()
    if not splices:
        return None
    return _Step(_why(one.old, base.old, base.new, add_on, master), splices)


def _why(old: Charged, base: Charged, new_base: Charged, add_on: Charge, master: ChargeMaster) -> str:
    called = add_on.procedure_code or add_on.code
    source = f" ({master.name})" if master.name else ""
    return (
        f"{old.row.path} ({old.code}) is an add-on and follows its base: {base.code} became {new_base.code}, to which"
        f" {called} belongs in the charge master{source}, with its description and price."
    )


def _day(one: Charged) -> date | None:
    """The day of service; None when it is no whole day."""
    try:
        return datetime.strptime(day_of(one.document, one.group), "%Y%m%d").date()
    except ValueError:
        return None
