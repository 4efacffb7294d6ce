"""Findings that change the coding: how many fetuses, how old the pregnancy is, and which side.

They are taken only from where they are stated: a named observation, the name of the exam, its modifiers, a diagnosis.
Free text of the report is not searched, since "no second fetus" would read like one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from workbench.charges.study.gestation import AgeStatement
from workbench.charges.study.gestation_findings import age_stated, ages_named
from workbench.charges.study.model import Diagnosis, Exam
from workbench.charges.study.reading import NOTHING, Found, Reader
from workbench.er7 import Path, Segment
from workbench.reference.modifiers import SIDES

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
_NO_SIDE = ("none", "no", "na", "n/a", "unspecified", "midline", "unilateral")
"""What is written where a side has nothing to say."""
SIDE_NAMES = ("laterality", "side")


_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Observation:
    """One OBX with the names in its OBX-3 (components 1, 2, 4 and 5), and the exam that it belongs to (0: none)."""

    segment: Segment
    names: tuple[str, str, str, str]
    exam: int

    def is_named(self, codes: Collection[str], names: Collection[str]) -> bool:
        """Whether it has one of these codes or names (in small letters)."""
        return any(name in codes or name.lower() in names for name in self.names if name)


def observed(reader: Reader, segments: Iterable[Segment], exam: int) -> list[Observation]:
    """The observations among these segments."""
    found = []
    for segment in segments:
        if segment.name == "OBX":
            value = reader.value(segment, 3)
            texts = ("", "", "", "") if value is None else tuple(value.text(number) for number in (1, 2, 4, 5))
            found.append(Observation(segment, (texts[0], texts[1], texts[2], texts[3]), exam))
    return found


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers of a text."""
    return _WORD.findall(text.lower())


class Fetuses(NamedTuple):
    """How many fetuses a report states."""

    number: int | None = None
    source: Path | None = None
    problem: str = ""
    """A sentence when what is stated cannot be a count, or contradicts itself; then there is no number."""
    doubt: str = ""
    """A sentence when there is a number and something else in the report speaks of another one."""


def count_fetuses(
    reader: Reader, observations: Iterable[Observation], exams: Sequence[Exam], diagnoses: Sequence[Diagnosis]
) -> Fetuses:
    """How many fetuses the report states, and where. An observation outweighs names and diagnoses."""
    stated = [reader.field(one.segment, 5) for one in observations if one.is_named(FETUS_CODES, FETUS_NAMES)]
    said = [*_named(exams), *_diagnosed(diagnoses)]
    if found := [one for one in stated if one]:
        return _doubted(_observed(found), found, said)
    return _doubted(said[0][0], (), said) if said else Fetuses()


def _named(exams: Sequence[Exam]) -> list[tuple[Fetuses, str]]:
    """Counts in the names of exams, each with how it is called in a sentence."""
    return [
        (Fetuses(FETUS_WORDS[word], exam.sources.get("procedure")), f"the name of OBR {exam.number} says “{word}”")
        for exam in exams
        for word in words_of(exam.procedure.words)
        if word in FETUS_WORDS
    ]


def _diagnosed(diagnoses: Sequence[Diagnosis]) -> list[tuple[Fetuses, str]]:
    """Counts that diagnoses mean, each with how it is called in a sentence."""
    return [
        (Fetuses(number, diagnosis.source), f"the diagnosis {diagnosis.code} means {number}")
        for diagnosis in diagnoses
        for beginning, number in FETUS_DIAGNOSES.items()
        if _undotted(diagnosis.code).startswith(_undotted(beginning))
    ]


def _doubted(found: Fetuses, stated: Sequence[Found], said: Sequence[tuple[Fetuses, str]]) -> Fetuses:
    """The count with what speaks against it. A stated 0 is no count, and no pregnancy with a fetus either."""
    if found.problem:
        return found
    if found.number is None:
        return found._replace(doubt=f"The report states 0 fetuses ({stated[0].path}); look whether a charge is right.")
    others = list(dict.fromkeys(text for one, text in said if one.number != found.number))
    if not others:
        return found
    place = f" ({found.source})" if found.source is not None else ""
    told = f"The number of fetuses is taken as {found.number}{place}, but {' and '.join(others)}"
    return found._replace(doubt=f"{told}; look how many there were.")


