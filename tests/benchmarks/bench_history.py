"""How fast the history stores messages, beside raw sqlite3 doing the same writes in the same run.

    python tests/benchmarks/bench_history.py [MESSAGES] [BATCH]

A batch is one transaction with one wait for the disk, as the receiver groups what comes in. Our `received_many` beside
sqlite3 alone that (1) reads the keys and makes the same rows: the difference is SQLAlchemy; (2) finds the same rows
ready: the difference is also the reading of keys; (3) stores nothing but the message bytes: also the index of keys. The
rounds alternate, and the medians are shown.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

from helpers.history import charge  # noqa: E402

from workbench.history import Received  # noqa: E402
from workbench.history.store import History  # noqa: E402
from workbench.history.writing import _entry_row, examine  # noqa: E402

ROUNDS = 5
TABLES = ("entries", "messages", "keys")


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    now = datetime.now(UTC)
    messages = [
        Received(charge(f"MSG{n:07}", f"{n % 997:06}", (f"T{n}", f"U{n}")), "10.0.0.5:40000", "127.0.0.1:2575", now)
        for n in range(total)
    ]
    batches = [messages[start : start + batch] for start in range(0, total, batch)]
    with tempfile.TemporaryDirectory() as folder:
        rows = written_by_us(Path(folder) / "rows", batches)
        ways: dict[str, Callable[[Path], float]] = {
            "workbench.history": lambda place: with_history(place, batches),
            "sqlite3, same work": lambda place: with_sqlite(place, rows, TABLES, batches),
            "sqlite3, same rows": lambda place: with_sqlite(place, rows, TABLES),
            "sqlite3, bytes only": lambda place: with_sqlite(place, rows, ("messages",)),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS):
            for index, (name, way) in enumerate(ways.items()):
                times[name].append(way(Path(folder) / f"{number}-{index}"))
    rates = {name: total / statistics.median(found) for name, found in times.items()}
    for name, rate in rates.items():
        ratio = rates["workbench.history"] / rate
        print(f"{name:20} {rate:8.0f} messages/s   workbench.history is at {ratio:4.0%} of it")
    print(f"{total} messages of about {len(messages[0].raw)} bytes, {batch} a transaction, medians of {ROUNDS} rounds")


def with_history(place: Path, batches: list[list[Received]]) -> float:
    """Seconds to store all batches."""
    with History.open(place) as history:
        start = time.perf_counter()
        for messages in batches:
            history.received_many(messages)
        return time.perf_counter() - start


def written_by_us(place: Path, batches: list[list[Received]]) -> list[dict[str, list[tuple[object, ...]]]]:
    """The rows that the history writes, batch by batch and table by table."""
    found = []
    with History.open(place) as history:
        for messages in batches:
            ids = history.received_many(messages)
            connection = sqlite3.connect(history.file)
            found.append(
                {
                    table: connection.execute(
                        f"SELECT * FROM {table} WHERE {'id' if table == 'entries' else 'entry_id'} BETWEEN ? AND ?",
                        (ids[0], ids[-1]),
                    ).fetchall()
                    for table in TABLES
                }
            )
            connection.close()
    return found


def make_rows(messages: list[Received]) -> None:
    """What has to be worked out before anything can be written."""
    found = list(enumerate(examine(messages)))
    [tuple(_entry_row(number, it, "received", None).values()) for number, it in found]
    [(number, kind, value, value.casefold()) for number, it in found for kind, value in it.keys.pairs]


def with_sqlite(
    place: Path,
    rows: list[dict[str, list[tuple[object, ...]]]],
    tables: tuple[str, ...],
    batches: list[list[Received]] | None = None,
) -> float:
    """Seconds to write the rows of these tables with the driver alone; with batches, also to make them."""
    History.open(place).close()
    connection = sqlite3.connect(place / "history.sqlite3", isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA foreign_keys={int(len(tables) > 1)}")
    start = time.perf_counter()
    for number, batch in enumerate(rows):
        if batches is not None:
            make_rows(batches[number])
        connection.execute("BEGIN IMMEDIATE")
        for table in tables:
            marks = ", ".join("?" * len(batch[table][0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", batch[table])
        connection.execute("COMMIT")
    elapsed = time.perf_counter() - start
    connection.close()
    return elapsed


if __name__ == "__main__":
    main()
