"""How the messages of studies ended: what the entries of the history say about them.

A message is found by its control id (MSH-10). One that was refused and mended by hand has another control id and the
same transaction ids (FT1-2), so a later message with exactly those ids tells how it ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from workbench.charges.lifecycle.standing import COMPOSED, taken
from workbench.history.keys import CONTROL, TRANSACTION, folded
from workbench.history.records import ACCEPTED, NOT_SENT, SENT
from workbench.history.schema import entries, keys, study_messages, study_transactions

_AT_ONCE = 500
"""Names in one question; SQLite takes 999 parameters at least."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How one message ended."""

    outcome: str
    note: str
    entry: int | None


def endings(connection: Connection, study: int | None = None) -> dict[int, Ending]:
    """The present ending of each message (by number), of one study or of all."""
    found = stored(connection, study)
    for number, ending in _by_control_id(connection, study):
        if _counts(found[number], ending):
            found[number] = ending
    refused = [number for number, ending in found.items() if taken(ending.outcome) == "no"]
    return found | _mended(connection, refused, found)


def _counts(before: Ending, later: Ending) -> bool:
    """Whether what a later entry says about a message replaces what is known of it.

    Nothing takes back an acceptance: a message sent twice may end with no answer the second time. And one that reached
    nobody says nothing about the time before, when the receiver may have taken it.
    """
    if before.outcome == ACCEPTED:
        return later.outcome == ACCEPTED
    return later.outcome != NOT_SENT or before.outcome in (COMPOSED, NOT_SENT) or before.entry == later.entry


def endings_of(connection: Connection, control_ids: Sequence[str]) -> dict[str, Ending]:
    """The ending of everything that left under these control ids, by control id; an acceptance counts before all
    others. What reached nobody did not leave."""
    wanted = {folded(one): one for one in control_ids}
    names, found = list(wanted), dict[str, Ending]()
    for begin in range(0, len(names), _AT_ONCE):
        statement = (
            select(keys.c.folded, entries.c.verdict, entries.c.note, entries.c.id)
            .join(entries, (entries.c.id == keys.c.entry_id) & (entries.c.direction == SENT))
            .where(keys.c.kind == CONTROL, keys.c.folded.in_(names[begin : begin + _AT_ONCE]))
            .where(entries.c.verdict != NOT_SENT)
            .order_by(entries.c.id)
        )
        for name, verdict, note, number in connection.execute(statement):
            before = found.get(wanted[name])
            if before is None or before.outcome != ACCEPTED or verdict == ACCEPTED:
                found[wanted[name]] = Ending(verdict, note, number)
    return found


def stored(connection: Connection, study: int | None) -> dict[int, Ending]:
    """The endings as they were written down the last time."""
    columns = study_messages.c
    statement = select(columns.id, columns.outcome, columns.note, columns.entry_id)
    if study is not None:
        statement = statement.where(columns.study_id == study)
    return {row.id: Ending(row.outcome, row.note, row.entry_id) for row in connection.execute(statement)}


def _by_control_id(connection: Connection, study: int | None) -> Iterable[tuple[int, Ending]]:
    """Sent entries with the control id of a message, the oldest first."""
    statement = (
        select(study_messages.c.id, entries.c.verdict, entries.c.note, entries.c.id.label("entry"))
        .join(keys, (keys.c.folded == study_messages.c.folded) & (keys.c.kind == CONTROL))
        .join(entries, (entries.c.id == keys.c.entry_id) & (entries.c.direction == SENT))
        .order_by(entries.c.id)
    )
    if study is not None:
        statement = statement.where(study_messages.c.study_id == study)
    for row in connection.execute(statement):
        yield row.id, Ending(row.verdict, row.note, row.entry)


def _mended(connection: Connection, refused: Iterable[int], known: Mapping[int, Ending]) -> dict[int, Ending]:
    """Endings of refused messages that were accepted later in another envelope."""
    found: dict[int, Ending] = {}
    ours = select(study_messages.c.folded)
    for number in refused:
        ids = _transaction_ids(connection, number)
        if not ids:
            continue
        statement = (
            select(entries.c.id, entries.c.transaction_ids, entries.c.note)
            .join(keys, keys.c.entry_id == entries.c.id)
            .where(keys.c.kind == TRANSACTION, keys.c.folded == folded(ids[0]))
            .where(entries.c.direction == SENT, entries.c.verdict == ACCEPTED)
            .where(entries.c.id > (known[number].entry or 0))
            .where(entries.c.id.not_in(select(keys.c.entry_id).where(keys.c.kind == CONTROL, keys.c.folded.in_(ours))))
            .order_by(entries.c.id.desc())
        )
        for row in connection.execute(statement):
            if sorted(json.loads(row.transaction_ids)) == sorted(ids):
                found[number] = Ending(ACCEPTED, row.note, row.id)
                break
    return found


def _transaction_ids(connection: Connection, message: int) -> list[str]:
    columns = study_transactions.c
    statement = select(columns.transaction_id).where(columns.message_id == message).order_by(columns.number)
    return list(connection.execute(statement).scalars())
