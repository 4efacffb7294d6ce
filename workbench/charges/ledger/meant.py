"""Which charge of a ledger a line means, when several have its transaction id.

FT1-2 should be one charge's own (HL7 2.5.1, chapter 6.5.1.2), but real feeds use an id again. What decides is said, and
so is when nothing decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.charges.ledger.compare import Comparison, compare
from workbench.charges.ledger.flag import counted, listed
from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import Posting, Transaction
from workbench.charges.ledger.types import CHARGE

_COMPARED = (
    "PID-18 account",
    "PV1-19 visit",
    "FT1-23 order",
    "FT1-4 service day",
    "FT1-25/7 code",
    "FT1-26 modifiers",
    "FT1-10 quantity",
    "FT1-11 amount",
    "FT1-11 currency",
    "FT1-20 performer",
)


@dataclass(frozen=True, slots=True)
class Meant:
    """The line as the ledger has it."""

    transaction: Transaction | None = None
    note: str = ""
    """How it was told from others with its id, a sentence; "" when there are none."""
    doubt: str = ""
    """Why it cannot be told, a sentence; then `transaction` is one of those it may be."""


def meant(line: LedgerLine, ledger: Ledger, used: Collection[Transaction] = ()) -> Meant:
    """The same line of the same message; else the charge with its id and patient that agrees with it most.

    A line without an id means the charge of its patient without an id that is the same in all else. `used` are those
    that other lines of the message mean.
    """
    index = _index(ledger)
    for one in index.lines.get((line.head.control_id, line.occurrence), ()):
        if one not in used and _same_line(one.line, line):
            return Meant(one)
    if line.role != CHARGE:
        return Meant()
    named = [one for one in index.charges.get(_name(line), ()) if one.charge not in used]
    if not line.transaction_id:
        named = [one for one in named if line.code and not compare(line, one.charge.line, *_COMPARED).differing]
    named = [one for one in named if one.charge.live] or named
    return _decided(line, named) if named else Meant()


@dataclass(frozen=True, eq=False)
class _Index:
    """The lines of a ledger by what they are found by."""

    lines: Mapping[tuple[str, int], Sequence[Transaction]]
    """By MSH-10 and number of the FT1."""
    charges: Mapping[tuple[str, ...], Sequence[Charge]]


def _index(ledger: Ledger) -> _Index:
    if (found := ledger.remembered.get("meant")) is None:
        lines: dict[tuple[str, int], list[Transaction]] = {}
        charges: dict[tuple[str, ...], list[Charge]] = {}
        for one in ledger.transactions:
            lines.setdefault((one.line.head.control_id, one.line.occurrence), []).append(one)
        for each in ledger.charges:
            charges.setdefault(_name(each.charge.line), []).append(each)
        found = ledger.remembered["meant"] = _Index(lines, charges)
    index: _Index = found
    return index


def _name(line: LedgerLine) -> tuple[str, ...]:
    """The id and the patient; without an id the code and the order too."""
    if line.transaction_id:
        return line.transaction_id, line.head.patient
    return "", line.head.patient, line.code, line.order


def _same_line(there: LedgerLine, line: LedgerLine) -> bool:
    return (
        there.text == line.text
        and there.occurrence == line.occurrence
        and there.head.control_id == line.head.control_id
        and (there.head.patient, there.head.account) == (line.head.patient, line.head.account)
    )


def _decided(line: LedgerLine, named: list[Charge]) -> Meant:
    if len(named) == 1:
        return Meant(named[0].charge)
    compared = {one: compare(line, one.charge.line, *_COMPARED) for one in named}
    fewest = min(len(each.differing) for each in compared.values())
    best = [one for one in named if len(compared[one].differing) == fewest]
    if len(best) == 1:
        return Meant(best[0].charge, _chosen(line, best[0], compared))
    if len({(one.reversed, one.balance.rest) for one in best}) == 1:
        return Meant(best[-1].charge, _alike(line, best))
    return Meant(best[-1].charge, doubt=_undecided(line, best))


def _chosen(line: LedgerLine, best: Charge, compared: dict[Charge, Comparison]) -> str:
    others = [each.differing for one, each in compared.items() if one is not best]
    told = dict.fromkeys(one.field for each in others for one in each)
    own = {one.field for one in compared[best].differing}
    by = [name for name in told if name not in own] or list(told)
    return (
        f"{counted(len(compared), 'charge')} have the id {line.transaction_id}; {where(best.charge.posting)} is meant:"
        f" the others have another {listed(_word(name) for name in by)}."
    )


def _alike(line: LedgerLine, best: list[Charge]) -> str:
    state = "taken back" if best[0].reversed else "open"
    return (
        f"{counted(len(best), 'charge')} {_with_id(line)} are alike and all {state}"
        f" ({_places(best)}); the last is taken."
    )


def _undecided(line: LedgerLine, best: list[Charge]) -> str:
    states = listed(f"{where(one.charge.posting)} ({'taken back' if one.reversed else 'open'})" for one in best)
    return (
        f"{counted(len(best), 'charge')} {_with_id(line)} agree in account, day, code and amount,"
        f" but not all are open: {states}. Nothing says which of them {line.path} is; take the message from the history"
        " instead of a copy, so that the entry tells."
    )


def _with_id(line: LedgerLine) -> str:
    return f"with the id {line.transaction_id}" if line.transaction_id else f"without an id for {line.code}"


def _places(charges: Iterable[Charge]) -> str:
    return listed(where(one.charge.posting) for one in charges)


def _word(name: str) -> str:
    """FT1-4 service day -> service day."""
    return name.partition(" ")[2]


def where(posting: Posting) -> str:
    """Where a posting is, in words."""
    return f"entry {posting.entry} of the history" if posting.entry is not None else posting.source


_ENTRY = re.compile(r"\bentry ([0-9]+) of the history")


def entry_in(sentence: str) -> int | None:
    """The entry that a sentence names as `where` does; None when it names none."""
    found = _ENTRY.search(sentence)
    return int(found[1]) if found is not None else None
