"""The credits of charges that stand: one message for each that was sent, copied from what was sent.

A credit goes out in the convention that its charge was made with, to where that went; the profile that is chosen now
counts only where nobody kept which one it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.charges.lifecycle.by_hand import elsewhere
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.drafts import Draft
from workbench.charges.lifecycle.standing import PART, OpenCharge, Sent, Standing, Transaction
from workbench.charges.reversal.decide import OUTCOMES
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE
from workbench.charges.reversal.result import NOT_CHOSEN
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document


def credits_of(
    standing: Standing, charges: Iterable[OpenCharge], desk: Desk
) -> tuple[list[Draft], str, tuple[str, ...]]:
    """The drafts, or the sentence why one of them cannot be made and so none is; and notes."""
    by_message: dict[str, list[OpenCharge]] = {}
    for one in charges:
        by_message.setdefault(one.sent.control_id, []).append(one)
    drafts: list[Draft] = []
    notes: list[str] = []
    for group in by_message.values():
        draft, refusal, said = _credit(standing, group[0].sent, [one.transaction for one in group], desk)
        # They name FT1 of the message that is taken back, and not of the new one.
        which = f"About {group[0].sent.control_id}, which is taken back: "
        told = [f"{which}{note}" if "FT1" in note and "DG1" not in note else note for note in said]
        notes += [note for note in told if note not in notes]
        if draft is None:
            return [], refusal, tuple(notes)
        drafts.append(draft)
    return drafts, "", tuple(notes)


def _credit(
    standing: Standing, sent: Sent, charges: Sequence[Transaction], desk: Desk
) -> tuple[Draft | None, str, tuple[str, ...]]:
    control_id = next(desk.control_ids)
    made_with = sent.made_with or desk.made_with
    document = Document.from_bytes(sent.raw)
    ids = {one.transaction_id for one in charges}
    live = (one for each in standing.messages if each.taken != "no" for one in each.transactions)
    in_part = any(one.kind == PART and one.reverses in ids for one in live)
    # The next suffix (-R2) seldom fits behind an id: the rest then has a new one, with the charge named beside it.
    convention = replace(made_with.convention, no_room="new id") if in_part else made_with.convention
    made = reverse(
        document,
        lines={one.number for one in charges},
        convention=convention,
        now=desk.now,
        control_id=control_id,
        new_ids=desk.transaction_ids,
        outcome=sent.outcome if sent.outcome in OUTCOMES else "unknown",
        elsewhere=elsewhere(standing, document, made_with.convention) if in_part else NOTHING_ELSEWHERE,
        take_rest=in_part,
    )
    stuck = next((line.why for line in made.lines if not line.is_reversed and line.decision != NOT_CHOSEN), "")
    if made.document is None or stuck:
        return None, stuck or made.refusal, made.notes
    reverses = {
        line.credit.transaction_id: line.row.transaction_id for line in made.reversed if line.credit is not None
    }
    draft = Draft(made.document, control_id, sent.holder, made_with, {}, reverses, sent.holder_name, sent.endpoint)
    rests = (text for line in made.reversed if line.rest is not None for text in line.warnings)
    return draft, "", (*made.notes, *(text for text in rests if text not in made.notes))
