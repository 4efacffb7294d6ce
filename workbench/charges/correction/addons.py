"""Add-on charges follow their base: when the base becomes another one, so must they.

Which charge is an add-on to which stands in the charge master (base_codes); this is billing practice, not HL7.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.correction.fields import codes_of
from workbench.charges.correction.match import Charged, Difference


def following(differences: Sequence[Difference], master: ChargeMaster) -> tuple[Difference, ...]:
    """The differences with every add-on marked whose base is charged anew or not any more."""
    moved = [one.old for one in differences if one.old is not None and one.kind in ("changed", "removed")]
    return tuple(_followed(one, moved, master) for one in differences)


def _followed(one: Difference, moved: Sequence[Charged], master: ChargeMaster) -> Difference:
    if one.kind != "unchanged" or one.old is None:
        return one
    bases = {code.upper() for charge in charges_of(one.old, master) for code in charge.base_codes}
    base = next((other for other in moved if same_exam(one.old, other) and bases & set(all_codes(other, master))), None)
    if base is None:
        return one
    why = f"{one.old.row.path} ({one.old.code}) is an add-on and follows its base {base.code}, which is corrected."
    return dataclasses.replace(one, follows=why)


def orphans(new: Sequence[Charged], master: ChargeMaster) -> dict[str, str]:
    """By code, a sentence for every add-on whose base is not charged beside it, with the add-on that would fit."""
    found = {}
    for one in new:
        charges = charges_of(one, master)
        bases = {code.upper() for charge in charges for code in charge.base_codes}
        if not bases:  # most lines: what stands beside them does not matter
            continue
        beside = [other for other in new if other is not one and same_exam(one, other)]
        if any(bases & set(all_codes(other, master)) for other in beside):
            continue
        fitting = [
            f"{add_on.procedure_code or add_on.code} belongs to {other.code}"
            for other in beside
            for base in charges_of(other, master)
            for add_on in master.add_ons(base, None)
        ]
        instead = f" {'; '.join(dict.fromkeys(fitting))}." if fitting else ""
        found[one.code] = (
            f"{one.row.path} ({one.code}) of the corrected message is an add-on to {' or '.join(sorted(bases))}, which"
            f" is not charged there.{instead} Correct that line too."
        )
    return found


def charges_of(one: Charged, master: ChargeMaster) -> tuple[Charge, ...]:
    """Rows of the charge master for a line; by its procedure code, else by its transaction code."""
    for code in codes_of(one.document, one.group):
        if found := master.find(code):
            return found
    return ()


def all_codes(one: Charged, master: ChargeMaster) -> tuple[str, ...]:
    """The codes in the message and those of its row in the charge master, in capitals."""
    listed = [code.upper() for charge in charges_of(one, master) for code in charge.codes]
    return (*codes_of(one.document, one.group), *listed)


def same_exam(one: Charged, other: Charged) -> bool:
    """By the order number; a line without one may belong to any."""
    return one.order == other.order or not one.order or not other.order
