"""compose --json: one documented shape with and without --event, also when something failed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.lifecycle import report
from helpers.program import Program

from workbench import resources
from workbench.errors import WorkbenchError
from workbench.history.errors import HistoryError
from workbench.history.studies import Studies

WAYS = ((), ("--event", "as-reported"))
KEYS = {"studies", "left_out", "failures", "needs_person", "written", "report"}
STUDY = {"file", "place", "accession", "why", "refusal", "needs_person", "notes", "messages"}
MESSAGE = {"control_id", "endpoint", "message"}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A report that is charged, one that is not signed, and a file with nothing in it."""
    found = tmp_path / "reports"
    found.mkdir()
    other = report(status="P", observed="P").put("OBR-3", "ACC2").put("OBR-2", "P2")
    for name, data in (("a", report().to_bytes()), ("b", other.to_bytes()), ("c", b"")):
        (found / f"{name}.hl7").write_bytes(data)
    return found


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [Path(row["file"]).name for row in rows]


@pytest.mark.parametrize("way", WAYS)
def test_what_was_made_and_what_failed_is_told(
    desk: Program, folder: Path, tmp_path: Path, way: tuple[str, ...]
) -> None:
    out = tmp_path / "out.hl7"
    status, text, _ = desk.run("compose", str(folder), *way, "--json", "-o", str(out))
    answer = json.loads(text)
    assert status == 2 and set(answer) == KEYS
    assert names(answer["studies"]) == ["a.hl7", "b.hl7"]
    assert names(answer["failures"]) == ["c.hl7"] and "is empty" in answer["failures"][0]["problem"]
    assert (answer["report"]["composed"], answer["report"]["unreadable_files"]) == (1, 1)
    assert answer["written"] == [str(out)]
    assert answer["studies"][0]["messages"][0]["control_id"] in out.read_text(encoding="utf-8")
    for row in answer["studies"]:
        assert row["place"] == ""
        assert set(row) >= STUDY
        assert all(set(one) >= MESSAGE for one in row["messages"])


@pytest.mark.parametrize("way", WAYS)
def test_both_ways_count_the_same(desk: Program, way: tuple[str, ...]) -> None:
    files = [
        str(resources.path("samples", "studies", f"{name}.hl7")) for name in ("06-thyroid", "13-unknown-procedure")
    ]
    answer = desk.json("compose", *files, *way)
    assert answer["report"] == {
        "studies": 2,
        "composed": 1,
        "messages": 1,
        "held": 0,
        "refused": 1,
        "lines_to_complete": 1,
        "left_out": 0,
        "unreadable_files": 0,
    }
    (wanting,) = answer["needs_person"]
    assert "choose a charge" in wanting["why"] and Path(wanting["file"]).name == "13-unknown-procedure.hl7"
    assert [one["needs_person"] for one in answer["studies"]] == [False, True]


@pytest.mark.parametrize("way", WAYS)
def test_one_file_that_cannot_be_read_is_an_answer_too(desk: Program, tmp_path: Path, way: tuple[str, ...]) -> None:
    status, text, _ = desk.run("compose", str(tmp_path / "none.hl7"), *way, "--json")
    assert status == 2 and json.loads(text)["studies"] == []
    assert "none.hl7" in json.loads(text)["failures"][0]["problem"]
    status, text, err = desk.run("compose", str(tmp_path / "none.hl7"), *way)
    assert (status, text, err.count("none.hl7")) == (2, "", 1)


def test_a_file_that_cannot_be_read_holds_up_no_study(desk: Program, folder: Path) -> None:
    (folder / "c.hl7").rename(folder / "0.hl7")
    status, out, err = desk.run("compose", str(folder), "--event", "as-reported")
    assert status == 2 and out.count("MSH|") == 1
    assert "0.hl7 is empty" in err
    assert [one["state"] for one in desk.json("studies", "list")].count("charged") == 1


def test_what_was_kept_before_the_history_failed_is_told_and_written(
    desk: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, taken = Studies.take, []

    def take(*given: Any, **named: Any) -> Any:
        if taken:
            raise HistoryError("The disk is full.")
        taken.append(1)
        return real(*given, **named)

    monkeypatch.setattr(Studies, "take", take)
    out = folder / "out.hl7"
    status, text, err = desk.run("compose", str(folder), "--event", "as-reported", "--json", "-o", str(out))
    answer = json.loads(text)
    assert (status, names(answer["studies"]), answer["written"]) == (2, ["a.hl7"], [str(out)])
    assert answer["failures"] == [{"file": None, "place": "", "problem": "The disk is full."}]
    assert "The disk is full." in err and out.read_bytes().count(b"MSH|") == 1


def test_messages_that_could_not_be_written_are_in_the_answer(
    desk: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(data: bytes, where: Path | None) -> None:
        raise WorkbenchError(f"{where} cannot be written: No space left on device.")

    monkeypatch.setattr("workbench.cli.event_output.write_bytes", full)
    words = ("compose", str(folder), "--event", "as-reported", "--json", "-o", str(folder / "x.hl7"))
    status, text, _ = desk.run(*words)
    answer = json.loads(text)
    assert (status, answer["written"]) == (2, [])
    assert answer["studies"][0]["messages"][0]["message"].startswith("MSH|")
    assert "What was done is kept" in answer["failures"][-1]["problem"]


@pytest.mark.parametrize("way", WAYS)
def test_every_key_is_described(desk: Program, folder: Path, way: tuple[str, ...]) -> None:
    described = resources.path("samples", "README.md").read_text(encoding="utf-8")
    answer = desk.json("compose", str(folder), *way)

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    section = described.partition("## The answer of compose")[2]
    assert {key for key in keys(answer) if f"`{key}`" not in section} == set()


def test_the_help_says_where_the_answer_is_described(desk: Program, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        desk.run("compose", "--help")
    told = " ".join(capsys.readouterr().out.split())
    assert all(f"{key} " in told or f"{key}," in told or f"{key}:" in told for key in KEYS)
