"""What an order (ORM^O01, OMI^O23, OMG^O19 …) tells about a study: patient, visit, accession, who ordered it and why.

An order never overrules a report; it fills what the report leaves empty. HL7 2.5.1, chapter 4.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from workbench.charges.compose.recode import recode
from workbench.charges.study.accession import folded
from workbench.charges.study.gaps import gaps_of
from workbench.charges.study.model import Diagnosis, Exam, Patient, Provider, RawSegment, Study, Visit
from workbench.charges.study.reading import find
from workbench.charges.study.report import ORDER_MESSAGES
from workbench.er7 import Delimiters, Document, Path
from workbench.er7.escapes import NULL

ORDER_CODES = frozenset(ORDER_MESSAGES)
_NAMING = frozenset({3, 5, 18})
"""Fields of PID whose first component is the value itself: patient number, family name, account."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A study with what its order adds, and what that was."""

    study: Study
    notes: tuple[str, ...] = ()
    other: str = ""
    """Why nothing was taken from the order: it is about another patient. A sentence, "" when it is not."""


def order_control(document: Document) -> str:
    """ORC-1 (table 0119) of the first order: NW new, SC changed, CA cancelled …; "" when it is empty."""
    return find(document, Path("ORC", field=1, component=1)).text.upper()


def with_order(study: Study, order: Study) -> Filled:
    """The study with what the order adds. Nothing is taken from an order that is about another patient."""
    if is_other_patient(study.patient, order.patient):
        why = (
            f"The order names patient {_called(order.patient)} and the report {_called(study.patient)}; nothing was"
            " taken from the order. Find out which of them is right."
        )
        return Filled(study, (why,), why)
    filler = _Filler(study, order)
    found = replace(
        study,
        patient=filler.patient(),
        visit=filler.visit(),
        exams=tuple(filler.exam(exam) for exam in study.exams),
        providers=filler.providers(),
        diagnoses=filler.diagnoses(),
        guarantors=filler.segments(study.guarantors, order.guarantors, "the guarantor"),
        insurances=filler.segments(study.insurances, order.insurances, "the insurance"),
    )
    found = replace(found, gaps=gaps_of(found))
    notes = (f"From the order: {', '.join(filler.taken)}.",) if filler.taken else ()
    return Filled(found, notes)


def is_other_patient(one: Patient, other: Patient) -> bool:
    """Whether two messages name two patients: by their numbers, and where one names none by birth date and name."""
    numbers = [each.mrn.strip().casefold() for each in (one, other)]
    if all(numbers):
        return numbers[0] != numbers[1]
    facts = ((one.birth_date[:8], other.birth_date[:8]), (one.family.strip(), other.family.strip()))
    return any(mine and theirs and mine.casefold() != theirs.casefold() for mine, theirs in facts)


def _called(patient: Patient) -> str:
    """The number, or who it is where there is none."""
    born = f"born {patient.birth_date[:8]}" if patient.birth_date else ""
    return patient.mrn or " ".join(part for part in (patient.name, born) if part) or "—"


class _Filler:
    """Takes from the order what the study lacks, and remembers what it took."""

    def __init__(self, study: Study, order: Study) -> None:
        self.taken: list[str] = []
        self._study = study
        self._order = order
        self._given: Delimiters = order.delimiters
        self._wanted: Delimiters = study.delimiters

    def patient(self) -> Patient:
        mine, other = self._study.patient, self._order.patient
        names = {
            "mrn": "the patient number",
            "family": "the patient's name",
            "birth_date": "the birth date",
            "sex": "the sex",
        }
        changes = self._texts(mine, other, names)
        if "mrn" in changes:
            changes["authority"] = other.authority
        if "family" in changes:
            changes |= {"given": other.given, "middle": other.middle}
        kept = {number: raw for number, raw in mine.fields_raw.items() if number not in _NAMING or self._says(raw)}
        fields = {number: self._raw(raw) for number, raw in other.fields_raw.items()} | kept
        if "mrn" in changes and kept.get(3) is None and (raw := self._identifier()):
            fields[3] = raw
        # The paths point into the report, where these values do not stand.
        return replace(mine, fields_raw=fields, **changes)

    def _says(self, raw: str) -> bool:
        """Whether a field has more than what goes with a value: `^^^HOSP^AN` is an account without its number."""
        repetitions = raw.split(self._wanted.repetition)
        return any(one.split(self._wanted.component)[0].strip() not in ("", NULL) for one in repetitions)

    def _identifier(self) -> str:
        source = self._order.patient.sources.get("mrn")
        number = source.field if source is not None and source.field is not None else 3
        return self._raw(self._order.patient.fields_raw.get(number, ""))

    def visit(self) -> Visit:
        mine, other = self._study.visit, self._order.visit
        names = {
            "account": "the account",
            "number": "the visit",
            "patient_class": "the patient class",
            "location": "the location",
        }
        changes = self._texts(mine, other, names)
        for name in ("number", "location"):  # the account goes out with the other fields of PID
            if name in changes:
                changes[f"{name}_raw"] = self._raw(getattr(other, f"{name}_raw"))
        return replace(mine, **changes)

    def exam(self, exam: Exam) -> Exam:
        """The accession number of the exam with the same order number, and the order number the other way round."""
        for other in self._order.exams:
            if not exam.accession and other.accession and exam.placer and folded(exam.placer) == folded(other.placer):
                self.taken.append("the accession number")
                return replace(exam, accession=other.accession, accession_raw=self._raw(other.accession_raw))
            same_study = bool(exam.accession) and folded(exam.accession) == folded(other.accession)
            if not exam.placer and other.placer and same_study:
                return replace(exam, placer=other.placer, placer_raw=self._raw(other.placer_raw))
        return exam

    def providers(self) -> tuple[Provider, ...]:
        mine = self._study.providers
        found = []
        for role in ("ordering", "referring", "attending"):
            if not any(one.role == role for one in mine):
                found += [one for one in self._order.providers if one.role == role]
        if any(one.role == "ordering" for one in found):
            self.taken.append("who ordered it")
        return (*mine, *(replace(one, raw=self._raw(one.raw), exam=0, source=None) for one in found))

    def diagnoses(self) -> tuple[Diagnosis, ...]:
        mine = self._study.diagnoses
        if any(one.scheme for one in mine):
            return mine
        found = [replace(one, exam=0, source=None) for one in self._order.diagnoses if one.scheme]
        if found:
            self.taken.append("the diagnoses")
        return (*mine, *found)

    def segments(
        self, mine: tuple[RawSegment, ...], others: tuple[RawSegment, ...], what: str
    ) -> tuple[RawSegment, ...]:
        if mine or not others:
            return mine
        self.taken.append(what)
        return tuple(replace(one, text=self._raw(one.text)) for one in others)

    def _texts(self, mine: Patient | Visit, other: Patient | Visit, names: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: getattr(other, name) for name in names if not getattr(mine, name) and getattr(other, name)
        }
        self.taken += [names[name] for name in found]
        return found

    def _raw(self, raw: str) -> str:
        return recode(raw, self._given, self._wanted)
