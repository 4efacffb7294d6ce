"""The netted ledger as the place shows it: blocks of rows, flags by charge, and what Monday morning asks for.

A Book is worked out beside the window, once for everything that was read; it never changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from workbench import garbage
from workbench.charges.ledger import Charge, Flag, Intake, Ledger, Posting, Settings, Signing, Transaction, find_flags
from workbench.charges.ledger.pairing import Match
from workbench.charges.ledger.posting import IMPORTED, UNANSWERED, UNSENT
from workbench.charges.ledger.quiet import without_collector
from workbench.charges.ledger.types import CHARGE
from workbench.charges.ledger.types import UNKNOWN as UNKNOWN_TYPE
from workbench.charges.ledger.views import Bar, Group, chart, group_by, prepare, whole
from workbench.ui.ledger.words import shown_state

LONE_CREDIT, OTHER_MONEY, NO_TYPE = "lone credit", "other money", "no type"
"""What stands for a state where there is no charge."""
UNBILLED, REFUSED, SILENT, LATE = "unbilled", "refused", "unanswered", "late"
CONCERNS = (UNBILLED, REFUSED, SILENT, LATE)
_BY_FLAG = {"rejected": REFUSED, "unanswered": SILENT, "late-charge": LATE}
MANY = 5_000
"""Lines of a ledger that are worth being kept from the collector."""
SOME = 200
"""Lines of a group that are worth being added up beforehand: thirty such groups come into sight at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the table: a charge, a credit under its charge, or what stands alone."""

    transaction: Transaction
    charge: Charge | None = None
    match: Match | None = None
    """Of a credit: what pairs it with its charge."""

    @property
    def below(self) -> bool:
        """Whether it stands under its charge."""
        return self.match is not None


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows that stay together: a charge with its credits, or one transaction that stands alone."""

    rows: tuple[Row, ...]
    state: str
    haystack: str
    """What a search looks in: identifiers, code and description, case folded."""
    codes: frozenset[str]
    """Codes of the flags about any of its rows."""


@dataclass(frozen=True, eq=False)
class Book:
    """Everything that was read, netted."""

    ledger: Ledger
    flags: tuple[Flag, ...] = ()
    blocks: tuple[Block, ...] = ()
    """The newest first."""
    concerns: dict[str, tuple[Transaction, ...]] = field(default_factory=dict)
    uncharged: tuple[Signing, ...] = ()
    """Reports that were signed, and no charge for their order is here."""
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be counted, each a sentence."""
    unknown: str = UNANSWERED
    """How the unknown ones are shown where they are summed up: IMPORTED when all of them come from files."""

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of all blocks."""
        return [row for block in self.blocks for row in block.rows]

    @cached_property
    def places(self) -> dict[Transaction, int]:
        """In which block a transaction stands."""
        return {row.transaction: place for place, block in enumerate(self.blocks) for row in block.rows}

    @cached_property
    def everything(self) -> Group:
        """The whole ledger as one group, which remembers its totals."""
        return whole(self.ledger)

    def flags_within(self, query: Query, blocks: Sequence[Block]) -> tuple[Flag, ...]:
        """The flags about these blocks, which the query chose, in their usual order."""
        if query.is_everything:
            return self.flags
        rows = (row for block in blocks if block.codes for row in block.rows)
        one_code = query.flag not in ("", "any")
        found = {flag for row in rows for flag in self.flags_about(row) if not one_code or flag.code == query.flag}
        return tuple(flag for flag in self.flags if flag in found)

    def flags_about(self, row: Row) -> tuple[Flag, ...]:
        """The flags that concern a row."""
        found: dict[Transaction, tuple[Flag, ...]] = self.ledger.remembered["flags by transaction"]
        return found.get(row.transaction, ())


