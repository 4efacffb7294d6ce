"""“We were billed twice”: from the messages of both systems to the credit of one of them, netted. In nine actions."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.hands import PATIENCE_MS, Hands, row_with
from helpers.screen import texts
from helpers.traffic import charge
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.window import Window

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing)")]
MOST = 9

OURS = charge(1)
THEIRS = charge(1).replace("|M1|", "|OTHER77|").replace("CHG001", "X000042").replace("|US|DEMO|", "|PACS|DEMO|")
"""The same examination, charged by another system under its own ids."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.exchange.receiver_card.endpoint.port.setValue(0)  # 2575 may be taken on this machine
    qtbot.waitUntil(lambda: made.isActiveWindow())
    return made


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text.replace("\r", "\n"))


def lines(window: Window) -> list[tuple[str, ...]]:
    """State, transaction and balance of what stands in the ledger."""
    return [(row[0].strip(" ↳"), row[1], row[8]) for row in texts(window.ledger.desk.model)]


def settled(qtbot: QtBot, window: Window, count: int) -> None:
    qtbot.waitUntil(lambda: len(lines(window)) == count and not window.ledger.is_busy, timeout=PATIENCE_MS)


def netted(qtbot: QtBot, window: Window) -> None:
    """One of the two charges is taken back, and nothing is flagged any more."""
    qtbot.waitUntil(lambda: not window.ledger.desk.flags.model.rows, timeout=PATIENCE_MS)
    assert sorted(lines(window)) == [
        ("Credit, accepted", "X000042-R", ""),
        ("Imported", "CHG001", "350.00 USD"),
        ("Reversed", "X000042", "0.00 USD"),
    ]


def test_by_mouse(qtbot: QtBot, window: Window) -> None:
    hands = Hands(qtbot, window)
    ledger, reversal, exchange = window.ledger, window.reversal, window.exchange
    hands.click_tool(window.rail, window.rail.actions_by_place["ledger"])
    copy(OURS)
    hands.click(next(one for one in ledger.empty.buttons if one.text() == "Pa&ste messages"))
    settled(qtbot, window, 1)
    copy(THEIRS)
    hands.click(ledger.import_button)
    hands.click_in(ledger.import_button.menu(), "Paste messages")
    settled(qtbot, window, 2)
    flags = ledger.desk.flags
    hands.click_row(flags.table, row_with(flags.model, "CHG001"))
    matched = {row[0] for row in texts(ledger.desk.explain.fields) if row[1] == "="}
    assert {"PID-3 patient", "FT1-4 service day", "FT1-25/7 code", "FT1-26 modifiers"} <= matched
    hands.click(ledger.desk.explain.reverse_button)
    assert window.stack.currentWidget() is reversal
    assert reversal.totals.text() == "350.00 and -350.00 make 0.00 USD (1 line)."
    hands.click(reversal.send_button)
    hands.click(exchange.send_card.built_in_button)
    qtbot.waitUntil(lambda: exchange.send_card.result.property("role") == "good", timeout=PATIENCE_MS)
    hands.click_tool(window.rail, window.rail.actions_by_place["ledger"])
    netted(qtbot, window)
    assert hands.actions <= MOST


def test_by_keyboard_alone(qtbot: QtBot, window: Window) -> None:
    hands = Hands(qtbot, window)
    ledger, reversal, exchange = window.ledger, window.reversal, window.exchange
    hands.press("Ctrl+5")
    copy(OURS)
    hands.press("Ctrl+V")
    settled(qtbot, window, 1)
    copy(THEIRS)
    hands.press("Ctrl+V")
    settled(qtbot, window, 2)
    hands.press("Alt+G")
    flags = ledger.desk.flags
    qtbot.waitUntil(lambda: flags.table.hasFocus(), timeout=PATIENCE_MS)
    assert flags.flag() is not None
    hands.press("Alt+R")
    qtbot.waitUntil(lambda: window.stack.currentWidget() is reversal, timeout=PATIENCE_MS)
    hands.press("Alt+N")
    qtbot.waitUntil(lambda: window.stack.currentWidget() is exchange, timeout=PATIENCE_MS)
    hands.press("Alt+B")
    qtbot.waitUntil(lambda: exchange.send_card.result.property("role") == "good", timeout=PATIENCE_MS)
    hands.press("Ctrl+5")
    netted(qtbot, window)
    assert hands.actions <= MOST
