"""Reading a report message (ORU^R01, any version, any delimiters) into a Study. Never raises on odd content.

What belongs together: an ORC before an OBR and the OBX behind it belong to that OBR (HL7 2.5.1, chapter 7.3.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from workbench.charges.diagnoses import diagnoses_in
from workbench.charges.findings import count_fetuses, side_of
from workbench.charges.gaps import gaps_of
from workbench.charges.providers import providers_in
from workbench.charges.reading import Found, find, find_first, repetitions, sources_of
from workbench.charges.status import judge_exam
from workbench.charges.study import (
    Exam,
    Patient,
    Procedure,
    Provider,
    RawSegment,
    StatusEvent,
    Study,
    Visit,
)
from workbench.er7 import Document, Path, Segment

_BILLING_CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
"""The shape of CPT and HCPCS codes: five characters. Anything else in OBR-44 is not taken for a billing code."""

ORDER_MESSAGES = ("ORM", "OMI", "OMG", "OML", "OMP", "OMS", "OMN", "OMB")


@dataclass
class _Block:
    """One OBR with the ORC before it and the OBX behind it."""

    order: Segment
    common_order: Segment | None
    observations: list[Segment] = field(default_factory=list)

    @property
    def segments(self) -> list[Segment]:
        heads = [self.order] if self.common_order is None else [self.order, self.common_order]
        return heads + self.observations


def read_report(document: Document) -> Study:
    """The study that a report tells. What is missing or odd is listed in `Study.gaps`, each as a sentence."""
    blocks = _blocks(document)
    exams = tuple(_exam(document, number, block) for number, block in enumerate(blocks, 1))
    # OBX without any OBR still may hold findings.
    observations = document.all("OBX")
    general = [*document.all("PV1"), *document.all("DG1")]
    diagnoses = list(diagnoses_in(document, general, 0))
    providers = list(providers_in(document, general, 0))
    for number, block in enumerate(blocks, 1):
        diagnoses += diagnoses_in(document, block.segments, number)
        providers += _named(document, block, number)
    fetuses, fetuses_source = count_fetuses(document, observations, exams, diagnoses)
    study = Study(
        message_type=_header(document, 9),
        version=document.version.strip(),
        control_id=_header(document, 10),
        message_time=_header(document, 7),
        delimiters=document.delimiters,
        patient=_patient(document),
        visit=_visit(document),
        exams=exams,
        fetuses=fetuses,
        fetuses_source=fetuses_source,
        providers=tuple(providers),
        diagnoses=tuple(diagnoses),
        guarantors=_kept(document, "GT1"),
        insurances=_kept(document, "IN1", "IN2", "IN3"),
        history=_history(document, exams),
        not_a_report=_not_a_report(document),
    )
    return replace(study, gaps=gaps_of(study))


def _header(document: Document, number: int) -> str:
    return find(document, Path("MSH", field=number)).text


def _not_a_report(document: Document) -> str:
    """ "" for a report; else a sentence that says what the message is."""
    if not document.all("MSH"):
        return "This is no HL7 message: it has no MSH segment. Open an ORU^R01 report."
    kind = find(document, Path("MSH", field=9)).text
    code = find(document, Path("MSH", field=9, component=1)).text.upper()
    if code == "ORU":
        return ""
    if not kind:
        return "MSH-9 is empty, so this is not known to be a report. A report has ORU^R01 there."
    if code in ORDER_MESSAGES:
        return f"This is an order ({kind}), not a report. A charge needs a signed report (ORU^R01)."
    if code == "DFT":
        return f"This is a charge message already ({kind}). Open the report (ORU^R01) it came from."
    return f"This message is {kind}, not a report. A charge needs a signed report (ORU^R01)."


def _blocks(document: Document) -> list[_Block]:
    blocks: list[_Block] = []
    waiting: Segment | None = None
    for segment in document.segments:
        if segment.name == "ORC":
            waiting = segment
        elif segment.name == "OBR":
            blocks.append(_Block(segment, waiting))
            waiting = None
        elif segment.name == "OBX" and blocks:
            blocks[-1].observations.append(segment)
    return blocks


def _named(document: Document, block: _Block, exam: int) -> list[Provider]:
    """The people of one OBR; the same person is named once in each role, however many OBX repeat him."""
    seen: dict[tuple[str, str, str], Provider] = {}
    for one in providers_in(document, block.segments, exam):
        seen.setdefault((one.role, one.identifier, one.family), one)
    return list(seen.values())


def _patient(document: Document) -> Patient:
    pid = Path("PID")
    identifier = _medical_record_number(document)
    mrn = find(document, identifier.at(component=1)) if identifier is not None else Found()
    authority = find(document, identifier.at(component=4, subcomponent=1)) if identifier is not None else Found()
    name = (repetitions(document, pid.at(field=5)) or (pid.at(field=5),))[0]
    family = find(document, name.at(component=1, subcomponent=1))
    given = find(document, name.at(component=2))
    middle = find(document, name.at(component=3))
    birth_date = find(document, pid.at(field=7))
    sex = find(document, pid.at(field=8))
    return Patient(
        mrn=mrn.text,
        authority=authority.text,
        family=family.text,
        given=given.text,
        middle=middle.text,
        birth_date=birth_date.text,
        sex=sex.text,
        fields_raw=_raw_fields(document, "PID"),
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


def _medical_record_number(document: Document) -> Path | None:
    """PID-3, the repetition typed MR (table 0203) or else the first; before 2.3 some send it in PID-2 or PID-4."""
    pid = Path("PID")
    listed = repetitions(document, pid.at(field=3))
    for path in listed:
        if find(document, path.at(component=5)).text == "MR":
            return path
    others = (repetitions(document, pid.at(field=number)) for number in (2, 4))
    return next((paths[0] for paths in (listed, *others) if paths), None)


def _raw_fields(document: Document, name: str) -> dict[int, str]:
    segment = document.segment(Path(name))
    if segment is None:
        return {}
    return {one.number: one.text for one in segment.fields if one.text.strip() not in ("", '""')}


def _visit(document: Document) -> Visit:
    account_path = Path("PID", field=18)
    number_path = Path("PV1", field=19)
    account = find(document, account_path.at(component=1))
    number = find(document, number_path.at(component=1))
    patient_class = find(document, Path("PV1", field=2))
    location = find(document, Path("PV1", field=3))
    return Visit(
        account=account.text,
        number=number.text,
        patient_class=patient_class.text,
        location=location.text,
        account_raw=find(document, account_path).raw,
        number_raw=find(document, number_path).raw,
        location_raw=location.raw,
        sources=sources_of(account=account, number=number, patient_class=patient_class, location=location),
    )


def _exam(document: Document, number: int, block: _Block) -> Exam:
    at = block.order.path
    common = block.common_order.path if block.common_order is not None else None
    places = [at.at(field=3), at.at(field=18)] + ([common.at(field=3)] if common is not None else [])
    accession = find_first(document, *(path for place in places for path in repetitions(document, place)))
    orders = [at.at(field=2)] + ([common.at(field=2)] if common is not None else [])
    placer = find_first(document, *(path.at(component=1) for path in orders))
    exam_time = find_first(document, at.at(field=7, component=1), at.at(field=8, component=1))
    report_time = find(document, at.at(field=22, component=1))
    status = find(document, at.at(field=25))
    side = side_of(document, block.order, block.observations)
    observed = tuple(find(document, one.path.at(field=11)).text for one in block.observations)
    procedure = find_first(document, at.at(field=4), at.at(field=44))
    modality = find(document, at.at(field=24, component=1))
    return Exam(
        number=number,
        procedure=_procedure(document, at),
        side=side.text,
        modality=modality.text,
        accession=find(document, accession.path.at(component=1)).text if accession.path else "",
        accession_raw=accession.raw,
        placer=placer.text,
        exam_time=exam_time.text,
        report_time=report_time.text,
        status=status.text,
        observation_statuses=observed,
        judgement=judge_exam(status.text, observed),
        sources=sources_of(
            procedure=procedure,
            side=side,
            modality=modality,
            accession=accession,
            placer=placer,
            exam_time=exam_time,
            report_time=report_time,
            status=status,
        ),
    )


def _procedure(document: Document, order: Path) -> Procedure:
    """OBR-4, and OBR-44 where the report carries the billing code itself."""
    service = order.at(field=4)
    code, text, system, other_code, other_text, other_system = (
        find(document, service.at(component=number)).text for number in range(1, 7)
    )
    billing = find(document, order.at(field=44, component=1)).text
    if not _BILLING_CODE.fullmatch(billing):
        billing = ""
    return Procedure(code, text, system, other_code, other_text, other_system, billing)


def _kept(document: Document, *names: str) -> tuple[RawSegment, ...]:
    return tuple(RawSegment(one.name, one.text, one.path) for one in document.segments if one.name in names)


def _history(document: Document, exams: tuple[Exam, ...]) -> tuple[StatusEvent, ...]:
    control_id = _header(document, 10)
    message_time = _header(document, 7)
    return tuple(StatusEvent(exam.judgement.kind, exam.report_time or message_time, control_id) for exam in exams)
