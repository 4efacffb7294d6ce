"""The conversation's model: newest first, news collected, bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from helpers.screen import texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.exchange import conversation
from workbench.ui.exchange.conversation import Column, ConversationModel, Turn

pytestmark = pytest.mark.gui

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
SENT = Turn(
    key="command 1",
    at=NOON,
    direction="sent",
    control_id="DFT1",
    message_type="DFT^P03",
    peer="127.0.0.1:2575",
    verdict="waiting",
    sentence="Sent.",
    raw=b"MSH|",
)


@pytest.fixture
def model(qtbot: QtBot) -> ConversationModel:
    made = ConversationModel()
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]  # kept alive as long as the model
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def clock(turn: Turn) -> str:
    return turn.at.astimezone().strftime("%H:%M:%S")


def test_the_newest_turn_is_on_top(model: ConversationModel) -> None:
    model.put(SENT)
    model.put(replace(SENT, key="entry 2", direction="received", control_id="DFT2", verdict="acknowledged"))
    model.flush()
    assert texts(model) == [
        (clock(SENT), "← received", "DFT^P03", "DFT2", "Acknowledged", "Sent."),
        (clock(SENT), "→ sent", "DFT^P03", "DFT1", "Waiting", "Sent."),
    ]


def test_the_headings_say_what_the_columns_are(model: ConversationModel) -> None:
    headings = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert headings == ["Time", "Direction", "Message", "Control id", "Verdict", "What happened"]


def test_news_waits_for_the_next_repaint(qtbot: QtBot, model: ConversationModel) -> None:
    shown: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, last: shown.append(last - first + 1))
    for number in range(8):
        model.put(replace(SENT, key=f"entry {number}"))
    assert model.rowCount() == 0
    qtbot.waitUntil(lambda: model.rowCount() == 8)
    assert shown == [8]


def test_a_verdict_changes_its_row_in_place(model: ConversationModel) -> None:
    model.put(SENT)
    model.flush()
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    model.settle("command 1", "accepted", "The receiver took it.", 7)
    model.flush()
    assert changed == [0]
    assert texts(model)[0][4:] == ("Accepted", "The receiver took it.")
    assert model.turn(model.index(0, 0)) == replace(SENT, verdict="accepted", sentence="The receiver took it.", entry=7)
    assert model.index(0, Column.VERDICT).data(Qt.ItemDataRole.ForegroundRole) == theme.colour("good")


def test_a_verdict_may_arrive_before_its_row_is_shown(model: ConversationModel) -> None:
    model.put(SENT)
    model.settle("command 1", "error", "FT1-19 is missing.")
    model.settle("command 9", "error", "Not ours.")
    model.flush()
    assert [row[4] for row in texts(model)] == ["Refused"]


def test_only_the_newest_are_kept(model: ConversationModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "LIMIT", 3)
    for number in range(2):
        model.put(replace(SENT, key=f"entry {number}", control_id=str(number)))
    model.flush()
    for number in range(2, 9):
        model.put(replace(SENT, key=f"entry {number}", control_id=str(number)))
    model.flush()
    assert [row[3] for row in texts(model)] == ["8", "7", "6"]


def test_content_never_becomes_markup(model: ConversationModel) -> None:
    model.put(replace(SENT, sentence="<b>x</b>"))
    model.flush()
    assert "&lt;b&gt;" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_clear_forgets_news_too(model: ConversationModel) -> None:
    model.put(SENT)
    model.flush()
    model.put(replace(SENT, key="entry 3"))
    model.clear()
    model.flush()
    assert texts(model) == []
