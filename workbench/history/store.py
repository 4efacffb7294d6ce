"""The history itself: writing what was sent and received, reading it back, deleting it for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, delete, func, select

from workbench.history import database, errors, schema
from workbench.history.records import (
    RECEIVED,
    SENT,
    Entry,
    EntrySummary,
    Received,
    ReceivedLike,
    Reply,
    ReplyLike,
)
from workbench.history.search import GREATEST, Filter, page, summary, summary_fields, with_keys
from workbench.history.times import to_text
from workbench.history.writing import GoneError, Writer, examine

if TYPE_CHECKING:
    from workbench.history.study_records import WaitingCredit

_RAWS = 500
"""Entries in one query; SQLite takes at most 999 values in one on old systems."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What `purge` did."""

    entries: int
    """How many were deleted."""
    erased: bool
    """Whether their bytes have left the files; False while another program reads the history, until it stops."""


class History:
    """One history file. Several processes and threads may use it at once; each opens its own or shares this object.

    Every method may raise HistoryError (file locked, disk full, file damaged …) with nothing half done.
    """

    def __init__(self, file: Path, writer: Engine | None, reader: Engine, timeout: float) -> None:
        self.file = file
        self._writer = writer
        self._reader = reader
        self._timeout = timeout
        self._closed = False
        self._identity = database.identity(file)
        self._statements = Writer(reader.dialect)

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False, timeout: float = 10.0) -> History:
        """Open the history of a data folder; made for its owner alone when it is not there, and brought up to date.

        With `read_only` nothing is made or changed, and NoHistory is raised when there is none. `timeout` is how many
        seconds to wait for another program that holds the file.
        """
        folder = folder.absolute()
        if read_only:
            file = folder / database.FILE
            return cls(file, None, database.read_only_engine(file, timeout), timeout)
        file = database.make_file(folder)
        writer, reader = database.open_engines(file, timeout)
        return cls(file, writer, reader, timeout)

    @classmethod
    def open_to_read(cls, folder: Path, *, timeout: float = 10.0) -> History:
        """The same with `read_only`, for a user: a history of an older version is brought up to date first.

        Raises OldHistory when that one may not be written to.
        """
        try:
            return cls.open(folder, read_only=True, timeout=timeout)
        except errors.OldHistory as old:
            try:
                cls.open(folder, timeout=timeout).close()
            except errors.HistoryError as problem:
                raise errors.OldHistory(f"{old} {problem}") from problem
        return cls.open(folder, read_only=True, timeout=timeout)

    def close(self) -> None:
        """Close the file. Closing twice does no harm."""
        self._closed = True
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- writing -----------------------------------------------------------------------------------------------

    def received(self, raw: bytes, *, peer: str, endpoint: str, at: datetime) -> int:
        """Store a received message; it is on the disk when this returns its id."""
        return self.received_many([Received(raw, peer, endpoint, at)])[0]

    def received_many(self, messages: Sequence[ReceivedLike]) -> list[int]:
        """Store received messages in one transaction; all are on the disk when this returns their ids, in order."""
        return self._add(RECEIVED, messages, None)

    def replied(self, entry_id: int, raw_ack: bytes | None, *, at: datetime, verdict: str, note: str = "") -> None:
        """Store our reply to a received message (None: we gave none)."""
        self.replied_many([Reply(entry_id, raw_ack, at, verdict, note)])

    def replied_many(self, replies: Sequence[ReplyLike]) -> None:
        """Store our replies in one transaction."""
        self._answer(replies, None)

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, peer: str = "", resent_of: int | None = None) -> int:
        """Store a message that is about to be sent. `resent_of` is the entry that it sends again."""
        return self._add(SENT, [Received(raw, peer, endpoint, at)], resent_of)[0]

    def answered(
        self,
        entry_id: int,
        raw: bytes | None,
        *,
        at: datetime,
        verdict: str,
        note: str = "",
        elapsed: float | None = None,
    ) -> None:
        """Store how sending ended: the answer (None: there was none), a verdict, and a sentence about it.

        `elapsed` is the measured time in seconds; without it the difference of the two times is taken. A second answer
        is kept beside the first.
        """
        self._answer([Reply(entry_id, raw, at, verdict, note)], elapsed)

    def purge(self, before: datetime) -> Purged:
        """Delete all entries from before a time, their bytes and keys, and clear them out of the files.

        Rewrites the file, which takes seconds for hundreds of megabytes, needs as much free space again, and keeps
        writers waiting meanwhile.
        """
        with self._writing() as connection:
            statement = delete(schema.entries).where(schema.entries.c.at < to_text(before))
            count = connection.execute(statement).rowcount
        with database.told(self.file):
            erased = database.compact(self._writable(), self._timeout)
        return Purged(count, erased)

    # ---- reading -----------------------------------------------------------------------------------------------

    def entries(
        self,
        *,
        text: str = "",
        kind: str = "",
        direction: str = "",
        verdict: str = "",
        message_type: str = "",
        endpoint: str = "",
        note: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
        before: int | None = None,
    ) -> list[EntrySummary]:
        """Up to `limit` entries that meet all conditions, newest first; `before` is the last id of the page before.

        `text` is an identifier or its beginning: control id (also one acknowledged in MSA-2), patient, account, visit,
        accession, order, transaction; `kind` picks one of them. The others: see search.Filter.
        """
        wanted = Filter(text, kind, direction, verdict, message_type, endpoint, note, since, until)
        with self._reading() as connection:
            rows = connection.execute(page(wanted, limit, before)).mappings().all()
        return [summary(row) for row in rows]

    def entry(self, entry_id: int) -> Entry | None:
        """One entry with all its bytes; None when it is not there."""
        if not 0 < entry_id <= GREATEST:
            return None
        with self._reading() as connection:
            return _entry(connection, entry_id)

    def raws(self, entry_ids: Sequence[int]) -> dict[int, bytes]:
        """The message bytes of many entries by id, in a few queries; an id that is not there is left out."""
        found: dict[int, bytes] = {}
        messages = schema.messages
        with self._reading() as connection:
            for begin in range(0, len(entry_ids), _RAWS):
                some = entry_ids[begin : begin + _RAWS]
                rows = connection.execute(
                    select(messages.c.entry_id, messages.c.raw).where(messages.c.entry_id.in_(some))
                )
                found.update((number, raw) for number, raw in rows)
        return found

    def ids_with_keys(self, wanted: Collection[tuple[str, str]]) -> list[int]:
        """Every entry with one of these whole identifiers, each (kind, value; see keys.py), in any case; oldest first.

        Nothing is left out: what has thousands of entries gives thousands.
        """
        with self._reading() as connection:
            found = {number for each in with_keys(wanted) for number in connection.execute(each).scalars()}
        return sorted(found)

    def summaries(self, entry_ids: Sequence[int]) -> list[EntrySummary]:
        """The entries with these ids, oldest first; one that is not there is left out."""
        found: list[EntrySummary] = []
        names = sorted(set(entry_ids))
        with self._reading() as connection:
            for begin in range(0, len(names), _RAWS):
                some = select(schema.entries).where(schema.entries.c.id.in_(names[begin : begin + _RAWS]))
                found += map(summary, connection.execute(some.order_by(schema.entries.c.id)).mappings())
        return found

    def waiting_credits(self, transaction_ids: Collection[str]) -> list[WaitingCredit]:
        """The credits of these charges (FT1-2) in messages of studies that were made and never left."""
        from workbench.history.study_rows import waiting_credits

        with self._reading() as connection:
            return waiting_credits(connection, transaction_ids)

    def latest(self) -> int:
        """The id of the newest entry; 0 when there is none."""
        with self._reading() as connection:
            return connection.execute(select(func.max(schema.entries.c.id))).scalar() or 0

    def count(self) -> int:
        """How many entries there are."""
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(schema.entries)).scalar_one()

    # ---- inside ------------------------------------------------------------------------------------------------

    def _add(self, direction: str, messages: Sequence[ReceivedLike], resent_of: int | None) -> list[int]:
        if not messages:
            return []
        found = examine(messages)
        with self._writing() as connection:
            return self._statements.add(connection, direction, found, resent_of)

    def _answer(self, replies: Sequence[ReplyLike], elapsed: float | None) -> None:
        if not replies:
            return
        try:
            with self._writing() as connection:
                self._statements.answer(connection, replies, elapsed)
        except GoneError as error:
            raise errors.gone(self.file, error.entry_id) from error

    def _writable(self) -> Engine:
        self._must_be_open()
        if self._writer is None:
            raise errors.reading_only(self.file)
        return self._writer

    @property
    def is_current(self) -> bool:
        """Whether the file that was opened still stands at its place; it may have been moved, deleted or replaced."""
        return database.identity(self.file) == self._identity

    def _must_be_open(self) -> None:
        if self._closed:
            raise ValueError(f"{self.file} is closed")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction, on the disk at the end, undone by any error."""
        # SQLite itself would go on writing to a deleted file, and we would acknowledge what is lost.
        if not self.is_current:
            raise errors.moved(self.file)
        with database.told(self.file), self._writable().begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One view of the file, which others' writing does not change."""
        # First: whoever shares this object may have closed it because its file was replaced.
        if not self.is_current:
            raise errors.moved(self.file)
        self._must_be_open()
        with database.told(self.file), self._reader.begin() as connection:
            yield connection


def _entry(connection: Connection, entry_id: int) -> Entry | None:
    statement = (
        select(schema.entries, schema.messages.c.raw)
        .join(schema.messages, schema.messages.c.entry_id == schema.entries.c.id)
        .where(schema.entries.c.id == entry_id)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    answers = schema.answers
    given = (
        connection.execute(select(answers.c.raw).where(answers.c.entry_id == entry_id).order_by(answers.c.id))
        .scalars()
        .all()
    )
    fields = summary_fields(row)
    return Entry(**fields, answer=given[-1] if given else None, earlier_answers=tuple(given[:-1]))
