"""What one message did to a study."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.charges.lifecycle.coded import Coded
from workbench.charges.lifecycle.difference import Difference
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Sent, Standing
from workbench.charges.lifecycle.states import Action, State


@dataclass(frozen=True)
class Taken:
    """What one message did to a study."""

    before: State
    standing: Standing
    """What is known now; its messages are those from before and the new ones."""
    event: Event | None
    """None when nothing was done: the same report once more, an older one, or one that does not fit what was stated."""
    action: Action
    why: str
    """A finished sentence, or several."""
    messages: tuple[Sent, ...] = ()
    """The new ones, in the order they are sent."""
    notes: tuple[str, ...] = ()
    refusal: str = ""
    """Why the action could not be done; "" when it was, or when there was none."""
    difference: Difference = Difference()
    """What changed against what is charged."""
    stale: bool = False
    """Whether the report is older than the one that acted last."""
    coded: Coded = Coded()
    """What this version says about charges."""
    warnings: tuple[str, ...] = ()
    """What should be looked at in the lines that were charged, and what came after the charge; it is in `notes` too."""
    profiles: tuple[str, ...] = ()
    """Which profile counts for what, where charges were made with another one than is chosen now; in `notes` too."""
    beside: tuple[tuple[str, str], ...] = ()
    """(accession number of another study, what is to be looked at there because of what is charged here)."""
    aside: bool = False
    """Whether the report is about another patient or a withdrawn one, so that nothing of it counts for the study."""

    @property
    def done(self) -> bool:
        """Whether everything that should be done was done."""
        return self.event is not None and not self.refusal
