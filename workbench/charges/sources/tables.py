"""Studies from a CSV file: one row for each examination, rows of one accession number (or `study`) are one study.

The columns are described in `resources/samples/README.md`. Any of them may be missing; their order is free.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.charges.sources.insurances import GUARANTOR, INSURANCE
from workbench.charges.sources.written import Person, Reason, Written, WrittenExam, report_of
from workbench.charges.study.accession import folded
from workbench.charges.study.payment_files import PaymentsError, payment_from
from workbench.charges.study.payments import Payment
from workbench.charges.text_files import read_bytes, separator_of
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.common_dates import hl7_date

COLUMNS: dict[str, str] = {
    "study": "groups rows to one study; without it rows with the same accession are one study",
    "accession": "accession number",
    "order": "the placer's order number",
    "mrn": "patient number",
    "mrn_authority": "who issued it",
    "family": "family name",
    "given": "given name",
    "birth_date": "YYYYMMDD or YYYY-MM-DD",
    "sex": "F, M, O, U (table 0001)",
    "account": "account number",
    "visit": "visit number",
    "patient_class": "I, O, E (table 0004)",
    "location": "where it was done; parts divided by ^",
    "exam_code": "local code of the examination",
    "exam_text": "its name",
    "exam_system": "coding system of the code; L when empty",
    "billing_code": "CPT or HCPCS, where it is known already",
    "side": "left, right, both",
    "fetuses": "how many, of the whole study",
    "gestational_age": "such as 20w3d, of the whole study",
    "exam_time": "YYYYMMDDHHMM or YYYY-MM-DD HH:MM",
    "report_time": "when it was signed",
    "status": "F, C, P, R, X (table 0123) or final, corrected, preliminary, draft, cancelled",
    "diagnoses": "ICD-10 codes, divided by ; each with words behind a blank if wanted",
    "performing_id": "who read it: NPI",
    "performing_family": "family name",
    "performing_given": "given name",
    "signing_id": "who signed it, where that is somebody else: NPI",
    "signing_family": "family name",
    "signing_given": "given name",
    "technician_id": "who scanned: number",
    "technician_family": "family name",
    "technician_given": "given name",
    "ordering_id": "who ordered it: NPI",
    "ordering_family": "family name",
    "ordering_given": "given name",
}
"""Column -> what it holds."""

PEOPLE = ("performing", "signing", "technician", "ordering")
"""Beginnings of the columns of persons; each has id, family, given."""

PAYMENT_COLUMNS: dict[str, str] = {
    "payment_kind": "payment, copayment, deposit, adjustment",
    "payment_amount": "such as 25.00; what lowers the bill is a negative adjustment",
    "payment_date": "YYYYMMDD or YYYY-MM-DD; empty for now",
    "payment_currency": "three letters, such as USD",
    "payment_code": "the medium (CASH, CARD) or the reason of an adjustment",
    "payment_text": "in words",
    "payment_reference": "number of the cheque or the remittance",
    "payment_pays": "numbers of the charge lines that it pays, divided by blanks",
}
"""One payment for each row. A row that says nothing of an examination belongs to its study alone."""
INSURANCE_COLUMNS: dict[str, str] = {f"insurance_{name}": about for name, (_, about) in INSURANCE.items()}
GUARANTOR_COLUMNS: dict[str, str] = {f"guarantor_{name}": about for name, (_, about) in GUARANTOR.items()}
"""One for each row, like payments; what rows of a study repeat counts once."""
OF_EXAM = frozenset(
    name
    for name in COLUMNS
    if name.startswith(("exam_", *(f"{role}_" for role in PEOPLE)))
    or name in ("accession", "order", "billing_code", "side", "report_time", "status", "diagnoses")
)
"""Columns that may differ from examination to examination of a study; the others are the study's own."""
_EXAM_COLUMNS = ("exam_code", "exam_text", "billing_code", "side", "exam_time", "report_time", "status", "diagnoses")

