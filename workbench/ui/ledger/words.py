"""How states, outcomes and severities are said and coloured in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ledger.flag import ERROR, INFO, WARNING
from workbench.charges.ledger.ledger import REPOSTED, REVERSED
from workbench.charges.ledger.posting import ACCEPTED, REJECTED, UNANSWERED, UNSENT
from workbench.charges.numbers import total


@dataclass(frozen=True)
class Style:
    """`label` for a cell, `colour` a name for `theme.colour`, `means` one sentence for a tooltip."""

    label: str
    colour: str
    means: str = ""


STATES = {
    ACCEPTED: Style("Accepted", "good", "The other side took the charge; it is on the account."),
    UNANSWERED: Style("Unknown", "warn", "Whether the other side took it is not known; it is counted."),
    REVERSED: Style("Reversed", "muted", "Credits have taken back all of it."),
    REPOSTED: Style("Re-posted", "accent", "It was taken back, and posted again under another id."),
    REJECTED: Style("Refused", "bad", "The other side did not take it; it is not counted."),
    UNSENT: Style("Unsent", "bad", "It never reached the other side; it is not counted."),
}
SEVERITIES = {ERROR: Style("Error", "bad"), WARNING: Style("Warning", "warn"), INFO: Style("Note", "muted")}


def state_style(state: str) -> Style:
    """The style of a state; an unknown one is shown as it is."""
    return STATES.get(state) or Style(state, "muted")


def counted(number: int, word: str) -> str:
    """1 line, 2 lines, 1,000 lines."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def amount_words(amount: Decimal, currency: str) -> str:
    """1,050.00 USD; without the currency when there is none."""
    return f"{amount:,f} {currency}".strip()


def money_words(amounts: Iterable[tuple[str, Decimal | None]]) -> str:
    """Sums of (currency, amount) by currency, and how many have no amount; "" for none at all."""
    sums: dict[str, list[Decimal]] = {}
    without = 0
    for currency, amount in amounts:
        if amount is None:
            without += 1
        else:
            sums.setdefault(currency, []).append(amount)
    said = [amount_words(total(sums[currency]), currency) for currency in sorted(sums)]
    if without:
        said.append(f"{without:,} without an amount")
    return ", ".join(said)
