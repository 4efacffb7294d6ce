"""Reading in portions: the history page by page, files and folders, news, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1
from helpers.traffic import charge, sent
from pytestqt.qtbot import QtBot

from workbench.charges.ledger import LedgerLine, Posting, preset
from workbench.er7.files import MessageFile
from workbench.history import HistoryError, NoHistory
from workbench.history.store import History
from workbench.ui.ledger import reading
from workbench.ui.ledger.reading import LedgerReader
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


def done(qtbot: QtBot, reader: LedgerReader) -> None:
    qtbot.waitUntil(lambda: not reader.is_reading)


def postings(reader: LedgerReader) -> list[Posting]:
    return [posting for intake in reader.intakes() for posting in intake.postings]


def entries(reader: LedgerReader) -> list[int | None]:
    return [posting.entry for posting in postings(reader)]


def test_the_history_is_read_in_pages(qtbot: QtBot, filled: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    reader = LedgerReader(lambda: filled)
    progress: list[tuple[int, int]] = []
    reader.progress.connect(lambda read, known: progress.append((read, known)))
    with qtbot.waitSignal(reader.finished):
        reader.read_history()
    assert entries(reader) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert progress[-1] == (8, 8)
    assert reader.messages == 8


def test_news_and_changed_answers_are_read_again(qtbot: QtBot, history: History) -> None:
    waiting = sent(history, charge(1), "waiting")
    reader = LedgerReader(lambda: history)
    reader.read_history()
    done(qtbot, reader)
    assert [posting.outcome for posting in postings(reader)] == ["unknown"]
    history.answered(waiting, None, at=history.entries()[0].at, verdict="error")
    sent(history, charge(2))
    reader.read_history()
    done(qtbot, reader)
    assert [posting.outcome for posting in postings(reader)] == ["rejected", "accepted"]


def test_cancelling_keeps_what_was_read_and_counts_the_rest(
    qtbot: QtBot, filled: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PORTION_MS", 0)  # one step at a time
    reader = LedgerReader(lambda: filled)
    reader.progress.connect(lambda read, _known: reader.cancel() if read == 3 else None)
    with qtbot.waitSignal(reader.finished):
        reader.read_history()
    assert reader.left_out == 5
    assert entries(reader) == [6, 7, 8]
    monkeypatch.undo()
    reader.progress.disconnect()
    reader.read_history()
    done(qtbot, reader)
    assert reader.left_out == 0
    assert entries(reader) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_no_history_is_nothing_to_read(qtbot: QtBot) -> None:
    def factory() -> History:
        raise NoHistory("There is none.")

    reader = LedgerReader(factory)
    failures: list[str] = []
    reader.failed.connect(failures.append)
    with qtbot.waitSignal(reader.finished):
        reader.read_history()
    assert failures == []
    assert reader.messages == 0


def test_a_history_that_cannot_be_read_is_said(qtbot: QtBot) -> None:
    def factory() -> History:
        raise HistoryError("The history is locked.")

    reader = LedgerReader(factory)
    failures: list[str] = []
    reader.failed.connect(failures.append)
    with qtbot.waitSignal(reader.finished):
        reader.read_history()
    assert failures == ["The history is locked."]


def test_files_and_folders_are_read_and_the_rest_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    (folder / "deeper").mkdir(parents=True)
    two = dft(ft1("A1")) + dft(ft1("A2"), control_id="M2")
    (folder / "b.hl7").write_bytes(two.encode())
    (folder / "deeper" / "a.hl7").write_bytes(dft(ft1("A3"), control_id="M3").encode())
    (folder / "readme.txt").write_text("not a message")
    empty = tmp_path / "empty"
    empty.mkdir()
    reader = LedgerReader(_none)
    reader.read_paths([folder, folder / "b.hl7", tmp_path / "gone.hl7", empty])
    done(qtbot, reader)
    found = [(Path(one.file).name, one.message, one.line.transaction_id) for one in postings(reader)]
    assert found == [("b.hl7", 1, "A1"), ("b.hl7", 2, "A2"), ("a.hl7", 1, "A3")]
    assert reader.take_unsaid() == [
        "readme.txt holds no charge lines.",
        f"There is no file {tmp_path / 'gone.hl7'}.",
        f"The folder {empty} holds no files.",
    ]
    assert reader.take_unsaid() == []
    assert len(reader.unreadable) == 3
    reader.forget_files()
    assert postings(reader) == []


def _none() -> History:
    raise NoHistory("There is none.")


def test_other_rules_read_everything_again(qtbot: QtBot, filled: History, tmp_path: Path) -> None:
    file = tmp_path / "a.hl7"
    file.write_bytes(dft(ft1("AJ1", "AJ", "-5.00&USD"), control_id="MX").encode())
    reader = LedgerReader(lambda: filled)
    reader.read_history()
    reader.read_paths([file])
    done(qtbot, reader)
    assert postings(reader)[-1].line.role == "adjustment"
    reader.start_over(preset("adjustments"))
    done(qtbot, reader)
    assert len(postings(reader)) == 9
    assert postings(reader)[-1].line.role == "credit"


def test_a_large_file_is_split_beside_the_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is read meanwhile, what was asked for then comes after it, and a stop leaves it."""
    monkeypatch.setattr("workbench.ui.ledger.reading.LARGE", 10)
    for name in ("a", "b"):
        (tmp_path / f"{name}.hl7").write_bytes(dft(ft1(name.upper()), control_id=name).encode())
    tasks = Tasks()
    reader = LedgerReader(_none, tasks=tasks)
    reader.read_paths([tmp_path / "a.hl7"])
    reader.read_paths([tmp_path / "b.hl7"])
    done(qtbot, reader)
    assert [one.line.transaction_id for one in postings(reader)] == ["A", "B"]
    reader.read_text(dft(ft1("C")))
    done(qtbot, reader)
    assert len(postings(reader)) == 3
    reader.start_over()
    reader.stop()
    qtbot.wait(50)
    assert not reader.is_reading
    reader.read_paths([tmp_path / "a.hl7"])
    done(qtbot, reader)
    tasks.close()
    assert [one.line.transaction_id for one in postings(reader)] == ["A"]


