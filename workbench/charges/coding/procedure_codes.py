"""What a procedure code is by its number: its category in CPT, or HCPCS level II. Ranges only, no descriptions.

Ultrasound is not one range: heart and vessel scans stand among Medicine (93303 to 93990), the others in Radiology.
"""

from __future__ import annotations

from workbench.reference.procedure_shapes import is_cpt, is_hcpcs

CATEGORIES: tuple[tuple[str, int, int], ...] = (
    # category, first and last code
    ("E/M", 99201, 99499),
    ("Surgery", 10000, 69999),
    ("Radiology", 70000, 79999),
    ("Pathology/Lab", 80000, 89999),
    ("Medicine", 90000, 99199),
    ("Medicine", 99500, 99607),
)
"""99201 was removed in 2021; it still is what it was on old charges."""


def is_facility_only(code: str) -> bool:
    """Whether hospitals alone charge it: the C codes of HCPCS level II belong to their outpatient claims."""
    wanted = code.strip().upper()
    return wanted.startswith("C") and is_hcpcs(wanted)


def category(code: str) -> str:
    """E/M, Surgery, Radiology, Pathology/Lab, Medicine, HCPCS, "other CPT", or "" for what is no procedure code."""
    wanted = code.strip().upper()
    if is_hcpcs(wanted):
        return "HCPCS"
    if not is_cpt(wanted):
        return ""
    if not wanted.isdecimal():
        return "other CPT"
    number = int(wanted)
    return next((name for name, first, last in CATEGORIES if first <= number <= last), "other CPT")
