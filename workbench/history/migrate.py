"""Bringing a database up to date: which revision it has, and the steps that it lacks, under one lock.

Alembic is imported only when there is something to do, which is once in the life of a file and version.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from workbench.history import errors
from workbench.history.schema import HEAD, KNOWN, metadata

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

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


def scripts() -> ScriptDirectory:
    """The steps of this package as Alembic sees them."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "workbench.history:migrations")
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    directory = scripts()

    def missing(revision: object, _context: MigrationContext) -> object:
        return directory._upgrade_revs(HEAD, revision)  # type: ignore[arg-type]

    with EnvironmentContext(Config(), directory, fn=missing) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()