_BESIDE = PAYMENT_COLUMNS.keys() | INSURANCE_COLUMNS.keys() | GUARANTOR_COLUMNS.keys()
_KNOWN = COLUMNS.keys() | _BESIDE
_KNOWN_IN_ORDER = (*COLUMNS, *PAYMENT_COLUMNS, *INSURANCE_COLUMNS, *GUARANTOR_COLUMNS)
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Given:
    """One study of a file: the report that it becomes, or the sentence why it becomes none."""

    place: str
    """Where in the file: `row 3`, `study 2`."""
    document: Document | None
    problem: str = ""


def told(file: object, place: str, problem: str) -> str:
    """A problem with its file; the place is said once, also where the sentence begins with it."""
    begins, rest = problem.casefold().startswith(place.casefold()), problem[len(place) :]
    if begins and rest.startswith(":"):
        return f"{file}, {place}{rest}"
    if begins and rest.startswith((" ", ",")):
        return f"{file}: {problem}"
    return f"{file}, {place}: {problem}"


def read_table(path: Path) -> tuple[Given, ...]:
    """The studies of a CSV file, in its order. Raises WorkbenchError for a file that cannot be read at all."""
    return parse_table(read_bytes(path, "The table"), path.name)


def parse_table(data: bytes, name: str) -> tuple[Given, ...]:
    """Like `read_table`, from bytes; `name` is what the sentences call it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WorkbenchError(f"The table {name} is not UTF-8 text (line {line}); save it as CSV UTF-8.") from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True))
    except csv.Error as error:
        raise WorkbenchError(f"The table {name} is no proper CSV: {error}. Save it again as CSV.") from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise WorkbenchError(f"The table {name} is empty: its first line must name the columns.")
    if len(rows) > MOST_ROWS:
        raise WorkbenchError(f"The table {name} has {len(rows)} rows; divide it into files of {MOST_ROWS}.")
    return _studies(_columns(rows[0], name), rows[1:])


def _columns(cells: list[str], name: str) -> list[str]:
    columns = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in cells]
    if unknown := [cell for cell, column in zip(cells, columns, strict=True) if column not in _KNOWN and column]:
        near = difflib.get_close_matches(re.sub(r"[\s-]+", "_", unknown[0].strip().casefold()), sorted(_KNOWN), 1)
        hint = f"perhaps {near[0]} is meant" if near else f"known are {', '.join(_KNOWN_IN_ORDER)}"
        raise WorkbenchError(
            f"The table {name} has a column “{unknown[0]}” that is not known; rename or remove it ({hint})."
        )
    if twice := [column for column in columns if column and columns.count(column) > 1]:
        raise WorkbenchError(f"The table {name} has the column “{twice[0]}” twice; remove one.")
    return columns


def _studies(columns: list[str], rows: list[list[str]]) -> tuple[Given, ...]:
    groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
    bad: list[Given] = []
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(columns):
            bad.append(Given(f"row {number}", None, f"Row {number} has more cells than the table has columns."))
            continue
        values = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
        key = values.get("study") or folded(values.get("accession", "")) or f"row {number}"
        groups.setdefault(key, []).append((number, values))
    found = [_study(group) for group in groups.values()]
    return tuple(sorted((*found, *bad), key=lambda one: int(one.place.split()[1])))


def _study(rows: list[tuple[int, dict[str, str]]]) -> Given:
    place = f"row {rows[0][0]}"
    whole, problem = whole_of([(f"Row {number}", values) for number, values in rows])
    if problem:
        return Given(place, None, problem)
    try:
        payments = tuple(one for number, values in rows for one in payments_of_row(values, f"Row {number}"))
    except PaymentsError as error:
        return Given(place, None, str(error))
    exams = tuple(exam_of(values) for _, values in rows if not _beside_exams(values))
    numbered = tuple(replace(one, number=number) for number, one in enumerate(payments, 1))
    written = replace(
        written_of(whole, exams or (exam_of(whole),), numbered),
        insurances=_parts((values for _, values in rows), "insurance_", INSURANCE),
        guarantors=_parts((values for _, values in rows), "guarantor_", GUARANTOR),
    )
    return Given(place, report_of(written, message_time=_time(whole["report_time"])))


def whole_of(rows: Sequence[tuple[str, Mapping[str, str]]]) -> tuple[dict[str, str], str]:
    """What all rows of a study say together, and a sentence where two of them contradict each other.

    `rows` are (where, values), and the sentence begins with where; what belongs to an examination may differ.
    """
    whole: dict[str, str] = {}
    said: dict[str, str] = {}
    for where, values in rows:
        for name in COLUMNS:
            value = values.get(name, "")
            if not value:
                continue
            if name not in OF_EXAM and name in whole and whole[name] != value:
                told = f"{where} has another {name} than {said[name][0].lower()}{said[name][1:]}"
                return whole, f"{told}, though they are one study; correct one of them."
            whole.setdefault(name, value)
            said.setdefault(name, where)
    return {name: whole.get(name, "") for name in COLUMNS}, ""


def _parts(rows: Iterable[Mapping[str, str]], prefix: str, names: Iterable[str]) -> tuple[Mapping[str, str], ...]:
    """The insurances (or guarantors) of the rows of a study; what is repeated counts once."""
    found: list[Mapping[str, str]] = []
    known = list(names)
    for values in rows:
        part = {name: values.get(prefix + name, "") for name in known}
        if any(part.values()) and part not in found:
            found.append(part)
    return tuple(found)


def payments_of_row(values: Mapping[str, str], where: str) -> tuple[Payment, ...]:
    """The payment of a row, none when its columns are empty. Raises PaymentsError, beginning with `where`."""
    cells = {column.removeprefix("payment_"): values.get(column, "") for column in PAYMENT_COLUMNS}
    if not any(cells.values()):
        return ()
    return (replace(payment_from(cells, 1, where), accession=values.get("accession", "")),)


def _beside_exams(values: Mapping[str, str]) -> bool:
    return any(values.get(name) for name in _BESIDE) and not any(values.get(name) for name in _EXAM_COLUMNS)


def written_of(
    values: Mapping[str, str], exams: tuple[WrittenExam, ...], payments: tuple[Payment, ...] = ()
) -> Written:
    """The study that these columns say."""
    return Written(
        mrn=values.get("mrn", ""),
        mrn_authority=values.get("mrn_authority", ""),
        family=values.get("family", ""),
        given=values.get("given", ""),
        sex=values.get("sex", ""),
        account=values.get("account", ""),
        visit=values.get("visit", ""),
        patient_class=values.get("patient_class", ""),
        birth_date=_time(values.get("birth_date", "")),
        location=values.get("location", ""),
        fetuses=values.get("fetuses", ""),
        gestational_age=values.get("gestational_age", ""),
        performing=_person(values, "performing"),
        signing=_person(values, "signing"),
        technician=_person(values, "technician"),
        ordering=_person(values, "ordering"),
        exams=exams,
        payments=payments,
    )


def exam_of(values: Mapping[str, str]) -> WrittenExam:
    """The examination that these columns say."""
    return WrittenExam(
        code=values.get("exam_code", ""),
        text=values.get("exam_text", ""),
        system=values.get("exam_system", "") or "L",
        billing_code=values.get("billing_code", ""),
        side=values.get("side", ""),
        exam_time=_time(values.get("exam_time", "")),
        report_time=_time(values.get("report_time", "")),
        status=values.get("status", ""),
        accession=values.get("accession", ""),
        order=values.get("order", ""),
        diagnoses=reasons(values.get("diagnoses", "")),
        performing=_person(values, "performing"),
        signing=_person(values, "signing"),
        technician=_person(values, "technician"),
        ordering=_person(values, "ordering"),
    )


def _person(values: Mapping[str, str], role: str) -> Person:
    return Person(*(values.get(f"{role}_{name}", "") for name in ("id", "family", "given")))


def reasons(text: str) -> tuple[Reason, ...]:
    """`Z36.3 Screening; O30.042`: codes with words. What has no digit in its first word is words alone."""
    found = []
    for part in text.split(";"):
        code, _, words = part.strip().partition(" ")
        if any(sign.isdigit() for sign in code):
            found.append(Reason(code.upper(), words.strip()))
        elif part.strip():
            found.append(Reason(text=part.strip()))
    return tuple(found)


def _time(text: str) -> str:
    """2026-03-01 14:15 as HL7 writes it; anything else stays as it is, for the study to say what is wrong."""
    return hl7_date(text) or text.strip()
