"""Posting charges again after they were reversed: new ids, the original amounts, nothing negative.

A reversal is never reversed: a credit of a credit is a charge whose direction nobody can see. What was taken back by
mistake is a new transaction (site convention; HL7 has no rule, 2.9.1 chapter 6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workbench.charges.ft1.groups import Group, groups_of
from workbench.charges.ft1.netting import cancels, totals
from workbench.charges.ft1.rows import Row, read_row
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.build import Plan, assembled, drop_links, row_after
from workbench.charges.reversal.decide import Outcome, as_mapping, known_outcome
from workbench.charges.reversal.header import check_control_id, header_edits, header_notes
from workbench.charges.reversal.ids import Ids
from workbench.charges.reversal.line import Order, charge_fields
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE, Elsewhere
from workbench.charges.reversal.result import NOT_CHOSEN, REFUSED, REVERSED, SKIPPED, Reversal, ReversedLine
from workbench.charges.reversal.reverse import chosen_lines, no_charges
from workbench.charges.reversal.within import TakenBack, reversed_within
from workbench.er7 import Document, EditError

__all__ = ["repost"]


def repost(
    document: Document,
    *,
    lines: Collection[int] | None = None,
    convention: Convention,
    now: datetime,
    control_id: str,
    new_ids: Iterable[str],
    already_reversed: Mapping[str, str] | Collection[str] = (),
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
    outcome: Outcome = "unknown",
    batch_id: str = "",
    operator: str = "",
) -> Reversal:
    """New charges for the credits of `document`, or for those of its charges that are known to be taken back: by
    `already_reversed` (ids), or by `elsewhere` (what other messages say of each line). `outcome` is how the credits
    ended: one that was refused took nothing back.

    The same result as `reverse`: here `credit` of a line is the new charge, and the totals of credits (of a charge: the
    one that took it back elsewhere) and new charges net to zero. Raises WorkbenchError for a line that is not there and
    for ids that do not fit or do not suffice.
    """
    check_control_id(control_id)
    groups = groups_of(document)
    if refusal := no_charges(document, groups):
        return Reversal(None, refusal)
    rows = [read_row(document, group, convention) for group in groups]
    chosen = chosen_lines(lines, len(groups))
    ids = Ids(convention, new_ids, (row.transaction_id for row in rows), elsewhere.ids)
    maker = _Maker(document, Order(convention, now, document.version, batch_id, operator), ids)
    closed = closed_lines(rows, as_mapping(already_reversed), elsewhere)
    standing = _standing(rows, closed, elsewhere, outcome)
    orders = {group.number: _order(document, group) for group in groups}
    replaced = _replaced(rows, orders, standing, chosen, reversed_within(rows, convention))
    maker.standing = {**replaced, **standing}
    made = [maker.line(group, row, chosen) for group, row in zip(groups, rows, strict=True)]
    if not maker.plans:
        reasons = " ".join(dict.fromkeys(line.why for line in made if line.reason != NOT_CHOSEN))
        return Reversal(None, f"Nothing can be posted again. {reasons or 'No line was chosen.'}", tuple(made))
    header = header_edits(document, convention, now, control_id)
    changes = tuple(change for edit in header for change in edit.changes)
    notes = [f"Not posted again: {line.why}" for line in made if line.decision in (SKIPPED, REFUSED)]
    return Reversal(
        assembled(document, header, groups, maker.plans),
        "",
        tuple(made),
        changes,
        totals((_taken_off(line.row), line.credit) for line in made if line.credit is not None),
        (*_in_doubt(made, elsewhere, outcome), *notes, *header_notes(document, changes)),
    )


def _in_doubt(made: Iterable[ReversedLine], elsewhere: Elsewhere, outcome: Outcome) -> Iterator[str]:
    """Credits of which nobody knows that they arrived, and that are followed by new charges all the same."""
    again = [line for line in made if line.is_reversed]
    credits = [line for line in again if line.row.kind == "credit" and _ended(outcome, line.number) == "unknown"]
    taken_back = [line for line in again if line.row.kind == "charge" and _is_unsure(elsewhere, line.number)]
    for lines, what in ((credits, "the credit"), (taken_back, "the credit of")):
        if lines:
            yield (
                f"Whether the receiver took {what} {_called(lines)} is not known. Where it did not, the charge stands,"
                " and posting it again charges twice: send the credit again with the same MSH-10 first."
            )


def _is_unsure(elsewhere: Elsewhere, number: int) -> bool:
    earlier = elsewhere.lines.get(number)
    return earlier is not None and earlier.unsure


def _called(lines: Sequence[ReversedLine], most: int = 3) -> str:
    names = [line.row.transaction_id or str(line.path) for line in lines]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def closed_lines(rows: Iterable[Row], ids: Mapping[str, str], elsewhere: Elsewhere) -> frozenset[int]:
    """The charges that nothing is left of: those with such an id, unless it is known of the line itself."""
    found = set()
    for row in rows:
        known = elsewhere.lines.get(row.number)
        if (known.closed and not known.doubt) if known is not None else row.transaction_id in ids:
            found.add(row.number)
    return frozenset(found)


def _standing(rows: Iterable[Row], closed: Collection[int], elsewhere: Elsewhere, outcome: Outcome) -> dict[int, str]:
    """Why a line must not be charged again, by its number: its charge stands, or was posted again already."""
    found = {}
    for row in rows:
        called = f"{row.path} ({row.transaction_id})" if row.transaction_id else str(row.path)
        ended = _ended(outcome, row.number)
        if row.kind == "charge" and row.number not in closed:
            found[row.number] = f"{row.path} is a charge that is not known to be reversed; posting it again"
        elif row.kind == "credit" and ended == "no":
            found[row.number] = f"The receiver did not take the credit {called}, so its charge stands; posting it again"
        elif row.kind in ("charge", "credit") and (again := elsewhere.reposted.get(row.number)):
            found[row.number] = f"{called} was posted again already: {again}; once more"
    return {number: f"{why} would charge twice." for number, why in found.items()}


def _replaced(
    rows: Sequence[Row],
    orders: Mapping[int, str],
    standing: Collection[int],
    chosen: Collection[int],
    within: Mapping[int, TakenBack],
) -> dict[int, str]:
    """Why a credit must not become a charge again, by its number: a charge of its own message is what counts instead.

    A correction takes back the old charge and charges anew: posted again, only the new charge may come back. It may be
    posted for the old one alone when it is off the account and was not chosen.
    """
    found = {}
    own = {credit.number: one.charge for one in within.values() for credit in one.credits}
    by_order: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind == "charge" and row.number not in within and (row.number in chosen or row.number in standing):
            by_order.setdefault(orders[row.number], []).append(row)
    for row in rows:
        if row.kind != "credit":
            continue
        if (charge := own.get(row.number)) is not None:
            if charge.number in chosen and charge.number not in standing:
                found[row.number] = f"{row.path} takes back {charge.path}, which is posted again here; both"
            continue
        order = orders[row.number]
        instead = [one for each in ((order, "") if order else by_order) for one in by_order.get(each, ())]
        if instead:
            paths = ", ".join(str(one.path) for one in instead[:3]) + (" …" if len(instead) > 3 else "")
            found[row.number] = f"{row.path} made room for {paths} of this message; posting it again too"
    return {number: f"{why} would charge twice." for number, why in found.items()}


def _order(document: Document, group: Group) -> str:
    return (document.value(f"{group.ft1.path}-23.1") or "").strip()


def _taken_off(row: Row) -> Row:
    """The credit that the new charge undoes; of a charge that was taken back elsewhere the credit is its opposite."""
    return replace(row, kind="credit") if row.kind == "charge" else row


def _ended(outcome: Outcome, number: int) -> str:
    """yes, unknown or no: whether the receiver took the line. Raises WorkbenchError for a word that is no outcome."""
    return known_outcome(outcome if isinstance(outcome, str) else outcome.get(number, "unknown"))


class _Maker:
    """Makes the new charges of one message."""

    def __init__(self, document: Document, order: Order, ids: Ids) -> None:
        self.plans: list[Plan] = []
        self.standing: Mapping[int, str] = {}
        self._document = document
        self._order = order
        self._ids = ids

    def line(self, group: Group, row: Row, chosen: Collection[int]) -> ReversedLine:
        """The decision about a line, and its plan when it is posted again."""
        if row.number not in chosen:
            return ReversedLine(row, NOT_CHOSEN, f"{row.path} was not chosen.", NOT_CHOSEN)
        if row.trouble:
            return ReversedLine(row, REFUSED, row.trouble, "shifted" if row.shifted else "not a number")
        if row.number in self.standing:
            return ReversedLine(row, REFUSED, self.standing[row.number], "still charged")
        if row.kind not in ("charge", "credit"):
            return ReversedLine(row, SKIPPED, f"{row.path} is no credit ({row.code}).", row.kind)
        if row.kind == "credit" and (lost := _lost(row, self._order.convention)):
            return ReversedLine(row, REFUSED, f"{lost} Post again from the original message instead.", "lost")
        return self._posted(group, row)

    def _posted(self, group: Group, row: Row) -> ReversedLine:
        plan = Plan(group)
        drop_links(self._document, plan)
        edit = SegmentEdit(self._document, group.ft1)
        plan.edits.append(edit)
        new = self._ids.new()
        try:
            charge_fields(edit, new, len(self.plans) + 1, self._order)
        except EditError as error:
            return ReversedLine(row, REFUSED, f"{row.path} cannot be changed as it has to be: {error}", "no room")
        charge = row_after(self._document, plan, self._order.convention)
        if charge.kind != "charge" or (row.kind == "credit" and not cancels(row, charge)):
            why = f"{row.path} would not become a charge again; compose it anew."
            return ReversedLine(row, REFUSED, why, "no direction")
        self.plans.append(plan)
        why = f"{row.path} ({row.transaction_id or 'without an id'}) is charged again as {new}."
        return ReversedLine(row, REVERSED, why, "", plan.changes, plan.added, charge)


def _lost(row: Row, convention: Convention) -> str:
    """What the credit no longer tells about its charge, a sentence; "" when it tells all."""
    if convention.marks_by_segment:
        return f"{row.path} is a credit by its {convention.status_segment} segment, which a charge must not have."
    if convention.service_date == "reversal date":
        return f"{row.path}-4 is the day of the reversal in the convention {convention.name}, not the day of service."
    if convention.amount == "blank" and row.amount is None:
        return f"{row.path} has no amount, as the convention {convention.name} leaves it out of credits."
    return ""
