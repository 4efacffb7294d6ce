"""The statements that write, on the path to every acknowledgement: compiled once, then handed to the driver with plain
values, many rows at a time. Through SQLAlchemy's own execution each row would cost several times as much.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, insert, select, update
from sqlalchemy.sql.dml import UpdateBase

from workbench.history.keys import ACCESSION, ACCOUNT, PATIENT, VISIT, Keys, read_keys, storable
from workbench.history.records import WAITING, ReceivedLike, ReplyLike
from workbench.history.schema import answers, entries, keys, messages
from workbench.history.times import to_text

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message with everything about it that can be found out before the database is locked."""

    message: ReceivedLike
    keys: Keys
    at: str


class GoneError(Exception):
    """An answer for an entry that does not exist (any more)."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


def examine(raws: Iterable[ReceivedLike]) -> list[Incoming]:
    """Read the keys and the times. Raises ValueError for a time without a zone."""
    return [Incoming(message, read_keys(message.raw), to_text(message.at)) for message in raws]


class _Prepared:
    """One statement as text, with the names of its values in their order."""

    def __init__(self, statement: UpdateBase, dialect: Dialect, columns: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        self._text = str(compiled)
        self._names: Sequence[str] = compiled.positiontup or ()

        self._pick = itemgetter(*self._names)

    def run(self, connection: Connection, rows: Iterable[Row]) -> int:
        """Execute it for each row; the number of rows changed."""
        return self.run_tuples(connection, [self._pick(row) for row in rows])

    def run_tuples(self, connection: Connection, rows: list[tuple[Any, ...]]) -> int:
        """The same for rows of values that are already in the order of the statement."""
        return connection.exec_driver_sql(self._text, rows).rowcount if rows else 0


class Writer:
    """The inserts and updates of one database. Every method runs inside the transaction of the caller."""

    def __init__(self, dialect: Dialect) -> None:
        written = [column.name for column in entries.c if column.name not in ("answered_at", "elapsed")]
        self._entry = _Prepared(insert(entries), dialect, written)
        self._message = _Prepared(insert(messages), dialect, ("entry_id", "raw"))
        self._key = _Prepared(insert(keys), dialect, ("entry_id", "kind", "value", "folded"))
        self._answer = _Prepared(insert(answers), dialect, ("entry_id", "at", "raw"))
        ending = update(entries).where(entries.c.id == bindparam("entry_id"))
        self._ending = _Prepared(ending, dialect, ("verdict", "note", "answered_at", "elapsed"))

    def add(
        self, connection: Connection, direction: str, found: Sequence[Incoming], resent_of: int | None
    ) -> list[int]:
        """Insert messages; their ids, in order."""
        numbers = range(first := _next_id(connection), first + len(found))
        numbered = list(zip(numbers, found, strict=True))
        self._entry.run(connection, [_entry_row(*pair, direction, resent_of) for pair in numbered])
        self._message.run(connection, [{"entry_id": number, "raw": it.message.raw} for number, it in numbered])
        # By far the most rows, so without the detour; `folded` of a value that read_keys has cleaned is its casefold.
        self._key.run_tuples(
            connection,
            [(number, kind, value, value.casefold()) for number, it in numbered for kind, value in it.keys.pairs],
        )
        return list(numbers)

    def answer(self, connection: Connection, replies: Sequence[ReplyLike], elapsed: float | None) -> None:
        """Note how the entries ended, and keep the answers. Raises GoneError when one of them is not there."""
        rows = [
            {
                "entry_id": reply.entry_id,
                "verdict": reply.verdict,
                "note": storable(reply.note),
                "answered_at": to_text(reply.at),
                "elapsed": elapsed,
            }
            for reply in replies
        ]
        if self._ending.run(connection, rows) != len(rows):
            raise GoneError(_missing(connection, [reply.entry_id for reply in replies]))
        self._answer.run(
            connection,
            [
                {"entry_id": reply.entry_id, "at": to_text(reply.at), "raw": reply.raw}
                for reply in replies
                if reply.raw is not None
            ],
        )


def _next_id(connection: Connection) -> int:
    """The first id that was never given. The transaction holds the lock, so it stays ours. For SQLite alone."""
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").scalar()
    return int(last or 0) + 1


def _missing(connection: Connection, ids: Iterable[int]) -> int:
    return next(
        number
        for number in ids
        if connection.execute(select(entries.c.id).where(entries.c.id == number)).first() is None
    )


def _entry_row(number: int, found: Incoming, direction: str, resent_of: int | None) -> Row:
    message, its = found.message, found.keys
    return {
        "id": number,
        "direction": direction,
        "at": found.at,
        "endpoint": storable(message.endpoint),
        "peer": storable(message.peer),
        "control_id": its.control_id,
        "message_type": its.message_type,
        "patient_id": its.first(PATIENT),
        "account": its.first(ACCOUNT),
        "visit": its.first(VISIT),
        "accession": its.first(ACCESSION),
        "transaction_ids": json.dumps(its.transaction_ids, ensure_ascii=False),
        "verdict": WAITING,
        "note": "",
        "size": len(message.raw),
        "resent_of": resent_of,
    }
