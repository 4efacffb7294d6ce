"""compose without --event: within one run a study is charged once, however many of its reports are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.lifecycle import report
from helpers.program import Program

from workbench.er7 import Document
from workbench.er7.files import MessageFile


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


def folder(tmp_path: Path, *reports: Document) -> str:
    """A folder with these reports as a.hl7, b.hl7 …"""
    found = tmp_path / "reports"
    found.mkdir()
    for name, one in zip("abcdef", reports, strict=False):
        (found / f"{name}.hl7").write_bytes(one.to_bytes())
    return str(found)


def charges(text: str) -> list[str]:
    """FT1-7 of all messages."""
    messages = MessageFile(text.encode())
    documents = [messages.document(index) for index in range(len(messages))]
    return [one.value(segment.path.at(field=7)) or "" for one in documents for segment in one.all("FT1")]


F = report()
C = report(5, status="C", code="US-BREAST^US breast complete^L")
X = report(5, status="X", observed="X")


def test_the_same_report_under_two_names_is_charged_once(desk: Program, tmp_path: Path) -> None:
    status, out, err = desk.run("compose", folder(tmp_path, F, F))
    assert (status, len(charges(out))) == (0, 1)
    assert "b.hl7: Left out. It is the same report as a.hl7, and the study ACC1 is charged once." in err
    assert "1 study: 1 composed (1 message), 1 left out for another report of the same study" in err


def test_of_a_report_and_its_correction_the_correction_is_charged(desk: Program, tmp_path: Path) -> None:
    alone = charges(desk.run("compose", folder(tmp_path, C))[1])
    (tmp_path / "reports").rename(tmp_path / "alone")
    status, out, err = desk.run("compose", folder(tmp_path, F, C))
    assert (status, charges(out)) == (0, alone)
    assert "a.hl7: Left out. Of the study ACC1 the report in b.hl7 is the later one" in err
    assert "--event as-reported" in err


def test_the_name_of_a_file_does_not_say_which_report_is_the_later_one(desk: Program, tmp_path: Path) -> None:
    _, out, err = desk.run("compose", folder(tmp_path, C, F))
    assert len(charges(out)) == 1
    assert "b.hl7: Left out." in err and "OBR-22 is 20260301155500" in err


def test_a_study_that_was_cancelled_after_its_report_is_not_charged(desk: Program, tmp_path: Path) -> None:
    status, out, err = desk.run("compose", folder(tmp_path, F, X))
    assert (status, out) == (1, "")
    assert "a.hl7: Left out." in err and "b.hl7: The study was cancelled" in err


def test_an_accession_number_is_compared_as_people_retype_it(desk: Program, tmp_path: Path) -> None:
    retyped = C.put("OBR-3", " acc1 ")
    _, out, err = desk.run("compose", folder(tmp_path, F, retyped))
    assert len(charges(out)) == 1 and "a.hl7: Left out." in err


def test_two_numbers_are_two_studies(desk: Program, tmp_path: Path) -> None:
    other = report(5).put("OBR-3", "ACC2").put("OBR-2", "P2")
    status, out, err = desk.run("compose", folder(tmp_path, F, other))
    assert (status, len(charges(out))) == (0, 2) and "Left out" not in err


def test_one_number_of_two_issuers_is_two_studies(desk: Program, tmp_path: Path) -> None:
    one, other = F.put("OBR-3", "ACC1^NORTH"), report(5).put("OBR-3", "ACC1^SOUTH")
    _, out, err = desk.run("compose", folder(tmp_path, one, other))
    assert len(charges(out)) == 2 and "Left out" not in err


def test_two_patients_with_one_number_are_both_left_to_a_person(desk: Program, tmp_path: Path) -> None:
    status, out, err = desk.run("compose", folder(tmp_path, F, report(5, mrn="200")))
    assert (status, out) == (1, "")
    assert "Two patients share the number ACC1: 100234 (a.hl7) and 200 (b.hl7); neither is charged." in err


def test_a_correction_may_name_another_patient(desk: Program, tmp_path: Path) -> None:
    _, out, err = desk.run("compose", folder(tmp_path, F, report(5, mrn="200", status="C")))
    assert len(charges(out)) == 1 and "|200^^^DEMO^MR|" in out and "a.hl7: Left out." in err


def test_of_a_report_about_two_studies_only_what_is_old_is_left_out(desk: Program, tmp_path: Path) -> None:
    second = F.segments[3].text.replace("OBR|1|P1|ACC1|", "OBR|2|P2|ACC2|")
    both = Document.from_text(F.text + second + "\r")
    _, out, err = desk.run("compose", folder(tmp_path, both, C))
    assert len(charges(out)) == 2
    assert err.count("Left out.") == 1 and "Of the study ACC1 the report in b.hl7" in err


def test_money_of_a_report_that_does_not_count_is_told(desk: Program, tmp_path: Path) -> None:
    rows = ("2026-03-01 15:50,F,25.00", "2026-03-01 15:55,C,")
    for name, row in zip("ab", rows, strict=True):
        (tmp_path / f"{name}.csv").write_text(
            "accession,mrn,account,exam_code,exam_time,diagnoses,report_time,status,payment_amount,payment_kind\n"
            f"ACC1,100,A1,US-NECK,2026-03-01 14:00,E04.1,{row},{'payment' if row.endswith('0') else ''}\n"
        )
    status, _, err = desk.run("compose", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert status == 1 and "A payment of this one is in no message." in err


def test_a_program_is_told_what_was_left_out(desk: Program, tmp_path: Path) -> None:
    answer: Any = desk.json("compose", folder(tmp_path, F, C))
    (left,) = answer["left_out"]
    assert (Path(left["file"]).name, left["accession"], left["needs_person"]) == ("a.hl7", "ACC1", False)
    assert answer["report"]["left_out"] == 1


def test_reports_of_one_file_are_told_by_their_place(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "both.hl7"
    file.write_bytes(F.to_bytes() + C.to_bytes())
    _, out, err = desk.run("compose", str(file))
    assert len(charges(out)) == 1
    assert "both.hl7, message 1: Left out. Of the study ACC1 the report in both.hl7, message 2 is" in err
