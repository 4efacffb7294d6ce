"""What single settings of a profile cannot tell: those that contradict each other, or the version."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.charges.profile.conventions import find_convention
from workbench.charges.profile.declared import ProfileError
from workbench.charges.profile.forms import form
from workbench.charges.profile.whole import Profile
from workbench.reference.versions import rank

_CODES = ("charge", "credit", "payment", "adjustment", "copayment", "deposit")
_WORDS = {"payment": "payment", "adjustment": "adjustment", "copayment": "co-payment", "deposit": "deposit"}
_SINGLE_CODES = {
    "transaction_types": _CODES,
    "codes": ("local", "cpt", "hcpcs", "modifier"),
    "diagnoses": ("icd10", "icd9", "type"),
    "payments": ("payment_code", "copayment_code", "deposit_code", "adjustment_code"),
    "patient": ("unknown_class",),
}
"""Settings that are one code in a message."""
WITHDRAWN = {2: "2.7", 4: "2.7", 9: "2.7", 12: "2.7", 19: "2.7", 20: "2.7", 28: "2.7"}
"""PID fields and the version from which on they are no longer to be used (chapter 3.4.2 of these versions).

The dictionary has the same and is not asked: it takes longer to load than all profiles.
"""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A setting that does not go with the others; `text` is a finished sentence."""

    section: str
    setting: str
    text: str


def complaints(profile: Profile) -> tuple[Complaint, ...]:
    """All contradictions of a profile."""
    return tuple(complaint for check in _CHECKS for complaint in check(profile))


def _patient(profile: Profile) -> Iterator[Complaint]:
    fields = profile.patient.fields
    for number in (3, 5):
        if number not in fields:
            text = f"patient, fields must hold {number}: PID-3 and PID-5 are always required."
            yield Complaint("patient", "fields", text)
    if any(not 2 <= number <= 39 for number in fields):
        yield Complaint("patient", "fields", "patient, fields: PID has the fields 2 to 39.")


def _types(profile: Profile) -> Iterator[Complaint]:
    for name in _CODES:
        if not getattr(profile.transaction_types, name):
            text = f"transaction_types, {name}: none of them may be empty (FT1-6 is required)."
            yield Complaint("transaction_types", name, text)
    types = profile.transaction_types
    for name in _CODES[2:]:
        code = getattr(types, name).upper()
        if code and code == types.charge.upper():
            text = f"transaction_types, {name} is {code} like a charge: the {_WORDS[name]} would be posted as a charge."
            yield Complaint("transaction_types", name, text)
        elif code and code == types.credit.upper() and name != "adjustment":
            text = f"transaction_types, {name} is {code}, as a credit is: the {_WORDS[name]} would take a charge back."
            yield Complaint("transaction_types", name, text)
    if types.adjustment and types.adjustment.upper() in {
        getattr(types, name).upper() for name in ("payment", "copayment", "deposit")
    }:
        text = f"transaction_types, adjustment is {types.adjustment}, as money received is; give it a code of its own."
        yield Complaint("transaction_types", "adjustment", text)


def _delimiters(profile: Profile) -> Iterator[Complaint]:
    """A delimiter in a code would be escaped, and no receiver has such a code (HL7 2.5.1, chapter 2.7)."""
    for section, names in _SINGLE_CODES.items():
        for name in names:
            code = getattr(getattr(profile, section), name)
            if found := re.search(r"[|^~\\&]", code):
                text = f"{section}, {name} is “{code}”; {found[0]} is a delimiter of HL7 and cannot be in a code."
                yield Complaint(section, name, text)


def _version(profile: Profile) -> Iterator[Complaint]:
    """What the version does not have."""
    version = profile.message.version
    facts = form(version)
    if profile.message.event == "P11" and not facts.expanded:
        yield Complaint("message", "event", f"message, event: version {version} has no P11; it came with 2.4.")
    if profile.codes.description and not facts.description:
        text = f"codes, description: version {version} has no FT1-8; it was withdrawn with 2.6."
        yield Complaint("codes", "description", text)
    if profile.groups.around == "charges" and profile.message.event != "P11":
        text = "groups, around: in P03 DG1, GT1 and IN1 count for the whole message; use P11, or “message”."
        yield Complaint("groups", "around", text)
    if profile.groups.orders != "none" and not facts.order_groups:
        text = f"groups, orders: a charge message of version {version} has no orders; they came with 2.4."
        yield Complaint("groups", "orders", text)


