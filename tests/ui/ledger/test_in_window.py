"""Ledger and Reversal in the window: the rail, the menus, and the ways between the places."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import reversals
from helpers.traffic import fill
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.history.store import History
from workbench.ui.widgets import EmptyState
from workbench.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    with History.open(tmp_path / "data") as history:
        fill(history)
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    return made


def action(window: Window, text: str) -> QAction:
    return next(one for one in window.findChildren(QAction) if one.text() == text)


def test_the_ledger_is_one_key_away(qtbot: QtBot, window: Window) -> None:
    rail = window.rail.actions_by_place["ledger"]
    assert rail.shortcut().toString() == "Ctrl+5"
    rail.trigger()
    assert window.stack.currentWidget() is window.ledger
    qtbot.waitUntil(lambda: window.ledger.desk.model.rowCount() == 8)


def test_a_charge_of_the_ledger_is_reversed_and_sent(qtbot: QtBot, window: Window) -> None:
    window.show_place("ledger")
    qtbot.waitUntil(lambda: window.ledger.desk.model.rowCount() == 8)
    window.ledger.desk.table.selectRow(7)
    window.ledger.desk.explain.reverse_button.click()
    assert window.stack.currentWidget() is window.reversal
    assert window.rail.actions_by_place["ledger"].isChecked()
    window.reversal.bench.notes.links[0].click()
    assert window.stack.currentWidget() is window.history
    window.show_place("reversal")
    window.reversal.send_button.click()
    assert window.stack.currentWidget() is window.exchange
    assert window.exchange.send_card.document is not None
    assert window.exchange.send_card.document.value("FT1-2") == "CHG001-R"


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing)")  # a menu opens, off-screen
def test_the_open_message_is_reversed_and_corrected(window: Window, tmp_path: Path) -> None:
    assert not action(window, "Re&verse…").isEnabled()
    for name, text in (("new.hl7", reversals.DETAILED), ("old.hl7", reversals.SIGNED)):
        (tmp_path / name).write_text(text, newline="")
        window.open_files([tmp_path / name])
    reverse = action(window, "Re&verse…")
    assert reverse.shortcut().toString() == "Ctrl+R"
    reverse.trigger()
    assert window.stack.currentWidget() is window.reversal
    assert "CHG001-R" in window.reversal.bench.message.toPlainText()
    action(window, "&Correct with…").trigger()
    choices = window.reversal.head.correct_menu.actions()
    assert [one.text() for one in choices][:2] == ["new.hl7", "old.hl7"]
    choices[0].trigger()
    window.reversal.head.correct_menu.close()
    assert window.reversal.bench.lines.rowCount() == 2
    window.reversal.open_button.click()
    assert window.stack.currentWidget() is window.messages
    assert len(window.messages.tabs()) == 3


def test_the_history_leads_to_the_reversal(window: Window) -> None:
    window.show_entry(2)
    window.history.entry_actions.reverse_button.click()
    assert window.stack.currentWidget() is window.reversal
    assert "reversed already" in window.reversal.bench.why.text()


def test_the_window_closes_while_the_ledger_is_read(window: Window) -> None:
    window.show_place("ledger")
    window.close()
    assert not window.ledger.reader.is_reading


@pytest.mark.parametrize("name", ["history", "ledger"])
def test_a_place_arrives_with_its_first_row_chosen(qtbot: QtBot, window: Window, name: str) -> None:
    window.activateWindow()
    window.show_place(name)

    def chosen() -> bool:
        holder = window.focusWidget()
        return isinstance(holder, QTableView) and holder.currentIndex().row() == 0 and holder.isVisible()

    qtbot.waitUntil(chosen, timeout=5000)


def test_an_empty_history_has_something_with_the_keyboard(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    made = make_window(qapp, tmp_path / "empty", dark=False)
    qtbot.addWidget(made)
    made.show()
    made.show_place("history")
    qtbot.waitUntil(lambda: isinstance(made.focusWidget(), EmptyState), timeout=5000)
    focus = made.focusWidget()
    assert focus is not None
    assert focus.accessibleName()
    assert focus.accessibleDescription()


def test_from_a_line_every_next_step_is_one_away(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open, history, reverse, correct, send again, study: by the buttons and the menu below the explanation."""
    monkeypatch.setattr(window.reversal, "choose_correction", lambda: None)  # a menu would open
    window.show_place("ledger")
    desk = window.ledger.desk
    qtbot.waitUntil(lambda: desk.model.rowCount() == 8)
    rows = [desk.model.index(row, 1).data() for row in range(8)]
    desk.table.selectRow(rows.index("CHG003"))

    def more(text: str) -> None:
        desk.explain.more_menu.aboutToShow.emit()
        next(one for one in desk.explain.more_menu.actions() if one.text() == text).trigger()

    more("Sen&d again…")
    assert window.stack.currentWidget() is window.exchange
    assert window.exchange.send_card.document is not None
    assert window.exchange.send_card.document.control_id == "M3"
    more("&Correct with…")
    assert window.stack.currentWidget() is window.reversal
    more("Show its &study")
    assert window.stack.currentWidget() is window.studies
    assert window.studies.tabs is not None
    qtbot.waitUntil(lambda: window.notice.text.text().startswith("No study ACC3 is kept"))
    assert window.studies.tabs.currentWidget() is window.studies.tabs.worklist


def test_an_entry_of_the_history_is_found_in_the_ledger(qtbot: QtBot, window: Window) -> None:
    """With the other lines of its study as the chosen group, whose statement is one step away."""
    window.show_entry(3)
    window.history.entry_actions.ledger_action.trigger()
    desk = window.ledger.desk
    assert window.stack.currentWidget() is window.ledger
    qtbot.waitUntil(lambda: desk.model.rowCount() == 2)
    assert desk.group() is not None
    assert [desk.model.index(row, 1).data() for row in range(2)] == ["CHG002", "CHG002-R"]
    assert "ACC2" in window.ledger.saving.pdf_action.text()
    window.show_entry(1)
    window.history.entry_actions.reverse_button.click()
    window.reversal.ledger_button.click()  # the same from what takes it back
    qtbot.waitUntil(lambda: desk.model.rowCount() == 1)
    assert "ACC1" in window.ledger.saving.pdf_action.text()
    window.show_in_ledger("M4")  # no order number: it is searched for
    qtbot.waitUntil(lambda: desk.model.rowCount() == 1)
    assert desk.filters.search.text() == "M4"


def test_a_line_leads_to_all_lines_of_its_flag(qtbot: QtBot, window: Window) -> None:
    window.show_place("ledger")
    desk = window.ledger.desk
    qtbot.waitUntil(lambda: desk.model.rowCount() == 8)
    desk.table.selectRow(0)
    next(one for one in desk.context_menu().actions() if "Duplicate" in one.text()).trigger()
    assert [desk.model.index(row, 1).data() for row in range(desk.model.rowCount())] == ["CHG006", "CHG006"]
