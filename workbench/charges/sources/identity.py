"""Which study a message is about, and the studies in one message.

The accession number names a study (OBR-3 of the filler, OBR-18) among those of its issuer; the number of the placer's
order is the second key.
A message with several accession numbers is about several studies: each is signed, charged and taken back by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workbench.charges.study.accession import folded
from workbench.charges.study.gaps import gaps_of
from workbench.charges.study.model import Exam, Study
from workbench.charges.study.payments import Payment
from workbench.errors import WorkbenchError

AUTHORITY, FACILITY, ACCESSION, ORDER = "authority", "facility", "accession", "order"
Key = tuple[str, str]
"""(kind, number as compared: without blanks around it, small letters). With AUTHORITY (who gave the number, EI-2) and
FACILITY (who sent the report, MSH-4) the issuer stands behind the number, divided by a tab."""
_TAB = "\t"


def by_accession(study: Study) -> tuple[Study, ...]:
    """The studies of one message, in its order. Exams without an accession number go with the ones before them.

    The same number from two issuers is two studies; one without an issuer goes with the first that has the number.
    """
    groups: dict[Key, list[Exam]] = {}
    first = next((exam for exam in study.exams if exam.accession), Exam(0))
    current = (folded(first.accession), folded(first.accession_issuer))
    for exam in study.exams:
        if exam.accession:
            current = _group(folded(exam.accession), folded(exam.accession_issuer), groups)
        groups.setdefault(current, []).append(exam)
    if len(groups) < 2:
        return (study,)
    numbers = {name for name, _ in groups}
    parts: list[Study] = []
    for (name, _), exams in groups.items():
        first_of_name = name not in [folded(part.accession) for part in parts]
        paid = _payments(study, name, numbers, first=not parts) if first_of_name else ()
        parts.append(replace(study, exams=tuple(exams), payments=paid))
    return tuple(replace(part, gaps=gaps_of(part)) for part in parts)


def _group(number: str, issuer: str, known: Collection[Key]) -> Key:
    """The group of a number: the one of its issuer, else one where either issuer is unknown."""
    for other in known:
        if other[0] == number and (other[1] == issuer or not (issuer and other[1])):
            return other
    return number, issuer


def _payments(study: Study, name: str, known: Collection[str], *, first: bool) -> tuple[Payment, ...]:
    """The payments of one part: those that name its accession; the first part has those that name none of them."""
    named = ((one, folded(one.accession)) for one in study.payments)
    return tuple(one for one, accession in named if accession == name or (first and accession not in known))


def keys_of(study: Study) -> tuple[Key, ...]:
    """The keys of a study, the best first. Raises WorkbenchError when it has none.

    The facility of an order is that of the placer, which does not give accession numbers; so only reports have it.
    """
    facility = "" if study.not_a_report else folded(study.facility)
    numbers = [(folded(exam.accession), folded(exam.accession_issuer)) for exam in study.exams if exam.accession]
    authorities = [(AUTHORITY, f"{number}{_TAB}{issuer}") for number, issuer in numbers if issuer]
    facilities = [(FACILITY, f"{number}{_TAB}{facility}") for number, _ in numbers if facility]
    accessions = [(ACCESSION, number) for number, _ in numbers]
    orders = [(ORDER, folded(exam.placer)) for exam in study.exams]
    found = tuple(dict.fromkeys(key for key in (*authorities, *facilities, *accessions, *orders) if key[1]))
    if not found:
        raise WorkbenchError(
            "The study has neither an accession number (OBR-3, OBR-18, ORC-3) nor an order number (OBR-2, ORC-2), so it"
            " cannot be told from others; add one of them."
        )
    return found


def may_be_same(mine: Collection[Key], theirs: Collection[Key]) -> bool:
    """Whether two studies that share a key can be one: not with different numbers, nor with one of different issuers.

    An accession number is unique where it was given. Who gave it decides where both say so; else the sending
    facility, where both are known; else nothing speaks against it.
    """
    numbers, others = _numbers(mine), _numbers(theirs)
    if not numbers or not others:
        return True
    return any(_same_issuer(number, mine, theirs) is not False for number in numbers & others)


def is_unsure(mine: Collection[Key], theirs: Collection[Key]) -> bool:
    """Whether two studies share an accession number, and only one of them says who gave it."""
    shared = _numbers(mine) & _numbers(theirs)
    return any(
        _same_issuer(number, mine, theirs) is None and bool(_issuers(number, mine)) != bool(_issuers(number, theirs))
        for number in shared
    )


def _numbers(keys: Collection[Key]) -> set[str]:
    return {value.partition(_TAB)[0] for kind, value in keys if kind != ORDER}


def _issuers(number: str, keys: Collection[Key], *kinds: str) -> set[str]:
    divided = ((kind, *value.partition(_TAB)) for kind, value in keys if kind in (kinds or (AUTHORITY, FACILITY)))
    return {issuer for _, one, _, issuer in divided if one == number}


def _same_issuer(number: str, mine: Collection[Key], theirs: Collection[Key]) -> bool | None:
    """Whether the number has the same issuer in both; None when that cannot be told."""
    for kind in (AUTHORITY, FACILITY):
        one, other = _issuers(number, mine, kind), _issuers(number, theirs, kind)
        if one and other:
            return bool(one & other)
    return None


def part_with(study: Study, keys: tuple[Key, ...]) -> Study:
    """The part of a message's study that has one of these keys; the first part when none has."""
    parts = by_accession(study)
    for kind in (AUTHORITY, FACILITY, ACCESSION, ORDER):
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
