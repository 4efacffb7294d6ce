"""One charge, or one part of it, as an FT1 segment (HL7 2.5.1, chapter 6.5.1; `forms` has what differs by version)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.datatypes import name_in_form
from workbench.charges.compose.parts import Part
from workbench.charges.compose.recode import recode
from workbench.charges.compose.writing import OUT, SegmentWriter, components, escape, repetitions
from workbench.charges.numbers import to_cents
from workbench.charges.profile.forms import Form, form
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Diagnosis, Provider, Study
from workbench.charges.timestamps import stamp
from workbench.er7 import Path
from workbench.reference.modifiers import TECHNICAL

_TYPE_NAMES = {
    "charge": "Charge",
    "payment": "Payment",
    "adjustment": "Adjustment",
    "copayment": "Co-payment",
    "deposit": "Deposit",
}


def fill_ft1(
    segment: SegmentWriter, study: Study, part: Part, profile: Profile, transaction_id: str, now: datetime
) -> None:
    """The FT1 of a complete line. FT1-9 stays empty in every version, FT1-8 unless the profile asks for it."""
    line, facts = part.line, form(profile.message.version)
    priced = f"charge master, row {line.charge.row}" if line.charge is not None else "entered by hand"
    _fill_transaction(segment, study, line, profile, transaction_id, now)
    segment.raw(7, transaction_code(line, profile), priced, line.source)
    if profile.codes.description and facts.description:
        segment.text(8, line.description, priced)
    segment.text(10, str(line.units), f"line {line.called}", line.source)
    if profile.money.amounts:
        segment.raw(11, money(part.amount, line.currency, profile), priced)
        segment.raw(12, money(part.unit_price, line.currency, profile), priced)
    segment.text(13, part.department, priced if part.department == line.department else f"profile {profile.name}")
    if profile.patient.location_in_charge:
        location = recode(study.visit.location_raw, study.delimiters, OUT)
        segment.raw(16, location, "report", study.visit.sources.get("location"))
    _fill_reasons_and_people(segment, study, part, profile)
    accession = recode(line.accession_raw, study.delimiters, OUT) or escape(line.accession)
    segment.raw(23, accession, "report", _exam_source(study, line, "accession"))
    if profile.codes.procedure_code:
        segment.raw(25, procedure_code(line, profile), priced, line.source)
        if facts.modifiers:
            segment.raw(26, modifiers(part, profile), f"{priced}; profile {profile.name}")
    if facts.revenue_code and line.charge is not None:
        segment.text(41, line.charge.revenue_code, priced)


def _fill_transaction(
    segment: SegmentWriter, study: Study, line: ChargeLine, profile: Profile, transaction_id: str, now: datetime
) -> None:
    """FT1-1 to FT1-6. FT1-4 holds one point in time, which TS (before 2.5) and DR write alike."""
    segment.text(1, str(segment.occurrence), "counter")
    segment.text(2, transaction_id, "identifier")
    segment.text(4, line.service_time, "report", _exam_source(study, line, "exam_time"))
    segment.text(5, stamp(now), "clock")
    segment.raw(6, transaction_type("charge", profile), f"profile {profile.name}")


def _fill_reasons_and_people(segment: SegmentWriter, study: Study, part: Part, profile: Profile) -> None:
    """FT1-19 to FT1-21."""
    line, facts = part.line, form(profile.message.version)
    if profile.diagnoses.in_charge:
        chosen = line.diagnoses[: profile.diagnoses.most_in_charge or None]
        reasons = repetitions(coded_diagnosis(one, profile) for one in chosen)
        segment.raw(19, reasons, "report", chosen[0].source if chosen else None)
    for number, roles in ((20, performing_roles(part, profile)), (21, profile.providers.ordered_by)):
        if (person := line.provider(*roles)) is not None:
            segment.raw(number, coded_person(person, study, facts), "report", person.source)


def performing_roles(part: Part, profile: Profile) -> tuple[str, ...]:
    """Whose work the line is: the technical part may be somebody else's."""
    own = profile.providers.technical_performed_by if part.component == TECHNICAL else ()
    return own or profile.providers.performed_by


def _exam_source(study: Study, line: ChargeLine, name: str) -> Path | None:
    return next((exam.sources.get(name) for exam in study.exams if exam.number == line.exam), None)


def transaction_type(kind: str, profile: Profile) -> str:
    """FT1-6 for a charge, payment, adjustment, copayment or deposit."""
    types = profile.transaction_types
    code: str = getattr(types, kind)
    if types.coded and form(profile.message.version).coded_type:
        return components(code, _TYPE_NAMES[kind], "HL70017")
    return escape(code)


def transaction_code(line: ChargeLine, profile: Profile) -> str:
    """FT1-7: the institution's own code where there is one, or the procedure code, as the profile says."""
    local = (line.local_code, line.description, profile.codes.local) if line.local_code else ()
    billed = _procedure(line, profile)
    both = (local, billed) if profile.codes.transaction_code.startswith("local") else (billed, local)
    codes = [one for one in both if one]
    written = codes if profile.codes.alternate_code else codes[:1]
    return components(*(text for code in written for text in code))


def _procedure(line: ChargeLine, profile: Profile) -> tuple[str, ...]:
    if not line.procedure_code:
        return ()
    return line.procedure_code, line.description, coding_system(line.coding_system, profile)


def procedure_code(line: ChargeLine, profile: Profile) -> str:
    """FT1-25; "" when the line has none."""
    return components(*_procedure(line, profile))


def coding_system(name: str, profile: Profile) -> str:
    """The profile's token for a coding system of the charge master; an unknown one is written as it stands."""
    known = {"CPT": profile.codes.cpt, "HCPCS": profile.codes.hcpcs}
    return known.get(name.upper(), name)


def modifiers(part: Part, profile: Profile) -> str:
    """FT1-26 in order of priority. It means something only beside FT1-25."""
    if not part.line.procedure_code:
        return ""
    return coded_modifiers(part.modifiers, profile)


def coded_modifiers(given: Iterable[str], profile: Profile) -> str:
    """Modifiers as repetitions."""
    return repetitions([components(one, "", profile.codes.modifier) for one in given])


def money(amount: Decimal | None, currency: str, profile: Profile) -> str:
    """A CP: amount and currency are subcomponents of its first component, 350.00&USD. "" without an amount."""
    if amount is None:
        return ""
    number = format(to_cents(amount), "f")
    unit = currency or profile.money.currency
    if not unit or not profile.money.write_currency:
        return number
    between = OUT.subcomponent if profile.money.currency_place == "subcomponent" else OUT.component
    return f"{number}{between}{escape(unit)}"


def coded_diagnosis(diagnosis: Diagnosis, profile: Profile) -> str:
    """A diagnosis with the profile's token for its coding system."""
    system = {"icd10": profile.diagnoses.icd10, "icd9": profile.diagnoses.icd9}.get(diagnosis.scheme, diagnosis.system)
    return components(diagnosis.code, diagnosis.text, system)


def coded_person(person: Provider, study: Study, facts: Form) -> str:
    """An XCN: as received where the report had one, else from the parts; without what the version has no more."""
    raw = recode(person.raw, study.delimiters, OUT) if person.raw else _from_parts(person)
    return name_in_form(raw, "XCN", facts)


def _from_parts(person: Provider) -> str:
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
