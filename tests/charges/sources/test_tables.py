from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.sources.tables import (
    COLUMNS,
    GUARANTOR_COLUMNS,
    INSURANCE_COLUMNS,
    PAYMENT_COLUMNS,
    Given,
    parse_table,
    read_table,
    told,
)
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.errors import WorkbenchError

ROW = "accession,mrn,family,exam_code,exam_text,exam_time,status,diagnoses\n"


def studies(given: tuple[Given, ...]) -> list[Study]:
    return [read_report(one.document) for one in given if one.document is not None]


def test_the_sample() -> None:
    found = studies(read_table(resources.path("samples", "studies.csv")))
    assert [one.accession for one in found] == ["ACC26031001", "ACC26031002", "ACC26031003"]
    assert found[0].fetuses == 2
    assert found[0].exam_time == "202603100915"
    assert found[1].exams[0].side == "left"
    assert [exam.accession for exam in found[2].exams] == ["ACC26031003", "ACC26031004"]
    assert [one.signed.yes for one in found] == [True, True, False]


def test_every_column_is_described_and_read() -> None:
    text = (resources.path("samples", "README.md")).read_text(encoding="utf-8")
    named = (*COLUMNS, *PAYMENT_COLUMNS, *INSURANCE_COLUMNS, *GUARANTOR_COLUMNS)
    assert [name for name in named if f"`{name}`" not in text] == []
    every = ",".join(COLUMNS) + "\n" + ",".join("1" for _ in COLUMNS) + "\n"
    assert parse_table(every.encode(), "every.csv")[0].document is not None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator(separator: str) -> None:
    text = f"accession{separator}mrn\nA1{separator}M1\n"
    assert studies(parse_table(text.encode(), "t.csv"))[0].patient.mrn == "M1"


def test_a_byte_order_mark_and_odd_capitals_do_no_harm() -> None:
    assert studies(parse_table("\ufeffAccession,MRN\r\nA1,M1\r\n".encode(), "t.csv"))[0].accession == "A1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty: its first line must name the columns"),
        (b"\n1,2\n", "is empty: its first line must name the columns"),
        (b"accession,colour\nA1,red\n", "a column “colour” that is not known; rename or remove it (known are study,"),
        (b"accession,Patient mrn\nA1,5\n", "column “Patient mrn” that is not known; rename or remove it"),
        (b"accession,famly\nA1,5\n", "rename or remove it (perhaps family is meant)."),
        (b"mrn,mrn\nA,B\n", "has the column “mrn” twice"),
        (b'accession\n"A1\n', "is no proper CSV"),
        (b"accession\n\xff\xfe\n", "is not UTF-8 text (line 2)"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(WorkbenchError, match="t.csv") as caught:
        parse_table(data, "t.csv")
    assert said in str(caught.value)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match=r"none.csv cannot be read: No such file"):
        read_table(tmp_path / "none.csv")


def test_a_bad_row_keeps_the_others() -> None:
    found = parse_table((ROW + "A1,M1,X,1,US,20260301,F,E04.1,9,9\nA2,M1,X,1,US,20260301,F,E04.1\n").encode(), "t.csv")
    assert found[0].problem == "Row 2 has more cells than the table has columns."
    assert studies(found)[0].accession == "A2"


def test_rows_of_one_accession_number_are_one_study_in_any_capitals() -> None:
    (study,) = studies(parse_table((ROW + "A1,M1,X,1,US,20260301,F,\na1,M1,X,2,US,20260301,F,\n").encode(), "t.csv"))
    assert (len(study.exams), study.accession) == (2, "A1")


def test_two_patients_in_one_study_are_not_mixed() -> None:
    found = parse_table((ROW + "A1,M1,X,1,US,20260301,F,\nA1,M2,X,2,US,20260301,F,\n").encode(), "t.csv")
    assert found[0].problem == "Row 3 has another mrn than row 2, though they are one study; correct one of them."


def test_an_impossible_date_is_said_by_the_study() -> None:
    (study,) = studies(parse_table((ROW + "A1,M1,X,1,US,2026-02-30,F,E04.1\n").encode(), "t.csv"))
    assert any("“2026-02-30” (OBR-7) is no possible date" in gap.text for gap in study.gaps)


def test_the_age_of_a_pregnancy() -> None:
    (found,) = studies(parse_table(b"accession,exam_text,gestational_age\nA1,US OB complete,13w6d\n", "t.csv"))
    age = found.gestational_age(1)
    assert age is not None
    assert (age.least, age.most) == (97, 97)


MONEY = "accession,exam_text,status,payment_kind,payment_amount,payment_currency,payment_date,payment_pays\n"


