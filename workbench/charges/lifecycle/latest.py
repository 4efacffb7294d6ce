"""Of several reports of one study, when nothing is remembered: the latest one counts, and the others are named.

Which of two is the later one is decided as for studies that are kept (see `transition`): OBR-22, then MSH-7, then the
order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from workbench.charges.lifecycle.events import MEANING, Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.transition import digest, told, transition
from workbench.charges.sources.identity import Key, by_accession, keys_of, may_be_same
from workbench.charges.study.gaps import gaps_of
from workbench.charges.study.model import Study
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.errors import WorkbenchError

_MOVES_PATIENT = (Event.CORRECTED, Event.WRONG_PATIENT)
"""Only these may name another patient than the report before them (see `persons`)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a run."""

    where: str
    """What sentences call it."""
    document: Document
    study: Study


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study of a report that is not composed."""

    accession: str
    why: str
    """A finished sentence."""
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counts of one report."""

    study: Study | None
    """With the examinations that count; None when there are none."""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(slots=True)
class _Part:
    """One study of one report."""

    report: int
    study: Study
    left_out: LeftOut | None = None


@dataclass(slots=True)
class _Group:
    """The reports of one study, in the order in which they came."""

    keys: set[Key]
    parts: list[_Part] = field(default_factory=list)


def latest(reports: Sequence[Report], at: datetime) -> tuple[Chosen, ...]:
    """What counts of each report, in their order. `at` is now. What is no report stays as it is."""
    parts = [
        [_Part(number, study) for study in by_accession(report.study)] if not report.study.not_a_report else []
        for number, report in enumerate(reports)
    ]
    for group in _groups(reports, parts):
        _decide(group.parts, reports, at)
    return tuple(_chosen(report.study, found) for report, found in zip(reports, parts, strict=True))


def _groups(reports: Sequence[Report], parts: Sequence[Sequence[_Part]]) -> list[_Group]:
    """The parts by study; where any number is shared, those that may be one study."""
    groups: list[_Group] = []
    by_key: dict[Key, list[_Group]] = {}
    for part in (one for of_report in parts for one in of_report):
        keys = _keys(part, reports)
        near = (group for key in keys for group in by_key.get(key, ()) if group.parts[-1].report != part.report)
        found = next((group for group in near if may_be_same(keys, group.keys)), None)
        if found is None:
            found = _Group(set())
            groups.append(found)
        for key in keys:
            if key not in found.keys:
                by_key.setdefault(key, []).append(found)
        found.keys.update(keys)
        found.parts.append(part)
    return groups


def _keys(part: _Part, reports: Sequence[Report]) -> tuple[Key, ...]:
    try:
        return keys_of(part.study)
    except WorkbenchError:  # without any number only the very same report is known to be the same
        return (("report", digest(reports[part.report].document)),)


def _decide(parts: Sequence[_Part], reports: Sequence[Report], at: datetime) -> None:
    """Mark every part of one study but the one that counts."""
    last = parts[0]
    for new in parts[1:]:
        told_last = told(last.study, reports[last.report].document)
        found = transition(Standing(0, told=told_last), new.study, reports[new.report].document, at)
        if found.event is None and not found.stale:
            continue
        later, earlier = (last, new) if found.stale else (new, last)
        if _is_other(earlier.study, later.study):
            why = _two_patients(earlier, later, reports)
            for one in parts:
                one.left_out = LeftOut(one.study.accession, why, needs_person=True)
            return
        last = later
    for one in parts:
        if one is not last:
            one.left_out = _left_out(one, last, reports)


def _is_other(earlier: Study, later: Study) -> bool:
    """Whether the later report names another patient without saying that this is what it corrects."""
    if MEANING.get(later.signed.kind) in _MOVES_PATIENT:
        return False
    numbers = {one.patient.mrn.strip().casefold() for one in (earlier, later)}
    return "" not in numbers and len(numbers) > 1


def _two_patients(earlier: _Part, later: _Part, reports: Sequence[Report]) -> str:
    names = " and ".join(f"{one.study.patient.mrn} ({reports[one.report].where})" for one in (earlier, later))
    return (
        f"Two patients share the number {_called(later.study)}: {names}; neither is charged. If they are two studies,"
        " one of them needs another number; if one is a mistake, leave its file out."
    )


def _left_out(one: _Part, last: _Part, reports: Sequence[Report]) -> LeftOut:
    """Why a report of the study does not count, and what becomes of money that only it tells of."""
    mine, counting = reports[one.report], reports[last.report]
    if _same_report(mine, counting):
        why = f"It is the same report as {counting.where}, and the study {_called(one.study)} is charged once."
    else:
        when = f" (OBR-22 is {last.study.report_time})" if last.study.report_time else ""
        why = (
            f"Of the study {_called(one.study)} the report in {counting.where} is the later one{when}, and without"
            " --event only that counts. If this one was charged before, --event as-reported makes what follows from"
            " that: nothing, a correction, or credits."
        )
    money = _payments_gone(one.study.payments, last.study.payments)
    said = [why]
    if money:
        said.append(f"{_payment_words(money)} in no message.")
    if by_order := not (one.study.accession and last.study.accession) and not _same_report(mine, counting):
        said.append("Only the order number tells that they are one study; look whether they are.")
    return LeftOut(one.study.accession, " ".join(said), needs_person=bool(money) or by_order)


def _same_report(one: Report, other: Report) -> bool:
    return digest(one.document) == digest(other.document)


def _payment_words(count: int) -> str:
    return "A payment of this one is" if count == 1 else f"{count} payments of this one are"


def _called(study: Study) -> str:
    return study.accession or study.placer or "without a number"


def _payments_gone(mine: Sequence[Payment], counting: Sequence[Payment]) -> int:
    """How many payments a report tells of that the one that counts does not have."""
    there = [replace(one, number=0, source=None) for one in counting]
    return sum(replace(one, number=0, source=None) not in there for one in mine)


def _chosen(study: Study, parts: Sequence[_Part]) -> Chosen:
    left_out = tuple(one.left_out for one in parts if one.left_out is not None)
    if not left_out:
        return Chosen(study)
    rest = [one.study for one in parts if one.left_out is None]
    if not rest:
        return Chosen(None, left_out)
    kept = {exam.number for part in rest for exam in part.exams}
    exams = tuple(exam for exam in study.exams if exam.number in kept)
    found = replace(study, exams=exams, payments=tuple(one for part in rest for one in part.payments))
    return Chosen(replace(found, gaps=gaps_of(found)), left_out)
