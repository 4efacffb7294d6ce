"""Editing a charge line by hand, value by value: a text in, a new line out, or an EditRefused with a sentence.

An edit answers the question that it is about and no other: what else is missing stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.coding.choosing import REPEAT, choose, choose_with_add_ons
from workbench.charges.coding.lines import ChargeLine, Lack, Missing
from workbench.charges.numbers import decimals_of
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Study
from workbench.charges.timestamps import day
from workbench.errors import WorkbenchError
from workbench.reference.common_dates import hl7_date
from workbench.reference.modifiers import DONE_TWICE
from workbench.reference.procedure_shapes import is_cpt, is_hcpcs

_UNITS_BY_HAND = "The units were entered by hand"
_MOST_UNITS = 9999
_MODIFIER = re.compile(r"[A-Z0-9]{2}")


class EditRefused(WorkbenchError):
    """What was entered cannot be what was meant. The line stays as it was."""


def with_code(study: Study, line: ChargeLine, master: ChargeMaster, text: str) -> ChargeLine:
    """A charge of the charge master, or a code by hand: five characters like CPT or HCPCS, else a local code.

    Units, modifiers and price that were entered before are replaced by those of the charge.
    """
    code = text.strip()
    if not code:
        raise EditRefused("A charge needs a code. Enter one, or remove the line.")
    when = day(line.service_time)
    fitting = [charge for charge in master.find(code) if charge.is_effective(when)]
    if fitting:
        chosen = choose(study, line, fitting[0])
        return replace(chosen, service_time=line.service_time, missing=_only_date(line))
    upper = code.upper()
    by_hand = f"The code {code} was entered by hand; the charge master has no such row"
    why = f"{by_hand} on the date of service." if master.find(code) else f"{by_hand}."
    own = line.charge  # what came from its row does not go with another code
    plain = replace(
        line,
        charge=None,
        why=why,
        missing=_only_date(line),
        warnings=(_not_in_the_master(code, upper),),
        cautions=(),
        description="" if own is not None and line.description == own.description else line.description,
        unit_price=None if own is not None and line.unit_price == own.unit_price else line.unit_price,
    )
    if is_cpt(upper):
        return replace(plain, local_code="", procedure_code=upper, coding_system="CPT")
    if is_hcpcs(upper):
        return replace(plain, local_code="", procedure_code=upper, coding_system="HCPCS")
    return replace(plain, local_code=code, procedure_code="", coding_system="")


def _not_in_the_master(code: str, upper: str) -> str:
    billed = is_cpt(upper) or is_hcpcs(upper)
    without = "" if billed else " The charge has no procedure code (FT1-25)."
    return (
        f"The charge master has no {code} for that day; check the code, and enter its description and price.{without}"
    )


def with_code_and_add_ons(
    study: Study,
    line: ChargeLine,
    lines: Sequence[ChargeLine],
    master: ChargeMaster,
    text: str,
    profile: Profile | None = None,
) -> tuple[ChargeLine, ...]:
    """Like `with_code`, with the lines that the charge brings along: further fetuses, the other side, what rules add.

    `lines` are all that stand there: what stands already for the same exam is not brought a second time. Add-ons follow
    their base: those of the charge that was there before are named by `left_behind`, and their units are kept.
    """
    first = with_code(study, line, master, text)
    if first.charge is None:
        return (first,)
    behind = left_behind(line, first, lines)
    lines = [one for one in lines if all(one is not other for other in behind)]
    number = max((one.number for one in lines), default=0) + 1
    brought = choose_with_add_ons(study, line, first.charge, master, next_number=number, profile=profile)
    others = [(one.exam, one.charge, one.modifiers) for one in lines if one is not line]
    dated = [replace(one, service_time=line.service_time, missing=_missing(line, one)) for one in brought]
    dated = [dated[0], *(_units_kept(one, behind) for one in dated[1:])]
    if behind and line.charge is not None:
        went = ", ".join(one.charge.code for one in behind if one.charge is not None)
        dated[0] = replace(dated[0], why=f"{dated[0].why} {went} went with {line.charge.code}.")
    return (dated[0], *(one for one in dated[1:] if (one.exam, one.charge, one.modifiers) not in others))


def left_behind(line: ChargeLine, after: ChargeLine, lines: Sequence[ChargeLine]) -> tuple[ChargeLine, ...]:
    """The lines that came along with `line` and do not go with the charge that it has `after`.

    Add-ons of the charge before for which no other line is a base, and the same charge again for further fetuses.
    """
    before = line.charge
    if before is None or after.charge is None or after.charge is before:
        return ()
    others = [one for one in lines if one is not line]
    bases = [one.charge for one in (after, *others) if one.charge is not None]
    return tuple(one for one in others if one.exam == line.exam and _came_with(one, before, bases))


def _came_with(one: ChargeLine, base: Charge, bases: Sequence[Charge]) -> bool:
    charge = one.charge
    if charge is None:
        return False
    if charge is base:
        return charge.per == "fetus" and REPEAT in one.modifiers
    wanted = {code.upper() for code in charge.base_codes}
    return bool(base.names & wanted) and not any(other.names & wanted for other in bases)


def _units_kept(brought: ChargeLine, behind: Sequence[ChargeLine]) -> ChargeLine:
    """An add-on in place of another one has its units: they may have been entered."""
    per = brought.charge.per if brought.charge is not None else ""
    units = next((one.units for one in behind if per != "exam" and one.charge and one.charge.per == per), brought.units)
    return replace(brought, units=units)


def _missing(line: ChargeLine, brought: ChargeLine) -> tuple[Missing, ...]:
    """The date as the line has it, which may have been entered; everything else as the charge asks."""
    return (*_only_date(line), *(one for one in brought.missing if one.kind is not Lack.SERVICE_DATE))


def with_description(line: ChargeLine, text: str) -> ChargeLine:
    """Another wording for the same charge."""
    return replace(line, description=" ".join(text.split()))


def with_units(line: ChargeLine, text: str) -> ChargeLine:
    """A whole number from 1."""
    try:
        units = int(text.strip())
    except ValueError:
        units = 0
    if not 1 <= units <= _MOST_UNITS:
        raise EditRefused(f"“{text.strip()}” are no units; enter a whole number from 1 to {_MOST_UNITS}.")
    # Who says how many are charged has answered how many fetuses there were.
    if units != line.units:
        told = f"{line.why.partition(_UNITS_BY_HAND)[0].rstrip()} {_UNITS_BY_HAND}: {units}."
        line = replace(line, units=units, why=told.strip())
    return replace(line, missing=_without(line, Lack.FETUSES))


def with_price(line: ChargeLine, text: str) -> ChargeLine:
    """A unit price such as 350.00, or nothing: the receiver prices it."""
    plain = text.strip()
    if not plain:
        return replace(line, unit_price=None)
    refusal = EditRefused(f"“{plain}” is no price; enter it like 350.00, without a currency and thousands separators.")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", plain):
        raise refusal
    places = decimals_of(line.currency)
    if len(plain.partition(".")[2].rstrip("0")) > places:
        told = f"{line.currency or 'the currency'} has {places or 'none'}"
        raise EditRefused(f"“{plain}” has too many decimals: {told}. Units times price must be the amount to the cent.")
    try:
        return replace(line, unit_price=Decimal(plain))
    except InvalidOperation:  # cannot happen after the pattern, but a price is never guessed at
        raise refusal from None


def with_modifiers(line: ChargeLine, text: str) -> ChargeLine:
    """Two-character modifiers in the order they are to be sent, separated by blanks or commas."""
    modifiers = tuple(dict.fromkeys(text.upper().replace(",", " ").replace("~", " ").split()))
    if odd := [modifier for modifier in modifiers if not _MODIFIER.fullmatch(modifier)]:
        raise EditRefused(f"“{odd[0]}” is no modifier; modifiers have two letters or digits, such as 26 or LT.")
    missing = line.missing
    if not set(modifiers).isdisjoint(DONE_TWICE):  # this answers the question whether it was done twice
        missing = _without(line, Lack.REPEAT)
    return replace(line, modifiers=modifiers, missing=missing)


def with_service_date(line: ChargeLine, text: str) -> ChargeLine:
    """A day as people write it (2026-03-01, 1 Mar 2026), or HL7's date and time."""
    plain = hl7_date(text) or text.strip()
    if day(plain) is None:
        raise EditRefused(f"“{text.strip()}” is no day; enter the date of service like 2026-03-01.")
    return replace(line, service_time=plain, missing=_without(line, Lack.SERVICE_DATE))


def _only_date(line: ChargeLine) -> tuple[Missing, ...]:
    return tuple(one for one in line.missing if one.kind is Lack.SERVICE_DATE)


def _without(line: ChargeLine, kind: Lack) -> tuple[Missing, ...]:
    return tuple(one for one in line.missing if one.kind is not kind)
