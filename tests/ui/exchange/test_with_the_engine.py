"""The Exchange and History places with the real engine process and a real history, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.screen import StubBridge, texts
from pytestqt.qtbot import QtBot

from workbench.history.store import History
from workbench.ui.engine import EngineHandle
from workbench.ui.exchange.place import ExchangePlace

pytestmark = pytest.mark.gui

DFT = b"MSH|^~\\&|US|W|B|M|20260301||DFT^P03^DFT_P03|DFT1|T|2.5.1\rEVN|P03|20260301\rPID|1||7\rPV1|1|O\r"
SLOW_MS = 20_000


@pytest.fixture
def engine(qtbot: QtBot, tmp_path: Path) -> Iterator[EngineHandle]:
    handle = EngineHandle(tmp_path)
    yield handle
    handle.quit()


def test_one_step_sends_and_both_sides_are_listed(qtbot: QtBot, tmp_path: Path, engine: EngineHandle) -> None:
    bridge = StubBridge()
    histories: list[History] = []

    def open_history() -> History:
        histories.append(History.open(tmp_path))
        return histories[-1]

    place = ExchangePlace(engine, bridge, open_history)
    qtbot.addWidget(place)
    place.receiver_card.endpoint.port.setValue(0)  # any free one: 2575 may be taken on this machine
    place.load(DFT, "charge.hl7")
    place.send_to_own_receiver()
    qtbot.waitUntil(lambda: place.send_card.result.property("role") == "good", timeout=SLOW_MS)
    qtbot.waitUntil(lambda: place.model.rowCount() == 2, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: {row[4] for row in texts(place.model)} == {"Accepted", "Acknowledged"}, timeout=SLOW_MS)
    assert {row[3] for row in texts(place.model)} == {"DFT1"}
    assert bridge.heard == []
    for history in histories:
        history.close()


def test_a_receiver_that_is_not_there_is_said(qtbot: QtBot, engine: EngineHandle) -> None:
    place = ExchangePlace(engine, StubBridge())
    qtbot.addWidget(place)
    place.load(DFT, "")
    place.send_card.endpoint.port.setValue(1)  # nothing listens on port 1
    place.send_card.send()
    qtbot.waitUntil(lambda: place.send_card.result.property("role") == "bad", timeout=SLOW_MS)
    assert place.send_card.result.text().startswith("Not sent.")
