"""Two studies of one patient and day whose charges do not go together: both are to be looked at, and say so.

Functions run inside a transaction.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, select

from workbench.charges.lifecycle import look
from workbench.charges.lifecycle.coded import from_data
from workbench.charges.lifecycle.states import Action
from workbench.charges.lifecycle.taken import Taken
from workbench.history import study_rows, study_waits
from workbench.history.keys import folded, storable
from workbench.history.schema import studies

_MOVES = (Action.CHARGE, Action.CORRECT, Action.REVERSE)


def tell(connection: Connection, number: int, accession: str, patient: str, taken: Taken, at: datetime) -> None:
    """Say in the other studies what is charged in this one beside theirs, and no longer what was charged before."""
    if taken.action not in _MOVES or taken.refusal or not patient:
        return
    about = accession or str(number)
    columns = studies.c
    statement = select(columns.id, columns.accession, columns.coded, columns.look).where(
        columns.patient_id == storable(patient), columns.id != number
    )
    for row in connection.execute(statement).all():
        before = look.from_data(json.loads(row.look or "[]"))
        lines = from_data(json.loads(row.coded)).lines
        names = {folded(one) for one in (row.accession, *(line.accession for line in lines)) if one}
        after = look.beside(before, about, (text for other, text in taken.beside if folded(other) in names), at)
        if after != before:
            study_rows.keep_look(connection, row.id, after)
            study_waits.rewrite(connection, row.id)
