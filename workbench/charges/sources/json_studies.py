"""Studies from a JSON file: a list of studies, or an object with `studies`. The fields are those of the table.

Described in `resources/samples/README.md`. A study has its examinations in `exams`; what all of them share may
stand in the study itself. `payments` is a list of objects, in the study or in an examination; so are `insurances` and
`guarantors`, of the study. An unknown field is said, not skipped: a slip in a name would lose what it holds.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.charges.sources.insurances import GUARANTOR, INSURANCE
from workbench.charges.sources.tables import (
    COLUMNS,
    OF_EXAM,
    PAYMENT_COLUMNS,
    PEOPLE,
    Given,
    exam_of,
    whole_of,
    written_of,
)
from workbench.charges.sources.written import report_of
from workbench.charges.study.payment_files import PaymentsError, payment_from
from workbench.charges.study.payments import Payment
from workbench.charges.text_files import read_bytes
from workbench.errors import WorkbenchError

FIELDS = frozenset(COLUMNS) - {"study"}
_LISTS = ("exams", "payments", "insurances", "guarantors")


def read_json(path: Path) -> tuple[Given, ...]:
    """The studies of a file, in its order. Raises WorkbenchError for a file that cannot be read at all."""
    return parse_json(read_bytes(path, "The file"), path.name)


def parse_json(data: bytes, name: str) -> tuple[Given, ...]:
    """Like `read_json`, from bytes; `name` is what the sentences call it."""
    try:
        # Money keeps its digits, and of two fields of one name neither is dropped unsaid.
        found = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise WorkbenchError(f"The file {name} is not UTF-8 text; save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise WorkbenchError(f"The file {name} is no valid JSON: {error}. Correct that place.") from error
    except RecursionError as error:
        raise WorkbenchError(f"The file {name} is no list of studies: lists stand in lists without end.") from error
    studies = found.get("studies") if isinstance(found, dict) and "studies" in found else found
    if isinstance(studies, dict):
        studies = [studies]
    if not isinstance(studies, list):
        raise WorkbenchError(f"The file {name} must hold a list of studies, or an object with “studies”.")
    return tuple(_study(one, f"study {number}") for number, one in enumerate(studies, 1))


class _Object(dict[str, Any]):
    """An object of the file, with the first name that it has twice."""

    twice: str = ""


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    names = [name for name, _ in pairs]
    made.twice = next((name for place, name in enumerate(names) if name in names[:place]), "")
    return made


def _twice(data: Any) -> str:
    """The first name that an object in the data has twice; "" when none has."""
    if isinstance(data, _Object) and data.twice:
        return data.twice
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return next((found for one in inner if (found := _twice(one))), "")


def _twice_problem(data: Any, place: str) -> str:
    name = _twice(data)
    return f"{place.capitalize()}: “{name}” stands twice in one object; leave one of them." if name else ""


def _study(data: Any, place: str) -> Given:
    if problem := _problem(data, place) or _twice_problem(data, place):
        return Given(place, None, problem)
    shared = _flat(_without_lists(data))
    given = data.get("exams", [{}])
    own = [_flat(_without_lists(exam)) for exam in given]
    whole, problem = whole_of([("the study", shared), *((f"exam {n}", exam) for n, exam in enumerate(own, 1))])
    if problem:
        return Given(place, None, f"{place.capitalize()}: {problem}")
    exams = [shared | exam for exam in own]
    try:
        payments = _payments([(data, shared), *zip(given, exams, strict=True)], place.capitalize())
    except PaymentsError as error:
        return Given(place, None, str(error))
    # What belongs to the study counts wherever it stands; the persons of one exam are its own.
    whole |= {name: shared.get(name, "") for name in OF_EXAM}
    written = replace(
        written_of(whole, tuple(exam_of(exam) for exam in exams), payments),
        insurances=_parts(data, "insurances", INSURANCE),
        guarantors=_parts(data, "guarantors", GUARANTOR),
    )
    times = [exam.report_time for exam in written.exams]
    return Given(place, report_of(written, message_time=max(times, default="")))


def _without_lists(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _LISTS}


def _parts(data: Mapping[str, Any], name: str, fields: Mapping[str, object]) -> tuple[Mapping[str, str], ...]:
    return tuple({field: _cell(one.get(field)) for field in fields} for one in data.get(name, []))


def _payments(given: Iterable[tuple[Mapping[str, Any], Mapping[str, str]]], place: str) -> tuple[Payment, ...]:
    """The payments of the study and of its exams, numbered. Raises PaymentsError, beginning with `place`."""
    found: list[Payment] = []
    for data, flat in given:
        for one in data.get("payments", []):
            where = f"{place}, payment {len(found) + 1}"
            if not isinstance(one, dict):
                raise PaymentsError(f"{where} is no object with fields.")
            cells = {name: _cell(value) for name, value in one.items()}
            if unknown := [name for name in cells if f"payment_{name}" not in PAYMENT_COLUMNS]:
                allowed = ", ".join(name.removeprefix("payment_") for name in PAYMENT_COLUMNS)
                raise PaymentsError(f"{where} has a field “{unknown[0]}”; it may have {allowed}.")
            made = payment_from(cells, len(found) + 1, where)
            found.append(replace(made, accession=flat.get("accession", "")))
    return tuple(found)


def _cell(value: Any) -> str:
    """A value of a payment as the table has it."""
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return "" if value is None else str(value).strip()


def _problem(data: Any, place: str) -> str:
    """Why it cannot be taken, a sentence; "" when it can."""
    if not isinstance(data, dict):
        return f"{place.capitalize()} is no object with fields."
    exams = data.get("exams", [{}])
    if not isinstance(exams, list) or not all(isinstance(one, dict) for one in exams):
        return f"{place.capitalize()}: “exams” must be a list of objects."
    for name, fields in (("insurances", INSURANCE), ("guarantors", GUARANTOR)):
        if problem := _parts_problem(data.get(name, []), name, fields):
            return f"{place.capitalize()}: {problem}"
        if any(name in exam for exam in exams):
            return f"{place.capitalize()}: “{name}” belongs to the study, not to one of its exams."
    for part in (data, *exams):
        if not isinstance(part.get("payments", []), list):
            return f"{place.capitalize()}: “payments” must be a list of objects."
        for name, value in _without_lists(part).items():
            if problem := _field_problem(name, value):
                return f"{place.capitalize()}: {problem}"
    return ""


def _parts_problem(given: Any, name: str, fields: Mapping[str, object]) -> str:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return f"“{name}” must be a list of objects."
    unknown = [field for one in given for field in one if field not in fields]
    return f"{name} has a field “{unknown[0]}”; it may have {', '.join(fields)}." if unknown else ""


def _field_problem(name: str, value: Any) -> str:
    if name in PEOPLE and isinstance(value, dict):
        allowed = {"id", "family", "given"}
        unknown = next((one for one in value if one not in allowed), "")
        return f"{name} has a field “{unknown}”; it may have id, family and given." if unknown else ""
    if name not in FIELDS:
        near = difflib.get_close_matches(name, sorted(FIELDS), 1)
        hint = f"; perhaps {near[0]} was meant" if near else ""
        return f"there is no field “{name}”{hint}."
    if name == "diagnoses" and isinstance(value, list):
        fine = all(isinstance(one, str | dict) for one in value)
        return "" if fine else "diagnoses must be texts, or objects with code and text."
    if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
        return f"{name} must be a text."
    return ""


def _flat(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields as a row of the table has them."""
    found: dict[str, str] = {}
    for name, value in data.items():
        if name in PEOPLE and isinstance(value, dict):
            found |= {f"{name}_{part}": str(one) for part, one in value.items()}
        elif name == "diagnoses" and isinstance(value, list):
            found[name] = "; ".join(_reason(one) for one in value)
        elif value is not None:
            found[name] = str(value).strip()
    return found


def _reason(one: str | Mapping[str, Any]) -> str:
    if isinstance(one, str):
        return one.replace(";", ",")
    return f"{one.get('code', '')} {one.get('text', '')}".strip().replace(";", ",")
