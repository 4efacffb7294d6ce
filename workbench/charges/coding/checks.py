"""What should be looked at in charge lines as they stand now, beside each other. It warns, it removes nothing.

Nothing of it is kept in a line: an edit of one line may bring up or settle a warning of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from workbench.charges.chargemaster.codes import odd_code
from workbench.charges.chargemaster.master import Charge
from workbench.charges.coding.doubles import (
    BOTH_SIDES,
    Stands,
    has_whole,
    is_answered,
    is_other_side,
    limit_of,
    too_often,
)
from workbench.charges.coding.lines import ChargeLine, Lack
from workbench.charges.coding.modifiers import side_result
from workbench.charges.profile.model import Profile
from workbench.charges.study.diagnoses import odd_diagnosis
from workbench.charges.timestamps import day
from workbench.reference.modifiers import BOTH, PARTS, PROFESSIONAL, SIDES, TECHNICAL

_ABOUT_SIDES = {*SIDES, "52"}
"""Modifiers that answer the question about the side."""


def warnings_of(
    lines: Sequence[ChargeLine], elsewhere: Collection[str] = (), profile: Profile | None = None
) -> tuple[tuple[str, ...], ...]:
    """For each line, in the same order, what should be looked at: each a finished sentence.

    `elsewhere` are codes (in capitals) of other studies of the day, where the base of an add-on may stand. `profile` is
    what the lines are charged with: it says what the prices of the charge master are the prices of.

    Lines are called by their place, as they are seen and sent; their own numbers stay with them while they are edited.
    """
    placed = [replace(line, number=place) for place, line in enumerate(lines, 1)]
    return tuple(
        tuple(_warnings(line, [one for one in placed if one is not line], elsewhere, profile)) for line in placed
    )


def told_of(
    lines: Sequence[ChargeLine], elsewhere: Collection[str] = (), profile: Profile | None = None
) -> tuple[str, ...]:
    """The same as sentences that name their line, for where they stand without it."""
    return tuple(
        f"Line {place} ({line.local_code or line.procedure_code or 'no code'}): {warning}"
        for place, (line, warnings) in enumerate(zip(lines, warnings_of(lines, elsewhere, profile), strict=True), 1)
        for warning in warnings
    )


def lists_part(charge: Charge, profile: Profile) -> bool:
    """Whether the charge master's price is already that of the part (26, TC) which is charged alone."""
    return (
        charge.professional_price is None
        and profile.codes.component != "split"
        and profile.split.listed_price == "part"
    )


def _warnings(
    line: ChargeLine, others: Sequence[ChargeLine], elsewhere: Collection[str], profile: Profile | None
) -> Iterator[str]:
    yield from _about_side(line)
    yield from _about_part(line, profile)
    if odd := odd_code(line.procedure_code, line.coding_system):
        yield f"{odd}; correct it here, or in the charge master."
    yield from line.warnings
    yield from (one.text for one in line.cautions if _stands(others, one.beside) is not one.absent)
    yield from _by_charge_master(line, others, elsewhere)


def _about_side(line: ChargeLine) -> Iterator[str]:
    if line.charge is None:
        return
    if BOTH in line.modifiers and not line.priced_for_both and line.unit_price == line.charge.unit_price:
        yield f"50 charges both sides, and {line.unit_price} is the price of one; enter that of both."
    if _ABOUT_SIDES & set(line.modifiers):
        return
    if warning := side_result(line.charge.side, line.side).warning:
        yield warning


def _about_part(line: ChargeLine, profile: Profile | None) -> Iterator[str]:
    """26, TC, 52 and 53 charge less than the whole, and the price is still that of the charge master's row."""
    charge = line.charge
    part = next((one for one in (PROFESSIONAL, TECHNICAL, "52", "53") if one in line.modifiers), "")
    if charge is None or not part or line.unit_price is None or line.unit_price != charge.unit_price:
        return
    is_component = part in PARTS
    if is_component and profile is not None and lists_part(charge, profile):
        return
    what, price = "a part" if is_component else "less than the whole", line.unit_price
    yield f"{part} charges {what}, and {price} is the price of the whole; enter that of what is charged, if it differs."


