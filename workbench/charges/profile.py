"""The site profile: every convention that HL7 leaves open, as data (TOML). A profile is neutral by name.

The defaults here and in `resources/profiles/default.toml` are the same; a profile file needs to give only what differs.
"""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.charges.providers import ROLES
from workbench.charges.settings import ProfileError, section_from, setting

__all__ = [
    "Codes",
    "Diagnoses",
    "Message",
    "Money",
    "Patient",
    "Profile",
    "ProfileError",
    "Providers",
    "TransactionTypes",
    "default_profile",
    "load_profile",
    "parse_profile",
]

VERSIONS = ("2.5.1",)
"""Versions that can be composed so far."""


@dataclass(frozen=True, slots=True)
class Message:
    """MSH and EVN."""

    version: str = setting("2.5.1", "MSH-12: the version that is composed.", choices=VERSIONS)
    event: str = setting("P03", "MSH-9.2: the trigger event.", choices=("P03",))
    sending_application: str = setting("DFTWORKBENCH", "MSH-3.", longest=180)
    sending_facility: str = setting("TRAINING", "MSH-4.", longest=180)
    receiving_application: str = setting("BILLING", "MSH-5.", longest=180)
    receiving_facility: str = setting("MAINHOSP", "MSH-6.", longest=180)
    event_code: bool = setting(True, "Whether EVN-1 is written (it is withdrawn from 2.7 on).")
    character_set: str = setting(
        "when needed",
        "MSH-18: UNICODE UTF-8 always, never, or when a character is not ASCII.",
        choices=("when needed", "always", "never"),
    )


@dataclass(frozen=True, slots=True)
class TransactionTypes:
    """FT1-6, user-defined table 0017. HL7 lists CG, CD, PY, AJ, CO; CR, PA and DE are local."""

    charge: str = setting("CG", "A charge.", longest=8)
    credit: str = setting("CR", "A credit. HL7 lists CD; CR is local.", longest=8)
    payment: str = setting("PA", "A payment. HL7 lists PY; PA is local.", longest=8)
    adjustment: str = setting("AJ", "An adjustment.", longest=8)
    copayment: str = setting("CO", "A co-payment.", longest=8)
    deposit: str = setting("DE", "A deposit. HL7 lists none; DE is local.", longest=8)


@dataclass(frozen=True, slots=True)
class Codes:
    """FT1-7, FT1-25, FT1-26: which code goes where, and the names of the coding systems (table 0396)."""

    transaction_code: str = setting(
        "local, else procedure",
        "FT1-7: the charge master's local code, else the procedure code; or always the procedure code.",
        choices=("local, else procedure", "procedure, else local"),
    )
    procedure_code: bool = setting(True, "Whether FT1-25 is written.")
    local: str = setting("L", "Coding system of local codes.", longest=20)
    cpt: str = setting("C4", "Coding system of CPT codes.", longest=20)
    hcpcs: str = setting("HCPCS", "Coding system of HCPCS codes.", longest=20)
    modifier: str = setting("CPTM", "Coding system of modifiers.", longest=20)
    component: str = setting(
        "global",
        "Global: no modifier. Professional: 26, technical: TC on every charge that the charge master lets split.",
        choices=("global", "professional", "technical"),
    )


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """FT1-19 and DG1."""

    in_charge: bool = setting(True, "Whether FT1-19 is written.")
    segments: bool = setting(True, "Whether DG1 segments are written.")
    icd10: str = setting("I10", "Coding system of ICD-10 codes.", longest=20)
    icd9: str = setting("I9", "Coding system of ICD-9 codes.", longest=20)
    type: str = setting("W", "DG1-6: A admitting, W working, F final (table 0052).", longest=2)


@dataclass(frozen=True, slots=True)
class Money:
    """FT1-11 and FT1-12."""

    amounts: bool = setting(True, "Whether prices that are known are written; without them the receiver prices.")
    currency: str = setting("USD", 'Where the charge master gives none; "" for none.', longest=3)
    write_currency: bool = setting(True, "Whether the currency is written: 350.00&USD.")


@dataclass(frozen=True, slots=True)
class Patient:
    """PID and PV1."""

    fields: tuple[int, ...] = setting((3, 5, 7, 8, 11, 18), "PID fields that are copied from the report.")
    unknown_class: str = setting("U", "PV1-2 when the report gives none (table 0004: U unknown).", longest=1)
    location_in_charge: bool = setting(False, "Whether FT1-16 repeats the location of PV1-3.")
    guarantor: bool = setting(True, "Whether GT1 segments of the report are passed on.")
    insurance: bool = setting(True, "Whether IN1 to IN3 segments of the report are passed on.")


@dataclass(frozen=True, slots=True)
class Providers:
    """FT1-20 and FT1-21: roles in the order they are tried."""

    performed_by: tuple[str, ...] = setting(("interpreter",), "FT1-20: who performed.", choices=tuple(ROLES))
    ordered_by: tuple[str, ...] = setting(("ordering", "referring"), "FT1-21: who ordered.", choices=tuple(ROLES))


@dataclass(frozen=True, slots=True)
class Profile:
    """All conventions of one receiver."""

    name: str = "default"
    title: str = "Default"
    about: str = ""
    message: Message = Message()
    transaction_types: TransactionTypes = TransactionTypes()
    codes: Codes = Codes()
    diagnoses: Diagnoses = Diagnoses()
    money: Money = Money()
    patient: Patient = Patient()
    providers: Providers = Providers()


SECTIONS = {
    "message": Message,
    "transaction_types": TransactionTypes,
    "codes": Codes,
    "diagnoses": Diagnoses,
    "money": Money,
    "patient": Patient,
    "providers": Providers,
}
_TEXTS = ("name", "title", "about")


def default_profile() -> Profile:
    """The profile that comes with the program."""
    return load_profile(resources.path("profiles", "default.toml"))


def load_profile(path: Path) -> Profile:
    """Read a profile file. Raises ProfileError with a sentence that names the file and the setting."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ProfileError(f"The profile {path} is not UTF-8 text; save it as UTF-8.") from None
    return parse_profile(text, path.name)


def parse_profile(text: str, name: str) -> Profile:
    """Like `load_profile`, from text; `name` is what the sentences call it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"The profile {name} is no valid TOML: {error}. Correct that place.") from error
    known = (*_TEXTS, *SECTIONS)
    if unknown := [key for key in data if key not in known]:
        raise ProfileError(f"The profile {name} has an unknown part “{unknown[0]}”; known are {', '.join(known)}.")
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str):
            raise ProfileError(f"The profile {name}, {key} must be a text in quotes.")
    sections: dict[str, Any] = {
        key: section_from(section, data[key], f"The profile {name}, {key}")
        for key, section in SECTIONS.items()
        if key in data
    }
    texts = {"name": Path(name).stem} | {key: data[key] for key in _TEXTS if key in data}
    return _checked(Profile(**texts, **sections), name)


def _checked(profile: Profile, name: str) -> Profile:
    """What single settings cannot tell."""
    fields = profile.patient.fields
    if missing := [number for number in (3, 5) if number not in fields]:
        raise ProfileError(
            f"The profile {name}, patient, fields must hold {missing[0]}: PID-3 and PID-5 are always required."
        )
    if any(not 2 <= number <= 39 for number in fields):
        raise ProfileError(f"The profile {name}, patient, fields: PID has the fields 2 to 39.")
    types = dataclasses.astuple(profile.transaction_types)
    if not all(types):
        raise ProfileError(f"The profile {name}, transaction_types: none of them may be empty (FT1-6 is required).")
    return profile
