"""Messages that left for a study without having been made for it: credits, new postings and corrections by hand.

They are found by accession number or transaction id, read by `lifecycle.by_hand`, and written down with the study like
its own messages, with an event that says so; from then on their answers count like all others. Functions run inside a
transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update

from workbench.charges.ledger.settings import Settings, default_settings
from workbench.charges.lifecycle.by_hand import EVENT, Left, by_hand, settings_of, told, with_hand
from workbench.charges.lifecycle.coded import to_data
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import Action
from workbench.charges.sources.identity import ACCESSION as STUDY_ACCESSION
from workbench.history import study_rows
from workbench.history.keys import ACCESSION, CONTROL, TRANSACTION, folded, storable
from workbench.history.records import SENT
from workbench.history.schema import entries, keys, messages, studies, study_events, study_keys, study_messages
from workbench.history.times import from_text, to_text

_MOST = 500
"""Messages read for one study."""


def behind(connection: Connection) -> list[int]:
    """The studies for which messages left that nobody has looked at yet."""
    statement = (
        select(study_keys.c.study_id)
        .distinct()
        .join(studies, studies.c.id == study_keys.c.study_id)
        .join(keys, (keys.c.folded == study_keys.c.folded) & (keys.c.kind == ACCESSION))
        .join(entries, entries.c.id == keys.c.entry_id)
        .where(study_keys.c.kind == STUDY_ACCESSION, entries.c.id > func.coalesce(studies.c.looked, 0), _foreign())
        .where(select(study_messages.c.id).where(study_messages.c.study_id == studies.c.id).exists())
    )
    return list(connection.execute(statement).scalars())


def seen(connection: Connection, known: Standing) -> Standing:
    """The study with what was done by hand and is not written down yet."""
    others = _others(connection, known)
    if not others:
        return known
    whole = study_rows.standing(connection, known.study)
    return with_hand(known, by_hand(whole, others, settings_of(whole, default_settings())))


def adopt(connection: Connection, number: int, settings: Settings | None = None) -> None:
    """Write down with a study what was done about it by hand. `settings` count where nobody kept with which profile it
    was charged."""
    known = study_rows.standing(connection, number)
    others = _others(connection, known)
    if not others:
        return
    done = by_hand(known, others, settings_of(known, settings or default_settings()))
    values: dict[str, Any] = {"looked": max(one.entry for one in others)}
    for sent in done:
        now = with_hand(known, [sent])
        event = _event(connection, number, known, now, told(sent), sent.at)
        study_rows.add_message(connection, number, event, sent, by_hand=True)
        values |= {"coded": _json(to_data(now.coded)), "why": storable(told(sent)), "changed_at": to_text(sent.at)}
        if now.decided != known.decided:
            values["decided"] = _json(to_data(now.decided))
        known = now
    connection.execute(update(studies).where(studies.c.id == number).values(values))


def sentences(connection: Connection, number: int) -> tuple[str, ...]:
    """What was done by hand since the last event of the study that something was done at, oldest first."""
    columns = study_events.c
    last = select(func.max(columns.id)).where(
        columns.study_id == number,
        columns.event != EVENT,
        columns.action.in_([Action.CHARGE, Action.CORRECT, Action.REVERSE]),
    )
    statement = select(columns.why).where(columns.study_id == number, columns.event == EVENT)
    statement = statement.where(columns.id > func.coalesce(last.scalar_subquery(), 0)).order_by(columns.id)
    return tuple(dict.fromkeys(connection.execute(statement).scalars()))


def _event(connection: Connection, number: int, known: Standing, now: Standing, why: str, at: datetime) -> int:
    row = {
        "study_id": number,
        "at": to_text(at),
        "event": EVENT,
        "stated": 0,
        "before": known.settled.state.value,
        "action": Action.NOTHING.value,
        "state": now.settled.state.value,
        "why": storable(why),
        "difference": "",
        "notes": "[]",
    }
    key = connection.execute(insert(study_events).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _foreign() -> Any:
    """Charge messages that left and that the receiver has, or may have, and that were made for no study."""
    names, own = keys.alias(), study_messages.alias()
    mine = (
        select(names.c.entry_id)
        .join(own, own.c.folded == names.c.folded)
        .where(names.c.entry_id == entries.c.id, names.c.kind == CONTROL)
        .correlate(entries)
    )
    return and_(
        entries.c.direction == SENT,
        entries.c.message_type.like("DFT%"),
        entries.c.verdict.not_in(study_rows.REFUSED),
        ~mine.exists(),
    )


def _others(connection: Connection, known: Standing) -> list[Left]:
    """The messages that may be about the charges of a study, oldest first."""
    if not known.messages:
        return []
    found = {one.entry: one for statement in _wanted(known) for one in _read(connection, statement)}
    return [found[number] for number in sorted(found)][-_MOST:]


def _wanted(known: Standing) -> list[Select[Any]]:
    orders = select(study_keys.c.folded).where(
        study_keys.c.study_id == known.study, study_keys.c.kind == STUDY_ACCESSION
    )
    wanted = [select(keys.c.entry_id).where(keys.c.kind == ACCESSION, keys.c.folded.in_(orders))]
    ids = sorted(
        {folded(one.transaction_id) for sent in known.messages for one in sent.transactions if one.transaction_id}
    )
    for begin in range(0, len(ids), 100):
        few = ids[begin : begin + 100]
        # CHG1 finds CHG1-R: a credit has the id of its charge with something behind it.
        near = [and_(keys.c.folded >= one, keys.c.folded < one + "\U0010ffff") for one in few]
        wanted.append(select(keys.c.entry_id).where(keys.c.kind == TRANSACTION, or_(*near)))
    return wanted


def _read(connection: Connection, wanted: Select[Any]) -> Sequence[Left]:
    columns = entries.c
    statement = (
        select(columns.id, columns.control_id, messages.c.raw, columns.at, columns.verdict, columns.note)
        .join(messages, messages.c.entry_id == columns.id)
        .where(columns.id.in_(wanted), _foreign())
        .order_by(columns.id)
    )
    return [
        Left(row.id, row.control_id, row.raw, from_text(row.at), row.verdict, row.note)
        for row in connection.execute(statement)
    ]


def _json(data: object) -> str:
    return storable(json.dumps(data, ensure_ascii=False))
