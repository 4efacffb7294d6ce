"""The garbage collector, and what it would walk through for nothing: what a start loads, the tables of the standard."""

from __future__ import annotations

import gc
import sys

from workbench import garbage

_TABLES = "hl7apy"
"""The module with which the tables of a version come; most of all objects are theirs."""
_is_held = False


def hold() -> None:
    """Nothing of what a start loads is ever garbage: let nobody look for any until `resume`."""
    global _is_held
    garbage.hold()
    _is_held = True


def resume() -> None:
    """The window is there: look for garbage again, but never through what the start has loaded."""
    global _is_held
    gc.freeze()  # a collection would cost the start what is saved here
    if _is_held:
        _is_held = False
        garbage.let_go()


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
