"""The SQLite file: making it, opening it, and the two ways to it (one writer, several readers).

WAL lets the window read while the engine writes. `synchronous=FULL` makes a commit wait for the disk, which is what an
acknowledgement promises. Every writing transaction begins with `BEGIN IMMEDIATE`, so that it waits for its turn at the
start and never fails in the middle.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from workbench.history import errors, migrate
from workbench.history.schema import HEAD

FILE = "history.sqlite3"
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn SQLite's errors into sentences; errors that only our own mistakes can cause go on as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise errors.locked(file) from error
    except DBAPIError as error:
        said = errors.explain(error.orig, file) if isinstance(error.orig, sqlite3.Error) else None
        if said is None:
            raise
        raise said from error
    except sqlite3.Error as error:
        said = errors.explain(error, file)
        if said is None:
            raise
        raise said from error


def make_file(folder: Path) -> Path:
    """The path of the history in the folder; both are made, for their owner alone, when they are not there."""
    file = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives the -wal and -shm files the mode of this one. O_EXCL: closing a second descriptor of a file that
        # SQLite has open would drop SQLite's locks (sqlite.org/howtocorrupt.html, 2.2).
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not file.is_file():
            raise errors.unusable_folder(
                folder, OSError(0, f"{folder if not folder.is_dir() else file} is in the way")
            ) from None
    except OSError as error:
        raise errors.unusable_folder(folder, error) from error
    return file


def open_engines(file: Path, timeout: float) -> tuple[Engine, Engine]:
    """The writing and the reading engine of a history: in WAL mode, up to date, writable. Raises HistoryError."""
    _free_companions(file)
    reader = _reading_engine(file, timeout)
    writer = _writing_engine(file, timeout)
    try:
        with told(file):
            migrate.bring_up_to_date(reader, writer, file)
            _must_be_writable(writer, timeout)
    except BaseException:
        reader.dispose()
        writer.dispose()
        raise
    return writer, reader


def _writing_engine(file: Path, timeout: float) -> Engine:
    """The one connection that writes."""
    engine = _engine(file, "mode=rw", timeout, size=1, begin="BEGIN IMMEDIATE")

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        _into_wal(connection, file, timeout)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def _reading_engine(file: Path, timeout: float) -> Engine:
    """Connections that read, for a history that is also written."""
    engine = _engine(file, "mode=rw", timeout, size=4, begin="BEGIN")

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    return engine


def read_only_engine(file: Path, timeout: float) -> Engine:
    """Connections that read a history without changing anything on the disk. Raises HistoryError."""
    if not _is_there(file):
        raise errors.nothing_there(file)
    try:
        return _checked(_engine(file, "mode=ro", timeout, size=4, begin="BEGIN"), file)
    except errors.HistoryError as error:
        # Without the right to make the -shm file beside it SQLite can read the file only as one that nobody changes;
        # what an unfinished -wal file holds would be missing then, so only without one.
        wal = file.with_name(file.name + "-wal")
        if not _unreachable(error.__cause__) or _filled(wal):
            raise
    return _checked(_engine(file, "mode=ro&immutable=1", timeout, size=4, begin="BEGIN"), file)


def _checked(engine: Engine, file: Path) -> Engine:
    try:
        with told(file), engine.begin() as connection:
            found = migrate.revision_of(connection, file)
        if found == migrate.NOTHING:
            raise errors.nothing_there(file)
        if found != HEAD:
            raise errors.older_program(file)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _engine(file: Path, mode: str, timeout: float, *, size: int, begin: str) -> Engine:
    address = f"{file.absolute().as_uri()}?{mode}"

    def connect() -> sqlite3.Connection:
        # isolation_level None: no transactions behind our back; the pool sees to one thread at a time.
        return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=timeout,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _into_wal(connection: sqlite3.Connection, file: Path, timeout: float) -> None:
    """Switch to WAL. SQLite does not wait for others when the mode changes, so that waiting is done here."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
            continue
        if mode != "wal":
            raise errors.no_wal(file)
        return


def _must_be_writable(engine: Engine, timeout: float) -> None:
    """Raise now, not at the first message, when the file cannot be written. A busy file is a writable one."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout=0")
        try:
            # BEGIN IMMEDIATE does not tell: on a read-only file SQLite quietly begins to read.
            driver.execute("DELETE FROM entries WHERE id < 0")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
        finally:
            driver.execute(f"PRAGMA busy_timeout={int(timeout * 1000)}")


def _free_companions(file: Path) -> None:
    """Let -wal and -shm be written again when only they are read-only.

    They got the mode of a history that was read-only for a while, and keep it after the history itself was mended.
    """
    for ending in ("-wal", "-shm"):
        companion = file.with_name(file.name + ending)
        if companion.exists() and _may_write(file) and not _may_write(companion):
            # Somebody else's file cannot be changed; opening says so then.
            with suppress(OSError):
                companion.chmod(0o600)


def identity(file: Path) -> tuple[int, int]:
    """Which file it is, whatever its name; (0, 0) when there is none."""
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _is_there(file: Path) -> bool:
    try:
        if file.parent.exists() and not file.parent.is_dir():
            raise NotADirectoryError(20, "it is not a folder")
        if file.exists() and not file.is_file():
            raise errors.no_history_file(file)
        return file.is_file()
    except OSError as error:
        raise errors.unusable_folder(file.parent, error) from error


def _filled(wal: Path) -> bool:
    try:
        return wal.stat().st_size > 0
    except OSError:
        return False


def _unreachable(error: BaseException | None) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def compact(writer: Engine, timeout: float) -> bool:
    """Rewrite the file without what was deleted, and empty the log.

    Returns False when the log could not be emptied because somebody is reading an older state of it.
    """
    deadline = time.monotonic() + timeout
    with writer.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("VACUUM")
        while True:
            (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy or time.monotonic() > deadline:
                return not busy
            time.sleep(0.02)