def make_book(
    postings: Iterable[Posting], signings: Iterable[Signing], settings: Settings, notes: Iterable[str] = ()
) -> Book:
    """Net all postings and look for what is wrong. Takes seconds for 100 000 lines; touches no widget."""
    with without_collector():
        ledger = Ledger.of(postings, settings, signings)
        flags = find_flags(ledger)
        about = _by_transaction(flags)
        ledger.remembered["flags by transaction"] = about
        unknown = _unknown(ledger)
        prepare(ledger)
        bars = chart(ledger, lambda one: shown_state(one, ledger.state_of(one)))
        concerns, uncharged = _concerns(ledger, flags), _uncharged(ledger)
        book = Book(ledger, flags, _blocks(ledger, about), concerns, uncharged, bars, tuple(notes), unknown)
        _ = book.rows, book.places, book.everything.totals  # now, and not when somebody waits for them
        if len(ledger.transactions) >= MANY:
            # The collector would stop the window for as long as it looks at every line, and find no cycle.
            garbage.keep(collected=True)  # by whoever has it netted
        return book


def book_of(intakes: Sequence[Intake], settings: Settings) -> Book:
    """The book of what was read, with the notes about it."""
    read = Intake()
    with without_collector():
        for one in intakes:
            read.add(one)
    return make_book(read.postings, read.signings, settings, read.notes)


def grouped(ledger: Ledger, view: str) -> tuple[Group, ...]:
    """The groups of a view, the large ones added up."""
    groups = group_by(ledger, view)
    for group in groups:
        if len(group.transactions) >= SOME:
            _ = group.totals
    return groups


def let_go(last: list[Book]) -> None:
    """Forget a book that nobody else holds, line by line: all at once would stop the window as long as it takes."""
    book = last.pop()
    pieces = [*book.rows, *book.blocks, *book.ledger.charges, *book.ledger.transactions, *book.flags]
    del book
    while pieces:
        pieces.pop()


def _unknown(ledger: Ledger) -> str:
    """IMPORTED when whatever is unknown comes from files."""
    states = {shown_state(one, one.outcome) for one in ledger.transactions if one.outcome == UNANSWERED}
    return IMPORTED if states == {IMPORTED} else UNANSWERED


def _by_transaction(flags: Sequence[Flag]) -> dict[Transaction, tuple[Flag, ...]]:
    found: defaultdict[Transaction, list[Flag]] = defaultdict(list)
    for one in flags:
        for transaction in one.transactions:
            found[transaction].append(one)
    return {transaction: tuple(each) for transaction, each in found.items()}


def _blocks(ledger: Ledger, about: dict[Transaction, tuple[Flag, ...]]) -> tuple[Block, ...]:
    found = [_block(_rows_of(one), shown_state(one.charge, one.state), about) for one in ledger.charges]
    found += [_block((Row(one),), LONE_CREDIT, about) for one in ledger.unpaired]
    found += [_block((Row(one),), OTHER_MONEY, about) for one in ledger.others]
    found += [_block((Row(one),), NO_TYPE, about) for one in ledger.unread]
    found.sort(key=lambda block: block.rows[0].transaction.number, reverse=True)
    return tuple(found)


def _rows_of(charge: Charge) -> tuple[Row, ...]:
    return (Row(charge.charge, charge), *(Row(match.credit, charge, match) for match in charge.credits))


def _block(rows: tuple[Row, ...], state: str, about: dict[Transaction, tuple[Flag, ...]]) -> Block:
    codes = frozenset(flag.code for row in rows for flag in about.get(row.transaction, ()))
    return Block(rows, state, "\n".join(_words(row.transaction) for row in rows), codes)


def _words(one: Transaction) -> str:
    line, head = one.line, one.line.head
    parts = (
        line.transaction_id,
        head.patient,
        head.patient_name,
        head.account,
        head.visit,
        line.order,
        line.code,
        line.transaction_code,
        line.description,
        head.control_id,
    )
    return "\n".join(parts).casefold()