def _observed(stated: Sequence[Found]) -> Fetuses:
    counts = [(_number(one.text), one) for one in stated]
    for number, one in counts:
        if number is None:
            told = f"The number of fetuses “{one.text[:30]}” ({one.path}) is no possible count"
            return Fetuses(problem=f"{told}; complete it.")
    if len(numbers := sorted({number for number, _ in counts if number is not None})) > 1:
        places = ", ".join(str(one.path) for _, one in counts)
        told = f"The report states {' and '.join(str(one) for one in numbers)} fetuses ({places})"
        return Fetuses(problem=f"{told}; say how many there were.")
    # None at all is a finding of its own, and nothing is charged for each fetus.
    return Fetuses(counts[0][0], counts[0][1].path) if counts[0][0] else Fetuses()


def gestation_of(
    reader: Reader, observations: Iterable[Observation], exams: Sequence[Exam], diagnoses: Sequence[Diagnosis]
) -> tuple[AgeStatement, ...]:
    """Every statement of the gestational age: observations, names of exams, diagnoses."""
    stated = [age_stated(reader, one.segment, one.names, one.exam) for one in observations]
    return (*(one for one in stated if one is not None), *ages_named(exams, diagnoses))


def side_of(reader: Reader, order: Segment, observations: Iterable[Observation]) -> Found:
    """Side of one exam ("left", "right", "both") and where it is stated: modifier, name, body site, observation."""
    for value in reader.values(order, 45):
        found = value.found(1)
        if side := SIDES.get(found.text.upper()):
            return Found(side, found.raw, found.path)
    service = reader.value(order, 4)
    places = [service.found(2), service.found(5)] if service is not None else []
    for found in (*places, reader.field(order, 15)):
        if found and (side := _side_in(found.text)):
            return Found(side, found.raw, found.path)
    for found in _named_sides(reader, observations):
        if side := _side_in(found.text):
            return Found(side, found.raw, found.path)
    return NOTHING


def contradicting_sides(reader: Reader, order: Segment, observations: Iterable[Observation]) -> str:
    """A sentence when the places that state the side of one exam do not agree; "" when they do.

    Findings on one side of an examination of both are no contradiction.
    """
    modifiers = {SIDES.get(value.found(1).text.upper(), "") for value in reader.values(order, 45)}
    service = reader.value(order, 4)
    name = [service.found(2), service.found(5)] if service is not None else []
    stated = {
        "the modifier (OBR-45)": _sides(modifiers),
        "the name (OBR-4)": _sides(_side_in(one.text) for one in name),
        "the body site (OBR-15)": _sides([_side_in(reader.field(order, 15).text)]),
    }
    given = {place: sides for place, sides in stated.items() if sides}
    found = _sides(_side_in(one.text) for one in _named_sides(reader, observations))
    apart = len(set(map(frozenset, given.values()))) > 1
    if not apart and (not given or found <= next(iter(given.values()))):
        return ""
    given["the findings (OBX)"] = found
    told = ", ".join(f"{place} says {' and '.join(sorted(sides))}" for place, sides in given.items() if sides)
    return f"The report contradicts itself about the side: {told}."


def _sides(words: Iterable[str]) -> set[str]:
    return {side for word in words if word for side in (("left", "right") if word == "both" else (word,))}


def unread_side(reader: Reader, observations: Iterable[Observation]) -> str:
    """What is named as a side and is none; "" when there is no such thing."""
    for one in _named_sides(reader, observations):
        if not _side_in(one.text) and one.text.lower() not in _NO_SIDE:
            return one.text
    return ""


def _named_sides(reader: Reader, observations: Iterable[Observation]) -> list[Found]:
    named = (reader.field(one.segment, 5) for one in observations if one.is_named((), SIDE_NAMES))
    return [one for one in named if one]


def _side_in(text: str) -> str:
    sides = {SIDE_WORDS[word] for word in words_of(text) if word in SIDE_WORDS}
    if len(sides) > 1:
        return "both"
    return next(iter(sides), "")


_COUNT = re.compile(r"(?<![\w.,-])(\d{1,9})(?:\.0+)?(?![\w.,]*\d)")


def _number(text: str) -> int | None:
    """The count in a text, from none to MOST_FETUSES; None when there is no possible one."""
    for word in words_of(text):
        if word in FETUS_WORDS or word in NUMBER_WORDS:
            return FETUS_WORDS.get(word) or NUMBER_WORDS[word]
    found = _COUNT.search(text)
    number = int(found[1]) if found is not None else None
    return number if number is not None and number <= MOST_FETUSES else None


def _undotted(code: str) -> str:
    return code.replace(".", "").upper()
