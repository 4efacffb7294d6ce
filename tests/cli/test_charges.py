"""compose from the command line: signed gives a message, not signed gives a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import resources
from workbench.cli import main
from workbench.er7 import Document

STUDIES = resources.path("samples", "studies")


def test_a_signed_study_becomes_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "charges.hl7"
    words = ["--data", str(tmp_path / "d"), "compose", str(STUDIES / "02-pregnancy-twins.hl7"), "-o", str(out)]
    assert main([*words, "--json"]) == 0
    (study,) = json.loads(capsys.readouterr().out)["studies"]
    message = Document.from_bytes(out.read_bytes())
    assert study["signed"] is True
    assert message.get("MSH-11") == "T"
    assert [line["transaction_id"] for line in study["lines"]] == [one.field(2).text for one in message.all("FT1")]
    assert main(["check", str(out)]) == 0


def test_without_an_output_the_message_is_the_output(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--data", str(tmp_path / "d"), "compose", str(STUDIES / "06-thyroid.hl7")]) == 0
    assert Document.from_bytes(capfdbinary.readouterr().out).message_type == "DFT^P03^DFT_P03"


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        ("10-preliminary.hl7", "not signed"),
        ("12-cancelled.hl7", "cancelled"),
        ("13-unknown-procedure.hl7", "choose a charge"),
    ],
)
def test_no_charge_says_why(sample: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "charges.hl7"
    assert main(["--data", str(tmp_path / "d"), "compose", str(STUDIES / sample), "-o", str(out)]) == 1
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_an_unknown_procedure_is_a_line_to_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--data", str(tmp_path / "d"), "compose", str(STUDIES / "13-unknown-procedure.hl7"), "--json"]
    assert main(words) == 1
    (study,) = json.loads(capsys.readouterr().out)["studies"]
    (line,) = study["lines"]
    assert line["to_complete"]
    assert study["message"] is None


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PID|1", b"MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\r"])
def test_what_is_no_report_is_said(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.hl7"
    file.write_bytes(content)
    assert main(["--data", str(tmp_path / "d"), "compose", str(file)]) in (1, 2)
    err = capsys.readouterr().err
    assert err.startswith("dft-workbench: ")
    assert "Traceback" not in err
