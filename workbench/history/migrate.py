"""Bringing a database up to date: which revision it has, and the steps that it lacks, under one lock.

Alembic is imported only when there is something to do, which is once in the life of a file and version.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from workbench.history import errors
from workbench.history.schema import HEAD, KNOWN

NOTHING = ""
"""The revision of an empty database."""


def revision_of(connection: Connection, file: Path) -> str:
    """The revision of a database, NOTHING for an empty one. Raises HistoryError for one that is not ours or newer."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    if not tables:
        return NOTHING
    if "alembic_version" not in tables or "entries" not in tables:
        raise errors.other_program(file)
    revisions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if len(revisions) != 1 or revisions[0] not in KNOWN:
        raise errors.newer_program(file)
    return str(revisions[0])


def bring_up_to_date(reader: Engine, writer: Engine, file: Path) -> None:
    """Take all missing steps in one transaction: all or nothing, and a second process waits and then finds it done."""
    with reader.begin() as connection:
        if revision_of(connection, file) == HEAD:
            return
    with writer.begin() as connection:
        # Somebody else may have done it between the look above and the lock that this transaction has taken.
        if revision_of(connection, file) != HEAD:
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext, MigrationStep
    from alembic.script import Script
    from alembic.script.revision import RevisionMap

    from workbench.history.migrations import STEPS

    steps = RevisionMap(lambda: [Script(step, step.revision, step.__name__) for step in STEPS])

    def missing(current: tuple[str, ...], _context: MigrationContext) -> list[MigrationStep]:
        newest_first = list(steps.iterate_revisions(HEAD, current, implicit_base=True))
        scripts = [step for step in reversed(newest_first) if isinstance(step, Script)]
        return [MigrationStep.upgrade_from_script(steps, script) for script in scripts]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with Operations.context(context):
        context.run_migrations()
