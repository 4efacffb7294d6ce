"""Write `fixtures/revision_NNNN.sql` for the schema of this version: run it once after a new migration step is added.

PYTHONPATH=.:tests python tests/history/make_fixture.py
"""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpers.lifecycle import make_desk, report

from workbench.history.schema import HEAD
from workbench.history.store import History
from workbench.history.studies import Studies

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def main() -> None:
    """A history with an answered entry, a purged one, a sent one that waits, and a study that was corrected."""
    with tempfile.TemporaryDirectory() as folder:
        with History.open(Path(folder)) as history:
            raw = b"MSH|^~\\&|||||||DFT^P03|C1|T|2.5.1\rPID|||MRN1^^^H\rFT1|1|T1\x00\xff\r"
            number = history.received(raw, peer="10.0.0.5:40000", endpoint="127.0.0.1:2575", at=NOON)
            history.replied(number, b"ACK", at=NOON + timedelta(seconds=1), verdict="acknowledged", note="ä")
            history.received(raw, peer="", endpoint="", at=NOON - timedelta(days=1))
            history.purge(NOON - timedelta(hours=1))
            history.sending(raw, endpoint="billing:2575", at=NOON, resent_of=number)
            studies, desk = Studies(history), make_desk()
            studies.take(report(0), desk, at=NOON)
            studies.take(report(5, status="C", diagnosis="E04.2"), desk, at=NOON)
            file = history.file
        connection = sqlite3.connect(file)
        lines = "\n".join(connection.iterdump())
        connection.close()
    target = Path(__file__).parent / "fixtures" / f"revision_{HEAD}.sql"
    target.write_text(lines + "\n", encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
