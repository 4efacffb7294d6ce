"""Which messages of one call wait when one before them was not accepted: new charges must not go out without their
credits (a correction in two messages: the second only after the first was accepted)."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.charges.ledger import charge_lines
from workbench.er7 import Document

ACCEPTED = "accepted"
HELD = "held"
"""The word for a message that was not sent because of another one; it is in no history."""


@dataclass
class Order:
    """What was not accepted so far. Charges wait behind charges of the same patient, account, visit or order."""

    everything: bool = False
    """Whether all messages wait behind any one that was not accepted."""
    _refused: dict[tuple[str, str], str] = field(default_factory=dict)
    _first: str = ""

    def waits_for(self, message: Document) -> str:
        """The message that this one has to wait for, as it was named; "" when it may go."""
        if self.everything:
            return self._first
        return next((self._refused[key] for key in _subjects(message) if key in self._refused), "")

    def ended(self, message: Document, name: str, verdict: str) -> None:
        """How a message ended, or that it was held."""
        if verdict == ACCEPTED:
            return
        self._first = self._first or name
        for key in _subjects(message):
            self._refused.setdefault(key, name)


def _subjects(message: Document) -> list[tuple[str, str]]:
    """Whom and what the charges of a message are about; [] for a message without charges."""
    found: list[tuple[str, str]] = []
    for line in charge_lines(message):
        head = line.head
        named = (("patient", head.patient_key), ("account", head.account), ("visit", head.visit), ("order", line.order))
        found += [each for each in named if each[1]]
    return list(dict.fromkeys(found))
