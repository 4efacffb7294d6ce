"""Whatever a message can be saved as is offered for opening."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot: QtBot, qapp: object, tmp_path: object) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)  # type: ignore[arg-type, operator]
    qtbot.addWidget(made)
    return made


def test_opening_and_saving_know_the_same_endings(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    filters: list[str] = []

    def ask(*words: object) -> tuple[str, str]:
        filters.append(str(words[-1]))
        return "", ""

    def ask_many(*words: object) -> tuple[list[str], str]:
        ask(*words)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask_many)
    window.opening.ask_for_files()
    window.messages.ask_save("x.hl7")
    window.exchange._choose_file()
    window.reversal.head._choose_file()
    assert len(filters) == 4
    assert set(filters) == {"HL7 messages (*.hl7 *.er7 *.txt *.dat *.msg *.log);;All files (*)"}
    filters.clear()
    window.opening.ask_for_reports()
    assert "*.er7" in filters[0] and "*.oru" in filters[0]
