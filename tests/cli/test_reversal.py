"""reverse and correct from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.reversals import DETAILED, REVERSED, SIGNED, charge, dft

from workbench import resources
from workbench.cli import main
from workbench.er7 import Document
from workbench.history.errors import HistoryError
from workbench.history.store import History


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    file = tmp_path / "signed.hl7"
    file.write_bytes(SIGNED.encode())
    return file


@pytest.fixture
def detailed(tmp_path: Path) -> Path:
    file = tmp_path / "detailed.hl7"
    file.write_bytes(DETAILED.encode())
    return file


def _normal(text: str) -> str:
    """Without what the clock and the random numbers say."""
    document = Document.from_text(text)
    stamped = ("MSH-7", "EVN-2", *(str(segment.path.at(field=5)) for segment in document.all("FT1")))
    for path in stamped:
        document = document.put(path, "TIME")
    return document.put("MSH-10", "ID").text


def test_reverse_to_standard_output(signed: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["reverse", str(signed), "--outcome", "accepted", "--keep-processing-id"]) == 0
    out, err = capfdbinary.readouterr()
    assert _normal(out.decode()) == _normal(REVERSED)
    assert b"530.00 and -530.00 make 0.00 USD" in err


def test_reverse_to_a_file_as_json(signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "credit.hl7"
    words = ["reverse", str(signed), "--lines", "2", "--convention", "d", "-o", str(target), "--json"]
    assert main(words) == 0
    data = json.loads(capsys.readouterr().out)
    assert [line["decision"] for line in data["lines"]] == ["not chosen", "reversed"]
    assert data["totals"][0]["net"] == "0.00"
    assert {"path": "FT1[2]-6", "before": "CG", "after": "CD", "changed": True}.items() <= next(
        change for change in data["lines"][1]["changes"] if change["path"] == "FT1[2]-6"
    ).items()
    made = Document.from_bytes(target.read_bytes())
    assert made.text == data["message"]
    assert (made.get("FT1-2"), made.get("FT1-6"), made.get("MSH-11")) == ("CHG002", "CD", "T")


def test_reverse_nothing_is_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "credit.hl7"
    file.write_bytes(REVERSED.encode())
    for words in (["reverse", str(file)], ["reverse", str(file), "--json"]):
        assert main(words) == 1
        assert "credit already" in capsys.readouterr().err
    file.write_bytes(SIGNED.encode())
    assert main(["reverse", str(file), "--already-reversed", "CHG001, CHG002"]) == 1
    assert main(["reverse", str(file), "--outcome", "rejected"]) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--lines", "7"], "There is no line 7"),
        (["--convention", "Q"], "There is no convention “Q”"),
        (["--message", "2"], "there is no message 2"),
        (["--convention", "none.toml"], "cannot be read"),
    ],
)
def test_reverse_that_cannot_be_done(
    signed: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reverse", str(signed), *words]) == 2
    assert sentence in capsys.readouterr().err


def test_reverse_under_a_convention_of_ones_own(
    signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('suffix = "/C"\ncredit = "CD"', encoding="utf-8")
    assert main(["reverse", str(signed), "--convention", str(own)]) == 0
    made = Document.from_bytes(capfdbinary.readouterr().out)
    assert (made.get("FT1-2"), made.get("FT1-6")) == ("CHG001/C", "CD")


def test_reverse_one_of_several_messages(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "two.hl7"
    file.write_bytes(dft(charge("12345678901")).to_bytes() + SIGNED.encode())
    assert main(["reverse", str(file), "--message", "2"]) == 0
    assert b"|CHG001-R|" in capfdbinary.readouterr().out
    assert main(["reverse", str(file)]) == 2  # the first alone would skip the rest
    said = b"holds 2 messages, and one is worked on at a time. Pick one with --message N."
    assert said in capfdbinary.readouterr().err
    assert main(["reverse", str(file), "--message", "1", "--new-id"]) == 0
    assert b"NTE|1||Reverses 12345678901" in capfdbinary.readouterr().out


def test_correct(signed: Path, detailed: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["correct", str(signed), str(detailed), "--outcome", "accepted"]) == 0
    out, err = capfdbinary.readouterr()
    made = Document.from_bytes(out)
    assert [made.get(f"FT1[{number}]-2") for number in range(1, 5)] == ["CHG001-R", "CHG002-R", "CHG003", "CHG004"]
    assert b"difference 370.00 USD" in err


def test_correct_in_two_messages_into_two_files(
    signed: Path, detailed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "both.hl7"
    words = ["correct", str(signed), str(detailed), "--two-messages", "--mode", "changed lines", "-o", str(target)]
    assert main([*words, "--json"]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert len(data["messages"]) == 2
    made = [tmp_path / "both-1.hl7", tmp_path / "both-2.hl7"]
    assert [one.read_bytes().decode() for one in made] == data["messages"]
    assert f"Written: {made[0]}, {made[1]}." in err
    assert not target.exists(), "sent as one file, new charges would follow refused credits"
    assert [one["kind"] for one in data["differences"]] == ["changed", "changed"]
    assert data["totals"][0]["net"] == "370.00"


def _with_detailed_base(text: str) -> bytes:
    """The base is edited to 76811; nobody touches its add-on 76810."""
    document = Document.from_text(text)
    for field, value in ((7, "76811^Scan^C4"), (25, "76811^Scan^C4"), (11, "510.00&USD"), (12, "510.00&USD")):
        document = document.put(f"FT1[1]-{field}", value)
    return document.to_bytes()


def test_add_ons_follow_their_base(signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """By the user's own charge master where he has one; without a fitting add-on nothing is made."""
    edited, data = tmp_path / "edited.hl7", tmp_path / "data"
    edited.write_bytes(_with_detailed_base(SIGNED))
    words = ["correct", str(signed), str(edited), "--outcome", "accepted", "--data", str(data)]
    assert main(words) == 0
    out, err = capfdbinary.readouterr()
    document = Document.from_bytes(out)
    amounts = [document.get(one.path.at(field=11)) for one in document.all("FT1")]
    assert amounts == ["-350.00&USD", "-180.00&USD", "510.00&USD", "390.00&USD"]
    assert b"is an add-on and follows its base: 76805 became 76811, to which 76812 belongs" in err
    assert b"difference 370.00 USD" in err
    data.mkdir()
    ours = resources.path("charges", "chargemaster.csv").read_text().replace("390.00", "399.00")
    (data / "chargemaster.csv").write_text(ours)
    assert main([*words, "--json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert "|399.00&USD|" in told["messages"][0]
    assert "follows its base" in told["differences"][1]["follows"]
    (data / "chargemaster.csv").write_text("\n".join(line for line in ours.splitlines() if "76812" not in line))
    assert main(words) == 1
    assert b"Correct that line too." in capfdbinary.readouterr().err


def test_correct_nothing_is_no(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["correct", str(signed), str(signed)]) == 1
    assert "nothing to correct" in capsys.readouterr().err
    assert main(["correct", str(signed), str(signed), "--charge-master", "none.csv"]) == 2


@pytest.mark.parametrize("verb", ["reverse", "correct"])
def test_help_has_examples(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([verb, "--help"])
    assert stopped.value.code == 0
    assert f"dft-workbench {verb}" in capsys.readouterr().out.split("examples:")[1]


@pytest.mark.parametrize(("profile", "credit"), [("default", "CR"), ("hl7-0017", "CD")])
def test_the_profile_names_the_convention(profile: str, credit: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = resources.path("samples", "messages", "01-charge.hl7")
    assert main(["reverse", str(file), "--profile", profile, "--json"]) == 0
    assert f"|{credit}|" in capsys.readouterr().out


def _sent(data: Path, *messages: tuple[bytes, str]) -> None:
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    with History.open(data) as history:
        for raw, verdict in messages:
            entry = history.sending(raw, endpoint="billing:2575", at=at)
            history.answered(entry, b"MSH|^~\\&|", at=at, verdict=verdict)


def test_a_second_credit_is_refused_by_the_history(
    signed: Path, detailed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = tmp_path / "data"
    one = dft(charge("CHG001-R", "CR", "1", "-350.00&USD")).put("PID-3", "100234^^^MAINHOSP^MR").to_bytes()
    _sent(data, (signed.read_bytes(), "accepted"), (one, "accepted"))
    assert main(["reverse", str(signed), "--data", str(data)]) == 0
    out, err = capfdbinary.readouterr()
    assert b"CHG002-R" in out and b"CHG001-R" not in out
    assert b"reversed already: CHG001-R in entry 2 of the history" in err
    assert b"is not known here" not in err  # entry 1 was accepted
    assert main(["correct", str(signed), str(detailed), "--data", str(data)]) == 0
    assert b"CHG001-R|" not in capfdbinary.readouterr().out


def test_the_outcome_is_that_of_the_history_unless_given(
    signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    _sent(data, (signed.read_bytes(), "rejected"))
    words = ["reverse", str(signed), "--data", str(data)]
    assert main(words) == 1
    assert "The receiver did not take" in capsys.readouterr().err
    assert main([*words, "--outcome", "accepted"]) == 0


def test_lines_that_were_left_are_named(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reverse", str(signed), "--already-reversed", "CHG001", "--json"]) == 0
    assert "Taken back: 1 of 2 lines; not FT1." in capsys.readouterr().err
    assert main(["reverse", str(signed), "--lines", "2", "--json"]) == 0
    assert "Taken back" not in capsys.readouterr().err


def test_a_credit_is_posted_again(signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    credit = tmp_path / "credit.hl7"
    assert main(["reverse", str(signed), "--outcome", "accepted", "-o", str(credit)]) == 0
    assert main(["reverse", str(credit)]) == 1
    assert b"--repost charges again what a credit took back." in capfdbinary.readouterr().err
    assert main(["reverse", str(credit), "--repost", "--lines", "2"]) == 0
    out, err = capfdbinary.readouterr()
    made = Document.from_bytes(out)
    assert (len(made.all("FT1")), made.get("FT1-6"), made.get("FT1-11")) == (1, "CG", "180.00&USD")
    assert made.get("FT1-2") not in ("CHG002", "CHG002-R")
    assert b"is charged again as" in err
    assert main(["reverse", str(signed), "--repost"]) == 1
    assert b"not known to be reversed" in capfdbinary.readouterr().err
    assert main(["reverse", str(signed), "--repost", "--already-reversed", "CHG001", "--lines", "1"]) == 0


def _kept(folder: Path, *texts: str) -> list[int]:
    with History.open(folder) as history:
        found = []
        for text in texts:
            entry = history.sending(text.encode(), endpoint="billing:2575", at=datetime.now(UTC))
            history.answered(entry, None, at=datetime.now(UTC), verdict="accepted", note="")
            found.append(entry)
        return found


def test_an_entry_of_the_history_instead_of_a_file(
    signed: Path, detailed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = tmp_path / "data"
    (entry,) = _kept(data, SIGNED)
    words = ["--data", str(data), "--entry", str(entry)]
    assert main(["reverse", *words]) == 0
    assert b"|CHG001-R|" in capfdbinary.readouterr().out
    assert main(["correct", *words, str(detailed), "--json"]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    assert (answer["old"], answer["entry"]) == (None, entry)
    for wrong, sentence in (
        (["reverse", "--data", str(data), "--entry", "99"], b"no entry 99"),
        (["reverse", str(signed), *words], b"Name one message"),
        (["reverse", "--data", str(data)], b"Name one message"),
        (["reverse", *words, "--message", "1"], b"--message does not go with --entry"),
        (["correct", "--data", str(data), str(detailed)], b"Name one message"),
        (["reverse", "--data", str(tmp_path / "none"), "--entry", "1"], b"no entry 1"),
    ):
        assert main(wrong) == 2
        assert sentence in capfdbinary.readouterr().err


def test_messages_of_files_with_many_are_chosen(
    signed: Path, detailed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old, new = tmp_path / "old.hl7", tmp_path / "new.hl7"
    other = dft(charge("OTHER")).to_bytes()
    old.write_bytes(other + signed.read_bytes())
    new.write_bytes(detailed.read_bytes() + other)
    assert main(["correct", str(old), str(new), "--message", "2", "--new-message", "1", "--outcome", "accepted"]) == 0
    out, err = capfdbinary.readouterr()
    assert b"|CHG001-R|" in out and b"|CHG003|" in out
    assert b"holds 2 messages" not in err
    assert main(["correct", str(old), str(new), "--message", "2"]) == 2
    said = b"new.hl7 holds 2 messages, and one is worked on at a time. Pick one with --new-message N."
    assert said in capfdbinary.readouterr().err
    assert main(["correct", str(old), str(new), "--new-message", "3"]) == 2


def test_the_rest_of_a_charge_that_was_taken_back_in_part(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = tmp_path / "data"
    part = REVERSED.replace("-350.00", "-150.00").replace("20260302090000", "20260302080000")
    entry, credit = _kept(data, SIGNED, part)
    words = ["reverse", "--data", str(data), "--entry", str(entry)]
    assert main(words) == 1
    error = capfdbinary.readouterr().err
    assert f"CHG001-R in entry {credit} of the history".encode() in error
    assert b"200.00 of 350.00 USD is left" in error and b"--rest takes back what is left." in error
    assert main([*words, "--rest"]) == 0
    out, _err = capfdbinary.readouterr()
    made = Document.from_bytes(out)
    assert [made.get("FT1-2"), made.get("FT1-11"), len(made.all("FT1"))] == ["CHG001-R2", "-200.00&USD", 1]


def test_a_history_that_fails_in_the_middle_is_said(
    signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = tmp_path / "data"
    _kept(data, SIGNED)

    def broken(self: History, entry_ids: Sequence[int]) -> None:
        raise HistoryError("The disk of the history is gone.")

    monkeypatch.setattr(History, "raws", broken)
    # Nobody knows whether the charges are taken back already: a second credit is money, so somebody has to vouch.
    assert main(["reverse", str(signed), "--data", str(data)]) == 2
    out, error = capfdbinary.readouterr()
    assert out == b""
    assert b"The disk of the history is gone. So what became of the charges was not looked up" in error
    assert b"--outcome" in error
    assert main(["reverse", str(signed), "--data", str(data), "--outcome", "unknown"]) == 0
    out, error = capfdbinary.readouterr()
    assert b"|CHG001-R|" in out
    assert b"was not looked up" in error and b"not known here" in error
    assert main(["reverse", "--entry", "1", "--data", str(data)]) == 2
    assert b"The disk of the history is gone." in capfdbinary.readouterr().err


def test_the_profile_of_the_window_holds_when_none_is_named(
    signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.ini").write_text("[a]\nprofile=quantity-sign\n[General]\nprofile=same-id\n", encoding="utf-8")
    assert main(["reverse", str(signed), "--data", str(data)]) == 0
    out, error = capfdbinary.readouterr()
    assert b"|CD|" in out
    assert b"The profile same-id is in use (as chosen in the window); --profile takes another." in error
    assert main(["reverse", str(signed), "--data", str(data), "--profile", "default"]) == 0
    out, error = capfdbinary.readouterr()
    assert b"|CR|" in out and b"in use" not in error


def test_the_way_out_of_an_id_that_is_too_long_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.hl7"
    file.write_bytes(dft(charge("12345678901")).to_bytes())
    assert main(["reverse", str(file)]) == 1
    assert "--new-id takes a new id, with a link to the charge." in capsys.readouterr().err


def test_many_lines_alike_are_said_in_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(dft(*(charge("") for _number in range(23))).to_bytes())
    assert main(["reverse", str(file), "-o", str(tmp_path / "out.hl7")]) == 0
    err = capsys.readouterr().err
    assert err.count("is an open charge") == 5
    assert "18 more lines alike; --json tells each." in err
    assert "FT1 has no transaction id (FT1-2)" in err
    assert "The same holds for 22 more lines." in err
    assert len(err.splitlines()) < 15


def test_a_line_that_is_only_worded_otherwise_is_told_once(
    signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worded = tmp_path / "worded.hl7"
    worded.write_bytes(Document.from_text(SIGNED).put("FT1-7.2", "Another wording").to_bytes())
    assert main(["correct", str(signed), str(worded)]) == 1
    assert capsys.readouterr().err.count("is charged the same; only") == 1


def _corrected_amount(text: str) -> Document:
    """The first line costs 370.00 instead of 350.00."""
    return Document.from_text(text).put("FT1-11", "370.00&USD").put("FT1-12", "370.00&USD")


@pytest.fixture
def entered(signed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A folder whose history has the signed message, accepted, as entry 1; and a corrected version of it."""
    new = tmp_path / "new.hl7"
    new.write_bytes(_corrected_amount(SIGNED).to_bytes())
    _sent(tmp_path / "data", (signed.read_bytes(), "accepted"))
    return tmp_path / "data", new


@pytest.mark.parametrize("verdict", ["accepted", "unanswered"])
@pytest.mark.parametrize("mode", ["reverse and rebill", "changed lines"])
@pytest.mark.parametrize("code_too", [False, True])
def test_a_correction_is_not_made_a_second_time(
    entered: tuple[Path, Path], verdict: str, mode: str, code_too: bool, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data, new = entered
    if code_too:
        new.write_bytes(_with_detailed_base(SIGNED))
    words = ["correct", "--data", str(data), "--entry", "1", str(new), "--mode", mode]
    assert main(words) == 0
    _sent(data, (capfdbinary.readouterr().out, verdict))
    assert main(words) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"in entry 2 of the history" in err and b"once more would charge twice" in err
    new.write_bytes(_corrected_amount(SIGNED).put("FT1-11", "400.00&USD").to_bytes())
    assert main(words) == 1
    assert b"once more would charge twice" in capfdbinary.readouterr().err


def test_charges_of_a_correction_that_were_refused_are_made_again(
    entered: tuple[Path, Path], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data, new = entered
    words = ["correct", "--data", str(data), "--entry", "1", str(new), "--two-messages"]
    assert main([*words, "-o", str(tmp_path / "k.hl7")]) == 0
    credits, charges = (tmp_path / f"k-{number}.hl7" for number in (1, 2))
    _sent(data, (credits.read_bytes(), "accepted"), (charges.read_bytes(), "rejected"))
    capfdbinary.readouterr()
    assert main(words) == 0
    out, err = capfdbinary.readouterr()
    assert [line.split(b"|")[6] for line in out.split(b"\r") if line.startswith(b"FT1")] == [b"CG", b"CG"]
    assert b"0.00 credited, 550.00 charged" in err


def test_new_charges_that_went_before_their_credits_are_not_charged_twice(
    entered: tuple[Path, Path], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data, new = entered
    words = ["correct", "--data", str(data), "--entry", "1", str(new), "--two-messages"]
    assert main([*words, "-o", str(tmp_path / "k.hl7")]) == 0
    credits, charges = (tmp_path / f"k-{number}.hl7" for number in (1, 2))
    _sent(data, (charges.read_bytes(), "accepted"), (credits.read_bytes(), "rejected"))
    assert main(words) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"is charged already" in err and b"entry 2 of the history" in err


def test_a_refused_message_is_not_corrected_beside_its_mended_copy(
    signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data, new = tmp_path / "data", tmp_path / "new.hl7"
    new.write_bytes(_corrected_amount(SIGNED).to_bytes())
    mended = Document.from_text(SIGNED).put("MSH-10", "DFT000001B").to_bytes()
    _sent(data, (signed.read_bytes(), "rejected"))
    assert main(["correct", "--data", str(data), "--entry", "1", str(new)]) == 0  # nothing is charged yet
    _sent(data, (mended, "accepted"))
    capfdbinary.readouterr()
    for old in (["--entry", "1", str(new)], [str(signed), str(new)]):
        assert main(["correct", "--data", str(data), *old]) == 1
        out, err = capfdbinary.readouterr()
        assert out == b""
        assert b"entry 2 of the history, the receiver took it" in err
    assert main(["reverse", "--data", str(data), "--entry", "1"]) == 1
    assert b"sent instead was CHG001 in entry 2 of the history" in capfdbinary.readouterr().err
    assert main(["correct", "--data", str(data), "--entry", "2", str(new)]) == 0
    assert b"-530.00 credited, 550.00 charged" in capfdbinary.readouterr().err


def test_a_credit_has_no_charge_to_correct(
    detailed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old = tmp_path / "credit.hl7"
    old.write_bytes(REVERSED.encode())
    assert main(["correct", str(old), str(detailed)]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"holds credits and no charge" in err


def test_of_two_messages_both_are_written_or_neither(
    signed: Path, detailed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "both-1.hl7", tmp_path / "both-2.hl7"
    first.write_text("as it was")
    second.mkdir()
    words = ["correct", str(signed), str(detailed), "--two-messages", "-o", str(tmp_path / "both.hl7")]
    assert main(words) == 2
    assert f"{second} cannot be written" in (err := capsys.readouterr().err)
    assert "No file is changed" in err
    assert first.read_text() == "as it was"
    assert not list(tmp_path.glob(".*.part"))
    second.rmdir()
    assert main(words) == 0
    assert first.read_bytes().startswith(b"MSH|") and second.read_bytes().startswith(b"MSH|")


def test_a_message_from_elsewhere_is_taken_back_and_corrected_once(
    signed: Path, detailed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The history has what was made from it, not the message itself."""
    back, data = tmp_path / "back", tmp_path / "data"
    _sent(back, (REVERSED.encode(), "accepted"))
    assert main(["reverse", "--data", str(back), str(signed)]) == 1
    assert b"CHG001-R in entry 1 of the history, the receiver took it" in capfdbinary.readouterr().err
    _sent(data, (dft(charge("OTHER")).put("PID-3", "100234^^^MAINHOSP^MR").to_bytes(), "accepted"))
    assert main(["correct", "--data", str(data), str(signed), str(detailed)]) == 0
    out, err = capfdbinary.readouterr()
    assert b"-530.00 credited" in err and b"is not known here" in err
    _sent(data, (out, "accepted"))
    assert main(["correct", "--data", str(data), str(signed), str(detailed)]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b"" and b"entry 2 of the history" in err


def test_chosen_lines_of_the_old_message_are_corrected(
    entered: tuple[Path, Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data, new = entered
    assert main(["correct", "--data", str(data), "--entry", "1", str(new), "--lines", "1"]) == 0
    out, err = capfdbinary.readouterr()
    assert b"\rFT1|1|CHG001-R|" in out
    assert out.count(b"\rFT1|") == 2 and b"difference 20.00 USD" in err
    assert main(["correct", "--data", str(data), "--entry", "1", str(new), "--lines", "2"]) == 1
    assert b"was not chosen, so nothing is done about it" in capfdbinary.readouterr().err


def test_a_second_service_of_the_order_is_told_from_a_second_charge(
    entered: tuple[Path, Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The corrected message has a line more, and a later message has charged one just like it."""
    data, new = entered
    line = Document.from_text(SIGNED).all("FT1")[0].text.replace("76805", "76817")
    new.write_bytes(f"{SIGNED}{line.replace('CHG001', 'CHG009')}\r".encode())
    head = SIGNED[: SIGNED.index("FT1|")].replace("DFT0000001", "DFT0000009")
    _sent(data, (f"{head}{line.replace('CHG001', 'CHG010')}\r".encode(), "accepted"))
    words = ["correct", "--data", str(data), "--entry", "1", str(new), "--mode", "changed lines"]
    assert main(words) == 1
    err = capfdbinary.readouterr().err
    assert b"FT1[3] (76817)" in err and b"CHG010 in entry 2 of the history" in err
    assert b"--another-service charges beside it." in err
    assert main([*words, "--another-service"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.count(b"\rFT1|") == 1 and b"was taken for another service" in err


def test_an_add_on_by_the_share_of_the_profile_follows_its_base(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    profile = tmp_path / "clinic.toml"
    profile.write_text('[split]\nprofessional_share = 40\n[codes]\ncomponent = "professional"\n', encoding="utf-8")
    master = tmp_path / "prices.csv"
    columns = "local_code,procedure_code,coding_system,description,unit_price,currency,per,base_codes"
    rows = (
        "B1,76805,CPT,Complete,350.00,USD,exam,",
        "A1,76810,CPT,Extra,180.00,USD,extra fetus,76805",
        "B2,76811,CPT,Detailed,510.00,USD,exam,",
        "A2,76812,CPT,Detailed extra,390.00,USD,extra fetus,76811",
    )
    master.write_text("\n".join((columns, *rows)), encoding="utf-8")
    text = SIGNED.replace("350.00", "140.00").replace("180.00", "72.00")
    old, new = tmp_path / "old.hl7", tmp_path / "new.hl7"
    old.write_bytes(text.encode())
    new.write_bytes(text.replace("76805", "76811").replace("140.00", "204.00").encode())
    words = ["correct", str(old), str(new), "--charge-master", str(master), "--data", str(tmp_path / "data")]
    assert main(words) == 1
    assert main([*words, "--profile", str(profile)]) == 0
    out, err = capfdbinary.readouterr()
    assert b"76812" in out and b"|156.00&USD|156.00&USD|" in out and b"follows its base" in err


def test_a_new_id_of_an_old_version_is_linked_as_it_is_asked(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "old.hl7"
    # Before 2.5 no NTE stands behind FT1.
    file.write_bytes(SIGNED.replace("|2.5.1", "|2.3").replace("CHG001", "ABCDEFGHI001").encode())
    words = ["reverse", str(file), "--lines", "1", "--new-id"]
    assert main(words) == 1
    assert b"--link batch-id puts the link into FT1-3" in capfdbinary.readouterr().err
    assert main([*words, "--link", "none"]) == 0
    made = Document.from_bytes(capfdbinary.readouterr().out)
    assert (made.get("FT1-3") or "", made.get("FT1-6")) == ("", "CR")
    assert main([*words, "--link", "note"]) == 1
    short = tmp_path / "short.hl7"
    short.write_bytes(SIGNED.replace("|2.5.1", "|2.3").replace("CHG001", "ABCDEFGHI1").encode())
    assert main(["reverse", str(short), "--lines", "1", "--convention", "B", "--link", "batch-id"]) == 0


def test_the_same_id_is_sent_again_only_by_agreement(
    signed: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    new = tmp_path / "new.hl7"
    new.write_bytes(SIGNED.replace("350.00", "300.00").encode())
    words = ["correct", str(signed), str(new), "--mode", "replace"]
    assert main(words) == 2
    out, err = capfdbinary.readouterr()
    assert out == b"" and b"one that does not bills these charges twice" in err and b"--same-id-replaces" in err
    for agreed in (["--same-id-replaces"], ["--profile", "same-id"]):
        assert main([*words, *agreed]) == 0
        assert b"CHG001" in capfdbinary.readouterr().out
