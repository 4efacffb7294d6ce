"""The main job, end to end, in the real window with the real engine: from a signed study to an acknowledged charge."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.er7 import Document
from workbench.history.store import History
from workbench.ui.tour import Tour

pytestmark = pytest.mark.gui


def test_the_tour_does_the_main_job(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    data, pictures = tmp_path / "data", tmp_path / "pictures"
    window = make_window(qapp, data, dark=False)
    qtbot.addWidget(window)
    window.show()
    tour = Tour(window, pictures=pictures)
    failures: list[str] = []
    tour.failed.connect(failures.append)
    tour.failed.connect(tour.finished)
    with qtbot.waitSignal(tour.finished, timeout=90_000):
        tour.start()
    assert failures == []
    assert sorted(picture.name[3:-4] for picture in pictures.iterdir()) == sorted(
        ["welcome", "studies", "compose", "message", "transaction-id", "amount", "listening", "acknowledged", "history"]
    )
    window.services.engine.quit()
    with History.open(data, read_only=True) as history:
        received, sent = history.entries()
        entry = history.entry(sent.id)
    assert (sent.direction, sent.verdict) == ("sent", "accepted")
    assert (received.direction, received.verdict) == ("received", "acknowledged")
    assert entry is not None
    message, answer = Document.from_bytes(entry.raw), Document.from_bytes(entry.answer or b"")
    assert message.message_type == "DFT^P03^DFT_P03"
    assert message.get("MSH-11") == "T"
    assert [segment.name for segment in message.segments].count("FT1") == 2
    assert (answer.get("MSA-1"), answer.get("MSA-2")) == ("AA", message.control_id)


def test_a_tour_that_cannot_save_its_pictures_says_so(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    window = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(window)
    tour = Tour(window, pictures=tmp_path / "file" / "pictures")
    failures: list[str] = []
    tour.failed.connect(failures.append)
    tour.start()
    assert len(failures) == 1
    assert "cannot be made" in failures[0]
