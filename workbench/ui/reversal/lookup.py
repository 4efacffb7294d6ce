"""What the history knows about the charges of a message, under the name that this page has for it."""

from __future__ import annotations

from workbench.charges.ledger.standing import UNKNOWN, Standing, standing_of

__all__ = ["UNKNOWN", "Standing", "standing_of"]
