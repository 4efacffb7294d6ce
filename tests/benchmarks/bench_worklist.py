"""How fast the worklist of many studies is, beside one plain SQL count over the same tables in the same run.

    python tests/benchmarks/bench_worklist.py [STUDIES]

One study of each kind is taken in properly and its rows are copied, so that filling the store takes seconds. Measured
are the question to the store (everything that waits, all studies), the sums of the groups for the tiles, the first
screen of rows, and reading every study with its messages as the list did before it was kept; medians of wall time, and
of the time that the processor worked, which other programs do not lengthen.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

from helpers.lifecycle import make_desk, report  # noqa: E402

from workbench.charges.lifecycle.worklist import worklist  # noqa: E402
from workbench.history.store import History  # noqa: E402
from workbench.history.studies import Studies  # noqa: E402
from workbench.ui.studies.worklist_model import WorklistModel  # noqa: E402
from workbench.ui.studies.worklist_rows import overview  # noqa: E402

ROUNDS = 5
SCREEN = 40
"""Rows that a window shows at once."""
COPIED = ("studies", "study_waits", "study_messages", "study_transactions", "study_versions", "study_events")


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), total)
        with History.open(Path(folder), read_only=True) as history:
            measure(Studies(history), Path(folder) / "history.sqlite3", total)


def measure(studies: Studies, file: Path, total: int) -> None:
    known = overview(studies)
    model = WorklistModel()
    now = datetime.now(UTC)

    def screen() -> None:
        model.show_at((), now)
        model.show_at(known.waiting, now)
        for row in range(min(SCREEN, model.rowCount())):
            for column in range(model.columnCount()):
                model.index(row, column).data()

    ways: dict[str, Callable[[], object]] = {
        "plain SQL count": lambda: counted(file),
        "rows from the store": lambda: studies.glance(now - timedelta(days=3)),
        "rows and tiles": lambda: overview(studies),
        "first screen": screen,
        "every study read": lambda: worklist(studies.known(), now),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun, worked = time.perf_counter(), time.process_time()
            way()
            times[name].append((time.perf_counter() - begun, time.process_time() - worked))
    medians = {
        name: [statistics.median(column) for column in zip(*found, strict=True)] for name, found in times.items()
    }
    for name, (wall, worked) in medians.items():
        times_plain = worked / medians["plain SQL count"][1]
        print(f"{name:20} {wall * 1000:8.1f} ms {worked * 1000:8.1f} ms work   {times_plain:6.1f} × the plain count")
    print(f"{total} studies, {len(known.waiting)} lines that wait, medians of {ROUNDS} rounds")


def counted(file: Path) -> list[tuple[object, ...]]:
    """What any worklist has to do at least: the groups with their counts, beside how each message ended."""
    connection = sqlite3.connect(file)
    try:
        groups = connection.execute("SELECT waits_for, count(*), min(since) FROM study_waits GROUP BY 1").fetchall()
        connection.execute(
            "SELECT m.outcome, e.verdict, count(*) FROM study_messages m"
            " LEFT JOIN keys k ON k.folded = m.folded AND k.kind = 'control'"
            " LEFT JOIN entries e ON e.id = k.entry_id GROUP BY 1, 2"
        ).fetchall()
        return groups
    finally:
        connection.close()


def fill(folder: Path, total: int) -> None:
    """One study in five waits for something; the others are charged and accepted."""
    with History.open(folder) as history:
        studies, desk = Studies(history), make_desk()
        now = datetime.now(UTC)
        for number, (code, verdict) in enumerate(
            (("US-NECK^US thyroid^L", "accepted"),) * 8 + (("US-NECK^US thyroid^L", ""), ("NOBODY^unknown^L", ""))
        ):
            document = report(account=f"A{number}", code=code).put("OBR-3", f"ACC{number}")
            for recorded in studies.take(document, desk, at=now):
                for sent in recorded.taken.messages if verdict else ():
                    entry = history.sending(sent.raw, endpoint="x:1", at=now)
                    history.answered(entry, b"ACK", at=now, verdict=verdict)
        studies.catch_up()
        file = history.file
    connection = sqlite3.connect(file)
    for copy in range(1, total // 10):
        for table in ("entries", "keys", *COPIED):
            connection.execute(copying(connection, table, copy))
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def copying(connection: sqlite3.Connection, table: str, copy: int) -> str:
    """An INSERT that copies the first ten studies and their rows under numbers and names of their own."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    shift, mark = copy * 100, f"|| '-{copy}'"
    own = "entry_id" if table == "keys" else "id" if table in ("entries", "studies") else "study_id"
    numbers = {"id", "study_id", "entry_id", "event_id", "message_id", "version_id"}
    names = {"folded", "control_id", "accession", "transaction_id"}
    picked = [f"{one} + {shift}" if one in numbers else f"{one} {mark}" if one in names else one for one in columns]
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(picked)} FROM {table} WHERE {own} <= 10"


if __name__ == "__main__":
    main()
