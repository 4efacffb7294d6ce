"""The settings of a site profile by section, each declared once.

What single settings cannot tell is in `profile.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.charges.profile.declared import setting
from workbench.charges.profile.forms import EVENTS, VERSIONS
from workbench.charges.study.providers import ROLES
from workbench.reference.versions import USUAL

_ROLES = tuple(ROLES)


@dataclass(frozen=True, slots=True)
class Message:
    """MSH and EVN, and how many messages a study makes."""

    version: str = setting(USUAL, "MSH-12: the version that is composed.", choices=VERSIONS)
    event: str = setting("P03", "MSH-9.2: the trigger event; P11 from 2.4 on.", choices=EVENTS)
    sending_application: str = setting("DFTWORKBENCH", "MSH-3.", longest=180)
    sending_facility: str = setting("TRAINING", "MSH-4.", longest=180)
    receiving_application: str = setting("BILLING", "MSH-5.", longest=180)
    receiving_facility: str = setting("MAINHOSP", "MSH-6.", longest=180)
    event_code: bool = setting(True, "Whether EVN-1 is written; from 2.7 on it never is, it was withdrawn.")
    character_set: str = setting(
        "when needed",
        "MSH-18: UNICODE UTF-8 always, never, or when a character is not ASCII.",
        choices=("when needed", "always", "never"),
    )
    charges: str = setting(
        "all", "Whether all charges of a study stand in one message, or each in its own.", choices=("all", "one")
    )
    transaction_id_length: int = setting(
        10,
        "FT1-2: characters of a new transaction id. It holds 12; of 10 the suffix of a credit finds room behind it.",
        between=(10, 12),
    )


@dataclass(frozen=True, slots=True)
class TransactionTypes:
    """FT1-6, user-defined table 0017. HL7 lists CG, CD, PY, AJ, CO; CR, PA and DE are local."""

    charge: str = setting("CG", "A charge.", longest=8)
    credit: str = setting("CR", "A credit. HL7 lists CD; CR is local.", longest=8)
    payment: str = setting("PA", "A payment. HL7 lists PY; PA is local.", longest=8)
    adjustment: str = setting("AJ", "An adjustment.", longest=8)
    copayment: str = setting("CO", "A co-payment. HL7 lists it from 2.4 on.", longest=8)
    deposit: str = setting("DE", "A deposit. HL7 lists none; DE is local.", longest=8)
    coded: bool = setting(False, "From 2.7 on: whether text and table stand beside the code, CG^Charge^HL70017.")


@dataclass(frozen=True, slots=True)
class Codes:
    """FT1-7, FT1-25, FT1-26: which code goes where, and the names of the coding systems (table 0396)."""

    transaction_code: str = setting(
        "local, else procedure",
        "FT1-7: the charge master's local code, else the procedure code; or always the procedure code.",
        choices=("local, else procedure", "procedure, else local"),
    )
    alternate_code: bool = setting(False, "Whether FT1-7 names the other code too, in its components 4 to 6.")
    description: bool = setting(False, "Whether FT1-8 repeats the description; withdrawn from 2.6 on.")
    procedure_code: bool = setting(True, "Whether FT1-25 is written, and with it the modifiers in FT1-26.")
    local: str = setting("L", "Coding system of local codes.", longest=20)
    cpt: str = setting("C4", "Coding system of CPT codes.", longest=20)
    hcpcs: str = setting("HCPCS", "Coding system of HCPCS codes.", longest=20)
    modifier: str = setting("CPTM", "Coding system of modifiers.", longest=20)
    component: str = setting(
        "global",
        "Global: no modifier. Professional: 26, technical: TC, split: a line with each, on every charge that the"
        " charge master lets split.",
        choices=("global", "professional", "technical", "split"),
    )
    both_sides: str = setting(
        "50",
        "A charge for one side that was done on both: one line with 50, or two lines with LT and RT.",
        choices=("50", "two lines"),
    )
    both_sides_percent: int = setting(
        200,
        "What a line with 50 costs, in percent of the price of one side. A charge is the full price of both sides"
        " (200); fee schedules pay 150 of it.",
        between=(100, 200),
    )


@dataclass(frozen=True, slots=True)
class Split:
    """Professional (26) and technical (TC) part of a charge that the charge master lets split."""

    technical_modifier: bool = setting(True, "Whether the technical part carries TC; facility claims often imply it.")
    professional_share: int = setting(
        0,
        "Percent of the price that is the professional part where the charge master does not say; 0: unknown.",
        between=(0, 100),
    )
    listed_price: str = setting(
        "whole",
        "unit_price of the charge master is that of the whole charge, so a part alone costs its share of it; or already"
        " that of the part which is charged alone.",
        choices=("whole", "part"),
    )
    professional_department: str = setting("", "FT1-13 of the professional part; empty: the charge's own.", longest=60)
    technical_department: str = setting("", "FT1-13 of the technical part; empty: the charge's own.", longest=60)


@dataclass(frozen=True, slots=True)
class Routing:
    """Who gets which charge: by modifier (26, TC), else by department (FT1-13)."""

    separate: bool = setting(False, "Whether each side gets a message of its own.")
    professional_endpoint: str = setting("physician-billing", "Who bills for physicians (CMS-1500).", longest=60)
    facility_endpoint: str = setting("facility-billing", "Who bills for the facility (UB-04).", longest=60)
    professional_departments: tuple[str, ...] = setting((), "Departments whose charges are the physicians'.")
    facility_departments: tuple[str, ...] = setting((), "Departments whose charges are the facility's.")
    otherwise: str = setting(
        "professional", "The side of a charge that neither tells.", choices=("professional", "facility")
    )
    professional_application: str = setting("", "MSH-5 of what the physicians' side gets; empty: MSH-5.", longest=180)
    facility_application: str = setting("", "MSH-5 of what the facility's side gets; empty: MSH-5.", longest=180)


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """FT1-19 and DG1."""

    in_charge: bool = setting(True, "Whether FT1-19 is written.")
    most_in_charge: int = setting(0, "At most this many in FT1-19, the first ones; 0: all.", between=(0, 99))
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
    currency_place: str = setting(
        "subcomponent",
        "350.00&USD, as the standard has it; or 350.00^USD, where HL7 has the price type but some receivers look.",
        choices=("subcomponent", "component"),
    )


@dataclass(frozen=True, slots=True)
class Payments:
    """FT1 lines for money received and for adjustments."""

    write: bool = setting(True, "Whether payments, co-payments, deposits and adjustments of the study are written.")
    amount: str = setting(
        "positive",
        "Sign of money received in FT1-11; an adjustment keeps its own.",
        choices=("positive", "negative"),
    )
    link: bool = setting(True, "Whether FT1-31 holds the FT1-1 of the charges that are paid; from 2.5 on.")
    payment_code: str = setting("PAYMENT", "FT1-7 of a payment that names no medium.", longest=20)
    copayment_code: str = setting("COPAY", "FT1-7 of a co-payment that names no medium.", longest=20)
    deposit_code: str = setting("DEPOSIT", "FT1-7 of a deposit that names no medium.", longest=20)
    adjustment_code: str = setting("ADJUST", "FT1-7 of an adjustment that names no reason.", longest=20)


@dataclass(frozen=True, slots=True)
class Groups:
    """PR1, ORC and OBR beside the charges, and where DG1, GT1 and IN1 stand."""

    procedures: bool = setting(False, "Whether a PR1 follows each charge that has a procedure code.")
    orders: str = setting(
        "none",
        "ORC and OBR: none; before the charges; under each charge; as fits: one order before, several under.",
        choices=("none", "before charges", "under charges", "as fits"),
    )
    around: str = setting(
        "message",
        "DG1, GT1 and IN1: once for the whole message; or under each charge, its own diagnoses alone (P11 only).",
        choices=("message", "charges"),
    )


@dataclass(frozen=True, slots=True)
class Late:
    """Charges for a service that is some days old. HL7 has no field that says so."""

    after_days: int = setting(0, "A charge is late when its service is older than this; 0: never.", between=(0, 9999))
    mark: str = setting(
        "none",
        "How a late charge is marked: not at all, in a Z segment, by an NTE (from 2.5 on), by an OBX.",
        choices=("none", "z field", "note", "observation"),
    )
    segment: str = setting("ZFT", "The Z segment behind FT1.", longest=3)
    field: int = setting(1, "The field of that segment.", between=(1, 99))
    value: str = setting("L", "What stands in that field.", longest=20)
    text: str = setting("LATE CHARGE", "What the NTE or OBX says.", longest=60)
    hold_after_days: int = setting(
        0, "A message with an older service is held until a person releases it; 0: never.", between=(0, 9999)
    )


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

    performed_by: tuple[str, ...] = setting(("interpreter",), "FT1-20: who performed.", choices=_ROLES)
    technical_performed_by: tuple[str, ...] = setting(
        (), "FT1-20 of the technical part; empty: as for the others.", choices=_ROLES
    )
    ordered_by: tuple[str, ...] = setting(("ordering", "referring"), "FT1-21: who ordered.", choices=_ROLES)


@dataclass(frozen=True, slots=True)
class Reversal:
    """Taking charges back."""

    convention: str = setting(
        "A",
        "The convention for a credit: its name, or a TOML file of one's own. A charge keeps the one it was made with.",
        longest=400,
    )
    scope: str = setting(
        "changed",
        "What a correction takes back and charges anew: the lines that changed, or all of them.",
        choices=("changed", "all"),
    )
    same_id_replaces: bool = setting(
        False, "Whether the receiver takes a charge with an FT1-2 that it knows for a replacement of the earlier one."
    )
