"""What the report says about the study, fact by fact, each with the path that it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from workbench.charges.study.model import Exam, Sources, Study
from workbench.charges.timestamps import moment
from workbench.er7 import Path
from workbench.ui.studies.signing import status_words
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

_SEX = {"F": "female", "M": "male", "O": "other", "U": "unknown", "A": "ambiguous", "N": "not applicable"}


@dataclass(frozen=True)
class Fact:
    """A row: what it is, what the report says, where. `colour` is a name of the theme, "" for plain text."""

    label: str
    value: str
    source: Path | None = None
    colour: str = ""


def facts_of(study: Study) -> tuple[Fact, ...]:
    """All facts that are there, in the order of the report; what a charge lacks comes first."""
    label, colour = status_words(study.signed)
    facts = [Fact("Status", label, _status_source(study), colour)]
    facts += [Fact("To look at", gap.text, None, "warn") for gap in study.gaps]
    facts += _people_facts(study)
    for exam in study.exams:
        facts += _exam_facts(exam, several=len(study.exams) > 1)
    if study.fetuses is not None:
        facts.append(Fact("Fetuses", str(study.fetuses), study.fetuses_source))
    for provider in study.providers:
        number = f" ({provider.identifier})" if provider.identifier else ""
        facts.append(Fact(provider.role.capitalize(), f"{provider.name}{number}".strip(), provider.source))
    for diagnosis in study.diagnoses:
        facts.append(Fact("Diagnosis", f"{diagnosis.code} {diagnosis.text}".strip(), diagnosis.source))
    for kept in (*study.guarantors, *study.insurances):
        facts.append(Fact("Passed on", kept.name, kept.source))
    return tuple(fact for fact in facts if fact.value)


def _status_source(study: Study) -> Path | None:
    return next((exam.sources["status"] for exam in study.exams if "status" in exam.sources), None)


def _people_facts(study: Study) -> Iterator[Fact]:
    patient, visit = study.patient, study.visit
    own = patient.sources
    yield Fact("Patient", patient.name, own.get("family"))
    identifier = f"{patient.mrn} ({patient.authority})" if patient.mrn and patient.authority else patient.mrn
    yield Fact("Patient id", identifier, own.get("mrn"))
    yield Fact("Born", _time(patient.birth_date), own.get("birth_date"))
    sex = _SEX.get(patient.sex, "")
    yield Fact("Sex", f"{patient.sex} ({sex})" if sex else patient.sex, own.get("sex"))
    yield Fact("Account", visit.account, visit.sources.get("account"))
    yield Fact("Visit", visit.number, visit.sources.get("number"))
    yield Fact("Patient class", visit.patient_class, visit.sources.get("patient_class"))
    yield Fact("Location", visit.location, visit.sources.get("location"))


def _exam_facts(exam: Exam, *, several: bool) -> Iterator[Fact]:
    own: Sources = exam.sources
    number = f" {exam.number}" if several else ""
    codes = ", ".join(exam.procedure.codes)
    title = f"{exam.procedure.title} ({codes})" if codes and codes != exam.procedure.title else exam.procedure.title
    yield Fact(f"Exam{number}", title, own.get("procedure"))
    yield Fact("Accession", exam.accession, own.get("accession"))
    yield Fact("Placer order", exam.placer, own.get("placer"))
    yield Fact("Side", exam.side, own.get("side"))
    yield Fact("Examined", _time(exam.exam_time), own.get("exam_time"))
    yield Fact("Reported", _time(exam.report_time), own.get("report_time"))
    yield Fact("Result status", exam.status, own.get("status"))


def _time(text: str) -> str:
    """An HL7 time for reading; what is no possible time stands as it was received."""
    found = moment(text)
    if found is None or len(text.strip()) < 8:
        return text
    return found.strftime("%Y-%m-%d" if len(text.strip()) < 12 else "%Y-%m-%d %H:%M")


class FactsModel(QAbstractListModel):
    """The facts of one study; a row's text is the value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()

    def show(self, facts: tuple[Fact, ...]) -> None:
        """Other facts."""
        self.beginResetModel()
        self._facts = facts
        self.endResetModel()

    def fact(self, index: Index) -> Fact | None:
        """The fact of a row."""
        return self._facts[index.row()] if index.isValid() else None

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._facts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        fact = self.fact(index)
        if fact is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return fact.value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{fact.label}: {fact.value}" + (f", from {fact.source}" if fact.source else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{fact.label}, read from {fact.source}" if fact.source else "")
        return None
