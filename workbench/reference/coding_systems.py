"""Coding systems of procedures and diagnoses: how they are written in the field, and what their codes look like.

HL7's own names are in table 0396; systems write many others. Names are asked for as they stand, codes in upper case.
"""

from __future__ import annotations

import re
from datetime import date

_PROCEDURES = {
    **dict.fromkeys(("C4", "CPT", "CPT4", "CPT-4"), "CPT"),
    **dict.fromkeys(("HCPCS", "HCPC", "HPC"), "HCPCS"),
}
"""How a system is written -> which it is. HCPCS has the codes of CPT as its first level."""
_ICD = {
    **dict.fromkeys(
        ("I10", "I10C", "ICD10", "ICD-10", "ICD10CM", "ICD-10-CM", "10", "ICD10-CM", "ICD-10CM", "I10CM"), "icd10"
    ),
    **dict.fromkeys(("I9", "I9C", "I9CDX", "ICD9", "ICD-9", "ICD9CM", "ICD-9-CM", "ICD9-CM", "ICD-9CM"), "icd9"),
}
_TOKENS = {
    **dict.fromkeys(("CPT", "CPT4", "CPT-4"), "C4"),
    "CPTML": "CPTM",
    "HCPC": "HCPCS",
    **dict.fromkeys(("10", "ICD10", "ICD-10", "ICD10CM", "ICD-10-CM", "ICD10-CM", "ICD-10CM", "I10CM"), "I10"),
    **dict.fromkeys(("ICD9", "ICD-9"), "I9"),
    **dict.fromkeys(("ICD9CM", "ICD-9-CM", "ICD9-CM", "ICD-9CM"), "I9C"),
}
_ICD_10 = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_SURELY_ICD_10 = re.compile(r"[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")

ICD_9_ENDED = date(2015, 10, 1)
"""The first day of service that is coded with ICD-10-CM (United States)."""


def procedure_system(name: str) -> str:
    """CPT or HCPCS, whatever way it is written; "" for other systems."""
    return _PROCEDURES.get(name.strip().upper(), "")


def icd_edition(name: str) -> str:
    """ "icd10" or "icd9", whatever way it is written; "" for other systems."""
    return _ICD.get(name.strip().upper(), "")


def token_for(name: str) -> str:
    """HL7's name (table 0396) for a common other spelling; "" for HL7's own names and for other systems."""
    return _TOKENS.get(name.strip().upper(), "")


def is_icd10(code: str) -> bool:
    """Whether it can be a code of ICD-10 or ICD-10-CM, with the point or without."""
    return _ICD_10.fullmatch(code) is not None


def is_surely_icd10(code: str) -> bool:
    """Whether it is taken for a code where no coding system is given: as it is printed, and none of the letter U."""
    return _SURELY_ICD_10.fullmatch(code) is not None
