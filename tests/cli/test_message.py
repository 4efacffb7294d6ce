"""show, get, set, check from the command line: answers on stdout, sentences on stderr, honest exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli import main

DFT = (
    b"MSH|^~\\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r\n"
    b"EVN|P03|20260301160000\r\n"
    b"PID|1||100234^^^MAINHOSP^MR||SAMPLE^ANNA^Q||19900412|F||||||||||A5550001\r\n"
    b"PV1|1|O\r\n"
    b"FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00&USD|350.00&USD\r\n"
)


@pytest.fixture
def dft(tmp_path: Path) -> Path:
    file = tmp_path / "charges.hl7"
    file.write_bytes(DFT)
    return file


def test_show_prints_names_and_meanings(dft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(dft)]) == 0
    out = capsys.readouterr().out
    assert "FT1-6  Transaction Type: CG  = Charge" in out
    assert "FT1-11.1.2  Denomination: USD" in out
    assert "PID-8  Administrative Sex: F  = Female" in out


def test_show_json(dft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(dft), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["type"], data["control_id"], data["dictionary"]) == ("DFT^P03^DFT_P03", "C1", "2.5.1")
    fields = {field["path"]: field for segment in data["segments"] for field in segment["fields"]}
    assert fields["FT1-6"]["meaning"] == "Charge"
    assert fields["FT1-11"]["raw"] == "350.00&USD"


def test_show_keeps_terminal_commands_out_of_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "evil.hl7"
    file.write_bytes(b"MSH|^~\\&|\x1b[2J\rZED|\x07\x9b")
    assert main(["show", str(file)]) == 0
    out = capsys.readouterr().out
    assert not any(sign in out for sign in "\x1b\x07\x9b")


@pytest.mark.parametrize(
    ("path", "value"),
    [("FT1-6", "CG"), ("FT1-11", "350.00&USD"), ("PID-5.2", "ANNA"), ("FT1-8", ""), ("MSH-2", "^~\\&")],
)
def test_get(dft: Path, path: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", str(dft), path]) == 0
    assert capsys.readouterr().out == value + "\n"


def test_get_what_is_not_there_is_a_no(dft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", str(dft), "FT1[2]-6"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"dft-workbench: There is no FT1[2]-6 in {dft}.\n"


def test_set_writes_only_the_field(dft: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["set", str(dft), "FT1-6", "CR"]) == 0
    assert capfdbinary.readouterr().out == DFT.replace(b"|CG|", b"|CR|")
    assert dft.read_bytes() == DFT


def test_set_to_a_file_in_place_keeps_its_mode(dft: Path) -> None:
    dft.chmod(0o640)
    assert main(["set", str(dft), "FT1-7.2", "Head & neck", "--text", "-o", str(dft)]) == 0
    assert dft.read_bytes() == DFT.replace(b"OB scan", b"Head \\T\\ neck")
    assert dft.stat().st_mode & 0o777 == 0o640
    assert list(dft.parent.iterdir()) == [dft]


def test_a_new_file_is_its_owners_only(dft: Path, tmp_path: Path) -> None:
    assert main(["set", str(dft), "FT1-6", "CR", "-o", str(tmp_path / "new.hl7")]) == 0
    assert (tmp_path / "new.hl7").stat().st_mode & 0o777 == 0o600


def test_set_in_one_of_many(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(b"BHS|^~\\&|x\r\n" + DFT + DFT + b"BTS|2\r\n")
    assert main(["set", str(file), "FT1-2", "NEW", "--message", "2"]) == 0
    assert capfdbinary.readouterr().out == b"BHS|^~\\&|x\r\n" + DFT + DFT.replace(b"CHG001", b"NEW") + b"BTS|2\r\n"


def test_set_keeps_to_the_character_set_that_msh_18_names(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "latin.hl7"
    header = b"MSH|^~\\&|||||||DFT^P03|1|P|2.5.1||||||8859/1\r"
    file.write_bytes(header + b"PID|1||7\r")
    assert main(["set", str(file), "PID-3", "é"]) == 0
    assert capfdbinary.readouterr().out == header + b"PID|1||\xe9\r"
    assert main(["set", str(file), "PID-3", "Ž"]) != 0
    assert "cannot be written in ISO 8859-1" in capfdbinary.readouterr().err.decode()


def test_set_says_when_msh_18_names_another_character_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.hl7"
    file.write_bytes("MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\rPID|1||Ł\r".encode())
    assert main(["set", str(file), "MSH-18", "8859/1"]) == 0
    assert capsys.readouterr().err == "dft-workbench: MSH-18 says 8859/1, but the message is kept as UTF-8.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["get", "{dft}", "FT1"], None),
        (["get", "{dft}", "FT"], "is no path"),
        (["get", "{dft}.not", "FT1-1"], "There is no file"),
        (["set", "{dft}", "FT1-7", "a|b"], "field separator"),
        (["set", "{dft}", "NTE-3", "x"], "insert the segment first"),
        (["show", "{dft}", "--message", "2"], "holds one message"),
        (["show", "{empty}"], "is empty"),
        (["set", "{dft}", "FT1-6", "CR", "-o", "{dft}/x/y.hl7"], "cannot be written"),
        (["show", "{folder}"], "is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    dft: Path, tmp_path: Path, words: list[str], says: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.hl7"
    empty.touch()
    words = [word.format(dft=dft, empty=empty, folder=tmp_path) for word in words]
    status = main(words)
    err = capsys.readouterr().err
    assert (status, "Traceback" in err) == (0 if says is None else 2, False)
    assert (says or "") in err
    assert err.count("\n") <= 1


@pytest.mark.parametrize("words", [["show", "x", "--nope"], ["show"], ["get", "x"], ["show", "x", "--message", "0"]])
def test_wrong_words_exit_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2


BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "no MSH": b"PID|1||x\r",
    "MSH alone": b"MSH",
    "MSH-2 odd": b"MSH|&&&&|A\rPID|1\r",
    "BOM": b"\xef\xbb\xbfMSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\r",
    "lone VT": b"\x0b",
    "lone FS": b"\x1c",
    "one line": b"MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1 PID|1 FT1|1",
    "unknown version": b"MSH|^~\\&|A||||1||DFT^P03|1|T|9.9\rFT1|1\r",
    "unknown segment": b"MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\rQQQ|1\rZZZ|2\r",
    "10 000 fields": b"MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1\rFT1" + b"|x" * 10_000,
    "5 MB": b"MSH|^~\\&|A||||1||ORU^R01|1|T|2.5.1\rOBX|1|ED|||" + b"QUJD" * 1_250_000,
    "invalid UTF-8": b"MSH|^~\\&|A||||1||DFT^P03|1|T|2.5.1||||||UNICODE UTF-8\rPID|1||\xff\xfe\x80",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_never_ends_in_a_traceback(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "bad.hl7"
    file.write_bytes(BAD[name])
    assert main(["show", str(file)]) in (0, 2)
    assert main(["show", str(file), "--json"]) in (0, 2)
    assert main(["check", str(file)]) in (0, 1)
    assert b"Traceback" not in capfdbinary.readouterr().err


def test_check_lists_findings_and_says_no(dft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(dft), "--json"]) == 0
    capsys.readouterr()
    dft.write_bytes(DFT.replace(b"|20260301|20260301|CG", b"||20260301|"))
    assert main(["check", str(dft), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {"file", "message", "path", "severity", "code", "text", "hint"} <= set(rows[0])
    assert any(row["path"] == "FT1-6" and row["severity"] == "error" for row in rows)
    assert main(["check", str(dft)]) == 1
    assert "FT1-6  error" in capsys.readouterr().out
