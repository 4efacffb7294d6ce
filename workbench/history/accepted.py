"""Where a message, or a charge of it, was accepted before: by whole ids, in one question to the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workbench.history.keys import CONTROL, LONGEST, TRANSACTION, folded
from workbench.history.records import ACCEPTED, SENT
from workbench.history.schema import entries, keys
from workbench.history.store import History
from workbench.history.times import from_text

_AT_ONCE = 500
"""Ids in one question; SQLite takes 999 parameters at least."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was sent and accepted."""

    entry: int
    at: datetime
    """When the answer came (aware)."""
    endpoint: str
    control_id: str
    transaction_ids: tuple[str, ...]


def accepted_with(history: History, control_id: str, transaction_ids: Collection[str]) -> list[Found]:
    """The entries that were sent under this control id, or with one of these ids (FT1-2), and were accepted; newest
    first. Capitals count. Raises HistoryError when the history cannot be read."""
    found: dict[int, Found] = {}
    if control_id:
        found.update((one.entry, one) for one in _asked(history, CONTROL, [control_id]) if one.control_id == control_id)
    wanted = set(transaction_ids)
    names = sorted(wanted)
    for begin in range(0, len(names), _AT_ONCE):
        for one in _asked(history, TRANSACTION, names[begin : begin + _AT_ONCE]):
            if wanted.intersection(one.transaction_ids):
                found[one.entry] = one
    return [found[number] for number in sorted(found, reverse=True)]


def _asked(history: History, kind: str, names: Sequence[str]) -> list[Found]:
    columns = entries.c
    wanted = [folded(one[:LONGEST]) for one in names]
    there = select(keys.c.entry_id).where(keys.c.kind == kind, keys.c.folded.in_(wanted))
    statement = select(
        columns.id, columns.at, columns.answered_at, columns.endpoint, columns.control_id, columns.transaction_ids
    ).where(columns.id.in_(there), columns.direction == SENT, columns.verdict == ACCEPTED)
    with history._reading() as connection:
        return [
            Found(
                row.id,
                from_text(row.answered_at or row.at),
                row.endpoint,
                row.control_id,
                tuple(json.loads(row.transaction_ids)),
            )
            for row in connection.execute(statement)
        ]
