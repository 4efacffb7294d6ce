"""The studies: reports and orders come in, charges go out, and everything about it is kept beside the history.

What is done about a report is decided in `charges.lifecycle`; here it happens in one transaction: the version, the
event, the messages with their ids, and the new state are on the disk together, or none of them is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.exc import IntegrityError

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.lifecycle.coded import from_data, sums
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.made_with import MadeWith
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.take import Taken, take
from workbench.charges.lifecycle.transition import told
from workbench.charges.lifecycle.worklist import LATE_AFTER, Item, Known
from workbench.charges.sources.files import why_no_study
from workbench.charges.sources.identity import ACCESSION, ORDER, Key, by_accession, is_unsure, keys_of
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history import study_beside, study_by_hand, study_profiles, study_rows, study_sending, study_waits
from workbench.history.keys import CONTROL, TRANSACTION, folded
from workbench.history.schema import keys, studies, study_events, study_ids, study_messages, study_versions
from workbench.history.store import History
from workbench.history.study_outcomes import Ending, endings_of
from workbench.history.study_records import (
    EventRecord,
    Glance,
    Mark,
    Recorded,
    StudyDetail,
    StudySummary,
    Unsent,
    VersionRecord,
)
from workbench.history.study_waits import called, patient_words
from workbench.history.times import from_text

_UNSURE = (
    "Only one of the messages says who gave the accession number {} (OBR-3.2, MSH-4); it is taken for the same study."
)


class Studies:
    """The studies of one history. Every method may raise HistoryError, with nothing half done."""

    def __init__(self, history: History) -> None:
        self._history = history

    @property
    def history(self) -> History:
        """The history that they are kept beside."""
        return self._history

    # ---- writing -----------------------------------------------------------------------------------------------

    def take(
        self,
        message: Document,
        desk: Desk,
        *,
        at: datetime,
        stated: Event | None = None,
        lines: Sequence[ChargeLine] | None = None,
        only: int | None = None,
        handed_out: Sequence[str] = (),
    ) -> list[Recorded]:
        """Act on a report or an order: each study in it is one event and one transaction, in the order of the message.

        `stated` and `lines`: see `lifecycle.take`; lines are for a message about one study. `only` is the number of a
        study that is in the store: the others in the message are left alone. `handed_out` are the control ids of
        messages for its charges that left before it was kept. Raises WorkbenchError with a sentence for
        a message that is no report and no order, and for a study that cannot be told from others.
        """
        if problem := why_no_study(message):
            raise WorkbenchError(problem)
        parts = by_accession(read_report(message))
        if only is not None:
            with self._history._reading() as connection:
                parts = tuple(part for part in parts if study_rows.find(connection, keys_of(part)) == only)
        if lines is not None and len(parts) > 1:
            raise WorkbenchError(f"The message is about {len(parts)} studies; charge lines can be given for one alone.")
        for part in parts:
            keys_of(part)  # a study without a number is refused before any other is touched
        return [self._take(part, message, desk, at, stated, lines, handed_out) for part in parts]

    def _take(
        self,
        study: Study,
        message: Document,
        desk: Desk,
        at: datetime,
        stated: Event | None,
        lines: Sequence[ChargeLine] | None,
        handed_out: Sequence[str],
    ) -> Recorded:
        wanted = keys_of(study)
        try:
            with self._history._writing() as connection:
                number = study_rows.find(connection, wanted)
                if number is not None:
                    study_by_hand.adopt(connection, number, settings_for(desk.convention))
                known = Standing(0) if number is None else study_rows.standing(connection, number)
                beside = study_rows.lines_beside(connection, study.patient.mrn, number)
                fresh = _fresh(desk, connection)
                taken = take(known, study, message, fresh, at=at, stated=stated, lines=lines, beside=beside)
                taken = _held_back(taken, study_rows.left_before(connection, wanted, known, handed_out))
                if taken.event is None and not taken.stale:
                    return Recorded(number or 0, study.accession, taken)
                if number is not None and is_unsure(wanted, study_rows.keys_there(connection, number)):
                    taken = replace(taken, notes=(*taken.notes, _UNSURE.format(study.accession)))
                if number is not None and (said := study_by_hand.sentences(connection, number)):
                    taken = replace(taken, notes=(*said, *taken.notes))
                number = number or study_rows.add_study(connection, at)
                study_rows.remember(connection, number, wanted)
                study_rows.write_down(
                    connection,
                    number,
                    study,
                    told(study, message),
                    message.to_bytes(),
                    taken,
                    at=at,
                    stated=stated is not None,
                )
                study_waits.rewrite(connection, number)
                study_beside.tell(connection, number, study.accession, study.patient.mrn, taken, at)
                return Recorded(number, study.accession, taken)
        except IntegrityError as error:
            raise WorkbenchError(
                "An id that was given before was about to be given again, so nothing was done; try once more."
            ) from error

    def seen(self, number: int) -> None:
        """A person has looked at what was to be looked at in a study."""
        with self._history._writing() as connection:
            study_rows.keep_look(connection, number, ())
            study_waits.rewrite(connection, number)

    def set_aside(self, control_id: str, note: str) -> int:
        """A person says that a message that is held back is never sent, and why; the number of its study. Raises
        WorkbenchError for a message that is not held back, and without a reason."""
        if not note.strip():
            raise WorkbenchError("Say why the message is set aside; the note stays with it.")
        with self._history._writing() as connection:
            number = study_rows.set_aside(connection, control_id, note.strip())
            if number is None:
                raise WorkbenchError(f"{control_id} is not held back, so it cannot be set aside.")
            study_waits.rewrite(connection, number)
            return number

    def refresh(self) -> int:
        """Write down how messages ended, as the history knows it by now. How many changed."""
        with self._history._writing() as connection:
            return study_rows.keep_endings(connection)

    def catch_up(self, most: int = 200) -> int:
        """Write down what waits of up to so many studies about which the history knows more. How many are left."""
        with self._history._writing() as connection:
            return study_waits.catch_up(connection, most)

    # ---- reading -----------------------------------------------------------------------------------------------

    def find(self, text: str) -> int | None:
        """The study with this accession number, order number or number in the store; None when there is none."""
        value = folded(text)
        with self._history._reading() as connection:
            found = study_rows.find(connection, [(ACCESSION, value)]) or study_rows.find(connection, [(ORDER, value)])
            if found is None and value.isdecimal() and len(value) < 19:
                found = connection.execute(select(studies.c.id).where(studies.c.id == int(value))).scalar()
        return found

    def sent_before(self, control_ids: Sequence[str]) -> dict[str, Ending]:
        """How the messages with these control ids (MSH-10) ended, as the history has it; those that never left are
        left out."""
        with self._history._reading() as connection:
            return endings_of(connection, control_ids)

    def made_with(self, control_id: str) -> MadeWith | None:
        """The profile that the message with this control id was made with, as it was then; None for one that was made
        for no study, and for one of which that was not kept."""
        with self._history._reading() as connection:
            return study_profiles.made_with_of(connection, control_id)

    def why_held(self, control_id: str) -> str:
        """Why the message with this control id must not leave now, a finished sentence; "" when it may."""
        with self._history._reading() as connection:
            return study_sending.why_held(connection, control_id)

    def marks(self, wanted: Sequence[Sequence[Key]]) -> list[Mark | None]:
        """How the charges of each of these studies ended, given by the keys of `sources.identity`; None when nothing is
        known of them. Charges that were sent without keeping the study are found by the accession number."""
        with self._history._reading() as connection:
            return [study_rows.mark(connection, keys_of_one) for keys_of_one in wanted]

    def unsent(self) -> list[Unsent]:
        """The messages that were made and never left, the oldest first."""
        with self._history._reading() as connection:
            return study_sending.unsent(connection)

    def glance(self, late_before: datetime) -> Glance:
        """The worklist and all studies as light rows. A charge is late when its service was before that time."""
        with self._history._reading() as connection:
            waiting, behind = study_waits.lines(connection, late_before)
            return Glance(tuple(waiting), tuple(study_waits.kept(connection, behind)), len(behind))

    def worklist(self, now: datetime, late_after: timedelta = LATE_AFTER) -> tuple[Item, ...]:
        """Everything that waits, by group, the oldest first."""
        with self._history._reading() as connection:
            waiting, _behind = study_waits.lines(connection, now - late_after)
        return tuple(study_waits.item(one, now) for one in waiting)

    def summaries(self) -> list[StudySummary]:
        """All studies, the one that changed last first."""
        with self._history._reading() as connection:
            return [_summary(row, standing) for row, standing in _all(connection)]

    def known(self) -> list[Known]:
        """All studies in the form that the worklist takes."""
        with self._history._reading() as connection:
            return [
                Known(standing, row["accession"], patient_words(called(row, standing)), row["title"])
                for row, standing in _all(connection)
            ]

    def detail(self, number: int) -> StudyDetail | None:
        """Everything about one study; None when it is not there."""
        with self._history._reading() as connection:
            row = connection.execute(select(studies).where(studies.c.id == number)).mappings().one_or_none()
            if row is None:
                return None
            standing = study_by_hand.seen(connection, study_rows.standing(connection, number)).settled
            versions = select(study_versions).where(study_versions.c.study_id == number).order_by(study_versions.c.id)
            events = select(study_events).where(study_events.c.study_id == number).order_by(study_events.c.id)
            return StudyDetail(
                _summary(row, standing),
                standing,
                tuple(_version(one) for one in connection.execute(versions).mappings()),
                tuple(_event(one) for one in connection.execute(events).mappings()),
            )


def _held_back(taken: Taken, left: Sequence[str]) -> Taken:
    """New charges are not sent beside others for the study that left before and that the store knows nothing of."""
    others = [one for one in left if one not in {sent.control_id for sent in taken.messages}]
    if not others or not any(one.kind == "charge" for sent in taken.messages for one in sent.transactions):
        return taken
    messages = tuple(replace(sent, beside=", ".join(others)) for sent in taken.messages)
    before = taken.standing.messages[: len(taken.standing.messages) - len(messages)]
    return replace(taken, messages=messages, standing=replace(taken.standing, messages=(*before, *messages)))


def _all(connection: Connection) -> Iterator[tuple[RowMapping, Standing]]:
    sent = study_rows.messages(connection)
    late = set(study_by_hand.behind(connection))
    for row in connection.execute(
        select(studies).order_by(studies.c.changed_at.desc(), studies.c.id.desc())
    ).mappings():
        standing = study_rows.standing_of(row, sent.get(row["id"], ()))
        yield row, (study_by_hand.seen(connection, standing) if row["id"] in late else standing).settled


def _summary(row: RowMapping, standing: Standing) -> StudySummary:
    charges = [one.transaction for one in standing.open_charges]
    return StudySummary(
        id=row["id"],
        **called(row, standing),
        state=standing.state.value,
        why=standing.why,
        since=standing.since,
        changed_at=from_text(row["changed_at"]),
        coded=standing.coded,
        charged=sums((one.currency, one.amount) for one in charges),
    )


def _version(row: RowMapping) -> VersionRecord:
    names = ("id", "source", "kind", "report_time", "message_time", "control_id", "raw")
    return VersionRecord(
        **{name: row[name] for name in names},
        at=from_text(row["at"]),
        stale=bool(row["stale"]),
        coded=from_data(json.loads(row["coded"])),
    )


def _event(row: RowMapping) -> EventRecord:
    names = ("id", "event", "before", "action", "state", "why", "difference")
    return EventRecord(
        **{name: row[name] for name in names},
        at=from_text(row["at"]),
        version=row["version_id"],
        stated=bool(row["stated"]),
        notes=tuple(json.loads(row["notes"])),
    )


def _fresh(desk: Desk, connection: Connection) -> Desk:
    """The desk with ids that were never given, whoever gave them; those that left with this study are its own."""

    def elsewhere(kind: str, one: str) -> bool:
        return one not in desk.known_ids and _in_history(connection, kind, one)

    def used_transaction(one: str) -> bool:
        statement = select(study_ids.c.folded).where(study_ids.c.folded == folded(one)).limit(1)
        return connection.execute(statement).first() is not None or elsewhere(TRANSACTION, one)

    def used_control(one: str) -> bool:
        statement = select(study_messages.c.id).where(study_messages.c.folded == folded(one))
        return connection.execute(statement).first() is not None or elsewhere(CONTROL, one)

    return replace(
        desk,
        control_ids=_without(desk.control_ids, used_control),
        transaction_ids=_without(desk.transaction_ids, used_transaction),
    )


def _without(ids: Iterator[str], used: Callable[[str], bool]) -> Iterator[str]:
    return (one for one in ids if not used(one))


def _in_history(connection: Connection, kind: str, one: str) -> bool:
    statement = select(keys.c.entry_id).where(keys.c.kind == kind, keys.c.folded == folded(one)).limit(1)
    return connection.execute(statement).first() is not None
