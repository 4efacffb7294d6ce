"""Why something is as it is: a sentence, the lines side by side field by field, and the messages they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.charges.ledger import Charge, Flag, Posting, Transaction
from workbench.charges.ledger.compare import FIELDS, compare, shown
from workbench.charges.ledger.flag import name_of
from workbench.charges.ledger.flags import TWICE
from workbench.charges.ledger.pairing import Match
from workbench.ui.ledger.book import Row
from workbench.ui.ledger.words import NOT_COUNTED, SEVERITIES, balance_words, counted, shown_state, state_style

MOST_SIDES = 4
"""Lines that are shown side by side; all of them are among the messages."""
EQUAL, DIFFERENT, ALONE = "equal", "different", ""


@dataclass(frozen=True)
class Field:
    """One field of the lines side by side."""

    name: str
    verdict: str
    """EQUAL, DIFFERENT, or ALONE when only one line has it."""
    values: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """What the pane shows."""

    title: str
    colour: str = "field"
    hint: str = ""
    sides: tuple[Transaction, ...] = ()
    fields: tuple[Field, ...] = ()
    postings: tuple[Posting, ...] = ()
    chosen: int = 0
    """Which of the postings is most likely to be dealt with: of a charge that is there twice, the later one."""


def explain_row(row: Row, flags: tuple[Flag, ...] = ()) -> Explanation:
    """A charge with what takes it back, a credit with its charge, or a line that stands alone."""
    if row.charge is None:
        return _explanation(_alone(row.transaction), flags, (row.transaction,))
    if row.match is not None:
        return _explanation(_pairing(row.match), flags, (row.match.charge, row.match.credit))
    return _explanation(_charge(row.charge), flags, row.charge.transactions)


def explain_flag(flag: Flag) -> Explanation:
    """A flag with the lines concerned."""
    sides = flag.transactions[:MOST_SIDES]
    colour = SEVERITIES[flag.severity].colour
    last = len(flag.postings) - 1 if flag.code in TWICE else 0
    return Explanation(flag.text, colour, flag.hint, sides, side_by_side(sides), flag.postings, max(0, last))


def _explanation(title: str, flags: tuple[Flag, ...], transactions: tuple[Transaction, ...]) -> Explanation:
    sides = transactions[:MOST_SIDES]
    postings = tuple(posting for one in transactions for posting in one.postings)
    hint = "\n".join(one.text for one in flags)
    return Explanation(title, "field", hint, sides, side_by_side(sides), postings)


def _alone(one: Transaction) -> str:
    label = state_style(shown_state(one, one.outcome)).label.lower()
    said = f"{name_of(one.line)} is a {one.line.role} that stands alone; {label}."
    return " ".join((said, *(problem.text for problem in one.line.problems)))


def _pairing(match: Match) -> str:
    said = f"{name_of(match.credit.line)} takes back {name_of(match.charge.line)}: {match.how}."
    if match.weak:
        said += " That is likeness alone, so look at it."
    if match.rivals:
        said += f" {counted(match.rivals, 'other charge')} would fit as well."
    return said


def _charge(charge: Charge) -> str:
    state = state_style(shown_state(charge.charge, charge.state))
    left = balance_words(charge.balance)
    said = [f"{name_of(charge.charge.line)}: {state.means}"]
    if left != NOT_COUNTED:  # else the state has said so
        said.append(f"Balance: {left}.")
    if len(charge.credits) == 1:
        said.append(_pairing(charge.credits[0]))
    elif charge.credits:
        ways = ", ".join(dict.fromkeys(match.how for match in charge.credits))
        said.append(f"{len(charge.credits)} credits lead to it: {ways}.")
    if charge.reposted_as is not None:
        said.append(f"Posted again as {name_of(charge.reposted_as.line)} ({charge.reposted_as.posting.source}).")
    if charge.repost_of is not None:
        said.append(f"It came after {name_of(charge.repost_of.line)} was taken back.")
    if charge.mended_by is not None:
        said.append(f"Sent instead: {name_of(charge.mended_by.line)} ({charge.mended_by.posting.source}).")
    return " ".join(said)


def side_by_side(sides: tuple[Transaction, ...]) -> tuple[Field, ...]:
    """Every field that at least one line has; those that differ first."""
    found = []
    differing: set[str] = set()
    matched: set[str] = set()
    for other in sides[1:]:
        comparison = compare(sides[0].line, other.line)
        matched.update(comparison.matched)
        differing.update(one.field for one in comparison.differing)
    for name, read in FIELDS.items():
        values = tuple("" if (text := shown(read(one.line))) == "none" else text for one in sides)
        if any(values):
            verdict = DIFFERENT if name in differing else EQUAL if name in matched else ALONE
            found.append(Field(name, verdict, values))
    order = {DIFFERENT: 0, EQUAL: 1, ALONE: 2}
    return tuple(sorted(found, key=lambda one: order[one.verdict]))
