"""The tabs of the place: keeping what is on the desk, coming back to complete, choosing conventions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.screen import StubBridge, texts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from workbench.charges.lifecycle.look import Look
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.ui.studies.lines_model import Column
from workbench.ui.studies.place import StudiesPlace
from workbench.ui.studies.tabs import StudyTabs
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


class Stage:
    """A place with a data folder."""

    def __init__(self, qtbot: QtBot, folder: Path, tasks: Tasks) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge = StubBridge()
        self.place = StudiesPlace(self.bridge, folder, tasks)
        qtbot.addWidget(self.place)
        self.place.resize(1100, 600)
        self.place.show()
        self.sent: list[bytes] = []
        self.place.send_requested.connect(lambda raw, _title, _later: self.sent.append(raw))

    @property
    def tabs(self) -> StudyTabs:
        assert self.place.tabs is not None
        return self.place.tabs

    def open(self, name: str) -> None:
        self.place.open_samples()
        self.qtbot.waitUntil(lambda: not self.place.reader.is_reading)
        assert self.place.select(name)

    def keep(self) -> None:
        with self.qtbot.waitSignal(self.tabs.worklist.batch.finished, timeout=20_000):
            self.place.keep_button.click()

    def kept(self) -> list[bytes]:
        """The messages of all kept studies."""
        with History.open(self.folder, read_only=True) as history:
            studies = Studies(history)
            details = [studies.detail(one.id) for one in studies.summaries()]
        return [sent.raw for one in details if one is not None for sent in one.standing.messages]


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Stage:
    return Stage(qtbot, tmp_path / "data", tasks)


def test_every_tab_has_a_name_and_a_key(stage: Stage) -> None:
    tabs = stage.tabs
    assert [tabs.tabText(number) for number in range(tabs.count())][:2] == ["Reports", "Worklist"]
    stage.qtbot.keyClick(stage.place, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert tabs.currentIndex() == 1


def test_what_is_kept_has_the_ids_of_the_preview(stage: Stage) -> None:
    stage.open("06-")
    document = stage.place.document()
    assert document is not None
    stage.keep()
    assert stage.tabs.currentWidget() is stage.tabs.worklist
    (raw,) = stage.kept()
    assert document.control_id.encode() in raw
    assert (document.get("FT1-2") or "?").encode() in raw


def test_lines_that_were_edited_are_kept_as_edited(stage: Stage) -> None:
    stage.open("06-")
    model = stage.place.lines.model
    index = model.index(0, Column.UNITS)
    assert model.setData(index, "3")
    stage.keep()
    (raw,) = stage.kept()
    assert b"|3|" in raw


def test_what_was_sent_before_it_was_kept_is_kept_as_that_message(stage: Stage) -> None:
    """A second message under new ids would charge the study twice."""
    stage.open("06-")
    stage.place.send_message()
    with History.open(stage.folder) as history:
        entry = history.sending(stage.sent[0], endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="accepted")
    stage.keep()
    assert stage.kept() == [stage.sent[0]]
    with History.open(stage.folder) as history:
        detail = Studies(history).detail(1)
    assert detail is not None
    assert [sent.outcome for sent in detail.standing.messages] == ["accepted"]
    report = stage.tabs.worklist.report
    stage.qtbot.waitUntil(lambda: texts(report.model)[0][3] == "Accepted", timeout=10_000)
    assert not report.send_button.isEnabled()


def test_another_message_than_the_one_that_left_is_to_be_looked_at(stage: Stage) -> None:
    stage.open("06-")
    stage.place.send_message()
    model = stage.place.lines.model
    assert model.setData(model.index(0, Column.UNITS), "3")
    stage.keep()
    (row,) = texts(stage.tabs.worklist.report.model)
    assert row[0] == "To look at"
    assert "send only one of them" in row[5]
    assert not stage.tabs.worklist.report.send_button.isEnabled()


def test_all_are_kept_and_the_signed_ones_composed(stage: Stage) -> None:
    stage.open("06-")
    with stage.qtbot.waitSignal(stage.tabs.worklist.batch.finished, timeout=20_000):
        stage.place.keep_all_button.click()
    assert len(stage.kept()) == 13
    assert "13 messages made" in stage.tabs.worklist.report.heading.text()


def test_an_empty_desk_says_so(stage: Stage) -> None:
    stage.tabs.keep([])
    assert stage.bridge.heard == [("warning", "There is no report on the desk that could be kept.")]


def test_what_lacks_something_comes_back_to_the_desk(stage: Stage) -> None:
    stage.open("13-")
    count = stage.place.count()
    stage.keep()
    worklist = stage.tabs.worklist
    worklist._close_report()
    stage.qtbot.waitUntil(lambda: worklist.study_pane.due.kind == "complete", timeout=10_000)
    worklist.study_pane.doing.due_button.click()
    assert stage.tabs.currentIndex() == 0
    assert stage.place.count() == count + 1
    model = stage.place.lines.model
    assert model.setData(model.index(0, Column.CODE), "US-NECK")
    stage.keep()
    assert len(stage.kept()) == 1


def test_another_profile_composes_anew(stage: Stage) -> None:
    stage.open("06-")
    before = stage.place.document()
    assert stage.place._choices is not None
    stage.place._choices.use_profile("hl7-0017")
    after = stage.place.document()
    assert before is not None
    assert after is not None
    assert stage.place.work().conventions.profile.name == "hl7-0017"  # type: ignore[union-attr]


def test_a_profile_that_is_gone_is_said_and_done_without(stage: Stage) -> None:
    assert stage.place._choices is not None
    stage.place._choices.use_profile("gone")
    stage.open("06-")
    assert stage.bridge.heard[0][0] == "warning"
    assert "Until then the default profile is used." in stage.bridge.heard[0][1]
    assert stage.place.document() is not None


def test_what_was_sent_is_marked_after_a_restart(qtbot: QtBot, stage: Stage) -> None:
    stage.open("06-")
    stage.keep()
    with History.open(stage.folder) as history:
        entry = history.sending(stage.kept()[0], endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="accepted")
    tasks = Tasks()
    again = Stage(qtbot, stage.folder, tasks)
    again.open("06-")
    row = again.place.table.currentIndex().row()

    def sent() -> dict[str, str]:
        model = again.place.model
        return {one[2]: one[7] for one in texts(model) if one[7]}

    qtbot.waitUntil(lambda: len(sent()) == 1, timeout=10_000)
    ((accession, words),) = sent().items()
    assert accession == texts(again.place.model)[row][2]
    assert words.startswith("✓")
    tip = again.place.model.index(row, 7).data(Qt.ItemDataRole.ToolTipRole)
    assert "The study is kept: charged." in tip
    tasks.close()


def test_what_was_made_refused_or_taken_back_is_marked_in_words(stage: Stage) -> None:
    stage.open("06-")
    stage.keep()
    stage.place.marks.look()
    row = stage.place.table.currentIndex().row()
    stage.qtbot.waitUntil(lambda: texts(stage.place.model)[row][7] == "Made", timeout=10_000)
    with History.open(stage.folder) as history:
        entry = history.sending(stage.kept()[0], endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="error")
    stage.place.refresh()
    stage.qtbot.waitUntil(lambda: texts(stage.place.model)[row][7] == "Refused", timeout=10_000)


def test_charges_that_were_sent_without_keeping_the_study_are_found_by_accession(stage: Stage) -> None:
    stage.open("06-")
    document = stage.place.document()
    assert document is not None
    other = document.put_text("MSH-10", "FROM-BEFORE").put_text("FT1-2", "FROM-BEFORE")
    with History.open(stage.folder) as history:
        entry = history.sending(other.to_bytes(), endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="accepted")
    stage.place.marks.look()
    row = stage.place.table.currentIndex().row()
    stage.qtbot.waitUntil(lambda: texts(stage.place.model)[row][7].startswith("✓"), timeout=10_000)


WIDEST, HIGHEST = 900, 500
"""What the place may ask for in a window of 1280 x 720."""


def test_no_tab_asks_for_more_room_than_the_smallest_window_has(stage: Stage) -> None:
    found: dict[str, tuple[int, int]] = {}

    def measure(name: str) -> None:
        stage.qtbot.wait(20)
        for number in range(stage.tabs.count()):
            stage.tabs.setCurrentIndex(number)
            stage.qtbot.wait(5)
            hint = stage.place.minimumSizeHint()
            found[f"{name}, tab {number}"] = (hint.width(), hint.height())

    measure("nothing")
    stage.open("ACC26030201")
    measure("reports")
    stage.tabs.setCurrentIndex(0)
    stage.keep()
    measure("batch")
    stage.tabs.worklist._close_report()
    stage.qtbot.waitUntil(lambda: stage.tabs.worklist.model.rowCount() > 0)
    pane = stage.tabs.worklist.study_pane
    stage.qtbot.waitUntil(lambda: pane.detail is not None)
    assert pane.detail is not None
    many = tuple(Look(f"Line {n}: {'a sentence that goes on ' * 9}", datetime.now(UTC)) for n in range(20))
    event = replace(pane.detail.events[0], notes=tuple(one.text for one in many))
    pane.show_study(replace(pane.detail, standing=replace(pane.detail.standing, look=many), events=(event,)))
    for tile in stage.tabs.worklist.tiles.values():
        tile.setText("Not acknowledged\n1,234 · 261 days\n12,345,678.00 USD, 1,000,000.00 EUR")
    measure("worklist")
    stage.place.enter_study()
    measure("form")
    assert {name: size for name, size in found.items() if size[0] > WIDEST or size[1] > HIGHEST} == {}


def test_sizes_of_panes_are_remembered(qtbot: QtBot, stage: Stage) -> None:
    stage.open("ACC26030201")
    splitter = stage.place.findChild(QSplitter, "reports")
    assert splitter is not None
    splitter.setSizes([300, 200])
    splitter.splitterMoved.emit(300, 1)
    stage.tabs.choices.settings.sync()
    tasks = Tasks()
    again = StudiesPlace(StubBridge(), stage.folder, tasks)
    qtbot.addWidget(again)
    other = again.findChild(QSplitter, "reports")
    assert other is not None
    assert other.sizes()[0] > other.sizes()[1]
    tasks.close()


def test_one_study_that_is_kept_is_shown_at_once_and_unsigned_with_one_click(stage: Stage) -> None:
    stage.open("02-pregnancy-twins.")
    stage.keep()
    worklist = stage.tabs.worklist
    pane = worklist.study_pane
    stage.qtbot.waitUntil(lambda: pane.detail is not None, timeout=10_000)
    assert worklist.pages.currentWidget() is worklist.filled
    assert pane.doing.due_button.text() == "&Send…"
    assert pane.doing.desk_button.text() == "Correct on the des&k…"
    pane.doing.unsign_button.click()
    stage.qtbot.waitUntil(lambda: len(pane.detail.standing.messages) == 2 if pane.detail else False, timeout=10_000)
    assert pane.detail is not None
    assert [one.kind for one in pane.detail.standing.messages[1].transactions] == ["credit", "credit"]
    assert pane.doing.unsign_button.isHidden()
    assert pane.doing.desk_button.text() == "To the des&k"


def test_several_studies_that_are_kept_are_a_report(stage: Stage) -> None:
    stage.open("02-pregnancy-twins.")
    with stage.qtbot.waitSignal(stage.tabs.worklist.batch.finished, timeout=20_000):
        stage.place.keep_all_button.click()
    assert stage.tabs.worklist.pages.currentWidget() is stage.tabs.worklist.report


def test_a_message_that_is_held_back_is_set_aside_with_a_note(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open("06-")
    stage.place.send_message()
    model = stage.place.lines.model
    assert model.setData(model.index(0, Column.UNITS), "3")
    stage.keep()
    pane = stage.tabs.worklist.study_pane
    stage.qtbot.waitUntil(lambda: not pane.messages.aside_button.isHidden(), timeout=10_000)
    answer = ("The first is right.", True)
    monkeypatch.setattr("workbench.ui.studies.messages_pane.QInputDialog.getText", lambda *_: answer)
    pane.messages.aside_button.click()
    stage.qtbot.waitUntil(lambda: pane.messages.aside_button.isHidden(), timeout=10_000)
    assert texts(pane.messages.model)[0][1] == "Set aside"
    assert "The first is right." in pane.messages.outcome.text()
