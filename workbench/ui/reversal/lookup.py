"""What the history knows about the charges of a message, under the name that this page has for it."""

from __future__ import annotations

from dataclasses import replace

from workbench.charges.ledger.standing import UNKNOWN, Standing, standing_of

__all__ = ["NOT_LOOKED_UP", "UNKNOWN", "Standing", "standing_of"]

NOT_LOOKED_UP = replace(
    UNKNOWN,
    sentence="The history cannot be read, so what became of these charges could not be looked up: they may have been"
    " refused, or taken back already.",
)
"""Not the same as a message that the history does not know: there the answer is no, here there is none."""
