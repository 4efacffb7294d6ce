"""What the history knows about the charges of a message, under the name that this page has for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.charges.ledger.standing import UNKNOWN, Standing, standing_of
from workbench.history import HistoryError

if TYPE_CHECKING:
    from workbench.charges.lifecycle.made_with import MadeWith
    from workbench.history.store import History

__all__ = ["NOT_LOOKED_UP", "UNKNOWN", "Standing", "made_with_of", "standing_of"]

NOT_LOOKED_UP = replace(
    UNKNOWN,
    sentence="The history cannot be read, so what became of these charges could not be looked up: they may have been"
    " refused, or taken back already.",
)
"""Not the same as a message that the history does not know: there the answer is no, here there is none."""


def made_with_of(factory: Callable[[], History], control_id: str) -> MadeWith | None:
    """The profile that a message was made with, as it was then; None when nobody kept it, or it cannot be read: that
    is said where the history is asked for the charges."""
    try:
        history = factory()
        from workbench.history.studies import Studies  # slow, and not needed before there is a history

        return Studies(history).made_with(control_id)
    except HistoryError:
        return None
