"""compose --event and studies: state under --data, messages on stdout, sentences on stderr, honest exit status."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.program import Program

from workbench import resources
from workbench.cli import main
from workbench.cli.compose_event import STUDY_EVENTS
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.history.store import History
from workbench.history.studies import Studies

SAMPLES = resources.path("samples", "studies")
TWINS, CORRECTED = (str(SAMPLES / f"{name}.hl7") for name in ("02-pregnancy-twins", "11-pregnancy-twins-corrected"))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


def types(text: str | bytes) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    messages = MessageFile(raw)
    found = []
    for index in range(len(messages)):
        document = messages.document(index)
        found += [document.value(segment.path.at(field=6)) or "" for segment in document.all("FT1")]
    return found


def test_signed_repeated_corrected_unsigned(desk: Program, tmp_path: Path) -> None:
    status, out, err = desk.run("compose", TWINS, "--event", "as-reported")
    assert (status, types(out)) == (0, ["CG", "CG"])
    assert "The report was signed for the first time, so it is charged." in err
    status, out, err = desk.run("compose", TWINS, "--event", "as-reported")
    assert (status, out) == (0, "")
    assert "It is the same report as before, so nothing is done." in err
    status, out, err = desk.run("compose", CORRECTED, "--event", "as-reported")
    assert (status, types(out)) == (0, ["CR", "CR", "CG", "CG"])
    assert "procedure code 76805 → 76811" in err
    target = tmp_path / "back.hl7"
    status, out, _ = desk.run("compose", CORRECTED, "--event", "unsigned", "-o", str(target))
    assert (status, out) == (0, "")
    assert types(target.read_bytes()) == ["CR", "CR"]
    assert desk.json("studies", "list")[0]["state"] == "reversed"


@pytest.mark.parametrize("event", [(), ("--event", "as-reported")])
def test_a_profile_says_how_long_transaction_ids_are(desk: Program, tmp_path: Path, event: tuple[str, ...]) -> None:
    profile = tmp_path / "long.toml"
    profile.write_text('name = "long"\ntitle = "t"\nabout = "x"\n[message]\ntransaction_id_length = 12\n')
    _status, out, err = desk.run("compose", TWINS, "--profile", str(profile), *event)
    charges = Document.from_bytes(out.encode())
    ids = [charges.get(segment.path.at(field=2)) or "" for segment in charges.all("FT1")]
    assert [len(one) for one in ids] == [12, 12]
    if event:  # the suffix of a credit finds no room behind it: told with the charge, and asked about with the credit
        assert "a suffix such as -R will not fit" in err
        status, out, err = desk.run("compose", TWINS, "--event", "unsigned", "--profile", str(profile))
        assert (status, out) == (1, "")
        assert "Choose to take a new id" in err


def test_an_output_that_cannot_be_written_is_told_before_anything_is_done(desk: Program, tmp_path: Path) -> None:
    status, _, err = desk.run("compose", TWINS, "--event", "as-reported", "-o", str(tmp_path / "none" / "x.hl7"))
    assert status == 2 and "There is no folder" in err and "nothing was done" in err
    assert desk.json("studies", "list") == []


def test_messages_that_could_not_be_written_can_be_had_again(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x.hl7"

    def full(data: bytes, where: Path | None) -> None:
        raise WorkbenchError(f"{where} cannot be written: No space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr("workbench.cli.event_output.write_bytes", full)
        status, _, err = desk.run("compose", TWINS, "--event", "as-reported", "-o", str(target))
    assert status == 2 and "No space left on device. What was done is kept:" in err
    status, _, err = desk.run("compose", TWINS, "--event", "as-reported", "-o", str(target))
    assert status == 0 and not target.exists()
    assert "was made before and not sent from here. “dft-workbench studies show ACC26030202 -o FILE”" in err
    assert desk.run("studies", "show", "ACC26030202", "-o", str(target))[0] == 0
    assert types(target.read_bytes()) == ["CG", "CG"]


def test_two_endpoints_are_two_files_of_a_folder(desk: Program, tmp_path: Path) -> None:
    target = tmp_path / "out"
    words = ("compose", TWINS, "--event", "as-reported", "--profile", "split", "-o", str(target))
    assert desk.run(*words)[0] == 0
    names = sorted(file.name.partition("-")[2] for file in target.iterdir())
    assert names == ["facility-billing.hl7", "physician-billing.hl7"]


def test_warnings_are_told_with_their_line(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "abdomen.hl7"
    file.write_bytes(report(code="X^US abdomen^L").to_bytes())
    told = "Line 1 (US-ABD-COMP): US-ABD-LIM (Abdomen, one organ or quadrant) may be right instead"
    for words in (("--event", "as-reported"), ()):
        assert told in desk.run("compose", str(file), *words)[2]


def test_without_an_event_nothing_is_kept(desk: Program) -> None:
    status, out, _ = desk.run("compose", TWINS)
    assert (status, types(out)) == (0, ["CG", "CG"])
    assert not (desk.data / "history.sqlite3").exists()


@pytest.mark.parametrize("event", [one for one in STUDY_EVENTS if one != "as-reported"])
def test_every_event_can_be_stated(desk: Program, event: str) -> None:
    (row,) = desk.json("compose", TWINS, "--event", event)["studies"]
    assert row["event"] == event.replace("-", " ")
    assert desk.json("studies", "show", "ACC26030202")["events"][0]["stated"] is True


def test_a_report_that_is_not_signed_cannot_be_stated_as_signed(desk: Program) -> None:
    preliminary = str(SAMPLES / "10-preliminary.hl7")
    status, out, err = desk.run("compose", preliminary, "--event", "signed")
    assert (status, out) == (1, "")
    assert "It cannot be taken as signed." in err
    assert desk.json("studies", "list") == []


def test_what_needs_a_person_is_exit_1(desk: Program) -> None:
    status, out, err = desk.run("compose", str(SAMPLES / "13-unknown-procedure.hl7"), "--event", "as-reported")
    assert (status, out) == (1, "")
    assert "Not yet: OBR" in err
    (item,) = [one for one in desk.json("studies", "worklist")["items"] if one["group"] == "incomplete"]
    assert "choose a charge" in item["why"]


def test_tables_and_json(desk: Program) -> None:
    files = [str(resources.path("samples", name)) for name in ("studies.csv", "studies.json")]
    rows = desk.json("compose", *files, "--event", "as-reported")["studies"]
    assert [row["state"] for row in rows].count("charged") == 4
    assert len(desk.json("studies", "list")) == 6


def test_a_bad_study_keeps_the_others(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("accession,mrn,status\nA1,M1,P\n,M2,P\n")
    status, _, err = desk.run("compose", str(file), "--event", "as-reported")
    assert status == 1
    assert "row 3: The study has neither an accession number" in err
    assert [one["accession"] for one in desk.json("studies", "list")] == ["A1"]


def test_messages_go_one_by_one_into_a_folder(desk: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    desk.run("compose", TWINS, "--event", "as-reported", "-o", str(folder))
    (file,) = folder.iterdir()
    assert file.stem == Document.from_bytes(file.read_bytes()).control_id


def test_the_worklist_follows_the_answers(desk: Program) -> None:
    desk.run("compose", TWINS, "--event", "as-reported")
    (item,) = [one for one in desk.json("studies", "worklist")["items"] if one["group"] != "late"]
    assert (item["group"], item["amounts"]) == ("charged and not acknowledged", {"USD": "530.00"})
    shown = desk.json("studies", "show", "ACC26030202")
    raw = shown["messages"][0]["message"].encode()
    now = datetime.now(UTC)
    with History.open(desk.data) as history:
        entry = history.sending(raw, endpoint="billing:2575", at=now)
        history.answered(entry, b"ACK", at=now, verdict="accepted")
    assert desk.json("studies", "worklist")["items"] == []
    status, _, err = desk.run("studies", "worklist")
    assert status == 0
    assert "Nothing waits" in err
    assert desk.json("studies", "show", "ACC26030202")["messages"][0]["outcome"] == "accepted"


def test_list_and_show_for_people(desk: Program, tmp_path: Path) -> None:
    desk.run("compose", TWINS, "--event", "as-reported")
    status, out, _ = desk.run("studies", "list")
    assert status == 0
    assert out.startswith("1  charged  ACC26030202  SAMPLE, BELLA 900102  ")
    assert out.endswith("530.00 USD\n")
    target = tmp_path / "again.hl7"
    status, out, _ = desk.run("studies", "show", "acc26030202", "-o", str(target))
    assert status == 0
    assert "signed: charge, now charged" in out
    assert types(target.read_bytes()) == ["CG", "CG"]
    assert desk.run("studies", "list", "--state", "cancelled")[1] == ""
    assert "  charged and not acknowledged  530.00 USD  oldest just now" in desk.run("studies", "worklist")[1]


def test_nothing_there_yet_is_a_sentence(desk: Program) -> None:
    for what, status in (("list", 0), ("worklist", 0)):
        found = desk.run("studies", what)
        assert (found[0], found[1]) == (status, "")
        assert "There are no studies yet" in found[2]
    assert desk.json("studies", "worklist") == {"groups": [], "items": []}
    assert desk.run("studies", "show", "X")[0] == 1
    assert not desk.data.exists()
    desk.run("compose", TWINS, "--event", "as-reported")
    status, _, err = desk.run("studies", "show", "X")
    assert status == 1
    assert "There is no study “X”" in err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["studies", "--help"])
    assert stopped.value.code == 0
    assert "dft-workbench studies worklist" in capsys.readouterr().out


TWO_EXAMS = (
    "OBR|2|P1|ACC1|US-KID^US kidneys and bladder^L|||20260301141500|||||||||1122334455^ORDER^OLE||||||{at}|||{status}"
    "||||||N20.0^Stone^I10|1234567893&READER&ROSA\rOBX|1|TX|IMP^Impression^L||Nothing||||||{status}\r"
)


@pytest.mark.parametrize(("scope", "types_of_it"), [("changed", ["CR", "CG"]), ("all", ["CR", "CR", "CG", "CG"])])
def test_a_correction_takes_back_what_changed_or_all_of_it(
    desk: Program, tmp_path: Path, scope: str, types_of_it: list[str]
) -> None:
    files = []
    for minute, status, diagnosis in ((0, "F", "E04.1"), (5, "C", "E04.2")):
        document = report(minute, status=status, observed=status, diagnosis=diagnosis)
        files.append(tmp_path / f"{minute}.hl7")
        files[-1].write_text(document.text + TWO_EXAMS.format(status=status, at=document.get("OBR-22")), newline="")
    _, out, _ = desk.run("compose", str(files[0]), "--event", "as-reported")
    assert types(out) == ["CG", "CG"]
    _, out, _ = desk.run("compose", str(files[1]), "--event", "as-reported", "--scope", scope)
    assert types(out) == types_of_it


def test_a_code_of_ones_own_for_charges_is_charged_and_taken_back(desk: Program) -> None:
    profile = desk.data / "profiles" / "own.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text('[transaction_types]\ncharge = "XG"\n', encoding="utf-8")
    status, out, _err = desk.run("compose", TWINS, "--event", "signed", "--profile", "own")
    assert (status, types(out)) == (0, ["XG", "XG"])
    assert desk.json("studies", "list")[0]["charged"] == {"USD": "530.00"}
    status, out, err = desk.run("compose", TWINS, "--event", "unsigned", "--profile", "own")
    assert (status, types(out)) == (0, ["CR", "CR"]), err


KNEE = {"code": "US-KNEE^US knee^L", "diagnosis": "M25.561"}


def test_what_is_to_be_looked_at_stays_until_it_was_seen(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "knee.hl7"
    file.write_bytes(report(0, **KNEE).to_bytes())
    status, _, err = desk.run("compose", str(file), "--event", "as-reported")
    assert status == 0
    assert "Line 1 (US-JOINT" in err
    assert "To look at: Line 1 (US-JOINT" in desk.run("studies", "show", "ACC1")[1]
    assert desk.json("studies", "show", "ACC1")["look"][0]["kind"] == "warning"
    assert "to look at" in desk.run("studies", "worklist")[1]
    assert desk.run("studies", "seen", "ACC1")[0] == 0
    assert "to look at" not in desk.run("studies", "worklist")[1]
    assert desk.run("studies", "seen", "NOBODY")[0] == 1


def test_another_patients_cancellation_takes_nothing_back(desk: Program, tmp_path: Path) -> None:
    first, other = tmp_path / "first.hl7", tmp_path / "other.hl7"
    first.write_bytes(report(0).to_bytes())
    other.write_bytes(report(5, mrn="777", status="X", observed="X").to_bytes())
    desk.run("compose", str(first), "--event", "as-reported")
    status, out, err = desk.run("compose", str(other), "--event", "as-reported")
    assert (status, out) == (1, "")
    assert "another patient" in err
    assert desk.json("studies", "list")[0]["patient_id"] == "100234"
    assert "777" in desk.run("studies", "worklist")[1]


def test_a_state_that_there_is_not_names_those_that_there_are(desk: Program) -> None:
    desk.run("compose", str(SAMPLES / "06-thyroid.hl7"), "--event", "as-reported")
    status, out, err = desk.run("studies", "list", "--state", "chargd")
    assert (status, out) == (2, "")
    assert "There is no state “chargd”; there are not signed, to charge, charged," in err


@pytest.mark.parametrize("words", [("studies", "worklist"), ("chargemaster", "check"), ("profiles", "show")])
def test_the_words_behind_a_verb_say_what_they_do(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([words[0], "--help"])
    listed = " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = capsys.readouterr().out.split("\n\n")[1]
    assert " ".join(said.split()) in listed


def test_messages_that_were_not_sent_are_had_again_in_one_go(desk: Program, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert desk.json("studies", "unsent") == []
    desk.run("compose", TWINS, str(SAMPLES / "06-thyroid.hl7"), "--event", "as-reported", "-o", str(out))
    status, text, _ = desk.run("studies", "unsent")
    assert (status, len(text.splitlines())) == (0, 2)
    again = tmp_path / "again"
    assert desk.run("studies", "unsent", "-o", str(again))[0] == 0
    assert {one.name: one.read_bytes() for one in again.iterdir()} == {
        one.name: one.read_bytes() for one in out.iterdir()
    }
    assert [one["accession"] for one in desk.json("studies", "unsent")] == ["ACC26030202", "ACC26030402"]


def test_a_long_run_that_is_broken_off_leaves_the_messages_of_what_it_kept(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    real, taken = Studies.take, []

    def take(*given: object, **named: object) -> object:
        if taken:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Studies, "take", take)
    with contextlib.suppress(KeyboardInterrupt):
        desk.run("compose", TWINS, str(SAMPLES / "06-thyroid.hl7"), "--event", "as-reported", "-o", str(out))
    assert [types(one.read_bytes()) for one in out.iterdir()] == [["CG", "CG"]]
