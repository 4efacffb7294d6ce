"""A charge in two parts of which the receiver took one back: the study is charged in full when it is signed again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.lifecycle import report

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.profile.conventions import named
from workbench.cli import main
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.history.store import History

CODE = "USOB2T^US OB second trimester complete^L"
WORDS = "Twins"


class Receiver:
    """What is booked, message by message, for a program with one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.data, self.booked = folder, folder / "data", Decimal(0)
        self._capsys = capsys

    def run(self, *words: str) -> tuple[str, str]:
        main([*words, "--data", str(self.data)])
        return self._capsys.readouterr()

    def event(self, event: str, document: Document) -> list[Document]:
        file = self.folder / "report.hl7"
        file.write_bytes(document.to_bytes())
        out, _ = self.run("compose", str(file), "--event", event, "--profile", "split")
        messages = MessageFile(out.encode()) if out else ()
        return [messages.document(index) for index in range(len(messages))] if out else []

    def answer(self, message: Document, verdict: str = "accepted") -> None:
        with History.open(self.data) as history:
            entry = history.sending(message.to_bytes(), endpoint="billing:2575", at=datetime.now(UTC))
            history.answered(entry, b"ACK", at=datetime.now(UTC), verdict=verdict, note="")
        if verdict == "accepted":
            rows = [read_row(message, group, named("A")) for group in groups_of(message)]
            self.booked += sum((row.effect or Decimal(0) for row in rows), Decimal(0))

    def groups(self) -> list[str]:
        return [one["group"] for one in json.loads(self.run("studies", "worklist", "--json")[0])["items"]]


@pytest.fixture
def receiver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Receiver:
    return Receiver(tmp_path, capsys)


@pytest.mark.parametrize("event", ["unsigned", "cancelled"])
@pytest.mark.parametrize("again", ["signed", "corrected"])
def test_a_part_that_was_taken_back_alone_is_charged_again(receiver: Receiver, event: str, again: str) -> None:
    made = receiver.event("signed", report(code=CODE))
    assert len(made) == 2
    for one in made:
        receiver.answer(one)
    whole = receiver.booked
    professional, facility = receiver.event(event, report(10, code=CODE, status="P" if event == "unsigned" else "X"))
    receiver.answer(professional)
    receiver.answer(facility, "rejected")
    assert Decimal(0) < receiver.booked < whole
    for one in receiver.event(again, report(20, code=CODE, status="F" if again == "signed" else "C")):
        receiver.answer(one)
    assert receiver.booked == whole
    assert receiver.groups() == []


def test_a_part_that_was_refused_is_not_forgotten_in_a_correction(receiver: Receiver) -> None:
    professional, facility = receiver.event("signed", report(code=CODE))
    receiver.answer(professional)
    receiver.answer(facility, "rejected")
    assert receiver.groups() == ["rejected"]
    half = receiver.booked
    made = receiver.event("corrected", report(10, code=CODE, status="C", words="Other words"))
    for one in made:
        receiver.answer(one)
    assert receiver.booked > half
    assert receiver.groups() == []
