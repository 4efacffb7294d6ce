from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench import resources
from workbench.charges.sources.identity import by_accession
from workbench.charges.sources.json_studies import parse_json, read_json
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.errors import WorkbenchError


def study(data: Any) -> Study:
    (given,) = parse_json(json.dumps(data).encode(), "s.json")
    assert given.document is not None, given.problem
    return read_report(given.document)


def test_the_sample() -> None:
    first, second = (
        read_report(one.document) for one in read_json(resources.path("samples", "studies.json")) if one.document
    )
    assert (first.accession, first.fetuses, first.signed.yes) == ("ACC26031101", 1, True)
    assert first.diagnoses_for(1)[0].code == "Z36.82"
    assert (second.accession, second.signed.kind) == ("ACC26031102", "cancelled")


def test_one_study_a_list_and_an_object_are_the_same() -> None:
    one = {"accession": "A1", "mrn": "M1"}
    assert study(one) == study([one]) == study({"studies": [one]})


def test_what_exams_share_stands_in_the_study() -> None:
    found = study({"mrn": "M1", "status": "F", "exams": [{"accession": "A1"}, {"accession": "A2", "status": "P"}]})
    assert [(exam.accession, exam.status) for exam in found.exams] == [("A1", "F"), ("A2", "P")]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"acession": "A1"}, "Study 1: there is no field “acession”; perhaps accession was meant."),
        ({"mrn": ["M1"]}, "Study 1: mrn must be a text."),
        ({"exams": {"accession": "A1"}}, "Study 1: “exams” must be a list of objects."),
        ({"performing": {"name": "X"}}, "Study 1: performing has a field “name”; it may have id, family and given."),
        ({"diagnoses": [1]}, "Study 1: diagnoses must be texts, or objects with code and text."),
        ("A1", "Study 1 is no object with fields."),
    ],
)
def test_what_is_not_understood_is_said(data: Any, problem: str) -> None:
    (given,) = parse_json(json.dumps([data]).encode(), "s.json")
    assert (given.document, given.problem) == (None, problem)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "is no valid JSON"),
        (b"3", "must hold a list of studies"),
        (b"\xff", "is not UTF-8 text"),
        (b"[" * 100_000, "lists stand in lists"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(WorkbenchError, match="s.json") as caught:
        parse_json(data, "s.json")
    assert said in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="cannot be read"):
        read_json(tmp_path / "none.json")


def test_payments_of_a_study_and_of_an_exam() -> None:
    found = study(
        {
            "mrn": "M1",
            "payments": [{"kind": "co-payment", "amount": 25.10, "currency": "USD", "pays": [1, 2]}],
            "exams": [{"accession": "A1"}, {"accession": "A2", "payments": [{"kind": "deposit", "amount": "50"}]}],
        }
    )
    told = [(one.number, one.kind, str(one.amount), one.pays, one.accession) for one in found.payments]
    assert told == [(1, "copayment", "25.1", (1, 2), ""), (2, "deposit", "50", (), "A2")]
    first, second = by_accession(found)
    assert [one.kind for one in first.payments] == ["copayment"]
    assert [one.kind for one in second.payments] == ["deposit"]


@pytest.mark.parametrize(
    ("payments", "problem"),
    [
        ({"kind": "payment"}, "Study 1: “payments” must be a list of objects."),
        ([25], "Study 1, payment 1 is no object with fields."),
        ([{"kind": "payment", "sum": "1"}], "Study 1, payment 1 has a field “sum”; it may have kind, amount,"),
        ([{"kind": "payment", "amount": "1,000.00"}], "Study 1, payment 1: “1,000.00” is no amount: it has a"),
        ([{"amount": "1.00"}], "Study 1, payment 1: “” is no kind;"),
    ],
)
def test_a_faulty_payment_is_told_and_its_study_not_taken(payments: Any, problem: str) -> None:
    (given,) = parse_json(json.dumps({"accession": "A1", "payments": payments}).encode(), "s.json")
    assert given.document is None
    assert given.problem.startswith(problem)


def test_insurances_of_a_study() -> None:
    found = study({"accession": "A1", "insurances": [{"plan": "P1", "policy": 7}], "guarantors": [{"family": "PAYER"}]})
    assert found.insurances[0].text.startswith("IN1|1|P1|") and found.insurances[0].text.endswith("|7")
    assert found.guarantors[0].text == "GT1|1||PAYER"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"insurances": {"plan": "P1"}}, "Study 1: “insurances” must be a list of objects."),
        ({"insurances": [{"plann": "P1"}]}, "Study 1: insurances has a field “plann”; it may have plan,"),
        ({"exams": [{"guarantors": []}]}, "Study 1: “guarantors” belongs to the study, not to one of its exams."),
        ({"mrn": "1", "exams": [{"mrn": "2"}]}, "Study 1: exam 1 has another mrn than the study"),
    ],
)
def test_what_contradicts_the_form_is_told(data: Any, problem: str) -> None:
    (given,) = parse_json(json.dumps({"accession": "A1", **data}).encode(), "s.json")
    assert given.document is None
    assert given.problem.startswith(problem)


def test_what_belongs_to_the_study_counts_in_an_exam_too() -> None:
    found = study({"accession": "A1", "exams": [{"exam_text": "US OB", "fetuses": 2, "performing": {"family": "R"}}]})
    assert found.fetuses == 2
    reader = found.provider("interpreter", exam=1)
    assert reader is not None and reader.family == "R"


def test_who_signed_and_who_scanned_may_be_objects() -> None:
    signing, technician = {"id": "3", "family": "SIGNER"}, {"id": "T1", "given": "TOM"}
    found = study({"accession": "A1", "signing": signing, "exams": [{"exam_text": "US OB", "technician": technician}]})
    signer, scanner = found.provider("responsible", exam=1), found.provider("technician", exam=1)
    assert signer is not None and (signer.identifier, signer.family) == ("3", "SIGNER")
    assert scanner is not None and (scanner.identifier, scanner.given) == ("T1", "TOM")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"accession": "A1", "accession": "A2"}', "Study 1: “accession” stands twice in one object; leave"),
        ('{"accession": "A1", "exams": [{"side": "left", "side": "right"}]}', "Study 1: “side” stands twice"),
        ('{"accession": true}', "Study 1: accession must be a text."),
    ],
)
def test_nothing_is_dropped_or_guessed(text: str, problem: str) -> None:
    (given,) = parse_json(text.encode(), "s.json")
    assert given.document is None
    assert given.problem.startswith(problem)