def said(reader: LedgerReader) -> list[tuple[object, ...]]:
    """All that is known of every line."""
    fields = [name for name in LedgerLine.__slots__ if name != "head"]
    return [
        (one.source, one.outcome, one.line.head, *(getattr(one.line, name) for name in fields))
        for one in postings(reader)
    ]


@pytest.mark.parametrize("name", ["adjustments", "status-segment", "same-id"])
def test_other_rules_make_of_the_lines_what_reading_anew_makes(
    qtbot: QtBot, filled: History, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LINES", 2)
    file = tmp_path / "a.hl7"
    rows = (ft1("A1"), "NTE|1||Reverses X", "ZFT|R", ft1("A2", "AJ", "-5.00&USD"), "ORC|1||ACC9", ft1("A3", "CG~CR"))
    file.write_bytes((dft(*rows, control_id="MX") + dft("FT1|1|S||20260301|CG|X", control_id="")).encode())
    reader, fresh = LedgerReader(lambda: filled), LedgerReader(lambda: filled)
    fresh.settings = preset(name)
    for one in (reader, fresh):
        one.read_history()
        one.read_paths([file])
        one.read_text(dft(ft1("P1"), control_id="MP"))
        done(qtbot, one)
    looked_at: list[int] = []
    monkeypatch.setattr(MessageFile, "open", lambda _file: looked_at.append(1))
    with qtbot.waitSignal(reader.finished):
        reader.start_over(preset(name))
    assert looked_at == []
    assert said(reader) == said(fresh)
    assert [each.notes for each in reader.intakes()] == [each.notes for each in fresh.intakes()]
    assert reader.messages == fresh.messages == 11


def test_cancelling_other_rules_leaves_the_rest_out(
    qtbot: QtBot, filled: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = LedgerReader(lambda: filled)
    reader.read_history()
    done(qtbot, reader)
    monkeypatch.setattr(reading, "PORTION_MS", 0)
    reader.progress.connect(lambda read, _known: reader.cancel() if read == 3 else None)
    with qtbot.waitSignal(reader.finished):
        reader.start_over(preset("adjustments"))
    assert reader.left_out == 5 and len(entries(reader)) < 8
    monkeypatch.undo()
    reader.progress.disconnect()
    reader.read_history()
    done(qtbot, reader)
    assert entries(reader) == [1, 2, 3, 4, 5, 6, 7, 8]
