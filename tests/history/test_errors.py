from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from workbench.history.errors import explain

FILE = Path("/data/history.sqlite3")


def failure(code: int, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("the words of SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "The disk is full"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "is read-only"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "was moved or deleted"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is locked by another program"),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, "is locked by another program"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is not a history"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_FSYNC, "could not be read or written (the words of SQLite)"),
    ],
)
def test_each_failure_is_one_sentence_that_names_the_file(code: int, words: str) -> None:
    said = str(explain(failure(code), FILE))
    assert words in said
    assert str(FILE) in said
    assert said.endswith(".")
    assert "\n" not in said


def test_mistakes_of_ours_are_not_dressed_up() -> None:
    assert explain(failure(sqlite3.SQLITE_CONSTRAINT, sqlite3.IntegrityError), FILE) is None
    assert explain(failure(sqlite3.SQLITE_MISUSE, sqlite3.ProgrammingError), FILE) is None
    assert explain(sqlite3.ProgrammingError("Cannot operate on a closed database."), FILE) is None
