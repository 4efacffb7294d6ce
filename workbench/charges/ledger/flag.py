"""Something to look at, as data: a sentence, the transactions concerned, what agrees and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.charges import money_text
from workbench.charges.ledger.compare import Comparison, Difference
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import Posting, Transaction

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)

_SHOWN = 20
"""Characters of an amount that cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """One finding of the ledger."""

    code: str
    severity: str
    """error: money is wrong or lost; warning: look at it; info: good to know."""
    text: str
    """A finished sentence."""
    transactions: tuple[Transaction, ...]
    hint: str = ""
    matched: tuple[str, ...] = ()
    differing: tuple[Difference, ...] = ()

    @property
    def postings(self) -> tuple[Posting, ...]:
        """Every message concerned."""
        return tuple(posting for one in self.transactions for posting in one.postings)


def flag(
    code: str,
    severity: str,
    text: str,
    transactions: Iterable[Transaction],
    hint: str = "",
    comparison: Comparison | None = None,
) -> Flag:
    """A flag with the fields of a comparison."""
    matched, differing = comparison if comparison is not None else ((), ())
    return Flag(code, severity, text, tuple(transactions), hint, matched, differing)


def name_of(line: LedgerLine) -> str:
    """What a sentence calls a line: its transaction id, else what and when."""
    if line.transaction_id:
        return line.transaction_id
    known = [line.code or "a line without a code", f"on {line.service_day}" if line.service_day else ""]
    return " ".join(one for one in known if one) + " (no FT1-2)"


def money(line: LedgerLine) -> str:
    """The amount with its currency, as it counts; of one that is no number what stands there."""
    if line.effect is None:
        unread = next((one.number for one in line.problems if one.code == "amount-unreadable"), None)
        return "no amount" if unread is None else f"no amount: “{line.raw(unread).strip()[:_SHOWN]}”"
    return money_text.money(line.effect, line.currency)


def by_message(transactions: Iterable[Transaction]) -> list[tuple[Transaction, ...]]:
    """Transactions of one message together: a refused message is one thing to look at, not ten."""
    found: dict[tuple[int | None, str, int, int], list[Transaction]] = {}
    for one in transactions:
        posting = one.posting
        # Postings made by hand may name no source; then the message they were read from tells them apart.
        lone = 0 if posting.entry is not None or posting.file else id(one.line.head)
        found.setdefault((posting.entry, posting.file, posting.message, lone), []).append(one)
    return [tuple(each) for each in found.values()]


def counted(number: int, word: str) -> str:
    """1 line, 2 lines."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(names: Iterable[str], most: int = 5) -> str:
    """A, B and 3 more."""
    found = list(names)
    if len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join(found) if len(found) < 3 else f"{', '.join(found[:-1])} and {found[-1]}"
