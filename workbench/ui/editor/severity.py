"""How grave a finding is, as a sign: one for the tree, the form and the list of problems."""

from __future__ import annotations

from typing import NamedTuple


class Sign(NamedTuple):
    sign: str
    colour: str
    """A name for `theme.colour`."""


SIGNS = {"error": Sign("●", "bad"), "warning": Sign("▲", "warn"), "info": Sign("○", "muted")}
"""By the severity of a Finding."""
