"""“The charge is not in billing”: found by the patient's number, refused, mended where it was refused, accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.hands import PATIENCE_MS, Hands, row_with
from helpers.mllp_peer import Line, Peer, ack, framed
from helpers.screen import texts
from helpers.traffic import START, charge, sent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.history.store import History
from workbench.ui.window import Window

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing)")]
MOST = 10
WHY = b"ERR||FT1^1^19|101^Required field missing^HL70357|E||||A diagnosis is required\r"


def wants_diagnosis(line: Line) -> None:
    """A receiver that takes no charge without FT1-19."""
    fields = next(one for one in line.message.split(b"\r") if one.startswith(b"FT1")).split(b"|")
    taken = len(fields) > 19 and bool(fields[19])
    line.send(framed(ack(line.message, b"AA" if taken else b"AE", rest=b"" if taken else WHY)))


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    with History.open(tmp_path / "data") as history:
        for number in (1, 2):
            sent(history, charge(number), hours=number)
        entry = history.sending(charge(3).encode(), endpoint="127.0.0.1:2575", at=START)
        answer = ack(charge(3).encode(), b"AE", rest=WHY)
        history.answered(entry, answer, at=START, verdict="error")
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.isActiveWindow())
    return made


@pytest.mark.parametrize("by_keyboard", [True, False])
def test_a_refused_charge_is_found_mended_and_accepted(qtbot: QtBot, window: Window, by_keyboard: bool) -> None:
    hands = Hands(qtbot, window)
    with Peer(wants_diagnosis) as billing:
        card = window.exchange.send_card
        card.endpoint.set_value("127.0.0.1", billing.port)  # remembered from the last time
        hands.press("Ctrl+4") if by_keyboard else hands.click_tool(window.rail, window.rail.actions_by_place["history"])
        history = window.history
        qtbot.waitUntil(lambda: history.model.rowCount() == 3, timeout=PATIENCE_MS)
        hands.press("Ctrl+F") if by_keyboard else hands.click_field(history.filters.search)
        hands.type("900003")
        qtbot.waitUntil(lambda: history.model.rowCount() == 1, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: history.entry_actions.open_button.isEnabled(), timeout=PATIENCE_MS)
        assert "A diagnosis is required" in history.preview.words.text()
        hands.press("Alt+N") if by_keyboard else hands.click(history.entry_actions.open_button)
        qtbot.waitUntil(lambda: window.on_message)
        session = window.messages.current()
        assert session is not None
        assert str(session.cursor.field_path()) in ("FT1-19", "FT1[1]-19")
        qtbot.waitUntil(lambda: any("A diagnosis" in " ".join(row) for row in texts(window.problems.model)))
        view = window.messages.current_view()
        assert view is not None
        field = view.form.rows[19].editor
        if by_keyboard:
            hands.press("F8")  # to the problems, with what the receiver said chosen
            hands.press("Return")  # into the input of its field
        else:
            hands.double_click_row(window.problems.table, row_with(window.problems.model, "A diagnosis"))
        qtbot.waitUntil(lambda: field.isAncestorOf(window.focusWidget() or window) or field.hasFocus())
        hands.type("Z36.3^Screening^I10")
        hands.press("Ctrl+Return")
        qtbot.waitUntil(lambda: window.stack.currentWidget() is window.exchange, timeout=PATIENCE_MS)
        hands.press("Alt+S") if by_keyboard else hands.click(card.send_button)
        qtbot.waitUntil(lambda: card.result.property("role") == "good", timeout=PATIENCE_MS)
    assert [message.count(b"Z36.3") for message in billing.messages] == [1]
    assert billing.messages[0].split(b"|")[9] == b"M3"
    assert hands.actions <= MOST
