"""Findings that change the coding: how many fetuses, and which side.

Both are taken only from where they are stated: a named observation, the name of the exam, its modifiers, a diagnosis.
Free text of the report is not searched, since "no second fetus" would read like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workbench.charges.reading import Found, find
from workbench.charges.study import Diagnosis, Exam
from workbench.er7 import Document, Path, Segment

FETUS_CODES = frozenset({"11878-6"})
"""LOINC (and DICOM) for the number of fetuses in an ultrasound."""
FETUS_NAMES = (
    "number of fetuses",
    "number of fetus",
    "fetus count",
    "fetal count",
    "fetal number",
    "fetuses",
)
FETUS_WORDS = {
    "singleton": 1,
    "twin": 2,
    "twins": 2,
    "triplet": 3,
    "triplets": 3,
    "quadruplet": 4,
    "quadruplets": 4,
}
NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
FETUS_DIAGNOSES = {"O30.0": 2, "O30.1": 3, "O30.2": 4}
"""Beginnings of ICD-10-CM codes for twins, triplets, quadruplets."""
MOST_FETUSES = 9

SIDE_WORDS = {
    "left": "left",
    "lt": "left",
    "right": "right",
    "rt": "right",
    "bilateral": "both",
    "bilat": "both",
    "both": "both",
}
SIDE_MODIFIERS = {"LT": "left", "RT": "right", "50": "both"}
SIDE_NAMES = ("laterality", "side")


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers of a text."""
    return re.findall(r"[^\W_]+", text.lower())


def count_fetuses(
    document: Document, observations: Iterable[Segment], exams: Sequence[Exam], diagnoses: Sequence[Diagnosis]
) -> tuple[int | None, Path | None]:
    """How many fetuses the report states, and where. (None, None) when it does not."""
    for segment in observations:
        if _names(document, segment, FETUS_CODES, FETUS_NAMES):
            found = find(document, segment.path.at(field=5))
            if (number := _number(found.text)) is not None:
                return number, found.path
    for exam in exams:
        for word in words_of(exam.procedure.words):
            if word in FETUS_WORDS:
                return FETUS_WORDS[word], exam.sources.get("procedure")
    for diagnosis in diagnoses:
        for beginning, number in FETUS_DIAGNOSES.items():
            if _undotted(diagnosis.code).startswith(_undotted(beginning)):
                return number, diagnosis.source
    return None, None


def side_of(document: Document, order: Segment, observations: Iterable[Segment]) -> Found:
    """Side of one exam ("left", "right", "both") and where it is stated: modifier, name, body site, observation."""
    at = order.path
    for found in _modifiers(document, at):
        if side := SIDE_MODIFIERS.get(found.text.upper()):
            return Found(side, found.raw, found.path)
    for path in (at.at(field=4, component=2), at.at(field=4, component=5), at.at(field=15)):
        found = find(document, path)
        if side := _side_in(found.text):
            return Found(side, found.raw, found.path)
    for segment in observations:
        if _names(document, segment, frozenset(), SIDE_NAMES):
            found = find(document, segment.path.at(field=5))
            if side := _side_in(found.text):
                return Found(side, found.raw, found.path)
    return Found()


def _modifiers(document: Document, order: Path) -> list[Found]:
    part = document.part(order.at(field=45))
    if part is None or part.text == "":
        return []
    segment = document.segment(order)
    field = segment.field(45) if segment is not None else None
    return [find(document, one.path.at(component=1)) for one in field.repetitions] if field is not None else []


def _side_in(text: str) -> str:
    sides = {SIDE_WORDS[word] for word in words_of(text) if word in SIDE_WORDS}
    if len(sides) > 1:
        return "both"
    return next(iter(sides), "")


def _names(document: Document, segment: Segment, codes: frozenset[str], names: Sequence[str]) -> bool:
    """Whether OBX-3 has one of these codes or names."""
    identifier = segment.path.at(field=3)
    parts = [find(document, identifier.at(component=number)).text for number in (1, 2, 4, 5)]
    return any(part in codes or part.lower() in names for part in parts if part)


def _number(text: str) -> int | None:
    for word in words_of(text):
        if word in FETUS_WORDS or word in NUMBER_WORDS:
            return FETUS_WORDS.get(word) or NUMBER_WORDS[word]
        if word.isdecimal():
            number = int(word[:4])
            return number if 1 <= number <= MOST_FETUSES else None
    return None


def _undotted(code: str) -> str:
    return code.replace(".", "").upper()