def _by_charge_master(line: ChargeLine, others: Sequence[ChargeLine], elsewhere: Collection[str]) -> Iterator[str]:
    """What the row of the charge master says about the line."""
    charge = line.charge
    if charge is None:
        return
    for other in others:
        if other.charge is not None and _charged(other, charge.excludes):
            yield (
                f"{charge.code} and {other.charge.code} (line {other.number}) exclude each other in one session;"
                " keep the one that was documented."
            )
    if (
        side := next((one for one in others if one.number < line.number and _is_other_side(line, one)), None)
    ) is not None:
        yield BOTH_SIDES.format(code=charge.code, where=f"line {side.number}", whole=", ".join(charge.excludes))
    based = any(_charged(other, charge.base_codes) for other in others)
    if charge.base_codes and not based and not any(code.upper() in elsewhere for code in charge.base_codes):
        yield f"{charge.code} is never charged alone; it needs one of {', '.join(charge.base_codes)} beside it."
    if charge.max_units is not None and line.units > charge.max_units:
        yield f"{line.units} units of {charge.code} are more than the charge master allows ({charge.max_units})."
    if (again := _again(line, charge, others)) is not None:
        yield (
            f"{charge.code} stands in {again.where} for the same day too; charge it twice only if it was done twice"
            " (modifier 76 or 77)."
        )
    yield from _by_fetus(line, charge, others)
    yield from filter(None, (odd_diagnosis(one, day(line.service_time)) for one in line.diagnoses))
    if not line.diagnoses:
        yield "There is no coded diagnosis; billing systems often refuse such a charge."


def _by_fetus(line: ChargeLine, charge: Charge, others: Sequence[ChargeLine]) -> Iterator[str]:
    """More units than the report has fetuses."""
    limit = limit_of(charge, line.modifiers, line.fetuses)
    if charge.per == "exam" or line.fetuses is None or limit is None or is_answered(charge, line.modifiers):
        return
    same = [one for one in others if one.charge is charge and one.exam == line.exam and one.number < line.number]
    if (units := line.units + sum(one.units for one in same)) > limit:
        what = f"{units} units of {charge.code} are more than the {limit} that the report has fetuses for"
        yield f"{what} ({line.fetuses} in all)."


def _is_other_side(line: ChargeLine, other: ChargeLine) -> bool:
    charge, served = line.charge, day(line.service_time)
    if charge is None or other.charge is not charge or served is None or day(other.service_time) != served:
        return False
    return has_whole(charge) and is_other_side(line.modifiers, other.modifiers)


def _stands(lines: Sequence[ChargeLine], codes: Sequence[str]) -> bool:
    """Whether one of these codes is there, as a charge or as a code that was entered by hand."""
    wanted = {code.upper() for code in codes}
    return any(_charged(one, codes) or {one.procedure_code.upper(), one.local_code.upper()} & wanted for one in lines)


def _again(line: ChargeLine, charge: Charge, others: Sequence[ChargeLine]) -> Stands | None:
    """The line before it with which the charge stands more often than the charge master allows on one day."""
    served = day(line.service_time)
    if charge.per != "exam" or served is None or any(one.kind is Lack.REPEAT for one in line.missing):
        return None
    before = [
        Stands(one.units, one.modifiers, f"line {one.number}")
        for one in others
        if one.charge is charge and one.number < line.number and day(one.service_time) == served
    ]
    return too_often(charge, Stands(line.units, line.modifiers), before, None)


def _charged(line: ChargeLine, codes: Sequence[str]) -> bool:
    return line.charge is not None and any(code.upper() in line.charge.names for code in codes)
