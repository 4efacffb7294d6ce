"""A study that was typed in (a form, a table row, JSON) written down as a report, so that there is one way to read it.

The report says what the fields say and nothing else: what is empty stays empty and becomes a gap of the study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.charges.compose.writing import OUT, SegmentWriter, components, repetitions
from workbench.charges.sources.insurances import insurance_lines
from workbench.charges.study.payment_segments import payment_line
from workbench.charges.study.payments import Payment
from workbench.er7 import Document
from workbench.er7.escapes import escape
from workbench.reference.versions import USUAL

STATUSES = {
    # what people write: OBR-25 (table 0123)
    "final": "F",
    "signed": "F",
    "corrected": "C",
    "preliminary": "P",
    "unsigned": "P",
    "draft": "R",
    "cancelled": "X",
    "canceled": "X",
    "pending": "I",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who took part in a study."""

    identifier: str = ""
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A diagnosis: an ICD-10 code with or without words, or words alone."""

    code: str = ""
    text: str = ""
    system: str = ""
    """Coding system; I10 when there is a code and nothing else is said."""


@dataclass(frozen=True, slots=True)
class WrittenExam:
    """One examination. Times as HL7 writes them: YYYYMMDD[HHMM[SS]]."""

    code: str = ""
    text: str = ""
    system: str = "L"
    billing_code: str = ""
    """A CPT or HCPCS code, where the source knows it (OBR-44)."""
    side: str = ""
    """left, right or both."""
    exam_time: str = ""
    report_time: str = ""
    status: str = ""
    """A code of table 0123, or a word of STATUSES."""
    accession: str = ""
    order: str = ""
    """The placer's order number."""
    diagnoses: tuple[Reason, ...] = ()
    performing: Person = field(default_factory=Person)
    """Who read this one; empty: who read the study. So with the others."""
    signing: Person = field(default_factory=Person)
    technician: Person = field(default_factory=Person)
    ordering: Person = field(default_factory=Person)


@dataclass(frozen=True, slots=True)
class Written:
    """One study as somebody writes it down. Every field may be empty."""

    mrn: str = ""
    mrn_authority: str = ""
    family: str = ""
    given: str = ""
    birth_date: str = ""
    sex: str = ""
    account: str = ""
    visit: str = ""
    patient_class: str = ""
    location: str = ""
    fetuses: str = ""
    gestational_age: str = ""
    """Such as 20w3d; see `gestation.read_age`."""
    performing: Person = field(default_factory=Person)
    """Who read it (OBR-32)."""
    signing: Person = field(default_factory=Person)
    """Who answers for the report, where that is somebody else (OBX-16)."""
    technician: Person = field(default_factory=Person)
    """Who scanned (OBR-34)."""
    ordering: Person = field(default_factory=Person)
    exams: tuple[WrittenExam, ...] = ()
    payments: tuple[Payment, ...] = ()
    guarantors: tuple[Mapping[str, str], ...] = ()
    insurances: tuple[Mapping[str, str], ...] = ()
    """Fields of `insurances.GUARANTOR` and `INSURANCE`."""


def report_of(written: Written, *, control_id: str = "", message_time: str = "") -> Document:
    """The study as an ORU^R01 of 2.5.1, in our delimiters. The same input gives the same bytes."""
    lines = [_msh(control_id, message_time), _pid(written), _pv1(written)]
    lines += insurance_lines(written.guarantors, written.insurances)
    observation = 0
    for number, exam in enumerate(written.exams, 1):
        lines.append(_obr(written, exam, number))
        if number == 1 and written.fetuses:
            observation += 1
            lines.append(_obx(observation, "NM", "11878-6", "Number of fetuses", "LN", written.fetuses, exam))
        if number == 1 and written.gestational_age:
            observation += 1
            told = written.gestational_age
            lines.append(_obx(observation, "ST", "18185-9", "Gestational age", "LN", told, exam))
        if exam.side:
            observation += 1
            lines.append(_obx(observation, "TX", "SIDE", "Side", "L", exam.side, exam))
        if any_of(signing := _of_exam(exam.signing, written.signing)):
            observation += 1
            lines.append(_signed(observation, signing, exam))
    lines += [payment_line(payment, number, OUT) for number, payment in enumerate(written.payments, 1)]
    return Document.from_text("".join(f"{line}\r" for line in lines))


