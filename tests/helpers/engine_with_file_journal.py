"""The engine as a process for tests, with a journal that is a file of JSON lines, flushed to disk.

    python engine_with_file_journal.py FILE [fail]

With `fail`, nothing can be stored.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.exchange.engine import Engine
from workbench.exchange.journal import Received, Replied


class FileJournal:
    """Appends one line for each event."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")
        self._count = 0

    def received_many(self, messages: Sequence[Received], /) -> list[int]:
        if "fail" in sys.argv:
            raise WorkbenchError("The disk is full.")
        return [self._add("received", message.raw) for message in messages]

    def replied_many(self, replies: Sequence[Replied], /) -> None:
        for reply in replies:
            self._write("replied", of=reply.entry_id, verdict=reply.verdict)

    def sending(self, raw: bytes, *, endpoint: str, at: datetime, resent_of: int | None = None) -> int:
        if "fail" in sys.argv:
            raise WorkbenchError("The disk is full.")
        return self._add("sending", raw)

    def answered(
        self,
        entry_id: int,
        raw: bytes | None,
        *,
        at: datetime,
        verdict: str,
        note: str = "",
        elapsed: float | None = None,
    ) -> None:
        self._write("answered", of=entry_id, verdict=verdict, note=note)

    def latest(self) -> int:
        return self._count

    def _add(self, event: str, raw: bytes) -> int:
        self._count += 1
        self._write(event, entry=self._count, raw=raw.decode("latin-1"))
        return self._count

    def _write(self, event: str, **more: object) -> None:
        self._file.write(json.dumps({"event": event, **more}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def main() -> int:
    journal = FileJournal(Path(sys.argv[1]))
    try:
        return asyncio.run(Engine(journal).run())
    finally:
        journal.close()


if __name__ == "__main__":
    sys.exit(main())
