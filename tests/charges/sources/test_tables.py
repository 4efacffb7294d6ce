from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.report import read_report
from workbench.charges.sources.tables import COLUMNS, Given, parse_table, read_table
from workbench.charges.study import Study
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
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
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
        (b"accession,colour\nA1,red\n", "has a column “colour” that is not known"),
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


def test_two_patients_in_one_study_are_not_mixed() -> None:
    found = parse_table((ROW + "A1,M1,X,1,US,20260301,F,\nA1,M2,X,2,US,20260301,F,\n").encode(), "t.csv")
    assert found[0].problem == "Row 3 has another mrn than row 2 of the same study; correct one of them."


def test_an_impossible_date_is_said_by_the_study() -> None:
    (study,) = studies(parse_table((ROW + "A1,M1,X,1,US,2026-02-30,F,E04.1\n").encode(), "t.csv"))
    assert any("“20260230” (OBR-7) is no possible date" in gap.text for gap in study.gaps)
