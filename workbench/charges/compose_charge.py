"""One charge line as an FT1 segment (HL7 2.5.1, chapter 6.5.1)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from workbench.charges.lines import CENT, ChargeLine
from workbench.charges.modifiers import in_order
from workbench.charges.profile import Profile
from workbench.charges.recode import recode
from workbench.charges.study import Diagnosis, Provider, Study
from workbench.charges.timestamps import stamp
from workbench.charges.writing import OUT, SegmentWriter, components, repetitions
from workbench.er7 import Path
from workbench.er7.escapes import escape

COMPONENT_MODIFIERS = {"global": "", "professional": "26", "technical": "TC"}


def ft1(
    study: Study, line: ChargeLine, profile: Profile, occurrence: int, transaction_id: str, now: datetime
) -> SegmentWriter:
    """The FT1 of a complete line. FT1-8 and 9 stay empty: withdrawn, their text is in FT1-7.2."""
    chosen = f"profile {profile.name}"
    priced = f"charge master, row {line.charge.row}" if line.charge is not None else "entered by hand"
    segment = SegmentWriter("FT1", occurrence)
    segment.text(1, str(occurrence), "counter")
    segment.text(2, transaction_id, "identifier")
    segment.text(4, line.service_time, "report", _exam_source(study, line, "exam_time"))
    segment.text(5, stamp(now), "clock")
    segment.text(6, profile.transaction_types.charge, chosen)
    segment.raw(7, transaction_code(line, profile), priced, line.source)
    segment.text(10, str(line.units), f"line {line.number}", line.source)
    if profile.money.amounts:
        segment.raw(11, money(line.amount, line.currency, profile), priced)
        segment.raw(12, money(line.unit_price, line.currency, profile), priced)
    segment.text(13, line.department, priced)
    if profile.patient.location_in_charge:
        location = recode(study.visit.location_raw, study.delimiters, OUT)
        segment.raw(16, location, "report", study.visit.sources.get("location"))
    if profile.diagnoses.in_charge:
        reasons = repetitions(coded_diagnosis(one, profile) for one in line.diagnoses)
        segment.raw(19, reasons, "report", line.diagnoses[0].source if line.diagnoses else None)
    for number, roles in ((20, profile.providers.performed_by), (21, profile.providers.ordered_by)):
        if (person := line.provider(*roles)) is not None:
            segment.raw(number, coded_person(person, study), "report", person.source)
    accession = recode(line.accession_raw, study.delimiters, OUT) or escape(line.accession, OUT)
    segment.raw(23, accession, "report", _exam_source(study, line, "accession"))
    if profile.codes.procedure_code:
        segment.raw(25, procedure_code(line, profile), priced, line.source)
        segment.raw(26, modifiers(line, profile), f"{priced}; {chosen}")
    return segment


def _exam_source(study: Study, line: ChargeLine, name: str) -> Path | None:
    return next((exam.sources.get(name) for exam in study.exams if exam.number == line.exam), None)


def transaction_code(line: ChargeLine, profile: Profile) -> str:
    """FT1-7: the institution's own code where there is one, or the procedure code, as the profile says."""
    local_first = profile.codes.transaction_code.startswith("local")
    if line.local_code and (local_first or not line.procedure_code):
        return components(line.local_code, line.description, profile.codes.local)
    return procedure_code(line, profile)


def procedure_code(line: ChargeLine, profile: Profile) -> str:
    """FT1-25; "" when the line has none."""
    if not line.procedure_code:
        return ""
    return components(line.procedure_code, line.description, coding_system(line.coding_system, profile))


def coding_system(name: str, profile: Profile) -> str:
    """The profile's token for a coding system of the charge master; an unknown one is written as it stands."""
    known = {"CPT": profile.codes.cpt, "HCPCS": profile.codes.hcpcs}
    return known.get(name.upper(), name)


def modifiers(line: ChargeLine, profile: Profile) -> str:
    """FT1-26 in order of priority. It means something only beside FT1-25."""
    if not line.procedure_code:
        return ""
    component = COMPONENT_MODIFIERS[profile.codes.component]
    # Only a charge that can be split has a professional and a technical part; a chosen part is not overruled.
    splits = line.charge is not None and line.charge.split and not {"26", "TC"} & set(line.modifiers)
    all_of_them = in_order((component, *line.modifiers) if component and splits else line.modifiers)
    return repetitions(components(one, "", profile.codes.modifier) for one in all_of_them)


def money(amount: Decimal | None, currency: str, profile: Profile) -> str:
    """A CP: amount and currency are subcomponents of its first component, 350.00&USD. "" without an amount."""
    if amount is None:
        return ""
    number = format(amount.quantize(CENT), "f")
    unit = currency or profile.money.currency
    return f"{number}{OUT.subcomponent}{escape(unit, OUT)}" if unit and profile.money.write_currency else number


def coded_diagnosis(diagnosis: Diagnosis, profile: Profile) -> str:
    """A diagnosis with the profile's token for its coding system."""
    system = {"icd10": profile.diagnoses.icd10, "icd9": profile.diagnoses.icd9}.get(diagnosis.scheme, diagnosis.system)
    return components(diagnosis.code, diagnosis.text, system)


def coded_person(person: Provider, study: Study) -> str:
    """An XCN: as received where the report had one, else from the parts."""
    if person.raw:
        return recode(person.raw, study.delimiters, OUT)
    return components(
        person.identifier,
        person.family,
        person.given,
        person.middle,
        person.suffix,
        person.prefix,
        person.degree,
        "",
        person.authority,
        "",
        "",
        "",
        person.identifier_type,
    )