def _component(profile: Profile) -> Iterator[Complaint]:
    codes, version = profile.codes, profile.message.version
    if codes.component == "global":
        return
    if not form(version).modifiers:
        text = f"codes, component: version {version} has no modifiers (FT1-26 came with 2.3.1); use “global”."
        yield Complaint("codes", "component", text)
    elif not codes.procedure_code:
        text = "codes, component: 26 and TC modify FT1-25; set procedure_code to true, or use “global”."
        yield Complaint("codes", "component", text)


def _routing(profile: Profile) -> Iterator[Complaint]:
    routing = profile.routing
    if not routing.professional_endpoint or not routing.facility_endpoint:
        name = "facility_endpoint" if routing.professional_endpoint else "professional_endpoint"
        yield Complaint("routing", name, f"routing, {name} is empty; give it a name.")
    elif routing.separate and routing.professional_endpoint == routing.facility_endpoint:
        text = "routing, separate: both endpoints have the same name, so nothing would be separated."
        yield Complaint("routing", "separate", text)
    if both := set(routing.professional_departments) & set(routing.facility_departments):
        text = f"routing: the department {min(both)} stands on both sides; take it out of one list."
        yield Complaint("routing", "facility_departments", text)


def _money(profile: Profile) -> Iterator[Complaint]:
    currency = profile.money.currency
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        text = f"money, currency is “{currency}”; write its three capitals (ISO 4217), such as USD."
        yield Complaint("money", "currency", text)


def _late(profile: Profile) -> Iterator[Complaint]:
    late, version = profile.late, profile.message.version
    if late.mark == "z field" and not re.fullmatch(r"Z[A-Z0-9]{2}", late.segment):
        text = f"late, segment is “{late.segment}”; it must be Z and two capitals or digits, such as ZFT."
        yield Complaint("late", "segment", text)
    if late.mark == "z field" and not late.value:
        yield Complaint("late", "value", "late, value is empty; say what marks a late charge.")
    if late.mark in ("note", "observation") and not late.text:
        yield Complaint("late", "text", "late, text is empty; say what marks a late charge.")
    if late.mark == "note" and not (form(version).notes and profile.message.event == "P03"):
        text = (
            f"late, mark: {profile.message.event} of version {version} has no NTE behind FT1 (P03 has it from 2.5 on);"
            " use “observation” or “z field”."
        )
        yield Complaint("late", "mark", text)


def _withdrawn(profile: Profile) -> Iterator[Complaint]:
    version = rank(profile.message.version)
    for number in profile.patient.fields:
        since = WITHDRAWN.get(number, "9")
        if rank(since) <= version:
            text = (
                f"patient, fields: PID-{number} was withdrawn with {since}; leave it out in version"
                f" {profile.message.version}."
            )
            yield Complaint("patient", "fields", text)


def _reversal(profile: Profile) -> Iterator[Complaint]:
    """The convention must be there, and it must not call a credit otherwise than FT1-6 of the profile does."""
    name = profile.reversal.convention
    try:
        convention = find_convention(name)
    except ProfileError as error:
        yield Complaint("reversal", "convention", f"reversal, convention: {error}")
        return
    credit = profile.transaction_types.credit
    if convention.credit.upper() != credit.upper():
        text = (
            f"reversal, convention: {name} writes a credit as {convention.credit}, transaction_types as {credit};"
            " let them say the same."
        )
        yield Complaint("reversal", "convention", text)
    types = profile.transaction_types
    if types.charge and convention.kind(types.charge) not in ("", "charge"):
        text = (
            f"transaction_types, charge is {types.charge}, which the convention {name} reads as a"
            f" {convention.kind(types.charge)}: no charge could be taken back. Use another code, or another convention."
        )
        yield Complaint("transaction_types", "charge", text)
    for setting, word in _WORDS.items():
        code = getattr(types, setting)
        if convention.kind(code) in ("charge", "credit") and code.upper() not in (types.charge.upper(), credit.upper()):
            text = (
                f"transaction_types, {setting} is {code}, which the convention {name} reads as a"
                f" {convention.kind(code)}: the {word} would count as one. Use another code, or another convention."
            )
            yield Complaint("transaction_types", setting, text)


_CHECKS: tuple[Callable[[Profile], Iterator[Complaint]], ...] = (
    _patient,
    _types,
    _delimiters,
    _version,
    _component,
    _routing,
    _money,
    _late,
    _withdrawn,
    _reversal,
)
