"""The Studies place with the sample studies, as a user goes through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges.chargemaster import master as chargemaster
from workbench.charges.chargemaster.master import ChargeMasterError
from workbench.charges.profile.model import parse_profile
from workbench.er7 import Document
from workbench.history.store import History
from workbench.ui.requests import OpenRequest
from workbench.ui.studies.lines_model import Column
from workbench.ui.studies.list_model import Column as ListColumn
from workbench.ui.studies.place import StudiesPlace
from workbench.ui.tasks import Tasks

# A popup of the offscreen platform is told to come to the front.
POPUP = "^This plugin does not support (raise\\(\\)|grabbing the (keyboard|mouse))$"
pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore(POPUP, extend=True)]


class Stage:
    """A place and everything it asked for."""

    def __init__(self, qtbot: QtBot, folder: Path, tasks: Tasks) -> None:
        self.qtbot = qtbot
        self.bridge = StubBridge()
        self.place = StudiesPlace(self.bridge, folder, tasks)
        qtbot.addWidget(self.place)
        self.place.resize(1100, 600)
        self.opened: list[OpenRequest] = []
        self.sent: list[tuple[bytes, str]] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.send_requested.connect(self._send)

    def _send(self, raw: bytes, title: str, later: Callable[[], bytes]) -> None:
        self.sent.append((raw, title))
        self.later = later

    def show(self, name: str) -> StudiesPlace:
        """The place with the samples open and one of them chosen."""
        self.place.show()
        self.place.open_samples()
        self.qtbot.waitUntil(lambda: not self.place.reader.is_reading)
        assert self.place.select(name)
        return self.place


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Stage:
    return Stage(qtbot, tmp_path / "data", tasks)


def test_at_first_it_says_what_to_do(stage: Stage) -> None:
    assert stage.place.pages.currentWidget() is stage.place.empty
    assert [button.text() for button in stage.place.empty.buttons] == [
        "Open the sample s&tudies",
        "Open &reports…",
        "Enter a stud&y…",
    ]
    assert stage.place.count() == 0
    assert stage.place.document() is None


def test_the_samples_are_listed(stage: Stage) -> None:
    stage.show("02-")
    assert stage.place.count() == len(list(resources.path("samples", "studies").glob("*.hl7")))
    assert stage.place.pages.currentWidget() is stage.place.filled
    assert stage.bridge.heard == []


def test_a_signed_study_becomes_a_message_beside_its_lines(stage: Stage) -> None:
    place = stage.show("twins")
    assert place.banner.label.text() == "Signed"
    assert place.lines.model.rowCount() == 2
    document = place.document()
    assert document is not None
    assert place.message.text.toPlainText() == document.text.replace("\r", "\n")
    assert "US-OB-COMP" in place.lines.why.text()


def test_a_study_that_is_not_signed_says_why_and_has_no_message(stage: Stage) -> None:
    place = stage.show("10-")
    assert place.banner.label.text() == "Preliminary"
    assert "OBR-25 is P" in place.banner.sentence.text()
    assert place.message.pages.currentIndex() == 1
    assert "not signed" in place.message.refusal.text()
    assert not place.message.open_button.isEnabled()
    assert not place.message.send_button.isEnabled()
    place.open_message()
    place.send_message()
    assert (stage.opened, stage.sent) == ([], [])


def test_an_edit_changes_the_message_at_once(stage: Stage) -> None:
    place = stage.show("05-")
    assert place.lines.model.setData(place.lines.model.index(0, Column.UNITS), "3")
    document = place.document()
    assert document is not None
    assert document.get("FT1-10") == "3"
    assert "|3|570.00&USD|" in place.message.text.toPlainText()
    assert place.model.index(place.table.currentIndex().row(), 6).data() == "570.00"


def test_a_line_to_complete_is_completed_by_keyboard(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show("13-")
    assert place.document() is None
    assert "choose a charge" in place.lines.why.text()
    place.lines.table.setFocus()
    qtbot.keyClick(place.lines.table, Qt.Key.Key_Return)
    editor = place.lines.table.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "US-NECK")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.document() is not None)
    assert "chosen by hand" in place.lines.why.text()


def test_a_line_to_look_at_is_told_apart(stage: Stage) -> None:
    place = stage.show("14-")
    assert "no coded diagnosis" in place.lines.why.text()
    assert place.lines.why.property("role") == "warn"
    place.select("twins")
    assert place.lines.why.property("role") == "muted"


def test_a_refused_edit_is_said(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show("05-")
    assert not place.lines.model.setData(place.lines.model.index(0, Column.PRICE), "much")
    qtbot.waitUntil(lambda: bool(stage.bridge.heard))
    assert stage.bridge.heard[0][0] == "warning"
    assert "“much” is no price" in stage.bridge.heard[0][1]


def test_lines_are_added_removed_and_restored(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show("twins")
    assert not place.lines.restore_button.isEnabled()
    place.lines.add_button.click()
    assert place.lines.model.rowCount() == 3
    place.lines.table.setCurrentIndex(place.lines.model.index(0, Column.UNITS))
    qtbot.keyClick(place.lines.table, Qt.Key.Key_Delete)
    assert place.lines.model.rowCount() == 2
    place.lines.restore_button.click()
    assert [line.number for line in place.lines.model.lines] == [1, 2]
    assert not place.lines.restore_button.isEnabled()


def test_the_message_is_opened_and_sent(stage: Stage) -> None:
    place = stage.show("twins")
    place.message.open_button.click()
    place.message.send_button.click()
    document = place.document()
    assert document is not None
    assert stage.opened == [OpenRequest(document.to_bytes(), "Charge of SAMPLE, BELLA, ACC26030202", unsaved=True)]
    assert stage.sent == [(document.to_bytes(), "Charge of SAMPLE, BELLA, ACC26030202")]


def test_the_report_is_opened_from_its_file(stage: Stage) -> None:
    place = stage.show("10-")
    place.report_button.click()
    (request,) = stage.opened
    assert request.file is not None
    assert request.raw == request.file.read_bytes()


def test_a_value_tells_where_it_came_from(stage: Stage) -> None:
    place = stage.show("twins")
    document = place.document()
    assert document is not None
    for path, told in (("PID-5", "report, PID-5"), ("FT1-2", "identifier"), ("FT1-7", "charge master")):
        span = document.span(path)
        assert span is not None
        cursor = place.message.text.textCursor()
        cursor.setPosition(span[0] + 1)
        place.message.text.setTextCursor(cursor)
        assert told in place.message.origin.text(), path


def test_the_chosen_line_is_marked_in_the_message(stage: Stage) -> None:
    place = stage.show("twins")
    place.lines.table.setCurrentIndex(place.lines.model.index(1, Column.UNITS))
    document = place.document()
    assert document is not None
    (selection,) = place.message.text.extraSelections()
    assert selection.cursor.selectedText() == document.get("FT1[2]")


def test_the_chosen_fact_is_marked_in_the_message(stage: Stage) -> None:
    place = stage.show("twins")
    row = next(
        row for row in range(place.facts_model.rowCount()) if place.facts_model.index(row, 0).data() == "SAMPLE, BELLA"
    )
    place.facts.setCurrentIndex(place.facts_model.index(row, 0))
    (selection,) = place.message.text.extraSelections()
    assert selection.cursor.selectedText() == "SAMPLE^BELLA"


def test_characters_beyond_the_first_plane_do_not_shift_the_marker(stage: Stage, tmp_path: Path) -> None:
    raw = next(resources.path("samples", "studies").glob("01-*.hl7")).read_text()
    file = tmp_path / "emoji.hl7"
    header = Document.from_text(raw.replace("ANNA", "AN😀NA")).put("MSH-18", "UNICODE UTF-8")
    file.write_bytes(header.to_bytes())
    stage.place.open_file(file)
    document = stage.place.document()
    assert document is not None
    (selection,) = stage.place.message.text.extraSelections()
    assert selection.cursor.selectedText() == document.get("FT1")


def test_several_files_are_chosen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [str(file) for file in sorted(resources.path("samples", "studies").glob("0[12]-*.hl7"))]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    stage.place.choose_files()
    stage.qtbot.waitUntil(lambda: stage.place.count() == 2)


def test_files_are_dropped(stage: Stage) -> None:
    file = next(resources.path("samples", "studies").glob("01-*.hl7"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    actions, button, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(1, 1), actions, data, button, no_key)
    enter.ignore()
    stage.place.dragEnterEvent(enter)
    assert enter.isAccepted()
    stage.place.dropEvent(QDropEvent(QPointF(1, 1), actions, data, button, no_key))
    assert stage.place.count() == 1


def test_a_file_that_cannot_be_read_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.place.open_file(tmp_path / "nowhere.hl7")
    assert stage.bridge.heard[0][0] == "problem"
    assert stage.place.pages.currentWidget() is stage.place.empty


def test_the_list_is_cleared(stage: Stage) -> None:
    place = stage.show("twins")
    place.clear_button.click()
    assert place.count() == 0
    assert place.pages.currentWidget() is place.empty
    assert place.facts_model.rowCount() == 0


def test_without_a_charge_master_every_procedure_is_to_complete(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def removed() -> chargemaster.ChargeMaster:
        raise ChargeMasterError("The charge master chargemaster.csv cannot be read: it was removed.")

    monkeypatch.setattr(chargemaster, "load_default", removed)
    place = stage.show("twins")
    assert stage.bridge.heard == [
        (
            "warning",
            "The charge master chargemaster.csv cannot be read: it was removed. "
            "Until then every procedure is a line to complete.",
        )
    ]
    assert place.lines.model.rowCount() == 1
    assert not place.lines.model.lines[0].complete


def test_what_is_selected_may_come_later(qtbot: QtBot, stage: Stage) -> None:
    stage.place.open_samples()
    stage.place.select("16-")
    qtbot.waitUntil(lambda: not stage.place.reader.is_reading)
    work = stage.place.work()
    assert work is not None
    assert work.file is not None
    assert work.file.name.startswith("16-")
    assert not stage.place.select("no such study")


def test_importing_the_place_does_not_load_the_dictionary() -> None:
    import subprocess
    import sys

    code = "import workbench.ui.studies.place, sys; sys.exit('sqlalchemy' in sys.modules or 'hl7apy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("how", ["click", "F2", "Enter"])
def test_choose_opens_the_whole_list_and_picking_completes(qtbot: QtBot, stage: Stage, how: str) -> None:
    place = stage.show("13-")
    qtbot.waitExposed(place)
    table = place.lines.table
    if how == "click":
        where = table.visualRect(place.lines.model.index(0, Column.CODE)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    else:
        table.setFocus()
        qtbot.keyClick(table, Qt.Key.Key_F2 if how == "F2" else Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    popup = editor.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == len(place.conventions().master.charges)
    QTest.keyClicks(popup, "thyr")
    assert 0 < popup.model().rowCount() < 5
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.document() is not None)
    assert "chosen by hand" in place.lines.why.text()


def test_a_report_that_was_just_opened_is_chosen(stage: Stage, tmp_path: Path) -> None:
    place = stage.show("01-")
    files = sorted(resources.path("samples", "studies").glob("*.hl7"))
    own = tmp_path / "own.hl7"
    own.write_bytes(files[4].read_bytes())
    place.open_file(own)
    work = place.work()
    assert work is not None
    assert work.file == own
    assert place.table.visualRect(place.table.currentIndex()).bottom() <= place.table.viewport().height()


def test_a_report_that_is_there_already_is_chosen_with_its_edits(stage: Stage) -> None:
    place = stage.show("05-")
    work = place.work()
    assert work is not None
    assert work.file is not None
    place.lines.model.setData(place.lines.model.index(0, Column.UNITS), "3")
    place.select("01-")
    count = place.count()
    place.open_file(work.file)
    assert place.work() is work
    assert place.count() == count
    assert work.lines[0].units == 3


def test_a_charge_that_was_accepted_is_marked_as_sent(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> None:
    with History.open(tmp_path) as history:
        stage = Stage(qtbot, tmp_path, tasks)
        place = stage.show("twins")
        place.send_message()
        (raw, _title), row = stage.sent[0], place.table.currentIndex().row()
        place.marks.look()
        assert place.model.index(row, ListColumn.SENT).data() == ""
        now = datetime.now(UTC)
        entry = history.sending(raw, endpoint="billing:6661", at=now)
        history.answered(entry, b"MSH|^~\\&|\rMSA|AA|1\r", at=now, verdict="accepted")
        place.refresh()
        sent = place.model.index(row, ListColumn.SENT)
        # What is kept and what left this desk are two questions; either may be answered first.
        qtbot.waitUntil(lambda: f"(entry {entry})" in (sent.data(Qt.ItemDataRole.ToolTipRole) or ""))
        assert sent.data().startswith("✓ ")
        assert place.model.index(row + 1, ListColumn.SENT).data() == ""


def test_what_was_given_away_is_asked_for_again_later(stage: Stage) -> None:
    place = stage.show("05-")
    place.send_message()
    raw, _title = stage.sent[0]
    assert stage.later() == raw
    place.lines.model.setData(place.lines.model.index(0, Column.UNITS), "3")
    edited = Document.from_bytes(stage.later())
    assert edited.get("FT1-10") == "3"
    assert edited.control_id != Document.from_bytes(raw).control_id
    assert stage.later() == edited.to_bytes()


def test_several_messages_of_a_study_are_leafed_through(stage: Stage) -> None:
    apart = parse_profile("[message]\ncharges = 'one'", "site.toml")
    stage.place._conventions = replace(stage.place.conventions(), profile=apart)
    place = stage.show("04-")
    pane = place.message
    assert pane.which.text() == "message 1 of 2"
    assert not pane.back_button.isEnabled()
    first = place.document()
    pane.next_button.click()
    assert pane.which.text() == "message 2 of 2"
    assert place.document() != first
    place.send_message()
    assert stage.sent[0][0] == place.document().to_bytes()  # type: ignore[union-attr]
    place.select("05-")
    assert pane.which.isHidden()


def test_what_the_profile_holds_is_released_by_a_person(stage: Stage) -> None:
    holding = parse_profile("[late]\nhold_after_days = 5", "site.toml")
    stage.place._conventions = replace(stage.place.conventions(), profile=holding)
    place = stage.show("05-")
    assert place.document() is None
    assert not place.message.release_button.isHidden()
    place.message.release_button.click()
    assert place.document() is not None


def test_a_fact_of_the_report_says_where_it_went(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> None:
    place = StudiesPlace(StubBridge(), tmp_path, tasks)
    qtbot.addWidget(place)
    place.open_samples()
    qtbot.waitUntil(lambda: not place.reader.is_reading)
    assert place.select("02-")
    labels = [place.facts_model.fact(place.facts_model.index(row)) for row in range(place.facts_model.rowCount())]
    rows = {fact.label: row for row, fact in enumerate(labels) if fact is not None}
    place.facts.setCurrentIndex(place.facts_model.index(rows["Account"]))
    assert place.message.origin.text() == "PID-18.1 of the report went into PID-18."
    place.facts.setCurrentIndex(place.facts_model.index(rows["Fetuses"]))
    assert place.message.origin.text() == "OBX-5 of the report went into FT1[2]-7, FT1[2]-10, FT1[2]-25."
    place.facts.setCurrentIndex(place.facts_model.index(rows["Result status"]))
    assert "it may have decided which lines there are" in place.message.origin.text()
