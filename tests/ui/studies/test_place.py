"""The Studies place with the sample studies, as a user goes through them."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.screen import StubBridge
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges import chargemaster
from workbench.charges.chargemaster import ChargeMasterError
from workbench.er7 import Document
from workbench.ui.requests import OpenRequest
from workbench.ui.studies import place as place_module
from workbench.ui.studies.lines_model import Column
from workbench.ui.studies.place import StudiesPlace

pytestmark = pytest.mark.gui


class Stage:
    """A place and everything it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bridge = StubBridge()
        self.place = StudiesPlace(self.bridge)
        qtbot.addWidget(self.place)
        self.place.resize(1100, 600)
        self.opened: list[OpenRequest] = []
        self.sent: list[tuple[bytes, str]] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.send_requested.connect(lambda raw, title: self.sent.append((raw, title)))

    def show(self, name: str) -> StudiesPlace:
        """The place with the samples open and one of them chosen."""
        self.place.show()
        self.place.open_samples()
        self.qtbot.waitUntil(lambda: not self.place.reader.is_reading)
        assert self.place.select(name)
        return self.place


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_at_first_it_says_what_to_do(stage: Stage) -> None:
    assert stage.place.pages.currentWidget() is stage.place.empty
    assert [button.text() for button in stage.place.empty.buttons] == ["Open the sample s&tudies", "Open &reports…"]
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


@pytest.mark.qt_log_ignore("^This plugin does not support (raise\\(\\)|grabbing the keyboard)$", extend=True)
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
    assert stage.opened == [OpenRequest(document.to_bytes(), "Charge of SAMPLE, BELLA, ACC26030202")]
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

    monkeypatch.setattr(place_module, "load_default", removed)
    place = stage.show("twins")
    assert stage.bridge.heard == [
        (
            "problem",
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
