"""What a reversal knows of what other places of the window hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window

pytestmark = pytest.mark.gui


def test_a_charge_that_the_ledger_imported_with_its_credit_is_not_taken_back_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    window = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(window)
    window.show()
    charge = dft(ft1("A1"))
    file = tmp_path / "theirs.hl7"
    file.write_text(charge + "\n" + dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2"), newline="")
    window.reverse(charge.encode(), "the message")
    assert window.reversal.current() is not None
    window.show_place("ledger")
    place = window.ledger
    place.import_paths([file])
    qtbot.waitUntil(lambda: place.reader.has_imports and not place.is_busy, timeout=10_000)
    window.reverse(charge.encode(), "the message")
    assert window.reversal.current() is None
    assert "A1-R" in window.reversal.shown.refusal
