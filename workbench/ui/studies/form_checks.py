"""What cannot be as it was typed into the study form: said beside the field, before it becomes a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from workbench.charges.sources.tables import exam_of
from workbench.charges.study.gestation import read_age
from workbench.charges.timestamps import day, moment

CHOSEN = ("sex", "patient_class", "side", "status")
"""Fields that always say something: they are chosen from a list."""


class Wrong(NamedTuple):
    """One field that has to be typed otherwise."""

    field: str
    text: str
    """A finished sentence."""
    exam: int = 0
    """Number of the examination from 0, for a field of one."""


def problems_of(values: Mapping[str, str], exams: Sequence[Mapping[str, str]]) -> Iterator[Wrong]:
    """What is empty becomes a gap of the study, as with any report; only where nothing is typed there is no study."""
    given = {**values, **{key: text for exam in exams for key, text in exam.items()}}
    if not any(text for key, text in given.items() if key not in CHOSEN):
        yield Wrong("mrn", "Nothing is typed yet; a study has at least a patient and an examination.")
    born = values.get("birth_date", "")
    if born and day(exam_of({"exam_time": born}).exam_time) is None:
        yield Wrong("birth_date", f"“{born}” is no date that there is; write 1990-04-12.")
    for number, exam in enumerate(exams):
        written = exam_of(exam)
        for field, found in (("exam_time", written.exam_time), ("report_time", written.report_time)):
            typed = exam.get(field, "")
            if typed and moment(found) is None:
                yield Wrong(field, f"“{typed}” is no time that there is; write 2026-03-01 14:15.", number)
    fetuses = values.get("fetuses", "")
    if fetuses and not (fetuses.isascii() and fetuses.isdigit() and 1 <= int(fetuses) <= 9):
        yield Wrong("fetuses", f"“{fetuses}” is no number of fetuses; write a digit from 1 to 9.")
    age = values.get("gestational_age", "")
    if age and read_age(age) is None:
        yield Wrong("gestational_age", f"“{age}” is no gestational age; write 20w3d.")
