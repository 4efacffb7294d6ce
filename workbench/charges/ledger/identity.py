"""How a credit names its charge: the same id, a suffix on it, or a link that somebody can read."""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.charges.ids import base_id
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.settings import Settings

_WORD = re.compile(r"[^\s,;:()\[\]\"'“”=]+")


IN_BATCH = "a link in FT1-3"


class Named(NamedTuple):
    """A transaction id that may be that of the charge, and how it is known."""

    transaction_id: str
    how: str


def names_of_charge(credit: LedgerLine, settings: Settings) -> tuple[Named, ...]:
    """The ids under which the charge of this credit may be found, the surest first."""
    found = []
    own = credit.transaction_id
    if own:
        found.append(Named(own, "the same transaction id"))
        if base := base_of(own, settings):
            found.append(Named(base, f"its transaction id with {own[len(base) :]} behind it"))
    if settings.pairing.batch_id_links and (batch := credit.batch_id):
        found.append(Named(batch, IN_BATCH))
    found.extend(Named(word, "a link in a note (NTE)") for word in _linked(credit, settings))
    return tuple(found)


def base_of(transaction_id: str, settings: Settings) -> str:
    """The id without the suffix of a credit; "" when it has none."""
    return base_id(transaction_id, settings.pairing.suffixes)


def names_one(credit: LedgerLine, settings: Settings) -> bool:
    """Whether the id says by its suffix that there is a charge, so that no other charge may take its place."""
    return bool(base_of(credit.transaction_id, settings))


def _linked(credit: LedgerLine, settings: Settings) -> list[str]:
    """Words of notes that speak of a reversal; those that are ids of charges are links."""
    found: list[str] = []
    for note in credit.notes:
        folded = note.casefold()
        if any(word.casefold() in folded for word in settings.pairing.link_words):
            found.extend(word.rstrip(".") for word in _WORD.findall(note))
    return [word for word in found if word]
