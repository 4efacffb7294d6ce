"""What can go wrong with a history, as sentences for the user. Only here are SQLite's result codes told apart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from workbench.errors import WorkbenchError


class HistoryError(WorkbenchError):
    """The history could not be opened, read or written. Whatever was stored before is untouched."""


class NoHistory(HistoryError):
    """There is no history in the folder yet; only reading is refused, writing makes one."""


class OldHistory(HistoryError):
    """The history is of an older version; only reading is refused, writing brings it up to date."""


_SENTENCES: dict[int, str] = {
    sqlite3.SQLITE_FULL: (
        "The disk is full: the history {file} could not take more. "
        "What it holds is safe; free some space and try again."
    ),
    sqlite3.SQLITE_READONLY: (
        "The history {file} is read-only. Allow writing to it, to the files beside it whose names begin alike "
        "and to the folder, or choose another data folder."
    ),
    sqlite3.SQLITE_BUSY: (
        "The history {file} is locked by another program. "
        "Close that program, or wait until it has finished, and try again."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The history {file} is damaged. Move it (and the files beside it whose names begin alike) to another place "
        "to start a new one, or put a copy in its place."
    ),
    sqlite3.SQLITE_NOTADB: (
        "The file {file} is not a history. Move it to another place, or choose another data folder."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The history {file} cannot be opened. Check that you may read and write it and its folder."
    ),
}
_SENTENCES[sqlite3.SQLITE_LOCKED] = _SENTENCES[sqlite3.SQLITE_BUSY]
_SENTENCES[sqlite3.SQLITE_PERM] = _SENTENCES[sqlite3.SQLITE_READONLY]
_OTHER = (
    "The history {file} could not be read or written ({reason}): look whether the disk is full or damaged. What was"
    " being done was not done; what was stored before is safe if the disk is."
)


def explain(error: sqlite3.Error, file: Path) -> HistoryError | None:
    """The sentence for an SQLite error; None for an error that only a mistake of ours can cause."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or not isinstance(error, sqlite3.DatabaseError):
        return None
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
        return None
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return moved(file)
    # The low byte of an extended result code is the primary one (sqlite.org/rescode.html).
    primary = code & 0xFF
    return HistoryError(_SENTENCES.get(primary, _OTHER).format(file=file, reason=error))


def unusable_folder(folder: Path, error: OSError) -> HistoryError:
    """The sentence for a data folder that cannot be made or written to."""
    reason = error.strerror or str(error)
    return HistoryError(f"The data folder {folder} cannot be used: {reason}. Choose another one.")


def moved(file: Path) -> HistoryError:
    """The file that we write is no longer the one with that name: nobody would find again what goes into it."""
    return HistoryError(
        f"The history {file} was moved or deleted while it was in use. "
        "Put it back, or start the program again to make a new one."
    )


def locked(file: Path) -> HistoryError:
    """Somebody else holds the file longer than we wait."""
    return HistoryError(_SENTENCES[sqlite3.SQLITE_BUSY].format(file=file))


def other_program(file: Path) -> HistoryError:
    """A database, but none of ours."""
    return HistoryError(
        f"The file {file} is a database of another program. Move it to another place, or choose another data folder."
    )


def newer_program(file: Path) -> HistoryError:
    """A history whose revision this program does not know."""
    return HistoryError(
        f"The history {file} was written by a newer version of this program. "
        "Use that version, or choose another data folder."
    )


def older_program(file: Path) -> OldHistory:
    """A history that would have to be brought up to date, which reading alone may not do."""
    return OldHistory(
        f"The history {file} was written by an older version of this program and has to be brought up to date first. "
        "Open it once where it may be written to."
    )


def no_wal(file: Path) -> HistoryError:
    """A file system that cannot hold a write-ahead log, such as a network share."""
    return HistoryError(
        f"The history {file} cannot be kept there safely; the folder may be on a network drive. "
        "Choose a data folder on a disk of this computer."
    )


def no_history_file(file: Path) -> HistoryError:
    """Something else stands where the history should be."""
    return HistoryError(_SENTENCES[sqlite3.SQLITE_NOTADB].format(file=file))


def nothing_there(file: Path) -> NoHistory:
    """Nothing to read yet."""
    return NoHistory(f"There is no history at {file} yet. Send or receive a message first.")


def reading_only(file: Path) -> HistoryError:
    """Writing to a history that was opened for reading."""
    return HistoryError(f"The history {file} was opened for reading only; nothing can be added to it.")


def gone(file: Path, entry_id: int) -> HistoryError:
    """An answer for an entry that is not there (any more)."""
    return HistoryError(f"Entry {entry_id} is not in the history {file} any more, so its answer was not stored.")