def status_code(word: str) -> str:
    """OBR-25 for what somebody wrote; what is no word of ours stays as it is, for the status to be judged."""
    return STATUSES.get(word.strip().casefold(), word.strip())


def _msh(control_id: str, message_time: str) -> str:
    header = SegmentWriter("MSH")
    header.fields[2] = OUT.declared
    header.text(7, message_time, "")
    header.raw(9, components("ORU", "R01", "ORU_R01"), "")
    header.text(10, control_id, "")
    header.text(11, "T", "")
    header.text(12, USUAL, "")
    header.text(18, "UNICODE UTF-8", "")
    return header.line()


def _pid(written: Written) -> str:
    pid = SegmentWriter("PID")
    pid.text(1, "1", "")
    if written.mrn:
        pid.raw(3, components(written.mrn, "", "", written.mrn_authority, "MR"), "")
    if written.family or written.given:
        pid.raw(5, components(written.family, written.given), "")
    pid.text(7, written.birth_date, "")
    pid.text(8, written.sex, "")
    pid.text(18, written.account, "")
    return pid.line()


def _pv1(written: Written) -> str:
    pv1 = SegmentWriter("PV1")
    pv1.text(1, "1", "")
    pv1.text(2, written.patient_class, "")
    # A place has parts: room and bed are written with ^ as in HL7.
    pv1.raw(3, components(*written.location.split(OUT.component)), "")
    pv1.text(19, written.visit, "")
    return pv1.line()


def _obr(written: Written, exam: WrittenExam, number: int) -> str:
    obr = SegmentWriter("OBR", number)
    obr.text(1, str(number), "")
    obr.text(2, exam.order, "")
    obr.text(3, exam.accession, "")
    obr.raw(4, components(exam.code, exam.text, exam.system if exam.code else ""), "")
    obr.text(7, exam.exam_time, "")
    obr.raw(16, _xcn(_of_exam(exam.ordering, written.ordering)), "")
    obr.text(22, exam.report_time, "")
    obr.text(24, "US", "")
    obr.text(25, status_code(exam.status), "")
    obr.raw(31, repetitions(_reason(one) for one in exam.diagnoses), "")
    obr.raw(32, _ndl(_of_exam(exam.performing, written.performing)), "")
    obr.raw(34, _ndl(_of_exam(exam.technician, written.technician)), "")
    obr.text(44, exam.billing_code, "")
    return obr.line()


def _signed(number: int, person: Person, exam: WrittenExam) -> str:
    """A report has no field for who signed; who answers for an observation stands in OBX-16 (HL7 2.5.1, chapter 7)."""
    name = ", ".join(part for part in (person.family, person.given) if part) or person.identifier
    return _obx(number, "TX", "SIGNED", "Signed by", "L", name, exam, responsible=person)


def _obx(
    number: int,
    kind: str,
    code: str,
    text: str,
    system: str,
    value: str,
    exam: WrittenExam,
    responsible: Person | None = None,
) -> str:
    obx = SegmentWriter("OBX", number)
    obx.text(1, str(number), "")
    obx.text(2, kind, "")
    obx.raw(3, components(code, text, system), "")
    obx.text(5, value, "")
    obx.text(11, status_code(exam.status), "")
    if responsible is not None:
        obx.raw(16, _xcn(responsible), "")
    return obx.line()


def any_of(person: Person) -> bool:
    """Whether anything is known of the person."""
    return bool(person.identifier or person.family or person.given)


def _of_exam(own: Person, whole: Person) -> Person:
    """Who it was in one examination: somebody of its own, else the one of the whole study."""
    return own if any_of(own) else whole


def _xcn(person: Person) -> str:
    return components(person.identifier, person.family, person.given)


def _ndl(person: Person) -> str:
    """OBR-32 and OBR-34 have the person as subcomponents (HL7 2.5.1, chapter 2A.48)."""
    parts: Sequence[str] = [escape(part, OUT) for part in (person.identifier, person.family, person.given)]
    joined = OUT.subcomponent.join(parts).rstrip(OUT.subcomponent)
    # A lone number would be read as an XCN, which is right too.
    return joined


def _reason(one: Reason) -> str:
    return components(one.code, one.text, one.system or ("I10" if one.code else ""))
