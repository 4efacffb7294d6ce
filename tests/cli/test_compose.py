from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from workbench import resources
from workbench.cli import main
from workbench.er7 import Document
from workbench.er7.files import MessageFile

STUDIES = resources.path("samples", "studies")


def run(data: Path, *words: str | Path) -> int:
    return main(["--data", str(data), *(str(word) for word in words)])


def study(name: str) -> Path:
    return STUDIES / f"{name}.hl7"


def test_one_report_to_standard_output(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(tmp_path, "compose", study("06-thyroid")) == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(b"MSH|^~\\&|") and out.count(b"\rFT1|") == 1


def test_json_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "compose", study("02-pregnancy-twins"), "--json", "--profile", "split") == 0
    answer = json.loads(capsys.readouterr().out)
    (told,) = answer["studies"]
    assert [one["endpoint"] for one in told["messages"]] == ["physician-billing", "facility-billing"]
    assert [len(line["transaction_ids"]) for line in told["lines"]] == [2, 2]
    assert len({one for line in told["lines"] for one in line["transaction_ids"]}) == 4
    assert told["message"] == told["messages"][0]["message"]
    assert answer["report"]["messages"] == 2


def test_text_and_json_name_the_same_lines_to_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twins.hl7"
    file.write_bytes(Document.from_bytes(study("02-pregnancy-twins").read_bytes()).put("OBR-7", "20261399").to_bytes())
    assert run(tmp_path, "compose", file) == 1
    said = capsys.readouterr().err
    assert [f"Line {number} is not in the message yet" in said for number in (1, 2, 3)] == [True, True, False]
    assert run(tmp_path, "compose", file, "--json") == 1
    (answer,) = json.loads(capsys.readouterr().out)["studies"]
    assert [line["amount"] for line in answer["lines"]] == ["350.00", "180.00"]
    assert run(tmp_path, "compose", file, "--event", "as-reported") == 1
    capsys.readouterr()
    assert run(tmp_path, "studies", "worklist") == 0
    assert "incomplete  530.00 USD" in capsys.readouterr().out


def test_several_messages_go_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(tmp_path, "compose", study("06-thyroid"), study("08-heart"), "--profile", "split", "-o", out) == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "06-thyroid-charges-facility-billing.hl7",
        "06-thyroid-charges-physician-billing.hl7",
        "08-heart-charges-facility-billing.hl7",
        "08-heart-charges-physician-billing.hl7",
    ]
    assert all(file.stat().st_mode & 0o077 == 0 for file in out.iterdir())
    assert "2 studies: 2 composed (4 messages)." in capsys.readouterr().err


def test_reports_with_the_same_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder, sample in (("a", "06-thyroid"), ("b", "08-heart")):
        (tmp_path / folder).mkdir()
        shutil.copy(study(sample), tmp_path / folder / "r.hl7")
    out = tmp_path / "out"
    assert run(tmp_path, "compose", tmp_path / "a", tmp_path / "b", "-o", out) == 0
    assert sorted(file.name for file in out.iterdir()) == ["r-charges-2.hl7", "r-charges.hl7"]


def test_several_messages_in_one_file(tmp_path: Path) -> None:
    out = tmp_path / "all.hl7"
    assert run(tmp_path, "compose", study("06-thyroid"), study("08-heart"), "-o", out) == 0
    assert len(MessageFile.open(out)) == 2


def test_a_folder_with_a_report_of_what_needs_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "compose", STUDIES, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["report"] == {
        "studies": 15,
        "composed": 10,
        "messages": 10,
        "held": 0,
        "refused": 5,
        "lines_to_complete": 1,
        "left_out": 1,  # 02, which 11 corrects
        "unreadable_files": 0,
    }
    refused = [one for one in answer["studies"] if one["refusal"]]
    assert all(one["refusal"].endswith(".") and one["lines"] for one in refused)


def test_one_file_that_cannot_be_read_holds_up_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.hl7"
    assert run(tmp_path, "compose", tmp_path / "none.hl7", study("06-thyroid"), "-o", out) == 2
    assert len(MessageFile.open(out)) == 1
    told = capsys.readouterr().err
    assert "none.hl7" in told and "1 file that cannot be read" in told


def test_held_until_released(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "hold.toml"
    profile.write_text("[late]\nhold_after_days = 1\n", encoding="utf-8")
    words = ("compose", study("06-thyroid"), "--profile", profile, "--json")
    status = run(tmp_path, *words)
    answer = json.loads(capsys.readouterr().out)
    age_known = answer["report"]["held"]
    # The service is of 2026-03-04; before that day nothing is late.
    assert (status, age_known) in ((1, 1), (0, 0))
    assert run(tmp_path, *words, "--release") == 0


def test_a_users_own_profile_and_charge_master(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "clinic.toml").write_text("[money]\ncurrency = 'CAD'\n", encoding="utf-8")
    (tmp_path / "chargemaster.csv").write_text(
        "local_code,procedure_code,description,unit_price,matches\nMINE,,Neck,5.00,us thyroid\n", encoding="utf-8"
    )
    assert run(tmp_path, "compose", study("06-thyroid"), "--profile", "clinic", "--json") == 0
    message = json.loads(capsys.readouterr().out)["studies"][0]["message"]
    assert "|MINE^Neck^L|" in message and "|5.00&CAD|" in message


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compose", "NONE.hl7"), "NONE.hl7"),
        (("compose", str(study("06-thyroid")), "--profile", "splt"), "perhaps split was meant"),
        (("compose", str(study("06-thyroid")), "--charge-master", "NONE.csv"), "NONE.csv cannot be read"),
    ],
)
def test_refusals_are_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert run(tmp_path, *words) == 2
    assert told in capsys.readouterr().err


