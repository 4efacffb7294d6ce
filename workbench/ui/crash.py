"""The one handler of exceptions that nobody foresaw: the user gets a sentence, the log the details."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge

_LOG = logging.getLogger(__name__)


def install(bridge: Bridge) -> None:
    """Send exceptions that reach Qt's event loop to the bridge. A WorkbenchError speaks for itself."""

    def handle(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, WorkbenchError):
            bridge.problem(str(error))
        else:
            _LOG.error("unforeseen failure", exc_info=(kind, error, trace))
            bridge.problem(
                f"Something went wrong inside the program ({kind.__name__}: {error}). Your messages are unchanged;"
                " save your work, and start the program again if this comes back."
            )

    sys.excepthook = handle
