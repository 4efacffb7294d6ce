"""Money as the eye reads it: the rule of `charges.money_text`, by its name on the screens."""

from __future__ import annotations

from workbench.charges.money_text import amounts_text, money

__all__ = ["amounts_text", "money"]
