"""Which lines may be reversed: every refusal is a sentence with the reason and the way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workbench.charges.ft1.rows import Row
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.rest import NOTHING_ELSEWHERE, Earlier, Elsewhere, Rest, rest_of, row_of_rest
from workbench.charges.reversal.result import NOT_CHOSEN, REFUSED, SKIPPED
from workbench.charges.reversal.within import TakenBack
from workbench.charges.verdicts import TAKEN
from workbench.errors import WorkbenchError

OUTCOMES = TAKEN
"""Words for how a message ended -> may its charges be reversed: yes, unknown or no."""
Outcome = str | Mapping[int, str]
"""One word of OUTCOMES for the message, or one for each line by number; a line that is not in it is unknown."""

_MONEY_RECEIVED = {"payment": "payment", "co-payment": "co-payment", "deposit": "deposit"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a line is not reversed."""

    decision: str
    reason: str
    why: str


@dataclass(frozen=True)
class Circumstances:
    """What is known beside the message."""

    convention: Convention
    chosen: Collection[int]
    outcome: Outcome
    reversed_ids: Mapping[str, str]
    """Transaction ids that are reversed already, each with the place that says so ("" when not known)."""
    reversed_here: Mapping[int, TakenBack]
    """Lines that credits in the same message take back, all of them or in part."""
    elsewhere: Elsewhere = NOTHING_ELSEWHERE
    """What other messages took back of them."""
    take_rest: bool = False
    """Whether of a charge that was taken back in part the rest is taken back; else it is refused."""

    def of(self, number: int) -> str:
        """yes, unknown or no: whether the receiver took the line."""
        return known_outcome(self.outcome if isinstance(self.outcome, str) else self.outcome.get(number, "unknown"))

    def rest(self, row: Row) -> Rest | None:
        """What is left of a line that was taken back in part; None when it is whole, or nobody can say."""
        return rest_of(row, self.elsewhere.lines.get(row.number), self.reversed_here.get(row.number))


def known_outcome(word: str) -> str:
    """yes, unknown or no. Raises WorkbenchError for a word that is not in OUTCOMES."""
    if word not in OUTCOMES:
        raise WorkbenchError(f"“{word}” is no outcome; it may be: {', '.join(OUTCOMES)}.")
    return OUTCOMES[word]


def as_mapping(ids: Mapping[str, str] | Collection[str]) -> Mapping[str, str]:
    """Ids with the place that says so, whether the caller knows the places or not."""
    return ids if isinstance(ids, Mapping) else dict.fromkeys(ids, "")


def decide(row: Row, known: Circumstances) -> Decision | None:
    """Why the line is not reversed; None when it is."""
    if row.number not in known.chosen:
        return Decision(NOT_CHOSEN, NOT_CHOSEN, f"{row.path} was not chosen.")
    if row.shifted:
        return Decision(REFUSED, "shifted", row.trouble)
    if row.kind in _MONEY_RECEIVED:
        why = f"{row.path} is a {_MONEY_RECEIVED[row.kind]} ({row.code}); giving money back is a decision for finance."
        return Decision(SKIPPED, row.kind, why)
    if row.kind == "adjustment" and not known.convention.include_adjustments:
        why = f"{row.path} is an adjustment ({row.code}); adjustments are reversed only by choice of the convention."
        return Decision(SKIPPED, row.kind, why)
    return _refused(row, known)


def _refused(row: Row, known: Circumstances) -> Decision | None:
    """The same for charges, and for adjustments that are asked for."""
    called = f"{row.path} ({row.transaction_id})" if row.transaction_id else str(row.path)
    if not row.kind:
        return Decision(REFUSED, "unknown type" if row.code else "no type", row.trouble)
    if row.kind == "credit":
        return Decision(REFUSED, "a credit", f"{called} is a credit already, and a reversal is not reversed. {REPOST}")
    if row.trouble:
        return Decision(REFUSED, "not a number", row.trouble)
    if (taken := _taken_back(row, called, known)) is not None:
        return taken
    if known.of(row.number) == "no" and (instead := known.elsewhere.mended.get(row.number)):
        why = f"The receiver did not take {called}; sent instead was {instead}. Take that message."
        return Decision(REFUSED, "rejected", why)
    if known.of(row.number) == "no":
        why = f"The receiver did not take {called}, so there is nothing to reverse; a credit would stand alone."
        return Decision(REFUSED, "rejected", why)
    if row.kind == "adjustment" and row.amount is None:
        return Decision(REFUSED, "no amount", f"{called} is an adjustment without an amount, so it has no opposite.")
    return None


def _taken_back(row: Row, called: str, known: Circumstances) -> Decision | None:
    """Whether credits in this message or in others leave nothing, or a rest that is not asked for."""
    here, earlier = known.reversed_here.get(row.number), known.elsewhere.lines.get(row.number)
    if here is not None and not here.left:
        return Decision(REFUSED, "already reversed", f"{called} is {here.text}.")
    if earlier is not None and earlier.doubt:
        return Decision(REFUSED, "not decided", earlier.doubt)
    if earlier is not None and earlier.closed:
        return _second(called, earlier.by)
    if earlier is None and row.transaction_id and row.transaction_id in known.reversed_ids:
        return _second(called, known.reversed_ids[row.transaction_id])
    return _in_part(row, called, known, here, earlier) if here or earlier else None


def _second(called: str, where: str) -> Decision:
    why = f"{called} is reversed already{f': {where}' if where else ''}; a second credit would be one too many."
    return Decision(REFUSED, "already reversed", why)


def _in_part(
    row: Row, called: str, known: Circumstances, here: TakenBack | None, earlier: Earlier | None
) -> Decision | None:
    rest = known.rest(row)
    if rest is not None and known.take_rest and row_of_rest(row, rest) is not None:
        return None
    by = f"taken back in part by {earlier.by}" if earlier else f"{here.text if here else ''}"
    if earlier and here and not earlier.with_own:
        by += f", and {here.text}"
    elif earlier and rest:
        by += f": {rest.text(row)} is left"
    return Decision(REFUSED, "partly reversed", f"{called} is {by}. {REST if row.kind == 'charge' else ''}".rstrip())


REPOST = "Post the charge again with a new id instead."
"""What to do instead of reversing a credit."""

REST = (
    "A full credit would be too much. Choose to take back the rest; where units and money of it do not agree, write it"
    " into quantity and amount of a copy without that credit, and reverse the copy."
)
"""What to do about a charge of which a part was taken back."""
