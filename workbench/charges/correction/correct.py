"""Correcting charges: what was charged, what should have been, and the messages that lead from one to the other.

HL7 has no message for it (2.9.1, chapter 6): credits and new charges, or a charge sent again under its id, are agreed
with the receiver. Credits always come first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench import garbage
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.correction.addons import following
from workbench.charges.correction.chosen import limited
from workbench.charges.correction.led import Parts, led_along
from workbench.charges.correction.match import Charged, Difference, matched
from workbench.charges.correction.message import charges_message, diagnosis_note, joined
from workbench.charges.correction.moved import left_out, moved, person_note, why_two
from workbench.charges.correction.once import charged_already, closed_refusal, second_services
from workbench.charges.correction.result import Correction, settled
from workbench.charges.ft1.columns import Columns
from workbench.charges.ft1.rows import Row, read_rows
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.decide import Circumstances, Outcome, as_mapping, decide
from workbench.charges.reversal.ids import Ids
from workbench.charges.reversal.line import Order
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE, Elsewhere
from workbench.charges.reversal.result import NOT_CHOSEN, SKIPPED, Reversal
from workbench.charges.reversal.reverse import chosen_lines, no_charges, reverse
from workbench.charges.reversal.within import reversed_within
from workbench.er7 import Document
from workbench.er7.escapes import unescape
from workbench.errors import WorkbenchError

__all__ = ["CHANGED_LINES", "MODES", "REPLACE", "REVERSE_AND_REBILL", "Correction", "correct"]

REVERSE_AND_REBILL = "reverse and rebill"
CHANGED_LINES = "changed lines"
REPLACE = "replace"
MODES = (REVERSE_AND_REBILL, CHANGED_LINES, REPLACE)
_NO_MASTER = ChargeMaster(())
_NOTHING = "The charges are the same, so there is nothing to correct."
_BILLED_TWICE = (
    "Whether the receiver takes a known FT1-2 for a replacement is an agreement that neither profile nor convention"
    " states (same_id_replaces): one that does not bills these charges twice."
)
_CLOSED = frozenset({"already reversed", "rejected", "a credit"})
"""Reasons for which a line of the old message is not on the account any more, or never was."""


@garbage.held()  # thousands of lines make much that is circular, and a window holds much that would be looked through
def correct(
    old: Document,
    new: Document,
    *,
    lines: Collection[int] | None = None,
    mode: str = REVERSE_AND_REBILL,
    two_messages: bool = False,
    convention: Convention,
    now: datetime,
    control_ids: Iterable[str],
    new_ids: Iterable[str],
    already_reversed: Mapping[str, str] | Collection[str] = (),
    outcome: Outcome = "unknown",
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
    take_rest: bool = False,
    another_service: bool = False,
    master: ChargeMaster | None = None,
    professional_share: int = 0,
    batch_id: str = "",
    operator: str = "",
) -> Correction:
    """The messages that turn the charges of `old` into those of `new`; both hold charges (DFT), composed or edited.

    Modes: reverse and rebill (every open charge is taken back and charged anew), changed lines (only those that a bill
    would show differently), replace (the same id sent again; only lines that are gone are taken back). Another patient,
    account or visit always means reverse and rebill in two messages. With a charge master, add-ons follow their base:
    one that nobody edited becomes the add-on of the new base, with its code, description and price, and goes with a
    base that is not charged any more; where the charge master knows no such add-on the correction is refused.
    `professional_share` is the profile's percentage of the price that is the professional part (26), 0 for none.
    `lines` counts FT1 of `old` from 1; the others stay as they are, and None means all. `another_service` charges
    beside what a later message charges for the same order; without it that is refused, since it may be the same charge.
    `already_reversed`, `outcome`, `elsewhere` and `take_rest` are about `old`, as for `reverse`. `control_ids` is drawn
    from once a message, `new_ids` for lines whose id was used before. Money is Decimal, exact, by currency.
    Raises WorkbenchError for an unknown mode or outcome and for ids that do not fit or do not suffice.
    """
    if mode not in MODES:
        raise WorkbenchError(f"“{mode}” is no mode of correction; it may be: {', '.join(MODES)}.")
    if refusal := no_charges(old, read_rows(old, convention)) or _no_new(new, convention):
        return Correction((), refusal)
    apart_for = moved(old, new)
    known = _known(old, convention, as_mapping(already_reversed), outcome)
    asked = _Asked(
        old,
        new,
        None if lines is None else chosen_lines(lines, len(known.chosen)),
        REVERSE_AND_REBILL if apart_for else mode,
        apart_for,
        another_service,
        replace(known, elsewhere=elsewhere, take_rest=take_rest),
        Parts(master or _NO_MASTER, professional_share),
    )
    compared = _compared(asked)
    if isinstance(compared, Correction):
        return compared
    order = Order(convention, now, compared.new.version, batch_id, operator)
    maker = _Maker(old, compared.new, order, iter(control_ids), iter(new_ids), asked.known)
    apart = apart_for or (two_messages and "There are two messages, as asked for.") or why_two(old, compared.new)
    return _made(asked, compared, maker, apart)


@dataclass(frozen=True)
class _Asked:
    """Two messages, and what is to be done about their differences."""

    old: Document
    new: Document
    lines: frozenset[int] | None
    """Lines of the old message; None for all."""
    mode: str
    apart_for: str
    """What moved between the messages, so that everything is taken back and charged anew; "" for nothing."""
    another_service: bool
    known: Circumstances
    parts: Parts

    @property
    def chosen(self) -> frozenset[int]:
        """The lines of the old message that are meant."""
        return frozenset(self.known.chosen) if self.lines is None else self.lines

    def wanted(self, table: Sequence[Difference]) -> _Wanted:
        """What is to be done about a table of differences."""
        doubts = {row: one.doubt for row, one in self.known.elsewhere.lines.items()}
        return _wanted(table, self.mode, dict.fromkeys(self.known.reversed_here, "") | doubts)


@dataclass(frozen=True)
class _Compared:
    """The table of differences to the corrected message as it has to be: add-ons follow their base."""

    new: Document
    table: tuple[Difference, ...]
    notes: tuple[str, ...]


def _compared(asked: _Asked) -> _Compared | Correction:
    """A correction without messages says why there is none."""
    convention = asked.known.convention
    open_lines, notes, refusal = _open_charges(asked.old, asked.known, asked.chosen)
    if refusal and not asked.another_service:
        return Correction((), refusal, (), (), tuple(notes))
    notes += left_out(asked.old, asked.new)
    new, charges = asked.new, _charges(asked.new, convention)
    if refusal := next((one.row.trouble for one in charges if one.row.trouble), ""):
        return Correction((), f"The corrected message cannot be charged. {refusal}")
    table = matched(_with_closed(asked.old, open_lines, asked.known, asked.chosen), charges)
    if led := led_along(table, new, asked.parts, lambda document: _charges(document, convention)):
        new, charges, table = led.new, list(led.charges), led.table
    only = limited(table, asked.lines, open_lines, charges, asked.parts.master, asked.apart_for)
    table, notes = only.table, [*notes, *only.notes]
    if only.refusal:
        return Correction((), only.refusal, table, (), tuple(notes))
    if asked.mode == CHANGED_LINES:
        table = following(table, asked.parts.master)
    if not asked.apart_for and all(one.kind == "unchanged" for one in table):
        return Correction((), _NOTHING, table, (), (*notes, *_worded(table)))
    return _Compared(new, table, tuple(notes))


def _made(asked: _Asked, compared: _Compared, maker: _Maker, apart: str) -> Correction:
    """The messages, unless a charge stands already that may be the same; `apart` says why there are two of them."""
    wanted = asked.wanted(compared.table)
    about = (wanted.charge, wanted.kept_ids, asked.known.elsewhere)
    if not asked.another_service and (refusal := charged_already(*about, compared.table)):
        return Correction((), refusal, compared.table, (), compared.notes)
    worded = (*_not_charged(compared.new, asked.known.convention), *_worded(compared.table))
    return maker.correction(wanted, compared.table, apart, (*compared.notes, *second_services(*about), *worded))


@dataclass(frozen=True)
class _Wanted:
    """What is to be done: lines of the old message to take back, lines of the new one to charge, ids that stay."""

    credit: tuple[int, ...]
    charge: tuple[Charged, ...]
    kept_ids: Mapping[int, str]
    replaced: tuple[Row, ...] = ()
    """Charges that are overwritten."""
    refusal: str = ""


def _wanted(table: Sequence[Difference], mode: str, partly: Mapping[int, str]) -> _Wanted:
    """`partly` are the lines of the old message of which credits have taken back a part, each with a doubt or ""."""
    credit, charge, kept, replaced = [], [], {}, []
    for one in table:
        replaces = mode == REPLACE and one.old is not None and one.new is not None
        if mode != REVERSE_AND_REBILL and one.kind == "unchanged":
            continue
        if one.old is not None and not replaces:
            credit.append(one.old.row.number)
        if one.new is not None:
            charge.append(one.new)
        if replaces and one.old is not None and one.new is not None:
            if not one.old.row.transaction_id:
                why = f"{one.old.row.path} has no FT1-2 to be replaced under; reverse and rebill instead."
                return _Wanted((), (), {}, (), why)
            if one.old.row.number in partly:
                why = partly[one.old.row.number] or (
                    f"{one.old.row.path} was taken back in part; a charge in its place would stand beside that credit."
                    " Reverse and rebill instead."
                )
                return _Wanted((), (), {}, (), why)
            kept[one.new.row.number] = one.old.row.transaction_id
            replaced.append(one.old.row)
    charge.sort(key=lambda one: one.row.number)
    return _Wanted(tuple(credit), tuple(charge), kept, tuple(replaced))


def _no_new(new: Document, convention: Convention) -> str:
    """A corrected message without any charge is fine: everything is taken back."""
    headers = len(new.all("MSH"))
    return "" if headers == 1 else no_charges(new, read_rows(new, convention))


def _known(old: Document, convention: Convention, ids: Mapping[str, str], outcome: Outcome) -> Circumstances:
    rows = [row for _, row in read_rows(old, convention)]
    return Circumstances(
        convention, frozenset(row.number for row in rows), outcome, ids, reversed_within(rows, convention)
    )


def _open_charges(old: Document, known: Circumstances, chosen: Collection[int]) -> tuple[list[Charged], list[str], str]:
    """Charges that are on the account, or cannot be taken off it; a sentence for every other line that was chosen; and
    the one why nothing may be charged for them, "" when it may."""
    found, others, rows, closed = [], [], [], {}
    for group, row in read_rows(old, known.convention):
        rows.append(row)
        decision = decide(row, known)
        if decision is None or (decision.decision != SKIPPED and decision.reason not in _CLOSED):
            found.append(Charged(old, group, row))
        elif row.number in chosen:
            others.append(f"Not taken back: {decision.why}")
            closed[row.number] = decision.reason
    return found, others, closed_refusal(rows, closed, known.elsewhere)


def _with_closed(
    old: Document, open_lines: Sequence[Charged], known: Circumstances, chosen: Collection[int]
) -> list[Charged]:
    """The open lines, and closed charges that were not chosen: their likes in the corrected message are no new ones."""
    there = {one.row.number for one in open_lines} | set(chosen)
    rows = read_rows(old, known.convention)
    closed = [Charged(old, group, row) for group, row in rows if row.number not in there and row.kind == "charge"]
    return sorted([*open_lines, *closed], key=lambda one: one.row.number)


def _charges(new: Document, convention: Convention) -> list[Charged]:
    """Lines of the corrected message that are charges, or may be."""
    return [Charged(new, group, row) for group, row in read_rows(new, convention) if row.kind in ("charge", "")]


def _not_charged(new: Document, convention: Convention) -> list[str]:
    return [
        f"{row.path} of the corrected message is no charge ({row.code}); it is left out."
        for _, row in read_rows(new, convention)
        if row.kind not in ("charge", "")
    ]


def _worded(table: Sequence[Difference]) -> tuple[str, ...]:
    """Lines that are only worded differently."""
    return tuple(one.text for one in table if one.kind == "unchanged" and one.fields)


@dataclass
class _Maker:
    """Makes the messages of one correction."""

    old: Document
    new: Document
    order: Order
    control_ids: Iterator[str]
    new_ids: Iterator[str]
    known: Circumstances

    def correction(
        self, wanted: _Wanted, table: tuple[Difference, ...], apart: str, notes: Sequence[str]
    ) -> Correction:
        """`apart` says why there are two messages; "" for one."""
        if wanted.refusal:
            return Correction((), wanted.refusal, table)
        if not wanted.credit and not wanted.charge:
            return Correction((), "There is nothing to take back and nothing to charge.", table, (), tuple(notes))
        together = bool(wanted.credit and wanted.charge) and not apart
        header_id = self._control_id()
        reversal = self._credits(wanted.credit, header_id) if wanted.credit else None
        if reversal is not None and (stuck := _stuck(reversal)):
            why = f"Without the credit the account would be charged twice, so nothing was made. {stuck}"
            return Correction((), why, table, (), tuple(notes), reversal)
        credits = None if reversal is None else reversal.document
        charges = None
        if wanted.charge:
            charges_id = header_id if together or credits is None else self._control_id()
            charges = self._new_charges(wanted, credits, charges_id, together=together)
        messages, said = _in_order(credits, charges, together=together)
        if together:
            said += [note for note in (person_note(self.old, self.new),) if note]
        elif credits is not None and charges is not None:
            said = [apart, "Send the second message only after the first was accepted.", *said]
        if wanted.replaced and not self.order.convention.same_id_replaces:
            said.append(_BILLED_TWICE)
        if reversal is not None:
            said += [note for note in reversal.notes if not note.startswith("MSH-")]
        settlements = settled(messages, self.order.convention, wanted.replaced)
        return Correction(messages, "", table, settlements, (*said, *notes), reversal)

    def _control_id(self) -> str:
        one = next(self.control_ids, None)
        if one is None:
            raise WorkbenchError("There are not enough message control ids; give one for each message (MSH-10).")
        return one

    def _credits(self, lines: tuple[int, ...], control_id: str) -> Reversal:
        return reverse(
            self.old,
            lines=lines,
            convention=self.order.convention,
            now=self.order.now,
            control_id=control_id,
            new_ids=self.new_ids,
            already_reversed=self.known.reversed_ids,
            outcome=self.known.outcome,
            elsewhere=self.known.elsewhere,
            take_rest=self.known.take_rest,
            batch_id=self.order.batch_id,
            operator=self.order.operator,
        )

    def _new_charges(self, wanted: _Wanted, credits: Document | None, control_id: str, *, together: bool) -> Document:
        sent = frozenset(_ids(self.old) | (_ids(credits) if credits is not None else set()))
        ids = Ids(self.order.convention, self.new_ids, sent | _ids(self.new), self.known.elsewhere.ids)
        return charges_message(
            self.new,
            wanted.charge,
            wanted.kept_ids,
            ids=ids,
            used=sent | frozenset(self.known.reversed_ids) | self.known.elsewhere.ids,
            first=1 + (len(credits.all("FT1")) if together and credits is not None else 0),
            order=self.order,
            control_id=control_id,
        )


def _in_order(
    credits: Document | None, charges: Document | None, *, together: bool
) -> tuple[tuple[Document, ...], list[str]]:
    """The messages as they are sent, and what is to be said about putting them together."""
    if together and credits is not None and charges is not None:
        note = diagnosis_note(credits, charges)
        return (joined(credits, charges),), [note] if note else []
    return tuple(one for one in (credits, charges) if one is not None), []


def _ids(document: Document) -> set[str]:
    """Every FT1-2 of a message."""
    found = (unescape(Columns(segment).first(2), document.delimiters) for segment in document.all("FT1"))
    return {one.strip() for one in found if one.strip()}


def _stuck(reversal: Reversal) -> str:
    """Why a line that has to be taken back cannot be; "" when all can."""
    return next((line.why for line in reversal.lines if not line.is_reversed and line.decision != NOT_CHOSEN), "")