def _concerns(ledger: Ledger, flags: Sequence[Flag]) -> dict[str, tuple[Transaction, ...]]:
    found: dict[str, dict[Transaction, None]] = {name: {} for name in CONCERNS}
    found[UNBILLED] = dict.fromkeys(one.charge for one in ledger.charges if one.charge.outcome == UNSENT)
    for flag in flags:
        if (name := _BY_FLAG.get(flag.code)) is not None:
            found[name].update(dict.fromkeys(flag.transactions))
    for charge in ledger.charges:
        if charge.reversed:  # what was taken back is no money that waits
            found[LATE].pop(charge.charge, None)
    return {name: tuple(each) for name, each in found.items()}


def _uncharged(ledger: Ledger) -> tuple[Signing, ...]:
    charged = {one.charge.line.order for one in ledger.charges}
    last = {one.order: one for one in sorted(ledger.signings, key=lambda one: one.at)}
    return tuple(one for order, one in last.items() if order not in charged)


@dataclass(frozen=True)
class Waiting:
    """One part of the Monday line."""

    name: str
    """One of CONCERNS."""
    transactions: tuple[Transaction, ...]
    amounts: tuple[tuple[str, Decimal | None], ...] = ()
    """(currency, how much is at stake), whichever way it goes; of a charge that was taken back in part what is left."""
    reports: int = 0
    """Signed reports without any charge; nobody knows how much money they are."""


def waiting_since(book: Book, since: datetime) -> tuple[Waiting, ...]:
    """What is unbilled, refused, unanswered or late, of what came at or after `since` (UTC without a zone)."""
    found = []
    for name in CONCERNS:
        recent = tuple(one for one in book.concerns.get(name, ()) if one.moment >= since)
        reports = sum(one.at >= since for one in book.uncharged) if name == UNBILLED else 0
        amounts = tuple(each for one in recent for each in _at_stake(one, book.ledger, rest=name == LATE))
        found.append(Waiting(name, recent, amounts, reports))
    return tuple(found)


def _at_stake(one: Transaction, ledger: Ledger, *, rest: bool) -> tuple[tuple[str, Decimal | None], ...]:
    charge = ledger.charge_of.get(one)
    if rest and charge is not None and any(match.credit.live for match in charge.credits):
        return tuple((currency, abs(left)) for currency, left in charge.balance.amounts) or (("", None),)
    return ((one.line.currency, None if one.line.effect is None else abs(one.line.effect)),)


@dataclass(frozen=True)
class Query:
    """What is shown; empty means everything."""

    text: str = ""
    state: str = ""
    """A state of a charge, or LONE_CREDIT, OTHER_MONEY, NO_TYPE."""
    flag: str = ""
    """A code of a flag; "any" for any flag."""
    only: tuple[frozenset[Transaction], ...] = ()
    """Blocks with one of each of these sets."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Query()


def chosen(book: Book, query: Query) -> tuple[Block, ...]:
    """The blocks that a query means."""
    if query.is_everything:
        return book.blocks
    found: Sequence[Block] = _with(book, query.only) if query.only else book.blocks
    if query.state:
        found = [block for block in found if block.state == query.state]
    if query.flag:
        found = [block for block in found if query.flag in block.codes or (query.flag == "any" and block.codes)]
    for word in query.text.casefold().split():
        found = [block for block in found if word in block.haystack]
    return tuple(found)


def _with(book: Book, only: Sequence[frozenset[Transaction]]) -> list[Block]:
    """The blocks with one of each of these sets, found from the smallest set."""
    first, *others = sorted(only, key=len)
    places = sorted({book.places[one] for one in first if one in book.places})
    found = [book.blocks[place] for place in places]
    for some in others:
        found = [block for block in found if any(row.transaction in some for row in block.rows)]
    return found


def role_words(row: Row) -> str:
    """What a row is, for a cell: charge, credit, payment …"""
    role = row.transaction.line.role
    return "type unknown" if role == UNKNOWN_TYPE else role


def is_charge(row: Row) -> bool:
    """Whether the row is a charge, which can be taken back."""
    return row.transaction.line.role == CHARGE
