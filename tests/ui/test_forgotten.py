"""What is closed is forgotten: a window that is open for a week must not hold every message that was ever in it."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.app import make_window
from workbench.er7 import Path as Place

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("name", ["01-charge.hl7", "08-batch-of-two.hl7"])
def test_a_closed_message_leaves_nothing_behind(name: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    window = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(window, before_close_func=lambda made: made.services.engine.quit())
    window.show()
    window.open_files([resources.path("samples", "messages", name)])
    session = window.messages.current()
    assert session is not None
    window.go_to(Place.parse("FT1-6"))
    session.submit(session.document.put("FT1-6", "CR"), "Set FT1-6", None)
    session.undo_stack.undo()
    qtbot.wait(300)  # the form and the checks follow a moment later
    left = weakref.ref(session), weakref.ref(session.document)
    del session
    assert window.messages.close_current()
    window.show_place("studies")
    qtbot.wait(100)
    gc.collect()
    assert [reference() for reference in left] == [None, None]
