"""How states, outcomes and severities are said and coloured in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ledger.balance import AMOUNT, Balance
from workbench.charges.ledger.flag import ERROR, INFO, WARNING
from workbench.charges.ledger.ledger import REPLACED, REPOSTED, REVERSED
from workbench.charges.ledger.posting import ACCEPTED, IMPORTED, REJECTED, UNANSWERED, UNSENT, Posting, Transaction
from workbench.charges.ledger.totals import Totals
from workbench.charges.numbers import total
from workbench.ui.money_text import money


@dataclass(frozen=True)
class Style:
    """`label` for a cell, `colour` a name for `theme.colour`, `means` one sentence for a tooltip."""

    label: str
    colour: str
    means: str = ""


STATES = {
    ACCEPTED: Style("Accepted", "good", "The other side took the charge; it is on the account."),
    UNANSWERED: Style("Unknown", "warn", "Whether the other side took it is not known; it is counted."),
    IMPORTED: Style("Imported", "accent", "The file does not say whether the other side took it; it is counted."),
    REVERSED: Style("Reversed", "muted", "Credits have taken back all of it."),
    REPOSTED: Style("Re-posted", "accent", "It was taken back, and posted again under another id."),
    REPLACED: Style("Replaced", "muted", "A later message with the same id stands in its place; it is not counted."),
    REJECTED: Style("Refused", "bad", "The other side did not take it; it is not counted."),
    UNSENT: Style("Unsent", "bad", "It never reached the other side; it is not counted."),
}
"""Every state and outcome of the ledger, and IMPORTED for what is unknown only because a file does not say it."""
NOT_COUNTED = "not counted"
_FLAGS = {"rejected": "Refused"}
"""Codes that are not said as they are written: MSA-1 has a reject too, which is but one way of being refused."""
SEVERITIES = {ERROR: Style("Error", "bad"), WARNING: Style("Warning", "warn"), INFO: Style("Note", "muted")}


def state_style(state: str) -> Style:
    """The style of a state; an unknown one is shown as it is."""
    return STATES.get(state) or Style(state, "muted")


def shown_state(one: Transaction, state: str) -> str:
    """The state as it is shown: nobody is to be asked about the answer to what was read from a file."""
    if state != UNANSWERED or any(posting_state(posting) != IMPORTED for posting in one.postings):
        return state
    return IMPORTED


def posting_state(posting: Posting) -> str:
    """The same for one message."""
    unasked = posting.outcome == UNANSWERED and posting.direction == IMPORTED
    return IMPORTED if unasked else posting.outcome


def flag_label(code: str) -> str:
    """A code of a flag as a label: Late charge."""
    return _FLAGS.get(code) or code.replace("-", " ").capitalize()


def counted(number: int, word: str) -> str:
    """1 line, 2 lines, 1,000 lines."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def balance_words(balance: Balance) -> str:
    """What is left; "not counted" where neither the charge nor a credit counts, which is not the same as 0.00."""
    if balance.by != AMOUNT:
        return balance.text
    return " and ".join(money(amount, currency) for currency, amount in balance.amounts) or NOT_COUNTED


def left_words(totals: Totals) -> str:
    """What is left of a group, short enough for a cell."""
    said = ", ".join(money(amount, currency) for currency, amount in totals.net)
    if totals.without_amount:
        missing = f"{totals.without_amount:,} without"
        return f"{said} +{missing}" if said else missing
    if said:
        return said
    if totals.netted_by_quantity or totals.netted_by_count:
        return "0 by quantity" if totals.netted_by_quantity else "0 by count"
    return NOT_COUNTED if totals.lines else "—"


def money_words(amounts: Iterable[tuple[str, Decimal | None]]) -> str:
    """Sums of (currency, amount) by currency, and how many have no amount; "" for none at all."""
    sums: dict[str, list[Decimal]] = {}
    without = 0
    for currency, amount in amounts:
        if amount is None:
            without += 1
        else:
            sums.setdefault(currency, []).append(amount)
    said = [money(total(sums[currency]), currency) for currency in sorted(sums)]
    if without:
        said.append(f"{without:,} without an amount")
    return ", ".join(said)
