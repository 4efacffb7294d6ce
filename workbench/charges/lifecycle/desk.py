"""What is needed to act on a study: charge master, conventions, clock and ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.lifecycle.made_with import MadeWith
from workbench.charges.profile.conventions import Convention
from workbench.charges.profile.model import Profile

CHANGED, ALL = "changed", "all"
"""A correction takes back and charges anew only the lines that changed, or all of them."""


@dataclass(frozen=True)
class Desk:
    """The tools of one step. The iterators are endless and never give an id that was given before."""

    master: ChargeMaster
    profile: Profile
    convention: Convention
    now: datetime
    control_ids: Iterator[str]
    transaction_ids: Iterator[str]
    scope: str = CHANGED
    release: bool = False
    """Whether charges that the profile holds back (late ones) are released."""
    known_ids: frozenset[str] = frozenset()
    """Control and transaction ids of messages that left for this very study before it was kept: the history may have
    them, and they mean the same charges, so they are given once more instead of new ones."""

    @property
    def made_with(self) -> MadeWith:
        """What new messages are made with."""
        return MadeWith(self.profile.name, self.convention)
