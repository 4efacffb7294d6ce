"""Whether the credits of a message that is about to leave take back what was taken back already.

The ledger answers, with the message added to what the history has: so it is found by whatever pairs credit and charge
(ids, suffixes, links, order, likeness), and a rest that a partial credit left may still be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.charges.ledger import Charge, Ledger, LedgerLine, Posting, Settings, charge_lines
from workbench.charges.ledger.asked import question_about
from workbench.charges.ledger.posting import ACCEPTED, SENT, Transaction
from workbench.charges.ledger.settings import default_settings
from workbench.charges.ledger.standing import Messages, known_to
from workbench.charges.ledger.types import CHARGE, CREDIT
from workbench.er7 import Document


@dataclass(frozen=True, slots=True)
class Second:
    """A credit that would be one too many."""

    credit: LedgerLine
    charge: Transaction
    first: Transaction
    """The credit that was accepted before."""

    @property
    def text(self) -> str:
        """Such as "CHG001 was taken back already by CHG001-R"."""
        by = self.first.line.transaction_id or "a credit without an id"
        charge = self.charge.line
        return f"{charge.transaction_id or charge.code or 'The charge'} was taken back already by {by}"


def second_credits(document: Document, history: Messages) -> list[Second]:
    """The credits of a message whose charges are off the account without it, in the order of its lines.

    What the history raises when it cannot be read passes through. A message that went before (the same MSH-10 and
    lines) is no second one.
    """
    settings = default_settings()
    lines = [line for line in charge_lines(document, settings.kinds) if line.role in (CHARGE, CREDIT)]
    credits = [line for line in lines if line.role == CREDIT]
    if not credits:
        return []
    there = known_to(history, question_about(credits, settings), settings).postings
    if not any(one.line.role == CREDIT for one in there):
        return []
    own = [Posting(line, SENT, at=datetime.now(UTC)) for line in lines]
    ledger = Ledger.of([*there, *own], settings)
    found = [*_paired(ledger, own), *_pushed_out(Ledger.of(there, settings), ledger)]
    left = {posting.line for posting in own for one in ledger.unpaired if posting in one.postings}
    if left:
        found += _without_room(there, [one for one in own if one.line in left], ledger, settings)
    return sorted(found, key=lambda one: one.credit.occurrence)


def _paired(ledger: Ledger, own: Iterable[Posting]) -> Iterator[Second]:
    """Those that lead to a charge, of which they take more than there is."""
    mine = set(own)
    for charge in ledger.charges:
        ours = [each.credit for each in charge.credits if mine.intersection(each.credit.postings)]
        before = _before(charge, mine)
        if ours and before is not None and charge.balance.below_zero:
            yield from (Second(one.line, charge.charge, before) for one in ours if len(one.postings) == 1)


def _pushed_out(before: Ledger, after: Ledger) -> Iterator[Second]:
    """Those that lead by their id to a charge that a credit without a name had taken back."""
    left = {posting for one in after.unpaired for posting in one.postings}
    by_line = {one.charge.line: one for one in after.charges}
    for charge in before.charges:
        for match in charge.credits:
            if match.credit.outcome == ACCEPTED and left.intersection(match.credit.postings):
                now = by_line.get(charge.charge.line)
                for each in now.credits if now is not None else ():
                    yield Second(each.credit.line, charge.charge, match.credit)


def _without_room(
    there: Iterable[Posting], own: Iterable[Posting], ledger: Ledger, settings: Settings
) -> Iterator[Second]:
    """Those that lead to a charge only while nothing else has taken it back."""
    charges = [one for one in there if one.line.role == CHARGE]
    by_line = {one.charge.line: one for one in ledger.charges}
    mine = set(own)
    for charge in Ledger.of([*charges, *own], settings).charges:
        now = by_line.get(charge.charge.line)
        before = _before(now, mine) if now is not None else None
        if before is not None:
            for each in charge.credits:
                yield Second(each.credit.line, charge.charge, before)


def _before(charge: Charge, own: set[Posting]) -> Transaction | None:
    """The last credit of it that was accepted and is not of the message."""
    there = [
        match.credit
        for match in charge.credits
        if match.credit.outcome == ACCEPTED and not own.intersection(match.credit.postings)
    ]
    return there[-1] if there else None
