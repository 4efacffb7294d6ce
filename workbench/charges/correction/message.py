"""The messages of a correction: new charges, and credits in front of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.charges.correction.match import Charged
from workbench.charges.ft1.groups import Splice, groups_of, spliced, text_of
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.reversal.build import Plan, assembled
from workbench.charges.reversal.header import header_edits
from workbench.charges.reversal.ids import Ids
from workbench.charges.reversal.line import Order, charge_again
from workbench.er7 import Document


def charges_message(
    new: Document,
    charges: Sequence[Charged],
    kept_ids: Mapping[int, str],
    *,
    ids: Ids,
    used: frozenset[str],
    first: int,
    order: Order,
    control_id: str,
) -> Document:
    """The corrected message with these charges only, numbered from `first`.

    A charge takes the id that `kept_ids` gives for its number; else its own, unless that was used, here too; else a
    new one.
    """
    plans = []
    given = set(used)
    for number, one in enumerate(charges, first):
        plan, edit = Plan(one.group), SegmentEdit(new, one.group.ft1)
        plan.edits.append(edit)
        own = one.row.transaction_id
        kept = kept_ids.get(one.row.number, own if own and own not in given else "") or ids.new()
        given.add(kept)
        charge_again(edit, kept, number, order)
        plans.append(plan)
    header = header_edits(new, order.convention, order.now, control_id)
    return assembled(new, header, groups_of(new), plans)


def joined(credits: Document, charges: Document) -> Document:
    """One message: the credits in front of the new charges, under the header of the charges."""
    groups = groups_of(credits)
    lines = "".join(text_of(credits, group) for group in groups)
    first = groups_of(charges)[0]
    added = _missing_diagnoses(credits, charges)
    splices: list[Splice] = [(first.start, first.start, lines)]
    if added:
        last = charges.all("DG1")[-1]
        splices.append((last.stop, last.stop, "".join(f"\r{line}" for line in added)))
    return spliced(charges, splices)


def _missing_diagnoses(credits: Document, charges: Document) -> list[str]:
    """DG1 segments that only the credits refer to (FT1-19 and DG1 agree: HL7 2.5.1, chapter 6.5.1.19), numbered on.

    Only where DG1 counts for the whole message: behind all FT1.
    """
    there = charges.all("DG1")
    lines = charges.all("FT1")
    if not there or not lines or there[0].index < lines[-1].index:
        return []
    codes = {charges.get(one.path.at(field=3, component=1)) for one in there}
    found: list[str] = []
    for one in credits.all("DG1"):
        if credits.get(one.path.at(field=3, component=1)) not in codes:
            edit = SegmentEdit(credits, one)
            edit.put(1, str(len(there) + len(found) + 1), "Diagnoses are counted on.")
            found.append(edit.text)
    return found


def diagnosis_note(credits: Document, charges: Document) -> str:
    """A sentence about DG1 segments that were added for the credits."""
    added = _missing_diagnoses(credits, charges)
    if not added:
        return ""
    return f"{len(added)} DG1 of the old message went along, so that FT1-19 of the credits agrees with DG1."
