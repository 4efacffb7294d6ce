"""Reversing charges: from the message that was sent to the message that takes it back.

The credit copies what was really sent, not today's demographics, and changes only what a convention says (HL7 has no
rule for reversals: 2.9.1, chapter 6). Any version, any delimiters; what it does not understand passes through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from workbench import garbage
from workbench.charges.ft1.groups import Group
from workbench.charges.ft1.netting import cancels, totals
from workbench.charges.ft1.rows import Row, read_rows
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.build import Plan, add_link, add_status, assembled, row_after
from workbench.charges.reversal.decide import Circumstances, Outcome, as_mapping, decide
from workbench.charges.reversal.header import check_control_id, header_edits, header_notes
from workbench.charges.reversal.ids import Ids, leads_nowhere
from workbench.charges.reversal.line import Order, credit_fields
from workbench.charges.reversal.notes import notes_about
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE, Elsewhere, row_of_rest, write_rest
from workbench.charges.reversal.result import REFUSED, REVERSED, Reversal, ReversedLine
from workbench.charges.reversal.within import reversed_within
from workbench.er7 import Document, EditError
from workbench.errors import WorkbenchError

__all__ = ["Reversal", "ReversedLine", "reverse"]


@garbage.held()  # as `correct` does
def reverse(
    document: Document,
    *,
    lines: Collection[int] | None = None,
    convention: Convention,
    now: datetime,
    control_id: str,
    new_ids: Iterable[str] = (),
    already_reversed: Mapping[str, str] | Collection[str] = (),
    outcome: Outcome = "unknown",
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
    take_rest: bool = False,
    batch_id: str = "",
    operator: str = "",
) -> Reversal:
    """The message that takes back charges of `document`; amounts stay in its currency and scale, exactly.

    `lines` counts FT1 from 1; None means all. `new_ids` is drawn from when FT1-2 of a credit cannot be made from that
    of the charge. `already_reversed` holds transaction ids (with the place that says so, when it is a mapping),
    `outcome` how the original ended, for the message or by line. `elsewhere` is what other messages took back of each
    line; of a charge that was taken back in part the rest is taken back with `take_rest`, else the line is refused with
    what is left. `batch_id` and `operator` fill FT1-3 and FT1-24.
    Every line comes back with what was decided and why; with nothing to reverse there is no document but a refusal.
    Raises WorkbenchError for a line that is not there, an unknown outcome, and ids that do not fit their fields.
    """
    check_control_id(control_id)
    read = read_rows(document, convention)
    rows = [row for _, row in read]
    if refusal := no_charges(document, read):
        return Reversal(None, refusal)
    known = Circumstances(
        convention,
        chosen_lines(lines, len(rows)),
        outcome,
        as_mapping(already_reversed),
        reversed_within(rows, convention),
        elsewhere,
        take_rest,
    )
    ids = Ids(convention, new_ids, (row.transaction_id for row in rows), elsewhere.ids)
    maker = _Maker(document, Order(convention, now, document.version, batch_id, operator), ids)
    made = [maker.line(group, row, known) for group, row in read]
    if not maker.plans:
        return Reversal(None, _nothing(made), tuple(made))
    return maker.message([group for group, _ in read], made, known, control_id)


def no_charges(document: Document, groups: Collection[object]) -> str:
    """Why the document is no message with charges, a sentence; "" when it is one."""
    headers = len(document.all("MSH"))
    if headers > 1:
        return f"The text holds {headers} messages; take one of them at a time."
    if not headers:
        return "There is no MSH segment, so delimiters and version are not known; add the header first."
    if not groups:
        return "There is no FT1 segment in this message, so there is no charge to reverse."
    return ""


def chosen_lines(lines: Collection[int] | None, count: int) -> frozenset[int]:
    """The numbers of the lines meant. Raises WorkbenchError for one that is not there."""
    if lines is None:
        return frozenset(range(1, count + 1))
    if missing := sorted(number for number in set(lines) if not 1 <= number <= count):
        has = "one line" if count == 1 else f"the lines 1 to {count}"
        raise WorkbenchError(f"There is no line {missing[0]}: the message has {has} (FT1).")
    return frozenset(lines)


class _Maker:
    """Makes the credits of one message, counting the lines of the new one."""

    def __init__(self, document: Document, order: Order, ids: Ids) -> None:
        self.plans: list[Plan] = []
        self._document = document
        self._order = order
        self._ids = ids

    def line(self, group: Group, row: Row, known: Circumstances) -> ReversedLine:
        """The decision about a line, and its plan when it is reversed."""
        if (decision := decide(row, known)) is not None:
            return ReversedLine(row, decision.decision, decision.why, decision.reason)
        if nowhere := leads_nowhere(self._document, group, row):
            return ReversedLine(row, REFUSED, nowhere, "no id")
        chosen = self._ids.for_credit(row)
        if chosen.refusal:
            return ReversedLine(row, REFUSED, chosen.refusal, "no room")
        plan = Plan(group)
        edit = SegmentEdit(self._document, group.ft1)
        plan.edits.append(edit)
        convention = self._order.convention
        rest = known.rest(row)
        left = row_of_rest(row, rest) if rest is not None else None
        try:
            if left is not None:
                write_rest(edit, row, left, self._document.version)
            credit_fields(edit, row, chosen, len(self.plans) + 1, self._order)
            unlinked = add_link(self._document, plan, edit, row, chosen, convention)
            if row.kind == "charge":
                add_status(self._document, plan, convention)
        except EditError as error:
            return ReversedLine(row, REFUSED, f"{row.path} cannot be changed as it has to be: {error}", "no room")
        if unlinked:
            return ReversedLine(row, REFUSED, unlinked, "no link")
        warnings = [text for text in (chosen.warning, row.doubt) if text]
        if left is not None and rest is not None:
            warnings.append(f"Of {row.path} {rest.text(row)} is left; the credit takes back this rest alone.")
        return self._checked(plan, row, left, warnings)

    def message(
        self, groups: Sequence[Group], made: Sequence[ReversedLine], known: Circumstances, control_id: str
    ) -> Reversal:
        """The credits under a header of their own, with what they come to."""
        header = header_edits(self._document, self._order.convention, self._order.now, control_id)
        changes = tuple(change for edit in header for change in edit.changes)
        return Reversal(
            assembled(self._document, header, groups, self.plans),
            "",
            tuple(made),
            changes,
            totals((line.open_row, line.credit) for line in made if line.credit is not None),
            (*notes_about(self._document, made, known), *header_notes(self._document, changes)),
        )

    def _checked(self, plan: Plan, row: Row, rest: Row | None, warnings: list[str]) -> ReversedLine:
        """Only a line that a receiver reads as the exact opposite of what is open is a reversal."""
        convention = self._order.convention
        credit = row_after(self._document, plan, convention)
        if rest is not None and credit.amount is None and rest.amount is not None and not _by_units(row, rest):
            why = (
                f"What is left of {row.path} is money ({rest.amount:f} {row.currency}), and the convention"
                f" {convention.name} sends no amounts. Choose another convention."
            )
            return ReversedLine(row, REFUSED, why, "no amount")
        if not cancels(rest or row, credit):
            why = (
                f"In the convention {convention.name} nothing would tell the credit of {row.path} from a charge: there"
                " is no quantity or amount to make negative. Choose a convention with a type of its own for credits."
            )
            return ReversedLine(row, REFUSED, why, "no direction")
        self.plans.append(plan)
        why = _why(row, credit, convention)
        return ReversedLine(row, REVERSED, why, "", plan.changes, plan.added, credit, tuple(warnings), rest)


def _by_units(row: Row, rest: Row) -> bool:
    """Whether the units of a rest tell the same as its money."""
    whole = (row.amount, row.quantity, rest.amount, rest.quantity)
    if None in whole:
        return False
    amount, quantity, left, units = (abs(one) for one in whole if one is not None)
    return amount * units == left * quantity


def _why(row: Row, credit: Row, convention: Convention) -> str:
    what = "adjustment" if row.kind == "adjustment" else "charge"
    called = f"{row.path} ({row.transaction_id})" if row.transaction_id else str(row.path)
    given = f" as {credit.transaction_id}" if credit.transaction_id else ""
    return f"{called} is an open {what}; it is taken back{given} under the convention {convention.name}."


def _nothing(lines: list[ReversedLine]) -> str:
    """Why there is no message: the reasons of the lines that were chosen, each once."""
    reasons = list(dict.fromkeys(line.why for line in lines if line.reason != "not chosen"))
    if not reasons:
        return "No line was chosen, so there is nothing to reverse."
    more = f" {len(reasons) - 3} more lines have their own reasons." if len(reasons) > 3 else ""
    return f"Nothing can be reversed. {' '.join(reasons[:3])}{more}"
