"""How a charge is made, shown to others in six actions: a signed twin scan becomes charge lines, each value is traced
to where it came from; then the report is unsigned and comes again corrected, and what changed is said with its reason.

By mouse, and by keyboard alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.hands import PATIENCE_MS, Hands, row_with
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.studies.message_pane import MessagePane
from workbench.ui.studies.study_pane import StudyPane
from workbench.ui.window import Window

pytestmark = pytest.mark.gui
MOST = 6
TWINS = ("SAMPLE, BELLA", "02-pregnancy-twins")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    yield made
    made.tasks.close()
    made.study_tasks.close()


def samples_are_open(qtbot: QtBot, window: Window) -> None:
    """The reports that come along lie on the desk."""
    qtbot.waitUntil(lambda: window.studies.count() >= 16 and not window.studies.reader.is_reading, timeout=PATIENCE_MS)


def two_lines_are_explained(window: Window) -> None:
    """One line for the first fetus, one for the second; why the chosen one is there, and where its code came from."""
    studies = window.studies
    assert [row[0] for row in texts(studies.lines.model)] == ["US-OB-COMP", "US-OB-COMP-ADD"]
    assert "is charged as US-OB-COMP" in studies.lines.why.text()
    assert studies.message.origin.text() == "FT1-7 came from: charge master, row 17, OBR-4"


def study_of(window: Window) -> StudyPane:
    assert window.studies.tabs is not None
    return window.studies.tabs.worklist.study_pane


def kept(qtbot: QtBot, window: Window, state: str) -> None:
    """The study is shown in this state, with what is to be done about it."""
    pane = study_of(window)
    qtbot.waitUntil(lambda: pane.doing.title.text() == f"{state}: ACC26030202", timeout=PATIENCE_MS)
    qtbot.waitUntil(pane.isEnabled, timeout=PATIENCE_MS)


def everything_is_said(window: Window) -> None:
    """What happened, one line for each event, and of the last what changed and why."""
    pane = study_of(window)
    assert [row[2] for row in texts(pane.happened.model)] == ["signed", "unsigned (stated)", "corrected"]
    said = pane.happened.sentence.text()
    assert "The corrected report is signed, so it is charged anew." in said
    assert "procedure code 76805 → 76811" in said
    assert "reverse its charges before" not in said
    kinds = [{one.kind for one in sent.transactions} for sent in pane.detail.standing.messages] if pane.detail else []
    assert kinds[0] == {"charge"} and kinds[1] == {"credit"} and "charge" in kinds[-1]


def place_of(message: MessagePane, value: str) -> QTextCursor:
    """The cursor before a value of the message."""
    found = message.text.document().find(value)
    assert not found.isNull()
    found.setPosition(found.selectionStart() + 1)
    return found


def test_by_mouse(qtbot: QtBot, window: Window) -> None:
    hands = Hands(qtbot, window)
    studies = window.studies
    hands.click(window.welcome.buttons["compose"])
    samples_are_open(qtbot, window)
    hands.click_row(studies.table, row_with(studies.model, *TWINS))
    two_lines_are_explained(window)
    message = studies.message
    spot = message.text.cursorRect(place_of(message, "900102")).center()
    assert message.text.viewport().rect().contains(spot)
    hands.actions += 1
    qtbot.mouseClick(message.text.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert message.origin.text() == "PID-3 came from: report, PID-3"
    hands.click(studies.keep_button)
    kept(qtbot, window, "Charged")
    hands.click(study_of(window).doing.unsign_button)
    kept(qtbot, window, "Reversed")
    hands.click(study_of(window).doing.next_button)
    kept(qtbot, window, "Charged")
    everything_is_said(window)
    assert hands.actions <= MOST


def test_by_keyboard_alone(qtbot: QtBot, window: Window) -> None:
    hands = Hands(qtbot, window)
    hands.press("Alt+S")
    samples_are_open(qtbot, window)
    hands.press("Down")
    assert window.studies.work() is not None
    two_lines_are_explained(window)
    hands.press("Shift+F6")
    assert window.studies.message.text.hasFocus()
    before = window.studies.message.origin.text()
    for _ in range(3):  # on to another value, the text follows the cursor
        qtbot.keyClick(window.studies.message.text, Qt.Key.Key_Down)
    assert window.studies.message.origin.text() != before
    hands.press("Alt+K")
    kept(qtbot, window, "Charged")
    hands.press("Alt+G")
    kept(qtbot, window, "Reversed")
    hands.press("Alt+X")
    kept(qtbot, window, "Charged")
    everything_is_said(window)
    assert hands.actions <= MOST
