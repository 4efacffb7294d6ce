"""ledger and pair: from files and from the history, with exit statuses that a script can rely on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.charge_messages import START, dft, ft1

from workbench.cli import main
from workbench.history.store import History


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a charge, its credit, and a charge that stays."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "1.hl7").write_text(dft(ft1("CHG001"), ft1("CHG002", number=2, code="76810")), newline="")
    credit = dft(ft1("CHG001-R", "CR", "-350.00&USD"), control_id="M2", time="20260303100000")
    (folder / "2.hl7").write_text(credit, newline="")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose history holds the same, with answers."""
    folder = tmp_path / "data"
    texts = [
        (dft(ft1("CHG001"), ft1("CHG002", number=2, code="76810")), "accepted"),
        (dft(ft1("CHG001-R", "CR", "-350.00&USD"), control_id="M2"), "accepted"),
        (dft(ft1("CHG003", order="ACC9"), control_id="M3"), "error"),
    ]
    with History.open(folder) as store:
        for hour, (text, verdict) in enumerate(texts):
            at = START + timedelta(hours=hour)
            entry = store.sending(text.encode(), endpoint="billing:2575", at=at)
            store.answered(entry, b"MSH|^~\\&|", at=at, verdict=verdict)
        ack = b"MSH|^~\\&|B||||1||ACK|A1|T|2.5.1\rMSA|AA|M1\r"
        store.received(ack, peer="10.0.0.5:1", endpoint="127.0.0.1:2575", at=START)
    return folder


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def start(*words: object) -> tuple[int, str, str]:
        status = main([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return start


def test_files(run: Run, files: Path) -> None:
    status, out, err = run("ledger", files)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith("charge  CHG001  2026-03-01  76805 26  350.00 USD  reversed")
    assert lines[0].endswith("balance 0.00 USD")
    assert lines[1].strip().startswith("credit  CHG001-R")
    assert lines[-1] == "charges less credits: 350.00 USD"


def test_the_history(run: Run, data: Path) -> None:
    status, out, err = run("ledger", "--data", data, "--json")
    book = json.loads(out)
    assert (status, err) == (0, "")
    assert [(one["transaction_id"], one["state"]) for one in book["charges"]] == [
        ("CHG001", "reversed"),
        ("CHG002", "accepted"),
        ("CHG003", "rejected"),
    ]
    assert book["charges"][0]["balance"] == {
        "by": "amount",
        "amounts": {"USD": "0.00"},
        "quantity": "0",
        "lines": 0,
        "text": "0.00 USD",
    }
    assert book["charges"][0]["postings"][0]["entry"] == 1
    assert book["totals"]["net"] == {"USD": "350.00"}
    assert [one["code"] for one in book["flags"]] == ["rejected"]


def test_no_number_in_json_is_a_float(run: Run, files: Path) -> None:
    _status, out, _err = run("ledger", files, "--json")
    json.loads(out, parse_float=lambda text: pytest.fail(f"{text} is a float"))


def test_flags_say_no(run: Run, data: Path, files: Path) -> None:
    status, out, _err = run("ledger", "--data", data, "--flags")
    assert status == 1
    assert out.startswith("warning  rejected: The message M3 (entry 3) with 1 line (CHG003) was refused")
    status, out, _err = run("ledger", files, "--flags")
    assert (status, out) == (0, "Nothing to look at.\n")


def test_flags_say_no_in_every_form(run: Run, data: Path) -> None:
    for form in ("--json", "--csv"):
        assert run("ledger", "--data", data, "--flags", form)[0] == 1


def test_information_alone_is_fine(run: Run, tmp_path: Path) -> None:
    for name in ("a.hl7", "b.hl7"):
        (tmp_path / name).write_text(dft(ft1()))
    status, out, _err = run("ledger", tmp_path / "a.hl7", tmp_path / "b.hl7", "--flags")
    assert status == 0
    assert out.startswith("info  resent")
    assert f"    in: {tmp_path / 'a.hl7'}, message 1 and {tmp_path / 'b.hl7'}, message 1" in out.splitlines()


@pytest.mark.parametrize("view", ["study", "patient", "account", "day", "endpoint"])
def test_views(run: Run, files: Path, view: str) -> None:
    status, out, _err = run("ledger", files, "--by", view)
    assert status == 0
    assert out.splitlines()[-1].endswith("; 350.00 USD")
    _status, out, _err = run("ledger", files, "--by", view, "--json")
    assert json.loads(out)["by"] == view


def test_csv(run: Run, files: Path) -> None:
    _status, out, _err = run("ledger", files, "--csv")
    found = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [row["amount"] for row in found] == ["350.00", "-350.00", "350.00"]


def test_sums_as_csv(run: Run, tmp_path: Path) -> None:
    other = ft1("CHG002", day="20260305", amount="7.00&EUR", number=2)
    more = ft1("CHG003", day="20260305", amount="1.50&USD", number=3)
    (tmp_path / "a.hl7").write_text(dft(ft1(), other, more))
    _status, out, _err = run("ledger", tmp_path / "a.hl7", "--by", "day", "--csv")
    found = list(csv.reader(io.StringIO(out, newline="")))
    assert found == [
        ["day", "charges", "lines", "currency", "charges less credits", "lines without an amount"],
        ["2026-03-01", "1", "1", "USD", "350.00", "0"],
        ["2026-03-05", "2", "2", "EUR", "7.00", "0"],
        ["2026-03-05", "", "", "USD", "1.50", ""],
    ]


def test_a_file_that_cannot_be_read_is_said_and_the_others_go_on(run: Run, files: Path) -> None:
    status, out, err = run("ledger", files, files / "none.hl7")
    assert (status, err) == (2, f"dft-workbench: There is no file {files / 'none.hl7'}.\n")
    assert "CHG001" in out


def test_nothing_could_be_read(run: Run, tmp_path: Path) -> None:
    assert run("ledger", tmp_path / "none.hl7") == (
        2,
        "",
        f"dft-workbench: There is no file {tmp_path / 'none.hl7'}.\n",
    )


def test_no_history_is_a_sentence(run: Run, tmp_path: Path) -> None:
    status, out, err = run("ledger", "--data", tmp_path / "nothing")
    assert (status, out) == (2, "")
    assert "The history is empty" in err


def test_an_unknown_preset_is_a_sentence(run: Run, files: Path) -> None:
    status, _out, err = run("ledger", files, "--preset", "moon")
    assert status == 2
    assert "There is no preset “moon”" in err


def test_rules_of_ones_own_are_used_by_name(run: Run, files: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "ledger"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text("[types]\ncharge = ['XX']\ncredit = ['YY']\n")
    status, out, _err = run("ledger", files, "--preset", "mine", "--data", own.parent)
    assert status == 0
    assert out != run("ledger", files)[1]
    status, _out, err = run("ledger", files, "--preset", "mime", "--data", own.parent)
    assert (status, "perhaps mine was meant" in err) == (2, True)


def test_lines_that_run_together_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_text("MSH|^~\\&|US||||1||DFT^P03|M1|T|2.3 FT1|1|A||1||CG\r")
    status, out, err = run("ledger", tmp_path)
    assert (status, out) == (0, "There are no charge lines.\n")
    assert "another FT1 inside it" in err


def test_pair_by_charge_or_credit(run: Run, files: Path, data: Path) -> None:
    for words in (("pair", "CHG001", files), ("pair", "chg001-r", "--data", data)):
        status, out, _err = run(*words)
        assert status == 0
        assert "by its transaction id with -R behind it" in out
        assert "    equal: PID-3 patient" in out
        assert "    different: FT1-2 transaction id CHG001 / CHG001-R" in out


def test_pair_finds_nothing(run: Run, files: Path) -> None:
    status, out, err = run("pair", "CHG002", files)
    assert (status, out.splitlines()[-1], err) == (1, "  no credit", "")
    status, out, err = run("pair", "CHG009", files)
    assert (status, out) == (1, "")
    assert "“CHG009” is neither a charge nor a credit here." in err


def test_pair_of_a_lone_credit(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_text(dft(ft1("X-R", "CR", "-1")))
    status, out, err = run("pair", "X-R", tmp_path, "--json")
    assert status == 1
    assert [one["transaction_id"] for one in json.loads(out)["unpaired"]] == ["X-R"]
    assert "leads to no charge" in err


def test_control_characters_never_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_text(dft(ft1("A\x1b[31m")))
    _status, out, _err = run("ledger", tmp_path)
    assert "\x1b" not in out


def test_how_the_messages_were_read_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.hl7"
    file.write_text(dft(ft1("A1")) + dft(ft1("A1-R", "RV", "-350.00&USD"), control_id="M2"), newline="")
    status, out, err = run("ledger", file)
    assert (status, out.splitlines()[-1]) == (0, "charges less credits: 0.00 USD")
    assert "FT1-6 = RV is a credit" in err
    answer = json.loads(run("ledger", file, "--json")[1])
    assert answer["settings"] == "automatic"
    assert "FT1-6 = RV is a credit" in answer["settings_why"]
    assert "FT1-6 = RV is a credit" in json.loads(run("pair", "A1", file, "--json")[1])["settings_why"]
    assert run("ledger", file, "--preset", "default")[1].splitlines()[-1] == "charges less credits: 350.00 USD"


def test_the_convention_of_a_profile_reads_what_was_sent(run: Run, tmp_path: Path, data: Path) -> None:
    profile = tmp_path / "clinic.toml"
    profile.write_text('[transaction_types]\ncredit = "CG"\n\n[reversal]\nconvention = "E"\n', encoding="utf-8")
    with History.open(data) as store:
        cancelled = dft(ft1("CHG002", number=1, code="76810"), "ZFT|R", control_id="M7").encode()
        entry = store.sending(cancelled, endpoint="billing:2575", at=START + timedelta(hours=9))
        store.answered(entry, b"MSH|^~\\&|", at=START + timedelta(hours=9), verdict="accepted")
    status, out, err = run("ledger", "--data", data, "--profile", profile)
    assert status == 0
    assert f"The convention E of the profile {profile}, as it was chosen." in err
    assert ["  reversed  " in line for line in out.splitlines() if line.startswith("charge  CHG002")] == [True]


def test_a_profile_goes_with_automatic_rules_alone(run: Run, files: Path) -> None:
    status, _out, err = run("ledger", files, "--profile", "default", "--preset", "default")
    assert status == 2
    assert "--profile goes with the preset automatic" in err


def test_a_profile_that_cannot_be_used_is_said(run: Run, files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "profiles"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("[reversal]\nconvention = 7\n", encoding="utf-8")
    status, out, err = run("ledger", files, "--data", tmp_path / "data")
    assert status == 0
    assert "broken" in err and "does not help" in err
    assert out.splitlines()[-1] == "charges less credits: 350.00 USD"


def test_lines_netted_without_amounts_are_counted_in_the_answer(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "unpriced.hl7"
    rows = [ft1("A1", amount=""), ft1("B1", amount="", quantity="", number=2, code="76810")]
    back = [ft1("A1-R", "CR", ""), ft1("B1-R", "CR", "", quantity="", number=2, code="76810")]
    file.write_text(dft(*rows) + dft(*back, control_id="M2"), newline="")
    totals = json.loads(run("ledger", file, "--json")[1])["totals"]
    assert (totals["netted_by_quantity"], totals["netted_by_count"]) == (2, 2)
    assert "2 lines netted by quantity" in totals["text"]
    table = list(csv.DictReader(io.StringIO(run("ledger", file, "--csv")[1])))
    assert [row["netted by"] for row in table] == ["quantity", "quantity", "lines", "lines"]


def test_an_empty_id_pairs_nothing(run: Run, files: Path) -> None:
    status, out, err = run("pair", " ", files)
    assert (status, out) == (2, "")
    assert "Name the transaction id" in err


def test_a_statement_for_paper(run: Run, files: Path, tmp_path: Path) -> None:
    status, out, _err = run("ledger", files, "--statement")
    assert status == 0
    assert out.startswith("Statement of charges: everything\n")
    assert "Charges less credits:" in out
    each = run("ledger", files, "--statement", "--by", "day")[1]
    assert each.count("Statement of charges: ") == len(run("ledger", files, "--by", "day")[1].splitlines()) - 2
    text, page = tmp_path / "s.txt", tmp_path / "s.html"
    assert run("ledger", files, "--statement", "-o", text)[:2] == (0, "")
    assert text.read_text(encoding="utf-8") == out
    assert text.stat().st_mode & 0o077 == 0, "patient data"
    assert run("ledger", files, "--statement", "-o", page)[0] == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_does_not_go_with_a_statement(run: Run, files: Path, tmp_path: Path) -> None:
    assert "add --statement" in run("ledger", files, "-o", tmp_path / "x")[2]
    other = tmp_path / "other.hl7"
    other.write_text(dft(ft1("Z1"), account="B2^^^HOSP^AN", control_id="Z1"), encoding="utf-8")
    status, _out, err = run("ledger", files, other, "--statement", "--by", "account", "-o", tmp_path / "x.html")
    assert (status, (tmp_path / "x.html").exists()) == (2, False)
    assert "A page holds one statement" in err
    with pytest.raises(SystemExit):
        run("ledger", files, "--statement", "--json")
