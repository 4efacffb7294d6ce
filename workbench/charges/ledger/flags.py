"""All flags of a ledger, in one list."""

from __future__ import annotations

from workbench.charges.ledger.duplicates import duplicate_flags
from workbench.charges.ledger.flag import SEVERITIES, Flag
from workbench.charges.ledger.flags_credits import credit_flags
from workbench.charges.ledger.flags_lines import line_flags
from workbench.charges.ledger.flags_sending import sending_flags
from workbench.charges.ledger.flags_time import time_flags
from workbench.charges.ledger.ledger import Ledger

__all__ = ["CODES", "TWICE", "Flag", "find_flags"]

CODES: dict[str, str] = {
    "unpaired-credit": "a credit that leads to no charge",
    "double-credit": "more credited than charged",
    "credit-of-rejected": "a credit for a charge that was not taken",
    "credit-of-unsent": "a credit for a charge that never left",
    "credit-other-patient": "charge and credit name different patients",
    "credit-other-account": "charge and credit name different accounts",
    "credit-other-day": "charge and credit have different days of service",
    "credit-other-code": "charge and credit have different codes or modifiers",
    "credit-other-amount": "the credit takes back less or more than was charged",
    "credit-other-currency": "charge and credit have different currencies",
    "credit-before-charge": "the credit arrived before its charge",
    "credit-by-likeness": "a credit paired by likeness alone",
    "credit-ambiguous": "a credit that fits several charges equally well",
    "charge-after-credit": "charged again after a credit, without a new signature that is known here",
    "posted-again-twice": "charged once more after it was posted again",
    "duplicate": "the same charge anew",
    "same-from-two": "alike from two senders, each with an id of its own",
    "id-reused": "one transaction id for two different charges",
    "control-id-reused": "one control id for two different messages",
    "resent": "the same message sent again: counted once",
    "adjustment-takes-back": "an adjustment as large as a charge that is open",
    "late-charge": "posted long after the service",
    "payment-without-charge": "a payment for a line that is not there",
    "rejected": "refused and never mended",
    "unanswered": "nobody knows whether it was taken",
    "row-shifted": "fields beside their places",
    "type-unknown": "a type that cannot be told",
    "type-repeated": "several types in one line",
    "id-repeated": "several ids in one line",
    "amount-unreadable": "an amount that is no number",
    "quantity-unreadable": "a quantity that is no number",
    "day-missing": "no day of service",
    "day-unreadable": "a day of service that is none",
    "signs-contradict": "quantity and amount point in different directions",
    "columns-swapped": "amount and quantity in each other's place",
    "quantity-zero": "a quantity of zero",
}
"""Every code and what it means, in a few words."""


TWICE = frozenset({"duplicate", "same-from-two", "posted-again-twice"})
"""Codes of what is charged twice: the last line is the one too many."""


def find_flags(ledger: Ledger) -> tuple[Flag, ...]:
    """What a person should look at: errors first, then what is charged twice, then in order of time."""
    found = [
        *credit_flags(ledger),
        *duplicate_flags(ledger),
        *time_flags(ledger),
        *sending_flags(ledger),
        *line_flags(ledger),
    ]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    found.sort(key=lambda one: (order[one.severity], one.code not in TWICE, one.transactions[0].number, one.code))
    return tuple(found)
