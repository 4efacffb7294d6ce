"""Reasons for the study: OBR-31, OBR-13, DG1-3, and coded observations. Coded ones can go into FT1-19 and DG1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workbench.charges.study.model import Diagnosis
from workbench.charges.study.reading import Reader, Value
from workbench.er7 import Path, Segment
from workbench.reference.coding_systems import ICD_9_ENDED, icd_edition, is_icd10, is_surely_icd10
from workbench.reference.definitions import CODED_TYPES


def scheme(code: str, system: str) -> str:
    """ "icd10", "icd9" or "" for a code in a coding system as received. Without a system the shape decides."""
    if system.strip():
        return icd_edition(system)
    return "icd10" if is_surely_icd10(code) else ""


def odd_diagnosis(one: Diagnosis, served: date | None) -> str:
    """A sentence about a code that cannot be one of its edition, or of one that had ended; "" for others."""
    if one.scheme == "icd10" and not is_icd10(one.code.strip().upper()):
        return f"The diagnosis {one.code} is no ICD-10 code; a code begins with a letter and a digit."
    if one.scheme == "icd9" and served is not None and served >= ICD_9_ENDED:
        return f"The diagnosis {one.code} is of ICD-9, which is not used for services from {ICD_9_ENDED} on."
    return ""


def diagnoses_in(reader: Reader, segments: Iterable[Segment], exam: int) -> Iterator[Diagnosis]:
    """Every reason given in these segments, in their order."""
    for segment in segments:
        if segment.name == "OBR":
            for value in reader.values(segment, 31):
                yield _coded_element(value, exam)
            if said := reader.field(segment, 13):
                yield Diagnosis(text=said.text, exam=exam, source=said.path)
        elif segment.name == "DG1":
            yield from _dg1(reader, segment)
        elif segment.name == "OBX" and reader.text(segment, 2) in CODED_TYPES:
            for value in reader.values(segment, 5):
                found = _coded_element(value, exam)
                # Observations hold many codes; only a stated ICD system makes one a diagnosis.
                if found.system and found.scheme:
                    yield found


def _dg1(reader: Reader, segment: Segment) -> Iterator[Diagnosis]:
    value = reader.value(segment, 3)
    found = _coded_element(value, 0) if value is not None else Diagnosis()
    described = reader.text(segment, 4)
    if found.code or found.text or described:
        system = found.system or reader.text(segment, 2)
        yield Diagnosis(
            found.code,
            found.text or described,
            system,
            scheme(found.code, system),
            0,
            Path("DG1", segment.number, 3 if value is not None else 4),
        )


def _coded_element(value: Value, exam: int) -> Diagnosis:
    """A CE or CWE. What stands in its first component without being a code is taken as text."""
    code, text, system = value.text(1), value.text(2), value.text(3)
    if code and not system and not text and not scheme(code, ""):
        code, text = "", code
    return Diagnosis(code, text, system, scheme(code, system), exam, value.path)
