"""Which messages of studies are still to leave, and whether one may leave now. Functions run inside a transaction."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from workbench.charges.lifecycle import sequence
from workbench.history import study_rows
from workbench.history.keys import CONTROL, folded
from workbench.history.records import NOT_SENT, SENT
from workbench.history.schema import entries, keys, study_events, study_messages
from workbench.history.study_records import Unsent

CHANGED_SINCE = "The study changed after this message could not be sent; its page says what is due now."


def unsent(connection: Connection) -> list[Unsent]:
    """The messages that never left, oldest first; without those that reached nobody and that the study is beyond."""
    found = study_rows.unsent(connection)
    tried = _tried(connection) if found else frozenset()
    return [one for one in found if one.sent.control_id not in tried or not _is_replaced(connection, one)]


def _tried(connection: Connection) -> frozenset[str]:
    """The control ids of messages that somebody tried to send, and nobody was reached."""
    columns = study_messages.c
    there = (
        select(keys.c.entry_id)
        .join(entries, (entries.c.id == keys.c.entry_id) & (entries.c.direction == SENT))
        .where(keys.c.kind == CONTROL, keys.c.folded == columns.folded, entries.c.verdict == NOT_SENT)
    )
    statement = select(columns.control_id).where(or_(columns.outcome == NOT_SENT, there.exists()))
    return frozenset(connection.execute(statement).scalars())


def _is_replaced(connection: Connection, one: Unsent) -> bool:
    columns = study_messages.c
    statement = select(columns.event_id, columns.folded).where(columns.folded == folded(one.sent.control_id))
    row = connection.execute(statement).one()
    return _changed_since(connection, one.study, row.event_id, row.folded)


def why_held(connection: Connection, control_id: str) -> str:
    """Why the message with this control id (MSH-10) must not leave, a finished sentence; "" when it may, and for one
    that was made for no study."""
    columns = study_messages.c
    statement = select(columns.study_id, columns.event_id, columns.control_id, columns.folded)
    row = connection.execute(statement.where(columns.folded == folded(control_id))).first()
    if row is None:
        return ""
    messages = study_rows.messages(connection, row.study_id)[row.study_id]
    outcome = next(one.outcome for one in messages if one.control_id == row.control_id)
    # What is decided while a message is known not to be at the receiver is decided without it, and may replace it.
    if outcome == NOT_SENT and _changed_since(connection, row.study_id, row.event_id, row.folded):
        return CHANGED_SINCE
    return sequence.why_held(messages, row.control_id)


def _changed_since(connection: Connection, study: int, event: int, name: str) -> bool:
    """Whether something happened to the study after the first try to send the message that was made at `event`."""
    tried = (
        select(func.min(entries.c.at))
        .join(keys, (keys.c.entry_id == entries.c.id) & (keys.c.kind == CONTROL))
        .where(keys.c.folded == name, entries.c.direction == SENT)
    )
    first = connection.execute(tried).scalar()
    later = select(study_events.c.id).where(
        study_events.c.study_id == study, study_events.c.id > event, study_events.c.event != ""
    )
    if first is not None:
        later = later.where(study_events.c.at > first)
    return connection.execute(later.limit(1)).first() is not None
