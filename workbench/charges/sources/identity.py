"""Which study a message is about, and the studies in one message.

The accession number names a study (OBR-3 of the filler, OBR-18); the number of the placer's order is the second key.
A message with several accession numbers is about several studies: each is signed, charged and taken back by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workbench.charges.gaps import gaps_of
from workbench.charges.payments import Payment
from workbench.charges.study import Exam, Study
from workbench.errors import WorkbenchError

ACCESSION, ORDER = "accession", "order"
Key = tuple[str, str]
"""(ACCESSION or ORDER, number as compared: without blanks around it, small letters)."""


def by_accession(study: Study) -> tuple[Study, ...]:
    """The studies of one message, in its order. Exams without an accession number go with the ones before them."""
    groups: dict[str, list[Exam]] = {}
    current = next((_name(exam) for exam in study.exams if exam.accession), "")
    for exam in study.exams:
        current = _name(exam) if exam.accession else current
        groups.setdefault(current, []).append(exam)
    if len(groups) < 2:
        return (study,)
    parts = [
        replace(study, exams=tuple(exams), payments=_payments(study, name, first=number == 0, known=groups))
        for number, (name, exams) in enumerate(groups.items())
    ]
    return tuple(replace(part, gaps=gaps_of(part)) for part in parts)


def _payments(study: Study, name: str, *, first: bool, known: Collection[str]) -> tuple[Payment, ...]:
    """The payments of one part: those that name its accession; the first part has those that name none of them."""
    named = ((one, one.accession.strip().casefold()) for one in study.payments)
    return tuple(one for one, accession in named if accession == name or (first and accession not in known))


def _name(exam: Exam) -> str:
    return exam.accession.strip().casefold()


def keys_of(study: Study) -> tuple[Key, ...]:
    """The keys of a study, the best first. Raises WorkbenchError when it has none."""
    accessions = [(ACCESSION, exam.accession.strip().casefold()) for exam in study.exams]
    orders = [(ORDER, exam.placer.strip().casefold()) for exam in study.exams]
    found = tuple(dict.fromkeys(key for key in (*accessions, *orders) if key[1]))
    if not found:
        raise WorkbenchError(
            "The study has neither an accession number (OBR-3, OBR-18, ORC-3) nor an order number (OBR-2, ORC-2), so it"
            " cannot be told from others; add one of them."
        )
    return found


def part_with(study: Study, keys: tuple[Key, ...]) -> Study:
    """The part of a message's study that has one of these keys; the first part when none has."""
    parts = by_accession(study)
    for kind in (ACCESSION, ORDER):
        wanted = {key for key in keys if key[0] == kind}
        for part in parts:
            if wanted & set(_safe_keys(part)):
                return part
    return parts[0]


def _safe_keys(study: Study) -> tuple[Key, ...]:
    try:
        return keys_of(study)
    except WorkbenchError:
        return ()
