"""No file name and no id makes the window wider: it would push its own buttons off the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import reversals
from helpers.traffic import credit, fill, sent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.history.store import History
from workbench.ui.requests import OpenRequest
from workbench.ui.widgets import WIDEST, PlainLabel, TitleLabel
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

ENDLESS = "P" * 3000
NAME = "a" * 200 + ".hl7"
SMALL = 1280


def endless(text: str) -> bytes:
    """A message whose patient, account and transactions have ids without an end."""
    segments = []
    for segment in text.split("\r"):
        fields = segment.split("|")
        if fields[0] == "PID":
            fields[3], fields[5] = f"{ENDLESS}^^^HOSP^MR", f"{ENDLESS}^ANNA"
            fields.extend([""] * (19 - len(fields)))
            fields[18] = ENDLESS
        elif fields[0] == "FT1":
            fields[2] = ENDLESS
        segments.append("|".join(fields))
    return "\r".join(segments).encode()


RAW = endless(reversals.SIGNED)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    with History.open(tmp_path / "data") as history:
        fill(history)
        sent(history, RAW.decode())
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.resize(SMALL, 720)
    made.show()
    return made


def fits(qtbot: QtBot, window: Window) -> None:
    qtbot.wait(50)
    assert window.minimumSizeHint().width() <= SMALL
    assert window.width() == SMALL


def test_a_message(qtbot: QtBot, window: Window) -> None:
    window.open_request(OpenRequest(RAW, NAME))
    fits(qtbot, window)


def test_taking_back_posting_again_and_correcting(qtbot: QtBot, window: Window) -> None:
    window.reverse(RAW, NAME)
    fits(qtbot, window)
    window.reversal.show_mode("repost")
    fits(qtbot, window)
    window.reversal.load_correction(RAW, RAW.replace(b"350.00", b"340.00"), NAME, NAME)
    fits(qtbot, window)
    assert NAME in window.reversal.head.heading.text()


def test_sending(qtbot: QtBot, window: Window) -> None:
    window.send(RAW, NAME)
    fits(qtbot, window)


def test_the_history(qtbot: QtBot, window: Window) -> None:
    window.show_place("history")
    qtbot.waitUntil(lambda: window.history.table.model().rowCount() > 0)
    window.history.table.selectRow(0)
    fits(qtbot, window)


def test_the_ledger(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_bytes(endless(credit(7)))
    window.show_place("ledger")
    qtbot.waitUntil(lambda: window.ledger.desk.model.rowCount() == 10)
    window.ledger.import_paths([file])
    qtbot.waitUntil(lambda: window.ledger.desk.model.rowCount() == 11)
    for row in range(window.ledger.desk.model.rowCount()):
        window.ledger.desk.table.selectRow(row)
        fits(qtbot, window)


def test_a_study(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    from workbench import resources

    sample = next(resources.path("samples", "studies").glob("*.hl7"))
    file = tmp_path / NAME
    file.write_bytes(endless(sample.read_text().replace("\n", "\r")))
    window.show_place("studies")
    window.studies.open_file(file)
    qtbot.waitUntil(lambda: window.studies.count() > 0)
    fits(qtbot, window)


def test_a_label_insists_on_little_room(qtbot: QtBot) -> None:
    for wrap in (False, True):
        label = PlainLabel(ENDLESS, wrap=wrap)
        qtbot.addWidget(label)
        assert label.minimumSizeHint().width() <= WIDEST


def test_a_title_is_shortened_in_its_middle_and_told_in_full(qtbot: QtBot) -> None:
    title = TitleLabel("Take back: <b>" + "x" * 300 + ".hl7", "title")
    qtbot.addWidget(title)
    title.resize(400, 24)
    title.show()
    assert title.shown_text().startswith("Take back: <b>x")
    assert title.shown_text().endswith(".hl7")
    assert "…" in title.shown_text()
    assert "&lt;b&gt;" in title.toolTip()
    title.setText("Short")
    assert (title.shown_text(), title.toolTip()) == ("Short", "")
