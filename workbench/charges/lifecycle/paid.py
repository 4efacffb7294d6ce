"""Money that was received beside the charges of a study: told once, never taken back with a charge, never forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import Row, read_row
from workbench.charges.lifecycle.standing import CREDIT, PART, Sent, Standing
from workbench.charges.profile.conventions import Convention
from workbench.charges.study.payments import KINDS, Payment
from workbench.er7 import Document


def untold(standing: Standing, payments: Sequence[Payment], convention: Convention) -> tuple[Payment, ...]:
    """The payments that are in no message that the receiver has or may have."""
    # The codes of a profile need not tell the kinds apart, so a payment is known by its amount.
    told = [abs(amount) for _, row in _received(standing, convention) if (amount := row.amount) is not None]
    found = []
    for payment in payments:
        if abs(payment.amount) in told:
            told.remove(abs(payment.amount))
        else:
            found.append(payment)
    return tuple(found)


def waiting(standing: Standing, payments: Sequence[Payment], convention: Convention) -> tuple[str, ...]:
    """A sentence for each payment that came when nothing is charged, so that no message tells of it."""
    return tuple(
        f"{_named(KINDS.get(one.kind, 'payment'), one.amount, one.currency)} came after the charge and is in no message"
        " yet; it goes out with the next charge or correction of the study."
        for one in untold(standing, payments, convention)
    )


def staying(standing: Standing, convention: Convention) -> tuple[str, ...]:
    """A sentence for each payment that stays when charges are taken back: a person has to say where it belongs."""
    return tuple(
        f"{_named(row.kind, row.amount, row.currency)} in {sent.control_id} stays: money that was received is not taken"
        " back with a charge. Give it back, or move it with an adjustment."
        for sent, row in _received(standing, convention)
        if row.amount is not None
    )


def _named(kind: str, amount: Decimal, currency: str) -> str:
    return " ".join(part for part in (f"The {kind.lower()} of {abs(amount)}", currency) if part)


def _received(standing: Standing, convention: Convention) -> Iterator[tuple[Sent, Row]]:
    """The rows that are neither charge nor credit, of messages that the receiver has or may have; each is read in the
    convention that it was made with, in `convention` where that is not known."""
    for sent in standing.messages:
        numbers = {one.number for one in sent.transactions if one.kind not in ("charge", CREDIT, PART)}
        if sent.taken == "no" or not numbers:
            continue
        document = Document.from_bytes(sent.raw)
        for group in groups_of(document):
            if group.number in numbers:
                yield sent, read_row(document, group, sent.made_with.convention if sent.made_with else convention)
