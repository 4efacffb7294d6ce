"""Reading a report message (ORU^R01, any version, any delimiters) into a Study. Never raises on odd content.

What belongs together: an ORC before an OBR and the OBX behind it belong to that OBR (HL7 2.5.1, chapter 7.3.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from workbench.charges.study.diagnoses import diagnoses_in
from workbench.charges.study.findings import (
    Observation,
    contradicting_sides,
    count_fetuses,
    gestation_of,
    observed,
    side_of,
    unread_side,
)
from workbench.charges.study.gaps import gaps_of
from workbench.charges.study.model import (
    Exam,
    Patient,
    Procedure,
    Provider,
    RawSegment,
    StatusEvent,
    Study,
    Visit,
)
from workbench.charges.study.payment_segments import SEGMENT, payments_of
from workbench.charges.study.providers import providers_in
from workbench.charges.study.reading import NOTHING, Found, Reader, Value, sources_of
from workbench.charges.study.status import judge_exam
from workbench.er7 import Document, Segment
from workbench.reference.procedure_shapes import looks_like_procedure

ORDER_MESSAGES = ("ORM", "OMI", "OMG", "OML", "OMP", "OMS", "OMN", "OMB")


@dataclass
class _Block:
    """One OBR with the ORC before it and the OBX behind it."""

    number: int
    order: Segment
    common_order: Segment | None
    results: list[Segment] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    @property
    def segments(self) -> list[Segment]:
        heads = [self.order] if self.common_order is None else [self.order, self.common_order]
        return heads + self.results


def read_report(document: Document) -> Study:
    """The study that a report tells. What is missing or odd is listed in `Study.gaps`, each as a sentence."""
    reader = Reader(document)
    named: dict[str, list[Segment]] = {}
    for segment in document.segments:
        named.setdefault(segment.name, []).append(segment)
    blocks, observations = _blocks(reader)
    exams = tuple(_exam(reader, block) for block in blocks)
    general = [*named.get("PV1", ()), *named.get("DG1", ())]
    diagnoses = list(diagnoses_in(reader, general, 0))
    providers = list(providers_in(reader, general, 0))
    for block in blocks:
        diagnoses += diagnoses_in(reader, block.segments, block.number)
        providers += _named(reader, block)
    fetuses = count_fetuses(reader, observations, exams, diagnoses)
    header = named.get("MSH", [None])[0]
    patient = named.get("PID", [None])[0]
    study = Study(
        message_type=_header(reader, header, 9),
        version="" if header is None else reader.part(header, 12, 1).text,
        control_id=_header(reader, header, 10),
        message_time=_header(reader, header, 7),
        facility=_facility(reader, header),
        delimiters=document.delimiters,
        patient=Patient() if patient is None else _patient(reader, patient),
        visit=_visit(reader, patient, named.get("PV1", [None])[0]),
        exams=exams,
        fetuses=fetuses.number,
        fetuses_source=fetuses.source,
        fetuses_problem=fetuses.problem,
        fetuses_doubt=fetuses.doubt,
        gestation=gestation_of(reader, observations, exams, diagnoses),
        providers=tuple(providers),
        diagnoses=tuple(diagnoses),
        guarantors=_kept(document, "GT1"),
        insurances=_kept(document, "IN1", "IN2", "IN3"),
        payments=payments_of(reader, named.get(SEGMENT, ())),
        not_a_report=_not_a_report(reader, header),
    )
    study = replace(study, history=_history(study))
    return replace(study, gaps=gaps_of(study))


def _header(reader: Reader, header: Segment | None, number: int) -> str:
    return "" if header is None else reader.text(header, number)


def _facility(reader: Reader, header: Segment | None) -> str:
    sender = None if header is None else reader.value(header, 4)
    return "" if sender is None else sender.text(1) or sender.text(2)


def _not_a_report(reader: Reader, header: Segment | None) -> str:
    """ "" for a report; else a sentence that says what the message is."""
    if header is None:
        return "This is no HL7 message: it has no MSH segment. Open an ORU^R01 report."
    kind = reader.text(header, 9)
    code = reader.part(header, 9, 1).text.upper()
    if code == "ORU":
        return ""
    if not kind:
        return "MSH-9 is empty, so this is not known to be a report. A report has ORU^R01 there."
    if code in ORDER_MESSAGES:
        return f"This is an order ({kind}), not a report. A charge needs a signed report (ORU^R01)."
    if code == "DFT":
        return f"This is a charge message already ({kind}). Open the report (ORU^R01) it came from."
    return f"This message is {kind}, not a report. A charge needs a signed report (ORU^R01)."


def _blocks(reader: Reader) -> tuple[list[_Block], list[Observation]]:
    """The exams, and all observations: OBX without any OBR still may hold findings."""
    blocks: list[_Block] = []
    loose: list[Segment] = []
    waiting: Segment | None = None
    for segment in reader.document.segments:
        if segment.name == "ORC":
            waiting = segment
        elif segment.name == "OBR":
            blocks.append(_Block(len(blocks) + 1, segment, waiting))
            waiting = None
        elif segment.name == "OBX":
            (blocks[-1].results if blocks else loose).append(segment)
    observations = observed(reader, loose, 0)
    for block in blocks:
        block.observations = observed(reader, block.results, block.number)
        observations += block.observations
    return blocks, observations


def _named(reader: Reader, block: _Block) -> list[Provider]:
    """The people of one OBR; the same person is named once in each role, however many OBX repeat him."""
    seen: dict[tuple[str, str, str], Provider] = {}
    for one in providers_in(reader, block.segments, block.number):
        seen.setdefault((one.role, one.identifier, one.family), one)
    return list(seen.values())


def _patient(reader: Reader, pid: Segment) -> Patient:
    identifier = _medical_record_number(reader, pid)
    mrn = identifier.found(1) if identifier is not None else NOTHING
    authority = identifier.found(4, 1) if identifier is not None else NOTHING
    name = reader.value(pid, 5)
    family, given, middle = (
        (NOTHING, NOTHING, NOTHING) if name is None else (name.found(1, 1), name.found(2), name.found(3))
    )
    birth_date = reader.field(pid, 7)
    sex = reader.field(pid, 8)
    return Patient(
        mrn=mrn.text,
        authority=authority.text,
        family=family.text,
        given=given.text,
        middle=middle.text,
        birth_date=birth_date.text,
        sex=sex.text,
        fields_raw=reader.filled(pid),
        sources=sources_of(
            mrn=mrn,
            authority=authority,
            family=family,
            given=given,
            middle=middle,
            birth_date=birth_date,
            sex=sex,
        ),
    )


def _medical_record_number(reader: Reader, pid: Segment) -> Value | None:
    """PID-3, the repetition typed MR (table 0203) or else the first; before 2.3 some send it in PID-2 or PID-4."""
    listed = reader.values(pid, 3)
    for value in listed:
        if value.text(5) == "MR":
            return value
    others = (reader.values(pid, number) for number in (2, 4))
    return next((values[0] for values in (listed, *others) if values), None)


def _visit(reader: Reader, pid: Segment | None, pv1: Segment | None) -> Visit:
    account = NOTHING if pid is None else reader.part(pid, 18, 1)
    if pv1 is None:
        return Visit(account.text, sources=sources_of(account=account))
    number = reader.part(pv1, 19, 1)
    patient_class = reader.field(pv1, 2)
    location = reader.field(pv1, 3)
    return Visit(
        account=account.text,
        number=number.text,
        patient_class=patient_class.text,
        location=location.text,
        number_raw=reader.field(pv1, 19).raw,
        location_raw=location.raw,
        sources=sources_of(account=account, number=number, patient_class=patient_class, location=location),
    )


def _exam(reader: Reader, block: _Block) -> Exam:
    order, common = block.order, block.common_order
    accession = _accession(reader, order, common)
    orders = [reader.part(one, 2, 1) for one in (order, common) if one is not None]
    placer = _first(*orders)
    exam_time = _first(reader.part(order, 7, 1), reader.part(order, 8, 1))
    report_time = reader.part(order, 22, 1)
    status = reader.field(order, 25)
    side = side_of(reader, order, block.observations)
    observed_statuses = tuple(reader.text(one, 11) for one in block.results)
    procedure = _first(reader.field(order, 4), reader.field(order, 44))
    modality = reader.part(order, 24, 1)
    return Exam(
        number=block.number,
        procedure=_procedure(reader, order),
        side=side.text,
        side_problem=contradicting_sides(reader, order, block.observations),
        modifiers=tuple(one for value in reader.values(order, 45) if (one := value.text(1).upper())),
        side_unread="" if side else unread_side(reader, block.observations),
        modality=modality.text,
        accession=accession.number,
        accession_raw=accession.field.raw,
        accession_issuer=accession.issuer,
        placer=placer.text,
        placer_raw=_first(*(reader.field(one, 2) for one in (order, common) if one is not None)).raw,
        exam_time=exam_time.text,
        report_time=report_time.text,
        status=status.text,
        judgement=judge_exam(status.text, observed_statuses),
        sources=sources_of(
            procedure=procedure,
            side=side,
            modality=modality,
            accession=accession.field,
            placer=placer,
            exam_time=exam_time,
            report_time=report_time,
            status=status,
        ),
    )


class _Accession(NamedTuple):
    """The number, who gave it, and the whole field that both stand in."""

    number: str = ""
    issuer: str = ""
    field: Found = NOTHING


def _accession(reader: Reader, order: Segment, common: Segment | None) -> _Accession:
    """From OBR-3, OBR-18 or ORC-3, the first that is filled."""
    places = [(order, 3), (order, 18)] + ([(common, 3)] if common is not None else [])
    for segment, number in places:
        if (value := reader.value(segment, number)) is not None:
            field = Found(reader.plain(value.raw), value.raw, value.path)
            return _Accession(value.text(1), value.text(2) or value.text(3), field)
    return _Accession()


def _first(*found: Found) -> Found:
    """The first that has a value."""
    return next((one for one in found if one), NOTHING)


def _procedure(reader: Reader, order: Segment) -> Procedure:
    """OBR-4, and OBR-44 where the report carries the billing code itself."""
    service = reader.value(order, 4)
    code, text, system, other_code, other_text, other_system = (
        ("",) * 6 if service is None else (service.text(number) for number in range(1, 7))
    )
    billing = reader.part(order, 44, 1).text
    if not looks_like_procedure(billing):
        billing = ""
    return Procedure(code, text, system, other_code, other_text, other_system, billing)


def _kept(document: Document, *names: str) -> tuple[RawSegment, ...]:
    return tuple(RawSegment(one.name, one.text, one.path) for one in document.segments if one.name in names)


def _history(study: Study) -> tuple[StatusEvent, ...]:
    return tuple(
        StatusEvent(exam.judgement.kind, exam.report_time or study.message_time, study.control_id)
        for exam in study.exams
    )
