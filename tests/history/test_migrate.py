from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from helpers.history import charge, receive
from helpers.lifecycle import make_desk, report
from sqlalchemy import Column, Text

from workbench.charges.lifecycle.worklist import Group
from workbench.charges.profile.model import parse_profile
from workbench.history import HistoryError, migrate
from workbench.history.database import FILE
from workbench.history.errors import OldHistory
from workbench.history.migrations import STEPS
from workbench.history.schema import HEAD, KNOWN, metadata
from workbench.history.store import History
from workbench.history.studies import Studies

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("revision_*.sql"))


def test_the_revisions_named_in_the_schema_are_those_of_the_steps() -> None:
    assert [step.revision for step in STEPS] == list(KNOWN)
    assert [step.down_revision for step in STEPS] == [None, *KNOWN[:-1]]
    assert KNOWN[-1] == HEAD


def test_a_further_step_goes_on_where_the_last_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with History.open(folder) as history:
        receive(history, charge())

    def upgrade() -> None:
        op.add_column("entries", Column("colour", Text))

    further = ModuleType("r9999_colour")
    further.__dict__.update(revision="9999", down_revision=HEAD, upgrade=upgrade)
    monkeypatch.setattr("workbench.history.migrations.STEPS", (*STEPS, further))
    monkeypatch.setattr(migrate, "HEAD", "9999")
    monkeypatch.setattr(migrate, "KNOWN", (*KNOWN, "9999"))
    for name in ("old", "new"):
        with History.open(folder if name == "old" else folder / "new") as history, history._reading() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["9999"]
            found = connection.exec_driver_sql("SELECT control_id, colour FROM entries").all()
            assert found == ([("C1", None)] if name == "old" else [])


def test_the_steps_lead_to_the_tables_of_the_schema(history: History) -> None:
    with history._reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())
    assert "AUTOINCREMENT" in made["entries"]
    assert "WITHOUT ROWID" in made["keys"]
    assert all("ON DELETE CASCADE" in made[name] for name in ("keys", "messages", "answers"))
    assert "ON DELETE SET NULL" in made["entries"]


def test_every_old_revision_has_a_fixture() -> None:
    assert [file.stem for file in FIXTURES] == [f"revision_{revision}" for revision in KNOWN]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda file: file.stem)
def test_a_history_of_an_old_version_is_brought_up_to_date_with_all_it_holds(folder: Path, fixture: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(fixture.read_text(encoding="utf-8"))
    connection.close()
    with History.open(folder) as history:
        assert [entry.id for entry in history.entries()] == [3, 1]
        assert [entry.id for entry in history.entries(text="mrn1")] == [3, 1]
        entry = history.entry(1)
        assert entry is not None
        assert entry.raw == b"MSH|^~\\&|||||||DFT^P03|C1|T|2.5.1\rPID|||MRN1^^^H\rFT1|1|T1\x00\xff\r"
        assert entry.at == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
        assert (entry.answer, entry.verdict, entry.transaction_ids) == (b"ACK", "acknowledged", ("T1\u00ff",))
        assert receive(history, charge()) == 4
        with history._reading() as reading:
            assert migrate.revision_of(reading, history.file) == HEAD
        studies = Studies(history)
        if fixture.stem >= "revision_0002":
            (study,) = studies.summaries()
            assert (study.state, study.accession, study.charged) == ("charged", "ACC1", (("USD", Decimal("230.00")),))
            detail = studies.detail(study.id)
            assert detail is not None
            assert [event.event for event in detail.events] == ["signed", "corrected"]
            assert [one.transaction.transaction_id for one in detail.standing.open_charges] == ["CHG0002"]
        else:
            assert studies.summaries() == []
        desk = replace(make_desk(), transaction_ids=(f"NEW{number}" for number in range(9)))
        studies.take(report(9, status="P"), desk, at=entry.at)
        studies.take(report(12), desk, at=entry.at)
        assert [study.state for study in studies.summaries()] == ["charged"]


def test_a_step_that_fails_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        raise OSError("the light went out")

    real = migrate._upgrade
    monkeypatch.setattr(migrate, "_upgrade", stumble)
    with pytest.raises(OSError, match="light"):
        History.open(folder)
    monkeypatch.undo()
    connection = sqlite3.connect(folder / FILE)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    with History.open(folder) as history:
        assert history.count() == 0


def test_an_older_history_cannot_be_opened_for_reading_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    History.open(folder).close()
    monkeypatch.setattr("workbench.history.database.HEAD", "9999")
    with pytest.raises(HistoryError, match="older version of this program and has to be brought up to date first"):
        History.open(folder, read_only=True)


@pytest.mark.parametrize("file", FIXTURES[:-1], ids=lambda file: file.stem)
def test_whoever_wants_to_read_an_older_history_has_it_brought_up_to_date(folder: Path, file: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(file.read_text(encoding="utf-8"))
    connection.close()
    with History.open_to_read(folder) as history:
        assert history.count() > 0
        with pytest.raises(HistoryError, match="read"):
            receive(history, charge())
    with History.open(folder, read_only=True) as history:
        assert history.count() > 0


def test_an_older_history_that_may_not_be_written_to_says_both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    History.open(folder).close()
    monkeypatch.setattr("workbench.history.database.HEAD", "9999")

    def refuse(*_given: object) -> None:
        raise HistoryError("The history is read-only.")

    monkeypatch.setattr("workbench.history.database.open_engines", refuse)
    with pytest.raises(OldHistory, match=r"has to be brought up to date first.*read-only"):
        History.open_to_read(folder)


def test_a_foreign_database_with_migrations_of_its_own_is_not_taken(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE)
    connection.executescript("CREATE TABLE alembic_version (version_num); CREATE TABLE songs (title);")
    connection.close()
    with pytest.raises(HistoryError, match="of another program"):
        History.open(folder)


def test_what_older_versions_told_in_words_alone_is_known(folder: Path) -> None:
    """A charge held for its age; and a charge that did not arrive, whose lines of the worklist are worked out anew."""
    desk = replace(make_desk(), profile=parse_profile("[late]\nhold_after_days = 1\n", "p"))
    with History.open(folder) as history:
        studies = Studies(history)
        studies.take(report(0), replace(desk, now=desk.now.replace(day=20)), at=desk.now)
        studies.take(report(1).put("OBR-3", "ACC2"), make_desk(), at=desk.now)
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(
        "ALTER TABLE study_messages DROP COLUMN made_with; ALTER TABLE studies DROP COLUMN basis_orders;"
        " ALTER TABLE studies DROP COLUMN held_for_age; DROP TABLE study_profiles;"
        " DELETE FROM study_waits WHERE waits_for = 'late'; UPDATE alembic_version SET version_num = '0006'"
    )
    connection.close()
    with History.open(folder) as history:
        studies = Studies(history)
        details = [studies.detail(number) for number in (1, 2)]
        assert [detail.standing.held_for_age for detail in details if detail is not None] == [True, False]
        late = [(item.group, item.study) for item in studies.worklist(desk.now.replace(day=20)) if item.group == "late"]
        assert (Group.LATE, 2) in late
