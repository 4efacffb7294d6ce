"""The profiles that messages of studies were made with, as they were then. Functions run inside a transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from workbench.charges.lifecycle.made_with import MadeWith, from_text, to_text
from workbench.history.keys import folded, storable
from workbench.history.schema import study_messages, study_profiles


def profiles(connection: Connection) -> dict[int, MadeWith]:
    """All of them by number: a few rows, however many messages there are."""
    columns = study_profiles.c
    rows = connection.execute(select(columns.id, columns.profile, columns.convention))
    return {row.id: from_text(row.profile, row.convention) for row in rows}


def made_with_of(connection: Connection, control_id: str) -> MadeWith | None:
    """What the message with this control id was made with; None when it was made for no study, or nobody kept it."""
    columns = study_messages.c
    number = connection.execute(select(columns.made_with).where(columns.folded == folded(control_id))).scalar()
    return None if number is None else profiles(connection).get(number)


def number_of(connection: Connection, one: MadeWith | None) -> int | None:
    """The row of a profile as it is now; a new one when it was edited since the last time."""
    if one is None:
        return None
    row = {"profile": storable(one.profile), "convention": storable(to_text(one.convention))}
    columns = study_profiles.c
    same = (columns.profile == row["profile"], columns.convention == row["convention"])
    there = connection.execute(select(columns.id).where(*same)).scalar()
    if there is not None:
        return int(there)
    key = connection.execute(insert(study_profiles).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])
