"""Remembers what was logged, for the fixture that lets no warning pass unnoticed."""

from __future__ import annotations

import logging


class LogRecorder(logging.Handler):
    """Collects the records of a level and above as lines "LEVEL logger: text", with the traceback when there is one."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
