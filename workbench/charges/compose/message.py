"""One message from what belongs into it: the header, the patient, then the groups in the order of version and event.

P03: MSH EVN PID PV1 [orders] {FT1 [NTE] [PR1] [order] [OBX]} {DG1} {GT1} {IN1 [IN2] [IN3]} (HL7 2.5.1, chapter 6.4.1).
P11: DG1, GT1 and IN1 come behind the orders, before the charges, or under each of them (chapter 6.4.2).
A Z segment stands behind its FT1 and PR1, which belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.charge import fill_ft1
from workbench.charges.compose.datatypes import identifier_in_form, name_in_form, segment_in_form
from workbench.charges.compose.groups import (
    add_diagnoses,
    add_late_note,
    add_late_observation,
    add_late_segment,
    add_order,
    add_procedure,
    orders_before,
    orders_under,
)
from workbench.charges.compose.late import is_late
from workbench.charges.compose.parts import Part
from workbench.charges.compose.payment import fill_payment
from workbench.charges.compose.recode import recode
from workbench.charges.compose.writing import OUT, Origin, SegmentWriter, Sheet, components, hierarchic
from workbench.charges.profile.forms import form
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import RawSegment, Study
from workbench.charges.study.payments import Payment
from workbench.charges.timestamps import stamp
from workbench.er7 import Document, Path

PROCESSING_ID = "T"
"""MSH-11: everything we compose is marked as a test."""


@dataclass(frozen=True, slots=True)
class Content:
    """What one message holds. The ids are those of the parts, then of the payments."""

    parts: tuple[Part, ...]
    payments: tuple[Payment, ...]
    side: str
    """professional, facility, or "" when the message is not for one of them."""


def write_message(
    study: Study, content: Content, profile: Profile, now: datetime, control_id: str, ids: Sequence[str]
) -> tuple[Document, tuple[Origin, ...]]:
    """The message and where the value of every field came from."""
    sheet = Sheet()
    header = sheet.new("MSH")
    _fill_evn(sheet.new("EVN"), profile, now)
    _fill_pid(sheet.new("PID"), study, profile)
    _fill_pv1(sheet.new("PV1"), study, profile)
    lines = [part.line for part in content.parts]
    if orders_before(profile, [line.exam for line in lines]):
        first_of_exam: dict[int, ChargeLine] = {}
        for line in lines:
            first_of_exam.setdefault(line.exam, line)
        for line in first_of_exam.values():
            add_order(sheet, study, line, profile)
    if profile.message.event == "P11" and profile.groups.around == "message":
        _add_around(sheet, study, lines, profile)
    _add_charges(sheet, study, content, profile, now, ids)
    if profile.message.event == "P03":
        _add_around(sheet, study, lines, profile)
    body = sheet.lines()[1:]
    _fill_msh(header, profile, now, control_id, content.side, ascii_only=all(line.isascii() for line in body))
    text = "\r".join([header.line(), *body, ""])
    return Document.from_text(text), sheet.origins()


def _add_charges(
    sheet: Sheet, study: Study, content: Content, profile: Profile, now: datetime, ids: Sequence[str]
) -> None:
    parts, facts = content.parts, form(profile.message.version)
    under = orders_under(profile, [part.line.exam for part in parts])
    late = [is_late(part.line, profile, now) for part in parts]
    set_ids: dict[int, list[str]] = {}
    if not facts.order_groups:  # up to 2.3.1 observations stand before all charges
        for number, _ in [found for found in enumerate(late, 1) if found[1]]:
            add_late_observation(sheet, profile, number)
    for part, is_part_late, transaction_id in zip(parts, late, ids, strict=False):
        segment = sheet.new("FT1")
        fill_ft1(segment, study, part, profile, transaction_id, now)
        set_ids.setdefault(part.line.number, []).append(str(segment.occurrence))
        if is_part_late:
            add_late_note(sheet, profile)
        add_procedure(sheet, part, profile)
        if is_part_late:
            add_late_segment(sheet, profile)
        if under:
            add_order(sheet, study, part.line, profile)
        if is_part_late and facts.order_groups:
            add_late_observation(sheet, profile, segment.occurrence)
        if profile.message.event == "P11" and profile.groups.around == "charges":
            _add_around(sheet, study, [part.line], profile)
    for payment, transaction_id in zip(content.payments, ids[len(parts) :], strict=True):
        fill_payment(sheet.new("FT1"), payment, profile, set_ids, transaction_id, now)


def _add_around(sheet: Sheet, study: Study, lines: Sequence[ChargeLine], profile: Profile) -> None:
    """DG1 of these lines, GT1 and IN1: for the whole message, or under one charge."""
    add_diagnoses(sheet, lines, profile)
    for one in kept_segments(study, profile):
        line = recode(one.text, study.delimiters, OUT).rstrip()
        sheet.keep(segment_in_form(line, form(profile.message.version)))


def kept_segments(study: Study, profile: Profile) -> list[RawSegment]:
    """What of the report is passed on as it is."""
    guarantors = study.guarantors if profile.patient.guarantor else ()
    insurances = study.insurances if profile.patient.insurance else ()
    return [*guarantors, *insurances]


def _fill_msh(
    header: SegmentWriter, profile: Profile, now: datetime, control_id: str, side: str, *, ascii_only: bool
) -> None:
    message, routing = profile.message, profile.routing
    chosen = f"profile {profile.name}"
    own = {"professional": routing.professional_application, "facility": routing.facility_application}.get(side)
    header.fields[2] = OUT.declared
    header.raw(3, hierarchic(message.sending_application), chosen)
    header.raw(4, hierarchic(message.sending_facility), chosen)
    header.raw(5, hierarchic(own or message.receiving_application), chosen)
    header.raw(6, hierarchic(message.receiving_facility), chosen)
    header.text(7, stamp(now), "clock")
    structure = (f"DFT_{message.event}",) if form(message.version).structure_in_type else ()
    header.raw(9, components("DFT", message.event, *structure), chosen)
    header.text(10, control_id, "identifier")
    header.text(11, PROCESSING_ID, "always T: a test message")
    header.text(12, message.version, chosen)
    wanted = message.character_set == "always" or (message.character_set == "when needed" and not ascii_only)
    header.text(18, "UNICODE UTF-8" if wanted else "", chosen)


def _fill_evn(event: SegmentWriter, profile: Profile, now: datetime) -> None:
    if profile.message.event_code and form(profile.message.version).event_code:
        event.text(1, profile.message.event, f"profile {profile.name}")
    event.text(2, stamp(now), "clock")


def _fill_pid(pid: SegmentWriter, study: Study, profile: Profile) -> None:
    pid.text(1, "1", "counter")
    source = study.patient.sources.get("mrn")
    for number in profile.patient.fields:
        # The identifier may stand in PID-2 or PID-4 of an old report; a DFT has it in PID-3.
        taken = number
        if number == 3 and source is not None and source.field is not None:
            taken = source.field
        raw = study.patient.fields_raw.get(taken, "")
        if raw:
            text = recode(raw, study.delimiters, OUT)
            facts = form(profile.message.version)
            text = name_in_form(text, "XPN", facts) if number == 5 else identifier_in_form(text, "PID", number, facts)
            pid.raw(number, text, "report", Path("PID", field=taken))


def _fill_pv1(pv1: SegmentWriter, study: Study, profile: Profile) -> None:
    visit = study.visit
    pv1.text(1, "1", "counter")
    if visit.patient_class:
        pv1.text(2, visit.patient_class, "report", visit.sources.get("patient_class"))
    else:
        pv1.text(2, profile.patient.unknown_class, f"profile {profile.name}")
    pv1.raw(3, recode(visit.location_raw, study.delimiters, OUT), "report", visit.sources.get("location"))
    number = recode(visit.number_raw, study.delimiters, OUT)
    number = identifier_in_form(number, "PV1", 19, form(profile.message.version))
    pv1.raw(19, number, "report", visit.sources.get("number"))
