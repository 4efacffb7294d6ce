"""Whether a report is signed: result status of the order (OBR-25) first, of its observations (OBX-11) as a tie-break.

HL7 2.5.1 chapter 4.5.3.25 with table 0123, chapter 7.4.2.11 with table 0085; M and N from 2.9, A, B and V from 2.8.
HL7 has no status "unsigned": that shows as a step back from F, which only the history of a study can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SIGNED_KINDS = ("signed", "addendum", "corrected")
"""Kinds that allow a charge."""

OBR_25: dict[str, tuple[str, str]] = {
    # code: (kind, what it says about the report)
    "F": ("signed", "final"),
    "C": ("corrected", "a correction of a final report"),
    "M": ("correcting", "a correction that is not final yet"),
    "P": ("preliminary", "preliminary"),
    "A": ("preliminary", "some results there, not all"),
    "R": ("draft", "stored, not verified"),
    "N": ("pending", "examined, results pending"),
    "I": ("pending", "no results yet, examination incomplete"),
    "S": ("pending", "scheduled, not examined"),
    "O": ("pending", "order received, not examined"),
    "X": ("cancelled", "cancelled"),
    "Y": ("unknown order", "no order on record for it"),
    "Z": ("unknown order", "no record of this patient"),
}
"""Table 0123. One row, one test."""

OBX_11: dict[str, tuple[str, str]] = {
    "F": ("signed", "final"),
    "U": ("signed", "changed from preliminary to final"),
    "C": ("corrected", "a correction of a final result"),
    "A": ("addendum", "amended"),
    "B": ("addendum", "appended"),
    "V": ("addendum", "verified again"),
    "P": ("preliminary", "preliminary"),
    "S": ("preliminary", "partial"),
    "R": ("draft", "entered, not verified"),
    "I": ("pending", "pending"),
    "O": ("pending", "order detail without a result"),
    "N": ("pending", "not asked for"),
    "D": ("deleted", "deleted"),
    "X": ("cancelled", "cannot be obtained"),
    "W": ("wrong patient", "posted on the wrong patient"),
}
"""Table 0085. One row, one test."""

WORST_FIRST = (
    "wrong patient",
    "cancelled",
    "unknown order",
    "deleted",
    "none",
    "unknown",
    "draft",
    "pending",
    "preliminary",
    "correcting",
    "corrected",
    "addendum",
    "signed",
)
"""The order in which one status outweighs another."""


DECIDES = "OBR-25 decides"
"""How the reason of a judgement ends when OBR-25 and OBX-11 contradict each other."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the statuses of one exam amount to. `why` is a clause without a full stop."""

    kind: str
    why: str

    @property
    def signed(self) -> bool:
        return self.kind in SIGNED_KINDS


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether charges may be posted. `why` is a finished sentence."""

    yes: bool
    kind: str
    why: str


def worst(kinds: Sequence[str]) -> str:
    """The kind that outweighs the others; "none" when there is none."""
    return min(kinds, key=WORST_FIRST.index, default="none")


def judge_exam(order_status: str, observation_statuses: Sequence[str]) -> Judgement:
    """Judge one OBR by its OBR-25 and the OBX-11 below it. Both as received; blanks around them do not count."""
    order = order_status.strip()
    observed = [status.strip() for status in observation_statuses]
    if not order:
        return _judge_observations(observed)
    if order not in OBR_25:
        return Judgement("unknown", f"OBR-25 is “{order}”, which is no result status of table 0123")
    kind, means = OBR_25[order]
    judged = Judgement(kind, f"OBR-25 is {order} ({means})")
    return _refined(judged, observed) if judged.signed else _doubted(judged, observed)


def _doubted(judged: Judgement, observed: list[str]) -> Judgement:
    """Results that are all final below an order that is not: nothing is charged, and somebody should know."""
    telling = [status for status in observed if status not in ("O", "N", "")]
    if (
        judged.kind not in _WAITS
        or not telling
        or any(OBX_11.get(one, ("",))[0] not in SIGNED_KINDS for one in telling)
    ):
        return judged
    listed = ", ".join(sorted(set(telling)))
    return Judgement(judged.kind, f"{judged.why}; every OBX-11 is final ({listed}), but {DECIDES}")


_WAITS = ("draft", "pending", "preliminary")
"""Kinds of orders from which a report goes on to be signed."""


def _refined(judged: Judgement, observed: list[str]) -> Judgement:
    """OBX-11 does not overrule OBR-25, but it tells an addendum or a correction, and a report on the wrong patient."""
    if "W" in observed:
        return Judgement("wrong patient", f"{judged.why}, but OBX-11 is W (posted on the wrong patient)")
    if observed and all(status == "D" for status in observed):
        return Judgement("deleted", f"{judged.why}, but every OBX-11 is D (deleted)")
    kinds = {OBX_11[status][0] for status in observed if status in OBX_11}
    open_ones = sorted({status for status in observed if status and OBX_11.get(status, ("unknown",))[0] in _OPEN})
    if open_ones:
        return Judgement(judged.kind, f"{judged.why}; OBX-11 has {', '.join(open_ones)} too, but {DECIDES}")
    if judged.kind == "signed" and "corrected" in kinds:
        return Judgement("corrected", f"{judged.why} and OBX-11 is C (a correction of a final result)")
    if judged.kind == "signed" and "addendum" in kinds:
        return Judgement("addendum", f"{judged.why} and OBX-11 tells an addendum")
    return judged


_OPEN = ("preliminary", "draft", "pending", "cancelled", "deleted", "unknown")
"""Kinds of observations that do not go with a signed order."""


def _judge_observations(observed: list[str]) -> Judgement:
    """Without OBR-25 the worst OBX-11 decides. Order details and what was not asked for tell nothing."""
    telling = [status for status in observed if status not in ("O", "N")]
    if not any(telling):
        return Judgement("none", "neither OBR-25 nor OBX-11 has a status")
    kinds = [OBX_11[status][0] if status in OBX_11 else _unlisted(status) for status in telling]
    kind = worst(kinds)
    status = telling[kinds.index(kind)]
    if kind == "none":
        return Judgement("none", "OBR-25 is empty and so is OBX-11 of some observations")
    if kind == "unknown":
        return Judgement("unknown", f"OBR-25 is empty and OBX-11 is “{status}”, which is not in table 0085")
    extent = "every OBX-11 is" if len(set(telling)) == 1 else "the worst OBX-11 is"
    return Judgement(kind, f"OBR-25 is empty and {extent} {status} ({OBX_11[status][1]})")


def _unlisted(status: str) -> str:
    return "unknown" if status else "none"


_REFUSALS = {
    "cancelled": "The study was cancelled",
    "wrong patient": "The report was posted on the wrong patient",
    "deleted": "The report was deleted",
    "correcting": "The correction is not signed yet",
}
_ACCEPTANCES = {
    "signed": "The report is signed",
    "addendum": "The report is signed and has an addendum",
    "corrected": "The report was corrected and signed",
}


def judge(exams: Sequence[tuple[str, Judgement]]) -> Signed:
    """Judge a report by its exams, given as (title, judgement). The worst exam decides unless all are signed."""
    if not exams:
        return Signed(False, "none", "The report is not signed: it has no OBR, so it has no status.")
    if all(judgement.signed for _, judgement in exams):
        # Among signed exams the correction is what matters: it calls for another action than a first signature.
        chosen = min(exams, key=lambda exam: WORST_FIRST.index(exam[1].kind))[1]
        count = f" (all {len(exams)} exams)" if len(exams) > 1 else ""
        return Signed(True, chosen.kind, f"{_ACCEPTANCES[chosen.kind]}{count}: {chosen.why}.")
    title, chosen = min(exams, key=lambda exam: WORST_FIRST.index(exam[1].kind))
    opening = _REFUSALS.get(chosen.kind, "The report is not signed")
    if len(exams) == 1:
        return Signed(False, chosen.kind, f"{opening}: {chosen.why}.")
    signed = sum(judgement.signed for _, judgement in exams)
    if signed:
        extent = f"{signed} of {len(exams)} exams {'is' if signed == 1 else 'are'} signed, but"
    else:
        extent = f"none of {len(exams)} exams is signed;"
    return Signed(False, chosen.kind, f"{opening}: {extent} for “{title}” {chosen.why}.")
