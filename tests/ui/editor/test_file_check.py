"""Three messages of thousands have a shifted FT1: they are found, gone to, and their list goes to whoever sent them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.app import make_window
from workbench.er7 import Path as Place
from workbench.ui.editor import file_check
from workbench.ui.editor.file_check import FoundProblems, as_csv, as_text, check_slice
from workbench.ui.editor.file_check_window import FileCheckWindow
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.requests import OpenRequest
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
SAMPLES = resources.path("samples", "messages")
GOOD = (SAMPLES / "01-charge.hl7").read_bytes()
SHIFTED = (SAMPLES / "04-shifted-row.hl7").read_bytes()
MANY = GOOD * 20 + SHIFTED + GOOD * 5 + SHIFTED


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "feed.hl7"
    made.write_bytes(MANY)
    return made


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, file: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=lambda one: one.services.engine.quit())
    made.resize(1280, 720)
    made.show()
    made.open_files([file])
    return made


@pytest.fixture
def check(window: Window, qtbot: QtBot) -> FileCheckWindow:
    made = window.messages.check_file()
    assert made is not None
    qtbot.waitUntil(lambda: not made.running)
    return made


def _shifted(check: FileCheckWindow) -> None:
    """Choose the kind that two messages have and the others have not."""
    rows = [check.kind.itemData(row) for row in range(1, check.kind.count())]
    check.kind.setCurrentIndex(1 + next(n for n, kind in enumerate(rows) if "shift" in kind))


def test_the_messages_with_a_shifted_row_are_found_and_gone_to(
    check: FileCheckWindow, window: Window, qtbot: QtBot
) -> None:
    _shifted(check)
    assert {check.model.row(check.model.index(row, 0)).index for row in range(check.model.rowCount())} == {20, 26}  # type: ignore[union-attr]
    check.table.setCurrentIndex(check.model.index(check.model.rowCount() - 1, 0))
    qtbot.keyClick(check.table, Qt.Key.Key_Return)
    session = window.messages.current()
    assert session is not None and session.index == 26
    assert session.cursor.segment == "FT1"


def test_the_list_goes_to_the_vendor(check: FileCheckWindow, tmp_path: Path) -> None:
    _shifted(check)
    check.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == list(file_check.COLUMNS)
    assert {line.split("\t")[0] for line in lines[1:]} == {"21", "27"}
    target = tmp_path / "list.csv"
    check.ask_save = lambda _suggested: str(target)
    assert check.save()
    assert target.stat().st_mode & 0o077 == 0
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))
    assert rows[0] == list(file_check.COLUMNS) and len(rows) == len(lines)


def test_a_list_that_cannot_be_saved_says_why(check: FileCheckWindow, window: Window, tmp_path: Path) -> None:
    shown: list[str] = []
    window.bridge.problem = shown.append  # type: ignore[method-assign]
    check.ask_save = lambda _suggested: str(tmp_path / "none" / "list.csv")
    assert not check.save()
    assert len(shown) == 1 and "none" in check.state.text()


def test_an_edit_that_is_not_saved_counts_and_a_closed_file_is_said(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.messages.current()
    assert session is not None
    session.submit(session.document.put("FT1-6", ""), "Empty FT1-6", None)
    check = window.messages.check_file()
    assert check is not None
    qtbot.waitUntil(lambda: not check.running)
    assert any(one.index == 0 and one.finding.path == Place.parse("FT1-6") for one in check.found.listed)
    said: list[str] = []
    monkeypatch.setattr(window.bridge, "warning", said.append)
    monkeypatch.setattr(window.bridge, "ask", lambda *_: "Do not save")
    assert window.messages.close_current()
    check.wanted.emit(check.found.listed[0])
    assert said == ["This file was closed; open it again to see the message."]


def test_it_stops_when_it_is_told(window: Window) -> None:
    check = window.messages.check_file()
    assert check is not None
    check.stop_button.click()
    assert not check.running
    assert "of 27 messages checked" in check.state.text() or "27 messages checked" in check.state.text()
    check.close()


def test_it_works_in_portions() -> None:
    file = OpenFile(OpenRequest(MANY, "feed.hl7"))
    times = iter(range(100))
    begin, found = check_slice(file.reader(), 0, 27, lambda: float(next(times)))
    assert begin == 1
    assert check_slice(file.reader(), 26, 27)[0] == 27
    assert all(one.index == 0 for one in found)


def test_what_everybody_has_is_counted_and_not_listed_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_check, "MOST_OF_A_KIND", 3)
    problems = check_slice(OpenFile(OpenRequest(SHIFTED * 10, "f.hl7")).reader(), 0, 10, lambda: 0.0)[1]
    found = FoundProblems()
    found.take(problems)
    assert found.is_cut()
    assert found.counts.total() == len(problems) > len(found.listed)
    assert found.kinds() == sorted(found.counts, key=lambda kind: (found.counts[kind], kind))


def test_a_cell_is_no_formula_and_no_line() -> None:
    raw = GOOD.replace(b"SAMPLE0001", b"=1+1")
    raw = raw.replace(b"|CG|", b"||")
    problems = check_slice(OpenFile(OpenRequest(raw, "f.hl7")).reader(), 0, 1)[1]
    assert problems
    assert b"'=1+1" in as_csv(problems)
    assert len(as_text(problems).splitlines()) == len(problems) + 1
