"""A correction of chosen lines: the others stay as they are, whatever the new message says of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.correction.addons import orphans
from workbench.charges.correction.match import Charged, Difference

_NONE = "None of the lines chosen can be corrected, and the corrected message has no line beside them."


@dataclass(frozen=True, slots=True)
class ChosenOnly:
    """The table without the lines that were not chosen."""

    table: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    """A sentence for every line that was not chosen and that the corrected message has otherwise."""
    refusal: str = ""


def limited(
    table: Sequence[Difference],
    chosen: Collection[int] | None,
    open_lines: Sequence[Charged],
    charges: Sequence[Charged],
    master: ChargeMaster,
    apart_for: str,
) -> ChosenOnly:
    """`chosen` are numbers of lines of the old message (None for all), `open_lines` its charges on the account, chosen
    or not, `charges` those of the corrected message. Refused is what would part an add-on from its base.

    Lines that only the corrected message has are in no line's place: they are always part of the correction.
    """
    if chosen is None:
        before = orphans(open_lines, master)
        parted = next((why for code, why in orphans(charges, master).items() if code not in before), "")
        return ChosenOnly(tuple(table), (), parted)
    wanted = tuple(one for one in table if one.old is None or one.old.row.number in chosen)
    if not wanted:
        return ChosenOnly(wanted, (), _NONE)
    left = [one for one in table if one.old is not None and one.old.row.number not in chosen]
    standing = {one.row.number for one in open_lines} - set(chosen)
    if apart_for and standing:
        numbers = ", ".join(map(str, sorted(standing)))
        why = f"{apart_for} So every open line is taken back and charged anew: choose {numbers} too, or all lines."
        return ChosenOnly(wanted, (), why)
    notes = tuple(_left_alone(one) for one in left if one.kind != "unchanged")
    return ChosenOnly(wanted, notes, _alone(wanted, left, open_lines, master))


def _left_alone(one: Difference) -> str:
    assert one.old is not None
    otherwise = "does not have it" if one.new is None else "has it otherwise"
    return (
        f"{one.old.row.path} ({one.old.code}) was not chosen, so nothing is done about it, although the corrected"
        f" message {otherwise}."
    )


def _alone(
    wanted: Sequence[Difference], left: Sequence[Difference], open_lines: Sequence[Charged], master: ChargeMaster
) -> str:
    """Why the choice would part an add-on from its base, a sentence; "" when it does not."""
    open_numbers = {one.row.number for one in open_lines}
    stays = [one.old for one in left if one.old is not None and one.old.row.number in open_numbers]
    after = [*stays, *(one.new for one in wanted if one.new is not None)]
    before = orphans(open_lines, master)
    alone = [code for code in orphans(after, master) if code not in before]
    changed = [one.old for one in left if one.old is not None and one.kind != "unchanged"]
    if not alone:
        return ""
    others = " and ".join(f"{one.row.path} ({one.code})" for one in changed)
    return (
        f"With the lines chosen, the add-on {alone[0]} would be charged without its base, since"
        f" {others or 'a line that was not chosen'} would stay as it is. An add-on follows its base: choose both."
    )
