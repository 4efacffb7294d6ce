"""Whether a message of a study may leave now. Every function runs inside a transaction."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from workbench.charges.lifecycle import sequence
from workbench.history import study_rows
from workbench.history.keys import CONTROL, folded
from workbench.history.records import NOT_SENT, SENT
from workbench.history.schema import entries, keys, study_events, study_messages

CHANGED_SINCE = "The study changed after this message could not be sent; its page says what is due now."


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
