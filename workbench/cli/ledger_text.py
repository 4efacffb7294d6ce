"""The ledger as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.charges import money_text
from workbench.charges.ledger.flag import counted, listed, money, name_of
from workbench.charges.ledger.views import group_by
from workbench.charges.ledger.views import whole as whole_group

if TYPE_CHECKING:
    from workbench.charges.ledger import Charge, Flag, Ledger, Transaction
    from workbench.charges.ledger.pairing import Match
    from workbench.charges.ledger.totals import Totals


def whole(ledger: Ledger) -> Iterator[str]:
    """Every charge with its credits, then what stands alone, then totals."""
    for charge in ledger.charges:
        yield from _charge(charge)
    for title, alone in (
        ("credits without a charge", ledger.unpaired),
        ("payments, adjustments and deposits", ledger.others),
        ("not counted: the type cannot be told", ledger.unread),
    ):
        if alone:
            yield f"{title}:"
            yield from (f"  {_line(one)}" for one in alone)
    if not ledger.transactions:
        yield "There are no charge lines."
        return
    yield ""
    yield from _totals(whole_group(ledger).totals)


def groups(ledger: Ledger, view: str) -> Iterator[str]:
    """One line for each group of a view."""
    found = group_by(ledger, view)
    for group in found:
        lines = counted(len(group.transactions), "line")
        yield f"{group.title}  {counted(len(group.charges), 'charge')}, {lines}  {group.totals.text}"
    if not found:
        yield "There are no charge lines."
        return
    yield ""
    yield f"{counted(len(found), 'group')}; {whole_group(ledger).totals.text}"


def flags(found: Sequence[Flag]) -> Iterator[str]:
    """What to look at."""
    for one in found:
        yield f"{one.severity}  {one.code}: {one.text}"
        yield f"    in: {listed(dict.fromkeys(posting.source for posting in one.postings), most=8)}"
        if one.matched:
            yield f"    equal: {', '.join(one.matched)}"
        if one.differing:
            yield f"    different: {', '.join(f'{field} {first} / {second}' for field, first, second in one.differing)}"
        if one.hint:
            yield f"    {one.hint}"
    if not found:
        yield "Nothing to look at."


def pairs(charges: Iterable[Charge], lone: Iterable[Transaction]) -> Iterator[str]:
    """Charges with their credits, and which fields of each credit agree."""
    for charge in charges:
        yield from _charge(charge, explain=True)
        if not charge.credits:
            yield "  no credit"
    for one in lone:
        yield f"{_line(one)}  leads to no charge"


def _charge(charge: Charge, *, explain: bool = False) -> Iterator[str]:
    yield f"{_line(charge.charge, charge.state)}  balance {charge.balance.text}"
    for match in charge.credits:
        yield f"  {_line(match.credit)}  by {match.how}"
        if explain:
            yield from _why(match)
    if explain:
        yield from (f"  {text}" for text in _followed(charge))


def _why(match: Match) -> Iterator[str]:
    matched, differing = match.comparison
    yield f"    equal: {', '.join(matched) or 'nothing'}"
    if differing:
        yield f"    different: {', '.join(f'{field} {first} / {second}' for field, first, second in differing)}"
    if match.rivals:
        yield f"    {counted(match.rivals, 'other charge')} would fit as well"


def _followed(charge: Charge) -> Iterator[str]:
    if charge.reposted_as is not None:
        yield f"posted again as {name_of(charge.reposted_as.line)} ({charge.reposted_as.posting.source})"
    if charge.repost_of is not None:
        yield f"came after {name_of(charge.repost_of.line)} was taken back ({charge.repost_of.posting.source})"
    if charge.mended_by is not None:
        yield f"sent instead: {name_of(charge.mended_by.line)} ({charge.mended_by.posting.source})"


def _line(one: Transaction, state: str = "") -> str:
    line = one.line
    code = " ".join((line.code, *line.modifiers))
    known = [
        line.role,
        line.transaction_id or "(no FT1-2)",
        str(line.service_day or "no day"),
        code or "no code",
        money(line),
        state or one.outcome,
        one.posting.source,
    ]
    return "  ".join(known)


def _totals(totals: Totals) -> Iterator[str]:
    for one in totals.sums:
        amount = "no amount" if one.amount is None else money_text.money(one.amount, one.currency)
        missing = f", {one.without_amount} without an amount" if one.amount is not None and one.without_amount else ""
        left_out = "" if one.counts else "  not counted"
        yield f"{one.label}  {one.state}  {counted(one.lines, 'line')}  {amount}{missing}{left_out}"
    yield f"charges less credits: {totals.text}"
