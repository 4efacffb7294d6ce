"""Reading report files in portions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.ui.studies import reader as reader_module
from workbench.ui.studies.reader import ReportReader
from workbench.ui.studies.work import Conventions, StudyWork

pytestmark = pytest.mark.gui


class Witness:
    """A reader and everything it said."""

    def __init__(self, conventions: Conventions) -> None:
        self.reader = ReportReader(lambda: conventions)
        self.works: list[StudyWork] = []
        self.failures: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self.reader.ready.connect(self.works.append)
        self.reader.failed.connect(self.failures.append)
        self.reader.progress.connect(lambda done, known: self.progress.append((done, known)))


@pytest.fixture
def witness(qtbot: QtBot, conventions: Conventions) -> Witness:
    return Witness(conventions)


def report(number: int) -> bytes:
    return f"MSH|^~\\&|A|B|C|D|20260301||ORU^R01|R{number}|T|2.5.1\rPID|1||{number}\rOBR|1\r".encode()


def test_a_file_may_hold_many_reports(witness: Witness, tmp_path: Path) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(report(1) + report(2))
    witness.reader.open([file])
    assert [(work.study.control_id, work.index) for work in witness.works] == [("R1", 0), ("R2", 1)]
    assert witness.progress[-1] == (2, 2)


def test_a_file_with_one_report_has_no_index(witness: Witness, tmp_path: Path) -> None:
    file = tmp_path / "one.hl7"
    file.write_bytes(report(1))
    witness.reader.open([file])
    assert [work.index for work in witness.works] == [None]


def test_what_cannot_be_read_is_said_and_the_rest_is_read(witness: Witness, tmp_path: Path) -> None:
    good, empty = tmp_path / "good.hl7", tmp_path / "empty.hl7"
    good.write_bytes(report(1))
    empty.write_bytes(b"")
    witness.reader.open([tmp_path / "nowhere.hl7", tmp_path, empty, good])
    assert len(witness.works) == 1
    assert len(witness.failures) == 3
    assert "nowhere.hl7" in witness.failures[0]
    assert "empty" in witness.failures[2]


def test_binary_content_is_a_study_that_says_so(witness: Witness, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(bytes(range(256)))
    witness.reader.open([file])
    assert "no HL7 message" in witness.works[0].study.signed.why


def test_long_work_is_done_in_portions(
    qtbot: QtBot, witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "PORTION_MS", 0)  # one step is a portion then
    file = tmp_path / "many.hl7"
    file.write_bytes(b"".join(report(number) for number in range(5)))
    witness.reader.open([file])
    assert witness.reader.is_reading
    qtbot.waitUntil(lambda: not witness.reader.is_reading)
    assert len(witness.works) == 5
    assert len(witness.progress) > 5


def test_reading_can_be_cancelled(
    qtbot: QtBot, witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "PORTION_MS", 0)
    file = tmp_path / "many.hl7"
    file.write_bytes(b"".join(report(number) for number in range(50)))
    # In the portion that brings the second: waiting for it from here would let a quick machine read on.
    witness.reader.ready.connect(lambda _work: witness.reader.cancel() if len(witness.works) >= 2 else None)
    witness.reader.open([file])
    qtbot.waitUntil(lambda: len(witness.works) >= 2)
    read = len(witness.works)
    assert read < 50
    assert not witness.reader.is_reading
    assert witness.progress[-1] == (read, read)