def test_payments_by_accession(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "money.csv"
    file.write_text("accession,kind,amount,pays\nACC26030202,payment,20.00,1\n", encoding="utf-8")
    words = ("compose", study("02-pregnancy-twins"), "--payments", file)
    assert run(tmp_path, *words, "--json") == 0
    message = json.loads(capsys.readouterr().out)["studies"][0]["message"]
    assert "|PA|PAYMENT^Payment^L||||20.00&USD|" in message and message.count("\rFT1|") == 3
    assert run(tmp_path, "compose", study("06-thyroid"), "--payments", file, "--json") == 2
    (failure,) = json.loads(capsys.readouterr().out)["failures"]
    assert "payments for ACC26030202, but no such report" in failure["problem"]


def test_payments_with_an_event_are_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "money.csv"
    file.write_text("accession,kind,amount\nacc26030202,copayment,20.00\n", encoding="utf-8")
    words = ("compose", study("02-pregnancy-twins"), "--payments", file, "--event", "as-reported")
    assert run(tmp_path, *words) == 0
    assert capsys.readouterr().out.count("20.00&USD") == 1
    assert run(tmp_path, *words) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "The co-payment of 20.00 is taken for the one in DFT" in err and "not sent again" in err
    # The correction comes with the same file of payments: what was told is not told again.
    corrected = ("compose", study("11-pregnancy-twins-corrected"), "--payments", file, "--event", "as-reported")
    assert run(tmp_path, *corrected) == 0
    out = capsys.readouterr().out
    assert "\rFT1|" in out and "20.00&USD" not in out


def test_payments_with_an_event_for_no_report_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "money.csv"
    file.write_text("accession,kind,amount\nX1,copayment,20.00\n", encoding="utf-8")
    words = ("compose", study("06-thyroid"), "--payments", file, "--event", "as-reported", "--json")
    assert run(tmp_path, *words) == 1
    out, err = capsys.readouterr()
    assert "payments for X1, but no such report" in err
    (failure,) = json.loads(out)["failures"]
    assert failure["problem"] in err and failure["file"] == str(file)


@pytest.mark.parametrize(
    ("name", "composed", "money"), [("studies.csv", 2, "25.00&USD"), ("studies.json", 1, "20.00&USD")]
)
def test_studies_from_a_table_with_their_payments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, composed: int, money: str
) -> None:
    assert run(tmp_path, "compose", resources.path("samples", name), "--json") == 1  # one of them is not signed
    answer = json.loads(capsys.readouterr().out)
    assert answer["report"]["composed"] == composed
    assert money in answer["studies"][0]["message"]


def test_a_row_that_cannot_be_read_is_told_and_the_others_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.json"
    file.write_text('[{"acession": "A1"}, {"accession": "A2", "mrn": "M1"}]', encoding="utf-8")
    assert run(tmp_path, "compose", file, "--json") == 2
    answer = json.loads(capsys.readouterr().out)
    assert "perhaps accession was meant" in answer["failures"][0]["problem"]
    assert [one["accession"] for one in answer["studies"]] == ["A2"]


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert run(tmp_path, "compose", tmp_path / "empty") == 2
    assert "There is no file with studies in the folder" in capsys.readouterr().err


@pytest.mark.parametrize("event", [(), ("--event", "as-reported")])
def test_a_row_of_the_charge_master_that_is_left_out_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], event: tuple[str, ...]
) -> None:
    table = resources.path("charges", "chargemaster.csv").read_text("utf-8").split("\n")
    faulty = [one.replace("350.00", "$350") if one.startswith("US-OB-COMP,") else one for one in table]
    (tmp_path / "master.csv").write_text("\n".join(faulty), "utf-8")
    report = study("02-pregnancy-twins")
    assert run(tmp_path, "compose", report, "--charge-master", tmp_path / "master.csv", *event) == 1
    told = capsys.readouterr()
    assert "master.csv: Row 17, unit_price: “$350”" in told.err and "The row is left out." in told.err
    assert "US-OB-COMP fits and is left out" in told.err and "FT1|" not in told.out


@pytest.mark.parametrize("way", [(), ("--event", "as-reported")])
def test_a_zone_that_there_is_not_is_told_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], way: tuple[str, ...]
) -> None:
    file = tmp_path / "zone.hl7"
    document = Document.from_bytes(study("06-thyroid").read_bytes())
    file.write_bytes(document.put("OBR-7", "202603041000+9900").to_bytes())
    assert run(tmp_path, "compose", file, *way) == 0
    out, err = capsys.readouterr()
    assert Document.from_bytes(out.encode()).get("FT1-4") == "202603041000"
    assert err.count("there is no zone +9900; they go from -1200 to +1400. It is charged without its zone") == 1
