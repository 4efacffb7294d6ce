"""What waits, as rows: worked out when a study changes, and read without looking into any study.

Answers come from the engine, which knows nothing of studies; so a study is behind when an entry of the history says
more about one of its messages than is written down here. Those that are behind are worked out while reading, and
written down when somebody may write (`catch_up`). Every function runs inside a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, case, delete, exists, func, insert, or_, select, update

from workbench.charges.lifecycle.coded import sums
from workbench.charges.lifecycle.standing import COMPOSED, Standing
from workbench.charges.lifecycle.worklist import Group, Item, Known, waits
from workbench.history import study_by_hand, study_rows
from workbench.history.keys import CONTROL, TRANSACTION, storable
from workbench.history.records import ACCEPTED, NOT_SENT, SENT
from workbench.history.schema import entries, keys, studies, study_messages, study_transactions, study_waits
from workbench.history.study_records import Kept, Wait, amounts_of
from workbench.history.times import from_text, to_text

_AT_ONCE = 50
"""From so many studies on their messages are read in one go."""


def rewrite(connection: Connection, number: int) -> None:
    """Work one study out and write it down."""
    for row, standing in _standings(connection, [number]):
        _write(connection, row, standing)


def catch_up(connection: Connection, most: int) -> int:
    """Write down up to so many of the studies that are behind, and how their messages ended. How many are left."""
    late = behind(connection)
    for number in late[:most]:
        study_rows.keep_endings(connection, number)
        study_by_hand.adopt(connection, number)
        rewrite(connection, number)
    return len(late[most:])


def behind(connection: Connection) -> list[int]:
    """The studies of which the history knows more than is written down, in the order of their numbers."""
    found = set(connection.execute(select(studies.c.id).where(studies.c.settled.is_(None))).scalars())
    found.update(connection.execute(_answered()).scalars())
    found.update(connection.execute(_mended()).scalars())
    found.update(study_by_hand.behind(connection))
    return sorted(found)


def called(row: RowMapping, standing: Standing) -> dict[str, str]:
    """How people call the study. While charges are open it is called by whom they are booked on.

    A held report with the same accession may be about somebody else; then the name in the row is not the holder's.
    """
    names = ("accession", "patient_id", "patient_name", "account", "title", "exam_time")
    found = {name: row[name] for name in names}
    charges = [one.sent for one in standing.open_charges]
    if not charges or any(sent.holder.patient == row["patient_id"] for sent in charges):
        return found
    first = charges[0]
    return found | {
        "patient_id": first.holder.patient,
        "patient_name": first.holder_name,
        "account": first.holder.account or first.holder.visit,
    }


def patient_words(heading: Mapping[str, str]) -> str:
    """Name and number, for reading."""
    return " ".join(part for part in (heading["patient_name"], heading["patient_id"]) if part)


# ---- reading --------------------------------------------------------------------------------------------------------


def lines(connection: Connection, late_before: datetime) -> tuple[list[Wait], list[int]]:
    """Everything that waits, by group, the longest first; and the studies that were behind. A charge is late when
    its service was before `late_before`."""
    late = behind(connection)
    place = case({group.value: number for number, group in enumerate(Group)}, value=study_waits.c.waits_for)
    statement = (
        select(
            study_waits.c.waits_for,
            study_waits.c.study_id,
            studies.c.accession,
            studies.c.called,
            studies.c.title,
            study_waits.c.why,
            study_waits.c.since,
            study_waits.c.amounts,
            study_waits.c.unpriced,
        )
        .join(studies, studies.c.id == study_waits.c.study_id)
        .where(or_(study_waits.c.waits_for != Group.LATE.value, study_waits.c.since < to_text(late_before)))
        .order_by(place, func.coalesce(study_waits.c.since, "9"), study_waits.c.study_id)
    )
    found = list(map(Wait._make, connection.execute(statement).all()))
    if late:
        known = set(late)
        found = [one for one in found if one.study not in known]
        found += [one for one in _fresh(connection, late) if one.group != Group.LATE.value or _before(one, late_before)]
        order = {group.value: number for number, group in enumerate(Group)}
        found.sort(key=lambda one: (order[one.group], one.since or "9", one.study))
    return found, late


def kept(connection: Connection, late: Sequence[int]) -> list[Kept]:
    """All studies, the one that changed last first; `late` are those that are behind."""
    columns = studies.c
    statement = select(
        columns.id,
        columns.settled,
        columns.accession,
        columns.called,
        columns.title,
        columns.why,
        columns.changed_at,
        columns.charged,
    ).order_by(columns.changed_at.desc(), columns.id.desc())
    found = list(map(Kept._make, connection.execute(statement).all()))
    if late:
        fresh = {row["id"]: _facts(row, standing) for row, standing in _standings(connection, late)}
        found = [
            one._replace(state=new["settled"], patient=new["called"], charged=new["charged"])
            if (new := fresh.get(one.study)) is not None
            else one
            for one in found
        ]
    return found


def item(one: Wait, now: datetime) -> Item:
    """The line with its age."""
    since = None if one.since is None else from_text(one.since)
    age = max(now - since, timedelta(0)) if since is not None else timedelta(0)
    group, amounts = Group(one.group), amounts_of(one.amounts)
    return Item(group, one.study, one.accession, one.patient, one.title, one.why, since, age, amounts, one.unpriced)


# ---- which are behind -----------------------------------------------------------------------------------------------


def _answered() -> Any:
    """Messages about which an entry says something else than is written down; see `study_outcomes` for what counts."""
    later = or_(study_messages.c.entry_id.is_(None), entries.c.id > study_messages.c.entry_id)
    left = or_(entries.c.verdict != NOT_SENT, study_messages.c.outcome.in_((COMPOSED, NOT_SENT)))
    news = or_(
        and_(later, left),
        and_(
            entries.c.id == study_messages.c.entry_id,
            or_(entries.c.verdict != study_messages.c.outcome, entries.c.note != study_messages.c.note),
        ),
    )
    return (
        select(study_messages.c.study_id)
        .join(keys, (keys.c.folded == study_messages.c.folded) & (keys.c.kind == CONTROL))
        .join(entries, (entries.c.id == keys.c.entry_id) & (entries.c.direction == SENT))
        .where(news, or_(study_messages.c.outcome != ACCEPTED, entries.c.verdict == ACCEPTED))
    )


def _mended() -> Any:
    """Messages that were refused, of which a transaction was accepted later in another envelope."""
    names, own = keys.alias(), study_messages.alias()
    made = (
        select(own.c.id)
        .join(names, (names.c.folded == own.c.folded) & (names.c.kind == CONTROL))
        .where(names.c.entry_id == entries.c.id)
        .correlate(entries)
    )
    again = (
        exists()
        .where(keys.c.kind == TRANSACTION, keys.c.folded == func.lower(func.trim(study_transactions.c.transaction_id)))
        .where(~made.exists())
        .where(entries.c.id == keys.c.entry_id, entries.c.direction == SENT, entries.c.verdict == ACCEPTED)
        .where(entries.c.id > func.coalesce(study_messages.c.entry_id, 0))
    )
    return (
        select(study_messages.c.study_id)
        .join(study_transactions, study_transactions.c.message_id == study_messages.c.id)
        .where(study_messages.c.outcome.in_(study_rows.REFUSED), again)
    )


# ---- working out ----------------------------------------------------------------------------------------------------


def _standings(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[RowMapping, Standing]]:
    """The rows of these studies and how they stand, the answers of the receivers taken into account."""
    together = study_rows.messages(connection) if len(numbers) > _AT_ONCE else None
    for number in numbers:
        row = connection.execute(select(studies).where(studies.c.id == number)).mappings().one()
        sent = (together if together is not None else study_rows.messages(connection, number)).get(number, ())
        yield row, study_by_hand.seen(connection, study_rows.standing_of(row, sent)).settled


def _facts(row: RowMapping, standing: Standing) -> dict[str, Any]:
    charged = sums((one.transaction.currency, one.transaction.amount) for one in standing.open_charges)
    return {
        "settled": standing.state.value,
        "differs": int(standing.differs),
        "charged": _amounts(charged),
        "called": storable(patient_words(called(row, standing))),
    }


def _items(row: RowMapping, standing: Standing) -> tuple[Item, ...]:
    return waits(Known(standing, row["accession"], patient_words(called(row, standing)), row["title"]))


def _write(connection: Connection, row: RowMapping, standing: Standing) -> None:
    connection.execute(update(studies).where(studies.c.id == row["id"]).values(_facts(row, standing)))
    connection.execute(delete(study_waits).where(study_waits.c.study_id == row["id"]))
    found = [
        {
            "study_id": row["id"],
            "number": number,
            "waits_for": one.group.value,
            "since": None if one.since is None else to_text(one.since),
            "amounts": _amounts(one.amounts),
            "unpriced": one.unpriced,
            "why": storable(one.why),
        }
        for number, one in enumerate(_items(row, standing), 1)
    ]
    if found:
        connection.execute(insert(study_waits), found)


def _fresh(connection: Connection, numbers: Sequence[int]) -> Iterator[Wait]:
    for row, standing in _standings(connection, numbers):
        for one in _items(row, standing):
            since = None if one.since is None else to_text(one.since)
            amounts = _amounts(one.amounts)
            yield Wait(
                one.group.value,
                one.study,
                one.accession,
                one.patient,
                one.title,
                one.why,
                since,
                amounts,
                one.unpriced,
            )


def _before(one: Wait, moment: datetime) -> bool:
    return one.since is not None and one.since < to_text(moment)


def _amounts(amounts: Iterable[tuple[str, Decimal]]) -> str:
    return json.dumps([[currency, str(amount)] for currency, amount in amounts])
