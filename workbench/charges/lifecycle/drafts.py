"""Messages that were made for a study, before and after they are written down with what their transactions mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.lifecycle.coded import Holder, coded_line
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.made_with import MadeWith
from workbench.charges.lifecycle.standing import COMPOSED, Sent, Transaction
from workbench.charges.study.payments import KINDS, Payment
from workbench.er7 import Document


@dataclass(frozen=True)
class Draft:
    """A message with what its transactions mean, before it is written down."""

    document: Document
    control_id: str
    holder: Holder
    made_with: MadeWith
    """A receiver reads it so, and its charges are taken back so."""
    lines: Mapping[str, ChargeLine] = field(default_factory=dict)
    """Transaction id of a new charge -> the line it was made from."""
    reverses: Mapping[str, str] = field(default_factory=dict)
    """Transaction id of a credit -> that of its charge."""
    holder_name: str = ""
    endpoint: str = ""
    kept: frozenset[str] = frozenset()
    """Transaction ids of new charges that stand in the place of earlier ones."""
    payments: Mapping[str, Payment] = field(default_factory=dict)
    """Transaction id of a payment -> what was received."""


def written(drafts: Collection[Draft], desk: Desk, cycle: int) -> tuple[Sent, ...]:
    return tuple(
        Sent(
            control_id=draft.control_id,
            raw=draft.document.to_bytes(),
            at=desk.now,
            holder=draft.holder,
            transactions=tuple(_transactions(draft, desk, cycle)),
            outcome=COMPOSED,
            holder_name=draft.holder_name,
            endpoint=draft.endpoint,
            made_with=draft.made_with,
        )
        for draft in drafts
    )


def _transactions(draft: Draft, desk: Desk, cycle: int) -> Iterable[Transaction]:
    """Every FT1 as a receiver reads it, with the line or the charge that it belongs to."""
    for group in groups_of(draft.document):
        row = read_row(draft.document, group, draft.made_with.convention)
        line = draft.lines.get(row.transaction_id) if row.kind != "credit" else None
        reverses = draft.reverses.get(row.transaction_id, "") if line is None else ""
        if line is not None and row.transaction_id in draft.kept:
            reverses = row.transaction_id
        payment = draft.payments.get(row.transaction_id)
        kind = row.kind if payment is None else KINDS[payment.kind].lower()
        yield Transaction(
            transaction_id=row.transaction_id,
            kind="charge" if line is not None else "credit" if reverses else kind,
            number=group.number,
            cycle=cycle,
            reverses=reverses,
            amount=row.effect,
            currency=row.currency,
            line=coded_line(line, desk.profile) if line is not None else None,
            line_number=line.number if line is not None else 0,
            payment=payment,
        )
