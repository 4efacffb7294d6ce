"""What became of messages: refused and never mended, sent and never answered."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.charges.ledger.flag import WARNING, Flag, by_message, counted, flag, listed, name_of
from workbench.charges.ledger.ledger import Ledger
from workbench.charges.ledger.posting import REJECTED, SENT, UNANSWERED, Transaction
from workbench.charges.ledger.types import CREDIT


def sending_flags(ledger: Ledger) -> Iterator[Flag]:
    """One flag for each message."""
    for group in by_message(_not_mended(ledger)):
        first = group[0]
        text = f"The message {_called(first)} with {_lines(group)} was refused, and nothing was accepted in its place."
        hint = "Read the acknowledgement, mend the message, and send it again with a new MSH-10 and the same FT1-2."
        yield flag("rejected", WARNING, text, group, hint)
    for group in by_message(one for one in ledger.transactions if _unanswered(one)):
        text = f"Nobody knows whether the message {_called(group[0])} with {_lines(group)} was taken; it is counted."
        hint = "Send it again as it is, with the same MSH-10: a receiver that has it drops the copy."
        yield flag("unanswered", WARNING, text, group, hint)


def _not_mended(ledger: Ledger) -> Iterator[Transaction]:
    mended = {one.charge for one in ledger.charges if one.mended_by is not None}
    # A refused credit is mended when its charge was taken back all the same.
    mended |= {
        match.credit
        for one in ledger.charges
        for match in one.credits
        if match.credit.outcome == REJECTED and (one.reversed or not one.charge.live)
    }
    yield from (one for one in ledger.transactions if one.outcome == REJECTED and one not in mended)


def _unanswered(one: Transaction) -> bool:
    return one.outcome == UNANSWERED and any(posting.direction == SENT for posting in one.postings)


def _called(one: Transaction) -> str:
    control_id = one.line.head.control_id
    return f"{control_id} ({one.posting.source})" if control_id else f"without a control id ({one.posting.source})"


def _lines(group: tuple[Transaction, ...]) -> str:
    word = "credit" if all(one.line.role == CREDIT for one in group) else "line"
    return f"{counted(len(group), word)} ({listed(name_of(one.line) for one in group)})"
