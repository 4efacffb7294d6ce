"""Insurances and the guarantor of a study that is written down, as segments of its report (HL7 2.5.1, chapter 6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.charges.compose.writing import SegmentWriter, components
from workbench.er7 import Document

INSURANCE: dict[str, tuple[str, str]] = {
    # name: header, and what it holds
    "plan": ("Plan", "number of the plan (IN1-2)"),
    "company_id": ("Company no.", "number of the company (IN1-3)"),
    "company": ("Company", "its name (IN1-4)"),
    "group": ("Group", "group number (IN1-8)"),
    "policy": ("Policy", "policy number (IN1-36)"),
    "insured_family": ("Insured, family", "family name of who is insured; empty when it is the patient (IN1-16)"),
    "insured_given": ("Given", "given name of who is insured (IN1-16)"),
    "relation": ("Relation", "to the patient, such as SEL, SPO, CHD (IN1-17, table 0063)"),
}
GUARANTOR: dict[str, tuple[str, str]] = {
    "family": ("Family name", "of who pays what the insurance does not (GT1-3)"),
    "given": ("Given name", "of who pays what the insurance does not (GT1-3)"),
    "relation": ("Relation", "to the patient, such as SEL, SPO, PAR (GT1-11, table 0063)"),
}


def insurance_lines(guarantors: Sequence[Mapping[str, str]], insurances: Sequence[Mapping[str, str]]) -> list[str]:
    """GT1 and IN1, in this order; the keys are those of GUARANTOR and INSURANCE."""
    found = [_gt1(one, number) for number, one in enumerate(guarantors, 1)]
    return found + [_in1(one, number) for number, one in enumerate(insurances, 1)]


def with_insurances(
    report: Document, guarantors: Sequence[Mapping[str, str]], insurances: Sequence[Mapping[str, str]]
) -> Document:
    """The report with GT1 and IN1 behind its patient and visit, where they are read and passed on."""
    added = insurance_lines(guarantors, insurances)
    if not added:
        return report
    lines = report.text.split("\r")
    place = next((number for number, line in enumerate(lines) if line.startswith("OBR")), len(lines) - 1)
    return Document.from_text("\r".join([*lines[:place], *added, *lines[place:]]))


def _in1(one: Mapping[str, str], number: int) -> str:
    segment = SegmentWriter("IN1", number)
    segment.text(1, str(number), "")
    segment.text(2, one.get("plan", ""), "")
    segment.text(3, one.get("company_id", ""), "")
    segment.text(4, one.get("company", ""), "")
    segment.text(8, one.get("group", ""), "")
    segment.raw(16, components(one.get("insured_family", ""), one.get("insured_given", "")), "")
    segment.text(17, one.get("relation", ""), "")
    segment.text(36, one.get("policy", ""), "")
    return segment.line()


def _gt1(one: Mapping[str, str], number: int) -> str:
    segment = SegmentWriter("GT1", number)
    segment.text(1, str(number), "")
    segment.raw(3, components(one.get("family", ""), one.get("given", "")), "")
    segment.text(11, one.get("relation", ""), "")
    return segment.line()
