"""Where a report states the gestational age: named observations, labelled lines of its text, exam names, ICD-10 Z3A.

Free text is read only where a line begins with the label (“Gestational age: 20w3d”): a sentence may be about an earlier
examination.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.charges.study.gestation import LONGEST_WEEKS, WEEK, AgeStatement, Span, read_age, read_bounds
from workbench.charges.study.model import Diagnosis, Exam
from workbench.charges.study.reading import Reader
from workbench.er7 import Segment

CODES = {
    # LOINC -> unit that the code itself means
    "18185-9": "",
    "11884-4": "",
    "11885-1": "",
    "11886-9": "",
    "11887-7": "",
    "11888-5": "",
    "49051-6": "wk",
    "49052-4": "d",
}
"""Gestational age as such, estimated, from the last period, from ovulation, from the delivery date, from ultrasound."""

_KIND = r"(?:(?:clinical|current|composite|estimated|average)\s+)*"
_AGE = rf"{_KIND}(?:gest(?:ational)?\.?\s+age|ultrasound\s+age|aua|e?ga)"
_HOW = r"(?:\s*\(?\s*(?:by|from|per)?\s*(?:lmp|edd|edc|us|usg|u/s|ultrasound|dates|scan|average|today)\s*\)?)?"
_IN_WEEKS = r"(?:\s*\(?\s*(?:in\s+)?(?:weeks?|wks?)\s*\)?)?"
_NAME = re.compile(rf"{_AGE}{_HOW}{_IN_WEEKS}", re.IGNORECASE)
_LABELLED = re.compile(rf"(?:^|[\r\n~.;]|\\\.br\\)\s*{_AGE}{_HOW}\s*[:=]\s*([^\r\n~;]{{1,40}})", re.IGNORECASE)
_TEXT_TYPES = ("TX", "FT", "ST")
_WEEK_CODE = re.compile(r"Z3A\.?(\d\d)")


def is_age(code: str, name: str) -> bool:
    """Whether OBX-3 names the gestational age, by LOINC or in words."""
    said = " ".join((name or code).split())
    return code in CODES or bool(said and _NAME.fullmatch(said))


def age_stated(reader: Reader, segment: Segment, names: Sequence[str], exam: int) -> AgeStatement | None:
    """What one OBX states; `names` are components 1, 2, 4 and 5 of its OBX-3."""
    code, name, other_code, other_name = names
    if is_age(code, name) or is_age(other_code, other_name):
        found = reader.field(segment, 5)
        if not found:
            return None
        unit = CODES.get(code) or CODES.get(other_code) or reader.part(segment, 6, 1).text
        # A structured number (SN) has its parts as components: ^20^+^3.
        said = " ".join(found.text.replace(reader.signs.component or "^", " ").split())
        return AgeStatement(said, read_age(said, unit), exam, found.path)
    if reader.raw(segment, 2) in _TEXT_TYPES:
        return _labelled(reader, segment, exam)
    return None


def _labelled(reader: Reader, segment: Segment, exam: int) -> AgeStatement | None:
    found = reader.field(segment, 5)
    match = _LABELLED.search(found.text) if found else None
    span = read_age(match[1]) if match is not None else None
    return AgeStatement(match[1].strip(), span, exam, found.path) if match is not None and span is not None else None


def ages_named(exams: Sequence[Exam], diagnoses: Sequence[Diagnosis]) -> Iterator[AgeStatement]:
    """Limits in the names of exams, and weeks of gestation among the diagnoses (ICD-10-CM Z3A)."""
    for exam in exams:
        if (span := read_bounds(exam.procedure.words)) is not None:
            yield AgeStatement(exam.procedure.title, span, exam.number, exam.sources.get("procedure"))
    for diagnosis in diagnoses:
        if (span := _of_week_code(diagnosis.code)) is not None:
            yield AgeStatement(diagnosis.code, span, diagnosis.exam, diagnosis.source)


def _of_week_code(code: str) -> Span | None:
    """Z3A.20 is the 20th completed week; .01 is less than 8 weeks, .49 more than 42, .00 says nothing."""
    match = _WEEK_CODE.fullmatch(code.upper())
    if match is None:
        return None
    number = int(match[1])
    if number == 1:
        return 0, 8 * WEEK - 1
    if number == 49:
        return 43 * WEEK, LONGEST_WEEKS * WEEK + 6
    return (number * WEEK, number * WEEK + WEEK - 1) if 8 <= number <= 42 else None
