"""A charge that was composed and sent before the study was kept is the study's charge; what was held back for it never
left, so nothing of that is taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from helpers.lifecycle import report

from workbench.cli import main
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.history.store import History


class Program:
    """One data folder and a receiver that accepts."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.data, self._capsys = folder, folder / "data", capsys

    def compose(self, document: Document, *words: str) -> list[Document]:
        file = self.folder / "report.hl7"
        file.write_bytes(document.to_bytes())
        main(["compose", str(file), "--data", str(self.data), *words])
        out, _ = self._capsys.readouterr()
        messages = MessageFile(out.encode()) if out else None
        return [messages.document(index) for index in range(len(messages))] if messages is not None else []

    def send(self, message: Document) -> None:
        with History.open(self.data) as history:
            entry = history.sending(message.to_bytes(), endpoint="billing:2575", at=datetime.now(UTC))
            history.answered(entry, b"ACK", at=datetime.now(UTC), verdict="accepted", note="")

    def json(self, *words: str) -> Any:
        main([*words, "--data", str(self.data), "--json"])
        return json.loads(self._capsys.readouterr()[0])


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


def _ids(message: Document) -> list[str]:
    return [message.value(line.path.at(field=2)) or "" for line in message.all("FT1")]


@pytest.mark.parametrize(("event", "status"), [("unsigned", "P"), ("cancelled", "X")])
def test_what_left_is_taken_back_and_not_what_was_held_back(program: Program, event: str, status: str) -> None:
    (left,) = program.compose(report())
    program.send(left)
    (held,) = program.compose(report(), "--event", "as-reported")
    assert _ids(held) != _ids(left)
    (study,) = program.json("studies", "list")
    assert study["state"] == "charged"
    (credit,) = program.compose(report(10, status=status), "--event", event)
    assert _ids(credit) == [f"{one}-R" for one in _ids(left)]
    program.send(credit)
    assert program.json("studies", "worklist")["items"] == []


def test_what_left_is_taken_back_by_hand_once(program: Program) -> None:
    (left,) = program.compose(report())
    program.send(left)
    program.compose(report(), "--event", "as-reported")
    file = program.folder / "credit.hl7"
    assert main(["reverse", "--entry", "1", "--data", str(program.data), "-o", str(file)]) == 0
    program.send(Document.from_bytes(file.read_bytes()))
    assert program.compose(report(10, status="P"), "--event", "unsigned") == []
    assert program.json("studies", "worklist")["items"] == []


def test_a_correction_takes_back_what_left(program: Program) -> None:
    (left,) = program.compose(report())
    program.send(left)
    program.compose(report(), "--event", "as-reported")
    made = program.compose(report(10, status="C", diagnosis="E04.2"), "--event", "corrected")
    assert f"{_ids(left)[0]}-R" in [one for message in made for one in _ids(message)]


def test_what_is_held_back_is_set_aside_with_a_note(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    (left,) = program.compose(report())
    program.send(left)
    (held,) = program.compose(report(), "--event", "as-reported")
    assert program.json("studies", "worklist")["items"][0]["group"] == "charged and not acknowledged"
    words = ("studies", "set-aside", held.control_id.lower(), "--note", "the first one arrived")
    assert main([*words, "--data", str(program.data)]) == 0
    said, _ = capsys.readouterr()
    assert said == (
        f"{held.control_id} was set aside and is not sent, because {left.control_id} left in its place:"
        " the first one arrived\n"
    )
    assert program.json("studies", "worklist")["items"] == []
    assert program.json(*words[:3], "--note", "again")["set_aside"] == "again"
    assert program.json("studies", "show", "ACC1")["messages"][0]["set_aside"] == "again"


@pytest.mark.parametrize(
    ("message", "note", "why"),
    [("", " ", "Say why"), ("NOBODY", "x", "NOBODY is not held back"), ("left", "x", "is not held back")],
)
def test_only_what_is_held_back_is_set_aside_and_only_with_a_reason(
    program: Program, capsys: pytest.CaptureFixture[str], message: str, note: str, why: str
) -> None:
    (left,) = program.compose(report())
    program.send(left)
    (held,) = program.compose(report(), "--event", "as-reported")
    wanted = {"": held.control_id, "left": left.control_id}.get(message, message)
    assert main(["studies", "set-aside", wanted, "--note", note, "--data", str(program.data)]) != 0
    assert why in capsys.readouterr().err


def test_without_studies_nothing_is_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "set-aside", "X", "--note", "y", "--data", str(tmp_path / "none")]) == 2
    assert "X is not held back, so it cannot be set aside." in capsys.readouterr().err
