from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.sources.files import read_file
from workbench.errors import WorkbenchError


def test_every_kind_of_file(tmp_path: Path) -> None:
    studies = resources.path("samples")
    assert len(read_file(studies / "studies.csv")) == 3
    assert len(read_file(studies / "studies.json")) == 2
    (report,) = read_file(studies / "studies" / "06-thyroid.hl7")
    assert report.document is not None
    assert report.place == "message 1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MSH|^~\\&|A||||||DFT^P03|1|T|2.5.1\r", "This is DFT^P03; a study comes from a report"),
        ("MSH|^~\\&|A\r", "This is a message without MSH-9"),
        ("Dear colleague", "This is no HL7 message: it has no MSH segment."),
    ],
)
def test_what_is_no_study_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "x.hl7"
    file.write_text(text)
    (found,) = read_file(file)
    assert found.document is None
    assert said in found.problem


@pytest.mark.parametrize(
    ("pid", "mrg", "said"),
    [
        ("NEW1", "OLD1^^^H^MR", "patient OLD1 (MRG-1) is NEW1 (PID-3) from now on. No charge moves by it"),
        (f"NEW1{'|' * 15}A2", "NEW1||A1", "account A1 (MRG-3) is A2 (PID-18) from now on"),
        ("NEW1", "", "a study comes from a report"),
    ],
)
def test_what_to_do_when_two_patients_become_one(tmp_path: Path, pid: str, mrg: str, said: str) -> None:
    file = tmp_path / "a40.hl7"
    file.write_text(f"MSH|^~\\&|A||||||ADT^A40^ADT_A39|1|T|2.5.1\rPID|1||{pid}\rMRG|{mrg}\r")
    (found,) = read_file(file)
    assert found.document is None
    assert "This is ADT^A40^ADT_A39" in found.problem and said in found.problem


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    for name in ("x.hl7", "x.json"):
        (tmp_path / name).write_text("[]" if name.endswith("json") else "")
        with pytest.raises(WorkbenchError, match="is empty: there is no study in it"):
            read_file(tmp_path / name)
