"""A signed study and its charge lines as a DFT^P03 message under a site profile (HL7 2.5.1, chapter 6.4.1).

Order of the message: MSH EVN PID PV1 {FT1} {DG1} {GT1} {IN1 [IN2] [IN3]}. DG1, GT1 and IN1 come behind all FT1 and
count for the whole message; what belongs to one line stands in its FT1-19.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.charges.compose_charge import coded_diagnosis, ft1
from workbench.charges.ids import LONGEST_CONTROL_ID, LONGEST_TRANSACTION_ID
from workbench.charges.lines import ChargeLine
from workbench.charges.profile import Profile
from workbench.charges.recode import recode
from workbench.charges.study import Diagnosis, RawSegment, Study
from workbench.charges.timestamps import stamp
from workbench.charges.writing import OUT, Origin, SegmentWriter, components, hierarchic
from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError

PROCESSING_ID = "T"
"""MSH-11: everything we compose is marked as a test."""
STRUCTURE = "DFT_P03"


@dataclass(frozen=True)
class Composition:
    """What composing gave: a message, or the sentence why there is none."""

    document: Document | None
    refusal: str = ""
    lines: tuple[ChargeLine, ...] = ()
    """All lines that were given, those to complete included."""
    notes: tuple[str, ...] = ()
    """What was left out or filled in, each a finished sentence."""
    transaction_ids: tuple[tuple[int, str], ...] = ()
    """(number of the line, its FT1-2) for the lines in the message."""
    origins: tuple[Origin, ...] = ()
    """Where the value of every field came from."""


def compose(
    study: Study,
    lines: Sequence[ChargeLine],
    profile: Profile,
    *,
    now: datetime,
    control_id: str,
    transaction_ids: Iterable[str],
) -> Composition:
    """Compose the charges of a study. The same input, clock and ids give the same bytes.

    `transaction_ids` is drawn from once for each line that goes into the message. A report that is not signed, or a
    study without patient or without a complete line, gives no document but a refusal.
    Raises WorkbenchError for ids that do not fit their fields.
    """
    given = tuple(lines)
    notes = [_left_out(line) for line in given if not line.complete]
    if refusal := _refusal(study, given):
        return Composition(None, refusal, given, tuple(notes))
    _check_control_id(control_id)
    ready = [line for line in given if line.complete]
    ids = _drawn(transaction_ids, len(ready))
    segments = [_evn(profile, now), _pid(study, profile), _pv1(study, profile)]
    for occurrence, (line, transaction_id) in enumerate(zip(ready, ids, strict=True), 1):
        segments.append(ft1(study, line, profile, occurrence, transaction_id, now))
    if profile.diagnoses.segments:
        segments += _dg1(ready, profile)
    kept = _kept(study, profile)
    body = [segment.line() for segment in segments] + [recode(one.text, study.delimiters, OUT).rstrip() for one in kept]
    header = _msh(profile, now, control_id, ascii_only=all(line.isascii() for line in body))
    text = "".join(f"{line}\r" for line in (header.line(), *body))
    return Composition(
        Document.from_text(text),
        "",
        given,
        (*notes, *_notes(study, ready, kept, profile)),
        tuple((line.number, transaction_id) for line, transaction_id in zip(ready, ids, strict=True)),
        tuple(origin for segment in (header, *segments) for origin in segment.origins),
    )


def _refusal(study: Study, lines: tuple[ChargeLine, ...]) -> str:
    """Why there can be no message; "" when there can."""
    signed = study.signed
    if not signed.yes:
        return signed.why
    for gap in study.gaps:
        if gap.field in ("patient.mrn", "patient.name") and not (
            study.patient.mrn if gap.field == "patient.mrn" else study.patient.family
        ):
            return gap.text
    if not lines:
        return "There is no charge line, so there is nothing to send; add one."
    if not any(line.complete for line in lines):
        return f"No charge line is complete, so there is no message. {lines[0].to_complete[0]}"
    return ""


def _left_out(line: ChargeLine) -> str:
    return f"Line {line.number} is not in the message yet: {' '.join(line.to_complete)}"


def _check_control_id(control_id: str) -> None:
    if not 1 <= len(control_id) <= LONGEST_CONTROL_ID:
        raise WorkbenchError(
            f"The message control id “{control_id}” must have 1 to {LONGEST_CONTROL_ID} characters (MSH-10)."
        )


def _drawn(transaction_ids: Iterable[str], count: int) -> list[str]:
    source = iter(transaction_ids)
    ids: list[str] = []
    for _ in range(count):
        one = next(source, None)
        if one is None:
            raise WorkbenchError(f"There are {count} charge lines, but only {len(ids)} transaction ids were given.")
        if not 1 <= len(one) <= LONGEST_TRANSACTION_ID:
            raise WorkbenchError(
                f"The transaction id “{one}” must have 1 to {LONGEST_TRANSACTION_ID} characters (FT1-2)."
            )
        if one in ids:
            raise WorkbenchError(f"The transaction id “{one}” was given twice; every charge needs its own (FT1-2).")
        ids.append(one)
    return ids


def _msh(profile: Profile, now: datetime, control_id: str, *, ascii_only: bool) -> SegmentWriter:
    message = profile.message
    chosen = f"profile {profile.name}"
    header = SegmentWriter("MSH")
    header.fields[2] = OUT.declared
    header.raw(3, hierarchic(message.sending_application), chosen)
    header.raw(4, hierarchic(message.sending_facility), chosen)
    header.raw(5, hierarchic(message.receiving_application), chosen)
    header.raw(6, hierarchic(message.receiving_facility), chosen)
    header.text(7, stamp(now), "clock")
    header.raw(9, components("DFT", message.event, STRUCTURE), chosen)
    header.text(10, control_id, "identifier")
    header.text(11, PROCESSING_ID, "always T: a test message")
    header.text(12, message.version, chosen)
    wanted = message.character_set == "always" or (message.character_set == "when needed" and not ascii_only)
    header.text(18, "UNICODE UTF-8" if wanted else "", chosen)
    return header


def _evn(profile: Profile, now: datetime) -> SegmentWriter:
    event = SegmentWriter("EVN")
    if profile.message.event_code:
        event.text(1, profile.message.event, f"profile {profile.name}")
    event.text(2, stamp(now), "clock")
    return event


def _pid(study: Study, profile: Profile) -> SegmentWriter:
    pid = SegmentWriter("PID")
    pid.text(1, "1", "counter")
    source = study.patient.sources.get("mrn")
    for number in profile.patient.fields:
        # The identifier may stand in PID-2 or PID-4 of an old report; a DFT has it in PID-3.
        taken = number
        if number == 3 and source is not None and source.field is not None:
            taken = source.field
        raw = study.patient.fields_raw.get(taken, "")
        if raw:
            pid.raw(number, recode(raw, study.delimiters, OUT), "report", Path("PID", field=taken))
    return pid


def _pv1(study: Study, profile: Profile) -> SegmentWriter:
    visit = study.visit
    pv1 = SegmentWriter("PV1")
    pv1.text(1, "1", "counter")
    if visit.patient_class:
        pv1.text(2, visit.patient_class, "report", visit.sources.get("patient_class"))
    else:
        pv1.text(2, profile.patient.unknown_class, f"profile {profile.name}")
    pv1.raw(3, recode(visit.location_raw, study.delimiters, OUT), "report", visit.sources.get("location"))
    pv1.raw(19, recode(visit.number_raw, study.delimiters, OUT), "report", visit.sources.get("number"))
    return pv1


def _dg1(lines: Sequence[ChargeLine], profile: Profile) -> list[SegmentWriter]:
    """One DG1 for every diagnosis of the lines, in their order."""
    by_code: dict[str, Diagnosis] = {}
    for line in lines:
        for diagnosis in line.diagnoses:
            by_code.setdefault(diagnosis.code, diagnosis)
    segments = []
    for occurrence, diagnosis in enumerate(by_code.values(), 1):
        dg1 = SegmentWriter("DG1", occurrence)
        dg1.text(1, str(occurrence), "counter")
        dg1.raw(3, coded_diagnosis(diagnosis, profile), "report", diagnosis.source)
        dg1.text(6, profile.diagnoses.type, f"profile {profile.name}")
        segments.append(dg1)
    return segments


def _kept(study: Study, profile: Profile) -> list[RawSegment]:
    guarantors = study.guarantors if profile.patient.guarantor else ()
    insurances = study.insurances if profile.patient.insurance else ()
    return [*guarantors, *insurances]


def _notes(study: Study, lines: Sequence[ChargeLine], kept: Sequence[RawSegment], profile: Profile) -> list[str]:
    notes = []
    if study.signed.kind == "corrected":
        notes.append(
            "The report corrects an earlier one: if that was charged, reverse its charges before these are sent."
        )
    if not study.visit.patient_class:
        notes.append(
            f"The report has no patient class; PV1-2 is “{profile.patient.unknown_class}” as the profile says."
        )
    if unpriced := [str(line.number) for line in lines if line.unit_price is None]:
        notes.append(f"Line {', '.join(unpriced)} has no price; the amount is left to the receiver.")
    for path, who, roles in (
        ("FT1-20", "performing", profile.providers.performed_by),
        ("FT1-21", "ordering", profile.providers.ordered_by),
    ):
        if without := [str(line.number) for line in lines if line.provider(*roles) is None]:
            notes.append(f"Line {', '.join(without)} names no {who} provider ({path}); the report does not.")
    for one in kept:
        fields = one.text.split(study.delimiters.field)
        if one.name == "IN1" and not all(len(fields) > number and fields[number].strip() for number in (2, 3)):
            notes.append(
                f"{one.source} of the report lacks the plan (IN1-2) or the company (IN1-3); it was passed on as it is."
            )
    return notes
