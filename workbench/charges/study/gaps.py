"""What a charge needs and a study does not give: one sentence for each, with the field it is looked for in."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.charges.study.model import Exam, Gap, Study
from workbench.charges.study.status import DECIDES
from workbench.charges.timestamps import moment, zone_fault


def gaps_of(study: Study) -> tuple[Gap, ...]:
    """All gaps of a study, in the order of the message: patient, visit, exams, providers, diagnoses."""
    if study.not_a_report:
        return (Gap("message", study.not_a_report),)
    return (*_patient(study), *_visit(study), *_exams(study), *_age(study), *_people(study), *_reasons(study))


def is_needed(gap: Gap, study: Study) -> bool:
    """Whether a receiver can hardly book a charge with this gap: whose it is, which stay and order, who did it."""
    if gap.field == "visit.account":
        return not study.visit.account and not study.visit.number
    if gap.field == "patient.mrn":
        return not study.patient.mrn
    return gap.field in ("patient.name", "providers.interpreter") or gap.field.endswith("].accession")


def _patient(study: Study) -> Iterator[Gap]:
    patient = study.patient
    if not patient.mrn:
        yield Gap("patient.mrn", "There is no patient identifier (PID-3); a charge cannot be posted without it.")
    elif (source := patient.sources.get("mrn")) is not None and source.field != 3:
        yield Gap("patient.mrn", f"PID-3 is empty; the patient identifier was taken from {source}. Check it.")
    if not patient.family:
        yield Gap("patient.name", "There is no patient name (PID-5); a charge cannot be posted without it.")
    if not patient.birth_date:
        yield Gap("patient.birth_date", "There is no birth date (PID-7); most billing systems ask for it.")
    elif moment(patient.birth_date) is None:
        yield Gap(
            "patient.birth_date",
            f"The birth date “{patient.birth_date}” (PID-7) is no possible date; correct it.",
        )


def _visit(study: Study) -> Iterator[Gap]:
    visit = study.visit
    if not visit.account and not visit.number:
        yield Gap(
            "visit.account",
            "There is neither an account number (PID-18) nor a visit number (PV1-19);"
            " many billing systems refuse a charge without one.",
        )
    elif not visit.account:
        yield Gap(
            "visit.account",
            f"There is no account number (PID-18), only the visit number {visit.number} (PV1-19);"
            " check which of them billing wants.",
        )
    if not visit.patient_class:
        yield Gap("visit.patient_class", "There is no patient class (PV1-2), which a PV1 segment must have.")


def _exams(study: Study) -> Iterator[Gap]:
    if not study.exams:
        yield Gap("exams", "The report has no OBR segment, so it does not say what was examined.")
    for exam in study.exams:
        yield from _exam(exam, len(study.exams))


def _exam(exam: Exam, count: int) -> Iterator[Gap]:
    key = f"exam[{exam.number}]"
    where = f" of OBR {exam.number}" if count > 1 else ""
    if exam.procedure.title == "—" and not exam.procedure.codes:
        yield Gap(f"{key}.procedure", f"The procedure{where} (OBR-4) is empty; choose a charge by hand.")
    if not exam.accession:
        yield Gap(f"{key}.accession", f"There is no accession number{where} (looked in OBR-3, OBR-18 and ORC-3).")
    if not exam.exam_time:
        yield Gap(f"{key}.exam_time", f"There is no exam time{where} (OBR-7), which is the date of service.")
    elif moment(exam.exam_time) is None:
        yield Gap(
            f"{key}.exam_time",
            f"The exam time “{exam.exam_time}”{where} (OBR-7) is no possible date; correct it.",
        )
    elif said := zone_fault(exam.exam_time):
        yield Gap(
            f"{key}.exam_time",
            f"The exam time “{exam.exam_time}”{where} (OBR-7): {said}. It is charged without its zone; correct it.",
        )
    if exam.report_time and moment(exam.report_time) is None:
        yield Gap(
            f"{key}.report_time",
            f"The report time “{exam.report_time}”{where} (OBR-22) is no possible date; correct it.",
        )
    if exam.side_unread:
        yield Gap(f"{key}.side", f"The side “{exam.side_unread[:30]}”{where} is not known; write left, right or both.")
    if not exam.status or DECIDES in exam.judgement.why or exam.judgement.kind == "unknown":
        yield Gap(f"{key}.status", f"Status{where}: {exam.judgement.why}.")


def _age(study: Study) -> Iterator[Gap]:
    if study.fetuses_problem:
        yield Gap("fetuses", study.fetuses_problem)
    for one in study.gestation:
        if one.span is None:
            place = f" ({one.source})" if one.source is not None else ""
            yield Gap("gestation", f"The gestational age “{one.text[:40]}”{place} cannot be read; write it like 20w3d.")


def _people(study: Study) -> Iterator[Gap]:
    if study.provider("interpreter") is None:
        yield Gap(
            "providers.interpreter",
            "The report does not name who read the study (OBR-32); the performing provider must be added.",
        )
    if study.provider("ordering", "referring") is None:
        yield Gap(
            "providers.ordering",
            "The report does not name who ordered the study (looked in OBR-16, ORC-12 and PV1-8).",
        )


def _reasons(study: Study) -> Iterator[Gap]:
    if any(one.scheme for one in study.diagnoses):
        return
    said = next((one.text or one.code for one in study.diagnoses if one.text or one.code), "")
    if said:
        yield Gap(
            "diagnoses",
            f"The reason for the study is given only in words (“{said[:80]}”); add an ICD-10 code.",
        )
    else:
        yield Gap("diagnoses", "There is no diagnosis (looked in OBR-31, DG1 and coded OBX); add an ICD-10 code.")
