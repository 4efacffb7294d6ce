"""The Ledger place over a real history, as a user goes through it."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1
from helpers.screen import StubBridge, texts
from helpers.traffic import charge, credit, sent
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from workbench.history import HistoryError, NoHistory
from workbench.history.store import History
from workbench.ui.ledger.place import LedgerPlace
from workbench.ui.ledger.rows_model import Column
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui


class Stage:
    """A place and everything it asked for."""

    def __init__(self, qtbot: QtBot, factory: Callable[[], History]) -> None:
        self.qtbot = qtbot
        self.bridge = StubBridge()
        self.place = LedgerPlace(factory, self.bridge)
        qtbot.addWidget(self.place)
        self.opened: list[OpenRequest] = []
        self.reversed: list[tuple[bytes, str]] = []
        self.entries: list[int] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.reverse_requested.connect(lambda raw, title: self.reversed.append((raw, title)))
        self.place.history_requested.connect(self.entries.append)
        self.place.resize(1150, 650)

    def show(self) -> LedgerPlace:
        self.place.show()
        self.settle()
        return self.place

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.place.book is not None and not self.place.is_busy)

    def ids(self) -> list[str]:
        return [row[Column.TRANSACTION] for row in texts(self.place.desk.model)]

    def choose(self, combo: QComboBox, value: str) -> None:
        number = combo.findData(value)
        assert number >= 0, value
        combo.setCurrentIndex(number)
        combo.activated.emit(number)

    def select(self, transaction: str) -> None:
        self.place.desk.table.selectRow(self.ids().index(transaction))


@pytest.fixture
def stage(qtbot: QtBot, filled: History) -> Iterator[Stage]:
    made = Stage(qtbot, lambda: filled)
    yield made
    made.place.stop()


@pytest.fixture
def bare(qtbot: QtBot) -> Iterator[Stage]:
    def factory() -> History:
        raise NoHistory("There is none.")

    made = Stage(qtbot, factory)
    yield made
    made.place.stop()


def test_with_nothing_it_says_what_to_do(bare: Stage) -> None:
    place = bare.show()
    assert place.pages.currentWidget() is place.empty
    assert [button.text() for button in place.empty.buttons] == ["Import f&iles…", "Import fol&der…", "Pa&ste messages"]
    assert bare.bridge.heard == []


def test_monday_is_answered_by_opening_the_place(stage: Stage) -> None:
    place = stage.show()
    place.desk.monday.since.setDate(QDate(2026, 3, 1))
    assert place.desk.monday.text == (
        "Unbilled: 1 line, 350.00 USD · Refused: 1 line, 350.00 USD · Unanswered: 1 line, 350.00 USD · Late: none"
    )
    place.desk.monday.buttons["refused"].click()
    assert stage.ids() == ["CHG003"]
    assert place.desk.filters.count.text() == "1 line found"
    place.desk.monday.buttons["unanswered"].click()
    assert stage.ids() == ["CHG004"]
    assert not place.desk.monday.buttons["refused"].isChecked()
    place.desk.monday.buttons["unanswered"].click()
    assert len(stage.ids()) == 8
    place.desk.monday.buttons["unanswered"].click()
    place.desk.monday.since.setDate(QDate(2026, 3, 9))
    assert len(stage.ids()) == 8


def test_a_charge_says_why_it_is_as_it_is(stage: Stage) -> None:
    place = stage.show()
    stage.select("CHG002")
    explain = place.desk.explain
    assert "CHG002-R takes back CHG002" in explain.title.text()
    assert ("FT1-2 transaction id", "≠", "CHG002", "CHG002-R") in texts(explain.fields)
    assert [row[0] for row in texts(explain.messages)] == ["→ entry 2, FT1", "→ entry 3, FT1"]


def test_what_can_be_done_with_a_charge(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show()
    stage.select("CHG002")
    explain = place.desk.explain
    explain.messages_table.selectRow(1)
    explain.open_button.click()
    explain.history_button.click()
    explain.reverse_button.click()
    assert [(one.title, b"CHG002-R" in one.raw) for one in stage.opened] == [("Charge of 900002, ACC2", True)]
    assert stage.entries == [3]
    assert stage.reversed[0][1] == "Charge of 900002, ACC2"
    place.desk.table.setFocus()
    qtbot.keyClick(place.desk.table, Qt.Key.Key_Return)
    assert stage.opened[-1].title == "Charge of 900002, ACC2"
    actions = {action.text(): action for action in place.desk.context_menu().actions()}
    ways = ["&Open message", "Sho&w in history", "&Reverse…", "&Correct with…", "Sen&d again…", "Show its &study"]
    assert [text for text in actions if text] == [*ways, "&Explain pairing"]
    actions["&Reverse…"].trigger()
    actions["Sho&w in history"].trigger()
    actions["&Explain pairing"].trigger()
    assert stage.reversed[-1][1] == "Charge of 900002, ACC2"
    assert stage.entries[-1] == 2
    assert place.focusWidget() is explain.fields_table


def test_a_flag_shows_its_lines_and_messages(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show()
    flags = place.desk.flags
    row = next(number for number, flag in enumerate(flags.model.rows) if "CHG006" in flag.text)
    flags.table.selectRow(row)
    explain = place.desk.explain
    assert explain.title.property("role") == "bad"
    assert ("MSH-10 control id", "≠", "M6", "M6B") in texts(explain.fields)
    assert len(explain.messages.lines) == 2
    flags.table.setFocus()
    qtbot.keyClick(flags.table, Qt.Key.Key_Return)
    assert stage.ids() == ["CHG006", "CHG006"]


def test_a_flag_goes_to_its_line(stage: Stage) -> None:
    place = stage.show()
    place.desk.table.selectRow(0)
    flags = place.desk.flags
    row = next(number for number, flag in enumerate(flags.model.rows) if flag.code == "rejected")
    flags.table.selectRow(row)
    chosen = place.desk.row()
    assert chosen is not None
    assert chosen.transaction.line.transaction_id == "CHG003"
    assert place.desk.explain.title.text() == flags.model.rows[row].text


def test_the_flags_are_those_about_what_is_shown(stage: Stage) -> None:
    place = stage.show()
    desk = place.desk
    assert desk.tabs.tabText(0) == "Fla&gs (3)"
    desk.filters.search.setText("900003")
    stage.qtbot.waitUntil(lambda: stage.ids() == ["CHG003"])
    assert [flag.code for flag in desk.flags.model.rows] == ["rejected"]
    assert desk.tabs.tabText(0) == "Fla&gs (1 of 3)"
    desk.filters.search.setText("900001")
    stage.qtbot.waitUntil(lambda: stage.ids() == ["CHG001"])
    assert desk.flags.nothing.isVisible()
    assert desk.filters.all_button.isVisible()
    desk.filters.all_button.click()
    assert len(stage.ids()) == 8
    assert len(desk.flags.model.rows) == 3
    assert not desk.filters.all_button.isVisible()
    chosen = desk.row()
    assert chosen is not None
    assert chosen.transaction.line.transaction_id == "CHG001"


def test_the_first_line_that_waits_is_explained(stage: Stage) -> None:
    place = stage.show()
    stage.select("CHG001")
    place.desk.monday.since.setDate(QDate(2026, 3, 1))
    place.desk.monday.buttons["refused"].click()
    chosen = place.desk.row()
    assert chosen is not None
    assert chosen.transaction.line.transaction_id == "CHG003"
    assert place.desk.explain.title.text().startswith("CHG003")
    assert place.desk.explain.history_button.isEnabled()


def test_a_file_does_not_say_whether_it_was_taken(bare: Stage, tmp_path: Path) -> None:
    place = bare.show()
    file = tmp_path / "a.hl7"
    file.write_bytes((charge(1) + "\r" + credit(2)).encode())
    place.import_paths([file])
    bare.qtbot.waitUntil(lambda: len(bare.ids()) == 2)
    assert {row[Column.STATE] for row in texts(place.desk.model)} == {"Imported", "Credit, imported"}
    assert {row[1] for row in texts(place.desk.totals.model)} == {"Imported"}
    assert [bar.state for day in place.desk.days.chart.days for bar in day.bars] == ["imported"]
    bare.choose(place.desk.filters.state, "imported")
    bare.qtbot.waitUntil(lambda: bare.ids() == ["CHG001"])


def test_search_state_and_flag_narrow_it_down(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show()
    filters = place.desk.filters
    filters.search.setText("900005")
    qtbot.waitUntil(lambda: stage.ids() == ["CHG005"])
    filters.search.clear()
    stage.choose(filters.state, "reversed")
    qtbot.waitUntil(lambda: stage.ids() == ["CHG002", "CHG002-R"])
    stage.choose(filters.state, "")
    stage.choose(filters.flag, "duplicate")
    qtbot.waitUntil(lambda: stage.ids() == ["CHG006", "CHG006"])
    assert filters.flag.currentText() == "Duplicate (1)"


def test_groups_narrow_the_lines_and_the_totals(qtbot: QtBot, stage: Stage) -> None:
    place = stage.show()
    assert not place.desk.groups_table.isVisible()
    stage.choose(place.desk.filters.view, "patient")
    qtbot.waitUntil(lambda: place.desk.groups.rowCount() == 7)
    place.desk.groups_table.selectRow(2)
    assert stage.ids() == ["CHG002", "CHG002-R"]
    assert place.desk.totals.of_what.text() == "By patient: 900002 (HOSP)"
    assert texts(place.desk.totals.model) == [
        ("charge", "Reversed", "1", "350.00 USD", "", "yes"),
        ("credit", "Accepted", "1", "-350.00 USD", "", "yes"),
    ]
    assert place.desk.totals.net.text() == "Charges less credits: 0.00 USD."
    assert "900002" in place.saving.pdf_action.text()
    stage.choose(place.desk.filters.view, "")
    assert len(stage.ids()) == 8


def test_a_day_of_the_chart_becomes_a_group(stage: Stage) -> None:
    place = stage.show()
    assert [day.day for day in place.desk.days.chart.days] == ["2026-03-01"]
    place.desk.days.chart.day_wanted.emit("2026-03-01")
    assert place.desk.filters.view.currentData() == "day"
    stage.qtbot.waitUntil(lambda: (group := place.desk.group()) is not None and group.key == "2026-03-01")


def test_news_comes_in_and_the_chosen_line_stays(qtbot: QtBot, stage: Stage, filled: History) -> None:
    stage.show()
    stage.select("CHG002")
    number = sent(filled, charge(7), hours=9)
    stage.place.refresh(number)
    qtbot.waitUntil(lambda: "CHG007" in stage.ids())
    row = stage.place.desk.row()
    assert row is not None
    assert row.transaction.line.transaction_id == "CHG002"


def test_files_of_others_are_netted_with_the_history(stage: Stage, tmp_path: Path) -> None:
    place = stage.show()
    file = tmp_path / "other.hl7"
    file.write_bytes(charge(1).replace("|M1|", "|OTHER1|").encode())
    place.import_paths([file, tmp_path / "gone.hl7"])
    stage.qtbot.waitUntil(lambda: stage.ids().count("CHG001") == 2)
    assert stage.bridge.heard == [("warning", f"There is no file {tmp_path / 'gone.hl7'}.")]
    assert any("CHG001" in flag.text for flag in place.desk.flags.model.rows)
    assert place.desk.tabs.tabText(3) == "&Notes (1)"
    number = next(
        number
        for number in range(place.desk.model.rowCount())
        if (row := place.desk.model.row(place.desk.model.index(number, 0))) and row.transaction.posting.file
    )
    place.desk.table.selectRow(number)
    assert not place.desk.explain.history_button.isEnabled()
    place.desk.explain.open_button.click()
    assert (stage.opened[0].file, stage.opened[0].index) == (file, 0)
    file.write_bytes(dft(ft1("OTHER")).encode())
    place.desk.explain.open_button.click()
    assert "was changed since it was read" in stage.bridge.heard[-1][1]
    place.forget_files()
    stage.qtbot.waitUntil(lambda: stage.ids().count("CHG001") == 1)


def test_files_alone_are_enough(bare: Stage, tmp_path: Path) -> None:
    place = bare.show()
    file = tmp_path / "a.hl7"
    file.write_bytes(charge(1).encode())
    place.import_paths([file])
    bare.qtbot.waitUntil(lambda: bare.ids() == ["CHG001"])
    assert place.pages.currentWidget() is place.desk


def test_what_is_pasted_is_netted_with_the_history(stage: Stage) -> None:
    place = stage.show()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(" ")
    place.paste()
    assert stage.bridge.heard[-1][0] == "warning"
    text = charge(1).replace("|M1|", "|OTHER1|") + credit(2).replace("CHG002-R", "CHG009-R")
    clipboard.setText(text.replace("\r", "\n"))
    place.paste()
    stage.qtbot.waitUntil(lambda: stage.ids().count("CHG001") == 2)
    assert any(flag.code == "duplicate" and "CHG001" in flag.text for flag in place.desk.flags.model.rows)
    stage.select("CHG009-R")
    assert [line.cells[0] for line in place.desk.explain.messages.lines] == ["message 2, FT1, pasted messages"]
    place.desk.explain.open_button.click()
    assert stage.opened[-1].file is None
    assert b"CHG009-R" in stage.opened[-1].raw
    assert b"OTHER1" not in stage.opened[-1].raw
    place.read_again()
    stage.qtbot.waitUntil(lambda: not place.reader.is_reading and stage.ids().count("CHG001") == 2)
    place.forget_action.trigger()
    stage.qtbot.waitUntil(lambda: stage.ids().count("CHG001") == 1)
    clipboard.setText("no message")
    place.paste()
    stage.qtbot.waitUntil(lambda: "clipboard holds no charge lines" in stage.bridge.heard[-1][1])


def test_dropped_files_are_added_up(bare: Stage, tmp_path: Path) -> None:
    place = bare.show()
    (tmp_path / "a.hl7").write_bytes(charge(1).encode())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(QPoint(9, 9), copy, data, left, Qt.KeyboardModifier.NoModifier)
    place.dragEnterEvent(entered)
    assert entered.isAccepted()
    place.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, Qt.KeyboardModifier.NoModifier))
    bare.qtbot.waitUntil(lambda: bare.ids() == ["CHG001"])


def test_a_history_that_cannot_be_read_is_a_state(qtbot: QtBot, filled: History) -> None:
    problems = ["The history is locked."]

    def factory() -> History:
        if problems:
            raise HistoryError(problems.pop())
        return filled

    stage = Stage(qtbot, factory)
    place = stage.show()
    assert place.pages.currentWidget() is place.failure
    assert place.failure.text.text() == "The history is locked."
    place.failure.buttons[0].click()
    qtbot.waitUntil(lambda: place.pages.currentWidget() is place.desk)
    place.stop()


def test_other_rules_net_everything_anew(stage: Stage) -> None:
    place = stage.show()
    stage.choose(place.desk.filters.rules, "order-number")
    stage.qtbot.waitUntil(lambda: place.book is not None and place.book.ledger.settings.name == "order-number")
    assert place.desk.why_rules.text() == "Rules: The rules order-number, as they were chosen."


def test_the_rules_are_said_with_their_reasons(bare: Stage, tmp_path: Path) -> None:
    place = bare.show()
    file = tmp_path / "a.hl7"
    file.write_bytes((charge(2) + "\r" + credit(2).replace("CHG002-R", "CHG002-STO")).encode())
    place.import_paths([file])
    bare.qtbot.waitUntil(lambda: len(bare.ids()) == 2)
    assert place.desk.why_rules.text().startswith("Rules: ")
    assert "-STO" in place.desk.why_rules.text()
    assert texts(place.desk.model)[1][Column.STATE].startswith("  ↳ Credit")


def test_cancelling_says_what_is_missing(stage: Stage) -> None:
    place = stage.place
    place.reader.left_out = 5
    place.forget_files()  # nets what there is
    stage.qtbot.waitUntil(lambda: place.book is not None)
    assert place.desk.filters.count.text() == "0 lines; incomplete, 5 messages not read (F5 reads them)"
    assert place.desk.filters.count.property("role") == "warn"


def test_netting_can_be_cancelled(stage: Stage) -> None:
    place = stage.show()
    place.working.say("Adding up…")
    place.working.cancel_button.click()
    assert not place.is_busy
    assert "press F5" in stage.bridge.heard[-1][1]
    place.read_again()
    stage.settle()
    assert len(stage.ids()) == 8


def test_the_ledger_is_written_as_files(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    place = stage.show()
    for name, save in (
        ("l.csv", place.saving.save_csv),
        ("s.html", lambda file: place.saving.save_statement(file, "html")),
        ("s.pdf", lambda file: place.saving.save_statement(file, "pdf")),
    ):
        file = tmp_path / name
        save(file)
        qtbot.waitUntil(lambda file=file: ("info", f"Written: {file}") in stage.bridge.heard)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    place.saving.save_statement(tmp_path / "at.html", "html")
    place.saving.save_csv(tmp_path / "once.csv")
    qtbot.waitUntil(lambda: ("info", f"Written: {tmp_path / 'once.csv'}") in stage.bridge.heard)
    assert (tmp_path / "at.html").exists()
    assert b"CHG002-R" in (tmp_path / "l.csv").read_bytes()
    assert b"CHG002-R" in (tmp_path / "s.html").read_bytes()
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    place.saving.save_csv(tmp_path / "no" / "folder.csv")
    qtbot.waitUntil(lambda: stage.bridge.heard[-1][0] == "problem")


def test_what_is_being_exported_is_written_though_the_window_is_closed(stage: Stage, tmp_path: Path) -> None:
    place = stage.show()
    begun, gate = threading.Event(), threading.Event()
    place.tasks.run("before", lambda: (begun.set(), gate.wait(5)), lambda _result: None)
    assert begun.wait(5)
    files = [tmp_path / "l.csv", tmp_path / "s.pdf"]
    place.saving.save_csv(files[0])
    place.saving.save_statement(files[1], "pdf")
    threading.Timer(0.05, gate.set).start()
    place.stop()
    assert [file.exists() for file in files] == [True, True]


def test_the_statement_is_seen_before_it_is_printed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    place = stage.show()
    pages: list[int] = []

    def run(preview: QPrintPreviewDialog) -> int:
        (shown,) = preview.findChildren(QPrintPreviewWidget)
        shown.updatePreview()
        pages.append(shown.pageCount())
        return 0

    monkeypatch.setattr(QPrintPreviewDialog, "exec", run)
    place.saving.print_action.trigger()
    assert pages
    assert pages[0] >= 1


def test_the_dialogs_lead_to_reading_and_writing(
    qtbot: QtBot, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stage.show()
    file = tmp_path / "x.hl7"
    file.write_bytes(charge(8).encode())
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_words: ([str(file)], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / "out"), ""))
    place.saving.choose_files()
    qtbot.waitUntil(lambda: "CHG008" in stage.ids())
    place.saving.choose_folder()
    place.saving.csv_action.trigger()
    qtbot.waitUntil(lambda: (tmp_path / "out").exists())
    place.saving.html_action.trigger()
    qtbot.waitUntil(lambda: (tmp_path / "out").read_bytes().startswith(b"<!DOCTYPE"))


def test_importing_the_place_does_not_load_the_database() -> None:
    import subprocess
    import sys

    code = "import workbench.ui.ledger.place, sys; sys.exit('sqlalchemy' in sys.modules or 'hl7apy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
