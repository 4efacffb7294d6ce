from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from workbench.er7 import Delimiters
from workbench.ui.editor.fields.date_editor import DateEditor

pytestmark = pytest.mark.gui
USUAL = Delimiters()
Make = Callable[[str, str], DateEditor]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def make(qtbot: QtBot, said: list[str]) -> Make:
    def build(datatype: str, raw: str) -> DateEditor:
        editor = DateEditor("FT1-4 Transaction Date", datatype)
        qtbot.addWidget(editor)
        editor.clock = lambda: datetime(2026, 3, 1, 16, 5, 9, tzinfo=timezone(timedelta(hours=1)))
        editor.edited.connect(said.append)
        editor.show_raw(raw, USUAL)
        editor.show()
        return editor

    return build


def test_showing_says_nothing_and_any_text_is_taken(make: Make, said: list[str], qtbot: QtBot) -> None:
    editor = make("TS", "soon^x~y")
    assert said == []
    assert editor.line.text() == "soon^x~y"
    editor.line.end(False)
    qtbot.keyClicks(editor.line, "!")
    assert said == ["soon^x~y!"]


def test_a_day_from_the_calendar_keeps_everything_else(make: Make, said: list[str]) -> None:
    editor = make("TS", "202602281200+0100^D~20200101")
    editor.put_day(QDate(2026, 3, 2))
    assert said == ["202603021200+0100^D~20200101"]
    assert editor.line.text() == editor.raw == said[0]


def test_now_by_a_key(make: Make, said: list[str], qtbot: QtBot) -> None:
    editor = make("DTM", "20200101")
    qtbot.keyClick(editor.line, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert said == ["20260301"]


def test_a_time_has_now_and_no_calendar(make: Make, said: list[str], qtbot: QtBot) -> None:
    editor = make("TM", "1200")
    editor.open_calendar()
    assert editor.calendar is None
    qtbot.mouseClick(editor.pick, Qt.MouseButton.LeftButton)
    assert said == ["1605"]


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing the keyboard)")
@pytest.mark.parametrize(("raw", "day"), [("202602281200", (2026, 2, 28)), ("", (2026, 3, 1)), ("soon", (2026, 3, 1))])
def test_the_calendar_opens_at_the_day(make: Make, said: list[str], raw: str, day: tuple[int, int, int]) -> None:
    editor = make("DTM", raw)
    editor.open_calendar()
    try:
        assert editor.calendar is not None
        assert editor.calendar.selectedDate() == QDate(*day)
        assert [days.accessibleName() for days in editor.calendar.findChildren(QTableView)] == ["Days of the month"]
        assert said == []
        editor.calendar.clicked.emit(QDate(2026, 3, 3))
        assert said == ["202603031200" if raw.startswith("2") else "20260303"]
    finally:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


def test_a_fixed_value_is_not_changed(make: Make, said: list[str]) -> None:
    editor = make("DTM", "20260301")
    editor.show_raw("20260301", USUAL, read_only=True)
    editor.put_now()
    editor.open_calendar()
    assert said == []
    assert editor.calendar is None
    assert not editor.pick.isEnabled()


def test_a_date_as_people_write_it_becomes_hl7s_when_the_field_is_left(
    make: Make, said: list[str], qtbot: QtBot
) -> None:
    editor = make("TS", "20250101^D")
    editor.line.setSelection(0, 8)
    qtbot.keyClicks(editor.line, "2026-03-01 10:15")
    assert said[-1] == "2026-03-01 10:15^D"
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert said[-1] == "202603011015^D"
    assert editor.line.text() == "202603011015^D"


def test_what_stood_there_and_was_not_touched_stays(make: Make, said: list[str], qtbot: QtBot) -> None:
    editor = make("DT", "2026-03-01")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert said == []
    assert editor.line.text() == "2026-03-01"


def test_what_can_be_read_in_two_ways_stays_as_typed(make: Make, said: list[str], qtbot: QtBot) -> None:
    editor = make("DT", "")
    qtbot.keyClicks(editor.line, "03/04/2026")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert said[-1] == "03/04/2026"
