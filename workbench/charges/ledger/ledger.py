"""The ledger: every posting in exactly one place, each charge with its credits, its state and its balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from workbench.charges.ledger.balance import Balance, balance_of
from workbench.charges.ledger.detect import suited
from workbench.charges.ledger.pairing import Match, pair
from workbench.charges.ledger.posting import REJECTED, UNSENT, Posting, Transaction
from workbench.charges.ledger.quiet import without_collector
from workbench.charges.ledger.replacing import replaced
from workbench.charges.ledger.reposts import find_mended, find_reposts
from workbench.charges.ledger.resends import gather
from workbench.charges.ledger.settings import Settings, default_settings
from workbench.charges.ledger.types import CHARGE, CREDIT, UNKNOWN

REVERSED, REPOSTED, REPLACED = "reversed", "re-posted", "replaced"

STATES = ("accepted", "unknown", REVERSED, REPOSTED, REPLACED, REJECTED, UNSENT)
"""What a charge can be, in the order in which states are shown."""


@dataclass(frozen=True, slots=True)
class Signing:
    """A report was signed: what allows a charge to be posted again after its credit."""

    order: str
    """Accession or filler number."""
    at: datetime
    """UTC without a zone, as Posting.moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Charge:
    """A charge with everything that takes it back."""

    charge: Transaction
    credits: tuple[Match, ...]
    balance: Balance
    reposted_as: Transaction | None = None
    """The charge that came for the same thing after this one was taken back."""
    repost_of: Transaction | None = None
    mended_by: Transaction | None = None
    """For a rejected charge: the one that was sent instead."""

    @property
    def reversed(self) -> bool:
        """Whether credits that count have taken back all of it."""
        # Of a rejected charge the balance is below zero then: it is not part of it.
        return any(match.credit.live for match in self.credits) and self.balance.zero

    @property
    def state(self) -> str:
        """accepted, unknown, reversed, re-posted, replaced, rejected or unsent."""
        if self.reversed:
            return REPOSTED if self.reposted_as is not None else REVERSED
        return REPLACED if self.charge.replaced else self.charge.outcome

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """The charge and its credits."""
        return (self.charge, *(match.credit for match in self.credits))


@dataclass(frozen=True, eq=False)
class Ledger:
    """All transactions. Each is in exactly one of charges (with their credits), unpaired, others and unread."""

    transactions: tuple[Transaction, ...]
    """All, in order of time."""
    charges: tuple[Charge, ...]
    unpaired: tuple[Transaction, ...]
    """Credits that lead to no charge."""
    others: tuple[Transaction, ...]
    """Payments, adjustments, co-payments and deposits."""
    unread: tuple[Transaction, ...]
    """Lines whose type cannot be told; they are in no sum."""
    settings: Settings
    signings: tuple[Signing, ...] = ()

    @classmethod
    def of(
        cls, postings: Iterable[Posting], settings: Settings | None = None, signings: Iterable[Signing] = ()
    ) -> Ledger:
        """Net all postings. Their order does not matter; their times do.

        With settings that detect, `settings` of the ledger are those that were found, and `settings_why` says why.
        """
        with without_collector():
            ledger = cls._of(*suited(postings, settings or default_settings()), signings)
            _ = ledger.charge_of  # every view needs it: now, and not when the first page is waited for
            return ledger

    @classmethod
    def _of(cls, postings: Iterable[Posting], settings: Settings, signings: Iterable[Signing]) -> Ledger:
        transactions = replaced(gather(postings), settings)
        roles: dict[str, list[Transaction]] = {CHARGE: [], CREDIT: [], UNKNOWN: []}
        others: list[Transaction] = []
        for one in transactions:
            roles.get(one.line.role, others).append(one)
        matches = pair(roles[CHARGE], roles[CREDIT], settings)
        paired = {match.credit for match in matches}
        return cls(
            tuple(transactions),
            _charges(roles[CHARGE], matches),
            tuple(one for one in roles[CREDIT] if one not in paired),
            tuple(others),
            tuple(roles[UNKNOWN]),
            settings,
            tuple(signings),
        )

    @property
    def settings_why(self) -> str:
        """Why the messages were read under these settings, in sentences."""
        return self.settings.why or f"The rules {self.settings.name}, as they were chosen."

    @cached_property
    def charge_of(self) -> dict[Transaction, Charge]:
        """The charge that a transaction belongs to; unpaired credits, payments and unread lines are not in it."""
        found = {one.charge: one for one in self.charges}
        found.update((match.credit, one) for one in self.charges for match in one.credits)
        return found

    @cached_property
    def remembered(self) -> dict[str, Any]:
        """What views have worked out, by their names: a ledger never changes."""
        return {}

    def state_of(self, transaction: Transaction) -> str:
        """The state of a charge; of any other line its outcome."""
        if transaction.line.role != CHARGE:
            return transaction.outcome
        return self.charge_of[transaction].state


def _charges(charges: list[Transaction], matches: list[Match]) -> tuple[Charge, ...]:
    credits: dict[Transaction, list[Match]] = {}
    for match in matches:
        credits.setdefault(match.charge, []).append(match)
    for each in credits.values():
        each.sort(key=lambda match: match.credit.number)
    balances = {one: balance_of((one, *(match.credit for match in credits.get(one, ())))) for one in charges}
    reposts = find_reposts(charges, credits, balances)
    before = {later: earlier for earlier, later in reposts.items()}
    mended = find_mended(charges)
    return tuple(
        Charge(one, tuple(credits.get(one, ())), balances[one], reposts.get(one), before.get(one), mended.get(one))
        for one in charges
    )


def charges_named(ledger: Ledger, transaction_id: str) -> tuple[Charge, ...]:
    """The charges that have this id, or have a credit with it; case and blanks around it do not matter."""
    wanted = transaction_id.strip().casefold()
    return tuple(
        one for one in ledger.charges if any(each.line.transaction_id.casefold() == wanted for each in one.transactions)
    )