def test_payments_of_a_study() -> None:
    rows = "A1,US thyroid,F,copayment,25.00,USD,2026-03-01,1\nA1,,,adjustment,-5,,,\nA2,US neck,F,,,,,\n"
    first, second = studies(parse_table((MONEY + rows).encode(), "t.csv"))
    told = [(one.number, one.kind, one.amount, one.currency, one.date, one.pays) for one in first.payments]
    assert told == [
        (1, "copayment", Decimal("25.00"), "USD", "20260301", (1,)),
        (2, "adjustment", Decimal("-5"), "", "", ()),
    ]
    # A row that is money alone is no examination.
    assert len(first.exams) == 1
    assert second.payments == ()


def test_a_study_may_come_as_money_first() -> None:
    (found,) = studies(parse_table((MONEY + "A1,,,deposit,50.00,USD,,\nA1,US thyroid,F,,,,,\n").encode(), "t.csv"))
    assert [exam.procedure.text for exam in found.exams] == ["US thyroid"]
    assert [one.kind for one in found.payments] == ["deposit"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ('copayment,"1,250.00",USD,,', "Row 2: “1,250.00” is no amount"),
        ("copayment,,USD,,", "Row 2: “” is no amount"),
        ("bribe,25.00,USD,,", "Row 2: “bribe” is no kind"),
        ("payment,25.00,USD,2026-02-30,", "Row 2: “2026-02-30” is no day"),
        ("payment,-25.00,USD,,", "money that is given back is an adjustment"),
    ],
)
def test_a_faulty_payment_is_told_and_its_study_not_taken(cells: str, told: str) -> None:
    bad, good = parse_table((MONEY + f"A1,US thyroid,F,{cells}\nA2,US neck,F,,,,,\n").encode(), "t.csv")
    assert bad.document is None and told in bad.problem
    assert good.document is not None


def test_rows_of_one_accession_are_exams_of_one_study() -> None:
    text = ROW + "A1,M1,F,X,US thyroid,202603010900,F,E04.1\nA1,M1,F,Y,US abdomen complete,202603010920,F,R10.11\n"
    (found,) = studies(parse_table(text.encode(), "t.csv"))
    assert [exam.procedure.text for exam in found.exams] == ["US thyroid", "US abdomen complete"]
    assert {exam.accession for exam in found.exams} == {"A1"}


def test_insurances_and_the_guarantor() -> None:
    text = (
        "accession,exam_text,insurance_plan,insurance_company,insurance_policy,guarantor_family,guarantor_relation\n"
        "A1,US thyroid,P1,Sample Mutual,POL-7,PAYER,PAR\nA1,US neck,P1,Sample Mutual,POL-7,,\nA1,,P2,Second,POL-8,,\n"
    )
    (found,) = studies(parse_table(text.encode(), "t.csv"))
    assert len(found.exams) == 2
    told = [one.text for one in found.insurances]
    assert [one.split("|")[:5] for one in told] == [
        ["IN1", "1", "P1", "", "Sample Mutual"],
        ["IN1", "2", "P2", "", "Second"],
    ]
    assert [one.text for one in found.guarantors] == ["GT1|1||PAYER||||||||PAR"]


def test_each_exam_has_its_own_people() -> None:
    text = "accession,exam_text,performing_id,performing_family\nA1,US thyroid,1,READER\nA1,US neck,2,OTHER\n"
    (found,) = studies(parse_table(text.encode(), "t.csv"))
    people = [found.provider("interpreter", exam=number) for number in (1, 2)]
    assert [one.family for one in people if one is not None] == ["READER", "OTHER"]


def test_every_person_of_a_row_is_in_the_study() -> None:
    text = (
        "accession,exam_text,performing_id,signing_id,signing_family,technician_id,technician_given,ordering_id\n"
        "A1,US thyroid,1,2,SIGNER,3,TOM,4\n"
    )
    (found,) = studies(parse_table(text.encode(), "t.csv"))
    people = [found.provider(role, exam=1) for role in ("interpreter", "responsible", "technician", "ordering")]
    assert [one.identifier for one in people if one is not None] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ["mrn", "family", "birth_date", "account", "fetuses", "gestational_age"])
def test_rows_of_one_study_do_not_contradict_each_other(name: str) -> None:
    (given,) = parse_table(f"accession,{name}\nA1,\nA1,1\nA1,2\n".encode(), "t.csv")
    assert given.problem == f"Row 4 has another {name} than row 3, though they are one study; correct one of them."


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ("Row 2: “25,00” is no amount.", "s.csv, row 2: “25,00” is no amount."),
        ("Row 3 has another mrn than row 2.", "s.csv, row 2: Row 3 has another mrn than row 2."),
        ("Row 2, payment 1 is no object.", "s.csv: Row 2, payment 1 is no object."),
        ("Row 2 has more cells.", "s.csv: Row 2 has more cells."),
        ("Row 20 has more cells.", "s.csv, row 2: Row 20 has more cells."),
        ("The time is no time.", "s.csv, row 2: The time is no time."),
    ],
)
def test_a_place_is_said_once(problem: str, sentence: str) -> None:
    assert told("s.csv", "row 2", problem) == sentence
