"""Which postings are copies of one transaction.

A message that is sent again keeps its control id (HL7 2.5.1, chapter 2.10): the same sender, the same MSH-10 and the
same line are one transaction, however often it went. The same control id with another line is another transaction, and
a new control id is a new event, which may be a duplicate charge. Without a control id the whole message says it: word
for word the same again, or an entry of the history that is known to be sent again, is the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from workbench.charges.ledger.posting import OUTCOMES, Posting, Transaction
from workbench.charges.ledger.quiet import sorted_in_turns

_Key = tuple[str, str, str, int, str, str, str]
_Line = tuple[int | None, int, str]
"""Entry of the history, number of the FT1, and the segment."""
_STRENGTH = {outcome: place for place, outcome in enumerate(OUTCOMES)}


def gather(postings: Iterable[Posting]) -> list[Transaction]:
    """All transactions in order of time. The order of the postings given does not matter.

    Raises ValueError for an outcome that is none: its line would silently not count.
    """
    given = list(postings)
    first = _first_of_resent(given)
    copies: dict[_Key | int, list[Posting]] = {}
    for count, posting in enumerate(given):
        if posting.outcome not in _STRENGTH:
            raise ValueError(f"{posting.outcome!r} is no outcome; there are {', '.join(OUTCOMES)}")
        key = _identity(posting)
        if posting.resent_of is not None and first:
            key = first.get((posting.entry, posting.line.occurrence, posting.line.text), key)
        # A posting made by hand may have neither a control id nor a fingerprint: nothing tells a copy.
        copies.setdefault(count if key is None else key, []).append(posting)
    found = []
    while copies:  # let go one by one: a hundred thousand at once would hold up the window
        found.append(_transaction(copies.popitem()[1]))
    found.reverse()
    found = sorted_in_turns(found, _order)
    return [Transaction(one.line, one.postings, one.outcome, one.moment, number) for number, one in enumerate(found)]


def _first_of_resent(postings: Sequence[Posting]) -> dict[_Line, _Key]:
    """Lines of entries that were sent again without a control id -> the key of the line that went first."""
    if not any(one.resent_of is not None and not one.line.head.control_id for one in postings):
        return {}
    before = {one.entry: one.resent_of for one in postings if one.entry is not None}
    keys = {(one.entry, one.line.occurrence, one.line.text): _identity(one) for one in postings}
    found: dict[_Line, _Key] = {}
    for one in postings:
        if one.resent_of is None or one.line.head.control_id:
            continue
        entry, seen = one.resent_of, {one.entry}
        while (earlier := before.get(entry)) is not None and entry not in seen:
            seen.add(entry)
            entry = earlier
        key = keys.get((entry, one.line.occurrence, one.line.text))
        if key is not None:
            found[one.entry, one.line.occurrence, one.line.text] = key
    return found


def _identity(posting: Posting) -> _Key | None:
    line = posting.line
    head = line.head
    said = head.control_id or head.fingerprint
    if not said:
        return None
    return (
        head.sending_application,
        head.sending_facility,
        said,
        line.occurrence,
        line.text,
        head.patient,
        head.account,
    )


def _transaction(postings: list[Posting]) -> Transaction:
    if len(postings) > 1:
        postings = sorted(postings, key=lambda one: (one.moment, _STRENGTH[one.outcome], one.direction, one.source))
        outcome = min((one.outcome for one in postings), key=_STRENGTH.__getitem__)
    else:
        outcome = postings[0].outcome
    return Transaction(postings[0].line, tuple(postings), outcome, postings[0].moment)


def _order(one: Transaction) -> tuple[datetime, int, str, int, str, str, int, str]:
    """In time; what has the same time, or none, in the order of the history, or of the files and what is in them."""
    head, posting = one.line.head, one.posting
    return (
        one.moment,
        posting.entry or 0,
        posting.file,
        posting.message,
        head.sending_application,
        head.control_id,
        one.line.occurrence,
        one.line.text,
    )
