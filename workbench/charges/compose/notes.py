"""What a person should know about a composed message: what was left out, filled in, decided. Finished sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.modifier_checks import odd_modifiers
from workbench.charges.compose.charge import performing_roles
from workbench.charges.compose.datatypes import IDENTIFIER_TYPES, lacks_type
from workbench.charges.compose.late import days_old, is_late
from workbench.charges.compose.message import Content, kept_segments
from workbench.charges.compose.parts import CLAIMS, Part, endpoint_of, is_left_to_facility, splits
from workbench.charges.compose.recode import recode
from workbench.charges.compose.writing import OUT
from workbench.charges.profile.forms import form
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import RawSegment, Study
from workbench.charges.study.payments import Payment
from workbench.charges.timestamps import day, zone_fault
from workbench.reference.modifiers import DONE_TWICE

MOST_DIAGNOSES = 12
"""A professional claim has room for so many."""
USUAL_LENGTH = 10
"""Of a transaction id: the suffix of a credit (-R) still fits behind it."""


def left_out(lines: Sequence[ChargeLine], payments: Iterable[Payment], profile: Profile) -> list[str]:
    """What is not in any message (yet), and why."""
    notes = [
        f"Line {line.called} is not in the message yet: {' '.join(line.to_complete)}"
        for line in lines
        if not line.complete
    ]
    notes += [of_the_facility(line, profile) for line in lines if line.complete and is_left_to_facility(line, profile)]
    return notes + [
        f"Payment {payment.number} is not in the message yet: {' '.join(payment.to_complete)}"
        for payment in payments
        if not payment.complete
    ]


def of_the_facility(line: ChargeLine, profile: Profile) -> str:
    """Why a line that a facility alone may charge is not in the message of a professional side."""
    return (
        f"Line {line.called} is left out: {line.procedure_code} is charged by facilities alone, and profile"
        f" {profile.name} charges the professional part; choose the code of that part, or remove the line."
    )


def notes_on(study: Study, content: Content, profile: Profile, now: datetime, ids: Sequence[str]) -> list[str]:
    """Everything about one message."""
    return [
        *_study(study, profile),
        *_route(content, profile),
        *_parts(content.parts, profile),
        *_modifiers(content.parts),
        *_prices(content.parts),
        *_people(content.parts, profile),
        *_dates(content.parts, profile, now),
        *_diagnoses(content.parts, profile),
        *_payments(content, profile),
        *_money(content),
        *_ids(ids),
        *_identifiers(study, content, profile),
        *_kept(study, kept_segments(study, profile)),
    ]


def _study(study: Study, profile: Profile) -> Iterator[str]:
    if study.signed.kind == "corrected":
        yield "The report corrects an earlier one: if that was charged, reverse its charges before these are sent."
    if not study.visit.patient_class:
        yield f"The report has no patient class; PV1-2 is “{profile.patient.unknown_class}” as the profile says."
    zones = {f"exam[{exam.number}].exam_time" for exam in study.exams if zone_fault(exam.exam_time)}
    yield from (gap.text for gap in study.gaps if gap.field in zones)


def _route(content: Content, profile: Profile) -> Iterator[str]:
    if content.side:
        endpoint = endpoint_of(content.side, profile)
        yield f"This message is for {endpoint}: the {content.side} side ({CLAIMS[content.side]})."
    elif len(sides := {part.side for part in content.parts}) > 1:
        told = "; ".join(
            f"{_named(part.line for part in content.parts if part.side == side)} for {endpoint_of(side, profile)}"
            f" ({CLAIMS[side]})"
            for side in CLAIMS
            if side in sides
        )
        yield f"This message holds charges of both sides, which the receiver divides: {told}."


def _parts(parts: Sequence[Part], profile: Profile) -> Iterator[str]:
    facts = form(profile.message.version)
    if not facts.modifiers and (lost := [part for part in parts if part.modifiers]):
        told = ", ".join(dict.fromkeys(modifier for part in lost for modifier in part.modifiers))
        yield (
            f"Version {facts.version} has no field for modifiers (FT1-26 came with 2.3.1), so {told} of"
            f" {_named(part.line for part in lost).lower()} is not in the message."
        )
    if profile.codes.component == "global":
        return
    whole = [part.line for part in parts if not part.component and not splits(part.line)]
    forbidden = [line for line in whole if line.charge is not None and not line.charge.split]
    if forbidden:
        yield f"{_named(forbidden)} is charged as a whole: the charge master does not let it split."
    if coded := [line for line in whole if line not in forbidden and not line.procedure_code]:
        yield f"{_named(coded)} is charged as a whole: it has no procedure code that 26 or TC could modify."


def _modifiers(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        charge = part.line.charge
        for clause in odd_modifiers(part.modifiers, part.line.procedure_code, charge):
            yield f"Line {part.line.called}: {clause}."
    lines = {part.line.number: part.line for part in parts}
    done = [(line.procedure_code, day(line.service_time)) for line in lines.values()]
    for line in lines.values():
        again = [one for one in DONE_TWICE if one in line.modifiers]
        if again and done.count((line.procedure_code, day(line.service_time))) < 2:
            yield f"Line {line.called}: {again[0]} says that it was done again, but no other line here charges it."


def _prices(parts: Sequence[Part]) -> Iterator[str]:
    if unpriced := [part.line for part in parts if part.line.unit_price is None]:
        yield f"{_named(unpriced)} has no price; the amount is left to the receiver."
    if undivided := [part.line for part in parts if part.line.unit_price is not None and part.unit_price is None]:
        yield (
            f"{_named(undivided)}: nothing says how the price is divided (professional_price in the charge master,"
            " professional_share or listed_price in the profile); the amounts are left to the receiver."
        )


def _people(parts: Sequence[Part], profile: Profile) -> Iterator[str]:
    performing = [(part.line, part.line.provider(*performing_roles(part, profile))) for part in parts]
    ordering = [(part.line, part.line.provider(*profile.providers.ordered_by)) for part in parts]
    strict = form(profile.message.version).strict_people
    for path, who, people in (("FT1-20", "performing", performing), ("FT1-21", "ordering", ordering)):
        if without := [line for line, person in people if person is None]:
            yield f"{_named(without)} names no {who} provider ({path}); the report does not."
        unnamed = [
            line
            for line, person in people
            if strict and person is not None and person.identifier and not (person.authority and person.identifier_type)
        ]
        if unnamed:
            yield (
                f"{_named(unnamed)}: {path} has a number without its authority (9) and type (13), which version"
                f" {profile.message.version} asks for; the report does not give them."
            )


def _dates(parts: Sequence[Part], profile: Profile, now: datetime) -> Iterator[str]:
    ages = {part.line.number: (part.line, days_old(part.line, now)) for part in parts}
    for line, age in ages.values():
        if age is not None and is_late(line, profile, now):
            yield (
                f"Line {line.called} is late: its service was {age} days ago. If the account is billed or closed,"
                " billing has to open it again."
            )
        elif age is not None and age < 0:
            yield f"Line {line.called}: the day of service ({line.service_time[:8]}) is still to come; check it."


def _diagnoses(parts: Sequence[Part], profile: Profile) -> Iterator[str]:
    limit = profile.diagnoses.most_in_charge if profile.diagnoses.in_charge else 0
    lines = {part.line.number: part.line for part in parts}
    written = profile.diagnoses.in_charge or profile.diagnoses.segments
    if not written and any(one.diagnoses for one in lines.values()):
        yield f"No diagnosis is in the message: profile {profile.name} writes neither FT1-19 nor DG1."
    for line in lines.values():
        if len(line.diagnoses) > MOST_DIAGNOSES and not 0 < limit <= MOST_DIAGNOSES:
            yield (
                f"Line {line.called} has {len(line.diagnoses)} diagnoses; a claim takes {MOST_DIAGNOSES}, so billing"
                " will leave some out."
            )


def _money(content: Content) -> Iterator[str]:
    """Payments that do not go with the charges beside them."""
    charged: dict[str, Decimal | None] = {}
    for part in content.parts:
        before = charged.get(part.line.currency, Decimal(0))
        charged[part.line.currency] = None if before is None or part.amount is None else before + part.amount
    received: dict[str, Decimal] = {}
    seen: list[tuple[object, ...]] = []
    for one in content.payments:
        if one.currency and charged and not {one.currency, ""} & set(charged):
            yield f"Payment {one.number} is in {one.currency}, the charges beside it in {', '.join(charged)}; check it."
        facts = (one.kind, one.amount, one.currency, one.date, one.code, one.reference)
        if facts in seen:
            yield f"Payment {one.number} is the same as one before it; send it twice only if it was received twice."
        seen.append(facts)
        if one.kind != "adjustment":
            received[one.currency] = received.get(one.currency, Decimal(0)) + one.amount
    for currency, amount in received.items():
        whole = charged.get(currency) if currency or len(charged) != 1 else next(iter(charged.values()))
        if whole is not None and amount > whole:
            yield f"{amount} {currency}".strip() + f" was received, more than the {whole} that is charged beside it."


def _payments(content: Content, profile: Profile) -> Iterator[str]:
    here = {part.line.number for part in content.parts}
    linked = form(profile.message.version).payment_link and profile.payments.link
    for payment in content.payments:
        absent = [str(line) for line in payment.pays if line not in here]
        if payment.kind == "adjustment" and payment.pays:
            yield f"Adjustment {payment.number} cannot name its charge: FT1-31 says what a payment pays for."
        elif linked and absent:
            yield (
                f"Payment {payment.number} is also for line {', '.join(absent)}, which is not in this message;"
                " FT1-31 can name only charges beside it."
            )
        elif payment.pays and not linked:
            yield f"Payment {payment.number} does not say what it pays: FT1-31 came with 2.5, or links are off."


def _ids(ids: Sequence[str]) -> Iterator[str]:
    if tight := [one for one in ids if len(one) > USUAL_LENGTH]:
        yield (
            f"The transaction id {tight[0]} has {len(tight[0])} characters; a suffix such as -R will not fit into"
            " the 12 of FT1-2 when the charge is taken back."
        )


def _identifiers(study: Study, content: Content, profile: Profile) -> Iterator[str]:
    """Types of identifiers that the version wants and the report does not give."""
    if not form(profile.message.version).typed_identifiers:
        return
    given = {("PID", number): study.patient.fields_raw.get(number, "") for number in profile.patient.fields}
    insured = [_fields(one, study) for one in kept_segments(study, profile) if one.name == "IN1"]
    given["IN1", 3] = next((fields[3] for fields in insured if len(fields) > 3 and fields[3]), "")
    given["PV1", 19] = study.visit.number_raw
    given["FT1", 30] = next((one.reference for one in content.payments if one.reference), "")
    filled = [
        f"{segment}-{number} ({IDENTIFIER_TYPES[segment, number]})"
        for (segment, number), raw in given.items()
        if (segment, number) in IDENTIFIER_TYPES and lacks_type(recode(raw, study.delimiters, OUT))
    ]
    if filled:
        yield (
            f"Version {profile.message.version} asks for the type of an identifier (CX-5); where the report gives none"
            f" it was filled in: {', '.join(filled)}."
        )


def _fields(one: RawSegment, study: Study) -> list[str]:
    return one.text.split(study.delimiters.field)


def _kept(study: Study, kept: Sequence[RawSegment]) -> Iterator[str]:
    for one in kept:
        fields = _fields(one, study)
        if one.name == "IN1" and not all(len(fields) > number and fields[number].strip() for number in (2, 3)):
            told = "lacks the plan (IN1-2) or the company (IN1-3); it was passed on as it is."
            yield f"{one.source} of the report {told}"


def _named(lines: Iterable[ChargeLine]) -> str:
    return f"Line {', '.join(dict.fromkeys(str(line.called) for line in lines))}"
