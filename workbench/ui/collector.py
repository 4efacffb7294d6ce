"""The garbage collector and the tables of the standard, which it would walk through for nothing."""

from __future__ import annotations

import gc
import sys

_TABLES = "workbench.reference.hl7apy_tables"
"""The module with which the tables of a version come; most of all objects are theirs."""


def spare_tables() -> None:
    """Take everything that is loaded with the first message out of the collector's sight, once.

    A full collection walks through a hundred thousand objects of those tables in twenty to fifty milliseconds, in the
    midst of typing. What the first one after their loading leaves is there to stay; the next ones look at the rest.
    """
    gc.callbacks.append(_on_collection)


def _on_collection(phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] == 2 and _TABLES in sys.modules:
        gc.callbacks.remove(_on_collection)
        gc.freeze()
