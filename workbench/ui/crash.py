"""The one handler of exceptions that nobody foresaw: a sentence for the user, the details into a file."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from types import TracebackType

from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge

_LOG = logging.getLogger(__name__)
_LARGEST = 1_000_000
"""Bytes; a larger file is begun anew, so that a failure that comes back does not fill the disk."""


def install(bridge: Bridge, file: Path) -> None:
    """Send exceptions that reach Qt's event loop to the bridge and to the file. A WorkbenchError speaks for itself."""

    def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, WorkbenchError):
            bridge.problem(str(error))
        else:
            _LOG.error("unforeseen failure", exc_info=(kind, error, trace))
            where = f" The details are in {file}." if _noted(file, kind, error, trace) else ""
            bridge.problem(
                f"Something went wrong inside the program ({kind.__name__}: {error}). Your messages are unchanged;"
                f" save your work, and start the program again if this comes back.{where}"
            )

    sys.excepthook = handle


def _noted(file: Path, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> bool:
    """Append the details to the file, which only its owner may read: they may hold pieces of a message."""
    from datetime import datetime
    from traceback import format_exception

    text = "".join([f"{datetime.now():%Y-%m-%d %H:%M:%S}\n", *format_exception(kind, error, trace), "\n"])
    try:
        fresh = os.O_TRUNC if file.exists() and file.stat().st_size > _LARGEST else os.O_APPEND
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | fresh, 0o600), "a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:  # a full disk: the sentence on the screen is all that is left
        return False
    return True
