"""Charges that come again under their id: a receiver that works so puts the new one in the place of the earlier.

HL7 2.5.1 (chapter 6.4.1) knows no replacement; it is an agreement, which profile or convention states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.compose import messages_of
from workbench.charges.compose.parts import CLAIMS, Part, endpoint_of, parts_of
from workbench.charges.correction.fields import modifiers_of
from workbench.charges.ft1.groups import groups_of
from workbench.charges.lifecycle.coded import coded_line
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.difference import partners
from workbench.charges.lifecycle.standing import PART, OpenCharge, Standing
from workbench.charges.profile.model import Profile
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.reference.modifiers import PARTS


@dataclass(frozen=True, slots=True)
class Replacing:
    """Which charges are overwritten, and which are taken back and made anew."""

    gone: tuple[int, ...]
    """Charged lines, from 0, that need a credit: nothing comes in their place, or it cannot under their id."""
    ids: Mapping[tuple[int, str], str]
    """(number of a new line, its component) -> the id that it goes out under."""

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence when there are such charges."""
        if not self.ids:
            return ()
        named = ", ".join(self.ids.values())
        few = "goes out again under its id" if len(self.ids) == 1 else "go out again under their ids"
        return (f"{named} {few}: the profile says that a known id replaces the earlier charge.",)


def replacing(standing: Standing, gone: Sequence[int], lines: Sequence[ChargeLine], desk: Desk) -> Replacing:
    """`gone` are charged lines by number from 0; `lines` are those to be charged. Lines that belong together are
    paired as the sentence about the difference pairs them."""
    groups, before = standing.charged_lines, standing.charged.lines
    in_part = {one.reverses for sent in standing.messages for one in sent.transactions if one.kind == PART}
    found: dict[tuple[int, str], str] = {}
    left = []
    paired = partners([before[number] for number in gone], [coded_line(line, desk.profile) for line in lines])
    for number, place in zip(gone, paired, strict=True):
        ids = {} if place is None else _ids(groups[number], lines[place], desk.profile, in_part)
        found |= ids
        if not ids:
            left.append(number)
    return Replacing(tuple(left), found)


def drawn(
    lines: Sequence[ChargeLine], payments: Sequence[Payment], desk: Desk, kept: Mapping[tuple[int, str], str]
) -> Iterator[str]:
    """The transaction ids in the order in which composing draws them."""
    for content in messages_of(lines, desk.profile, payments):
        given = [kept.get((part.line.number, part.component), "") for part in content.parts]
        for own in (*given, *("" for _ in content.payments)):
            one = own or next(desk.transaction_ids, "")
            if not one:
                return  # composing says that there are not enough
            yield one


def _ids(
    group: Sequence[OpenCharge], line: ChargeLine, profile: Profile, in_part: Collection[str]
) -> dict[tuple[int, str], str]:
    """The ids that a line takes over; none when one of its parts cannot."""
    parts = parts_of(line, profile)
    if len(parts) != len(group):
        return {}
    fits = all(_fits(one, part, profile) for one, part in zip(group, parts, strict=True))
    ids = [one.transaction.transaction_id for one in group]
    if not fits or not all(ids) or set(ids) & set(in_part):
        return {}
    return {(line.number, part.component): one for part, one in zip(parts, ids, strict=True)}


def _fits(one: OpenCharge, part: Part, profile: Profile) -> bool:
    """Whether the receiver of the earlier charge gets the new one, as the same part of the service, and takes it for a
    replacement: that was agreed for the earlier charge too."""
    made = one.sent.made_with
    if one.sent.held_back or (made is not None and not made.convention.same_id_replaces):
        return False
    if one.sent.endpoint and one.sent.endpoint != f"{endpoint_of(part.side, profile)} ({CLAIMS[part.side]})":
        return False
    document = Document.from_bytes(one.sent.raw)
    group = groups_of(document)[one.transaction.number - 1]
    return PARTS & set(modifiers_of(document, group)) == PARTS & set(part.modifiers)
