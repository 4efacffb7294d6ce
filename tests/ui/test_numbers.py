from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from workbench.ui import numbers, rail
from workbench.ui.welcome import Welcome
from workbench.ui.widgets import PlainLabel, TitleLabel

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


def test_they_are_what_qt_calls_so() -> None:
    assert Qt.TextFormat(numbers.PLAIN_TEXT) is Qt.TextFormat.PlainText
    assert Qt.TextInteractionFlag(numbers.NO_INTERACTION) is Qt.TextInteractionFlag.NoTextInteraction
    assert Qt.TextInteractionFlag(numbers.SELECTABLE_BY_MOUSE) is Qt.TextInteractionFlag.TextSelectableByMouse
    assert Qt.AlignmentFlag(numbers.ALIGN_TOP) is Qt.AlignmentFlag.AlignTop
    assert Qt.ToolButtonStyle(numbers.TEXT_ONLY) is Qt.ToolButtonStyle.ToolButtonTextOnly


def test_labels_take_them(qtbot: QtBot) -> None:
    label, title, welcome = PlainLabel("<b>plain</b>"), TitleLabel("one"), Welcome()
    for widget in (label, title, welcome):
        qtbot.addWidget(widget)
    assert label.textFormat() == title.textFormat() == Qt.TextFormat.PlainText
    assert label.textInteractionFlags() == Qt.TextInteractionFlag.TextSelectableByMouse
    assert title.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    tops = [one.text() for one in welcome.findChildren(PlainLabel) if one.alignment() == Qt.AlignmentFlag.AlignTop]
    assert len(tops) == 3


def test_the_rail_stands_at_the_left(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    for state in (rail._AT_THE_LEFT, b"of another version of Qt"):
        monkeypatch.setattr(rail, "_AT_THE_LEFT", state)
        window = QMainWindow()
        qtbot.addWidget(window)
        made = rail.Rail(window)
        made.stand_left(window)
        assert window.toolBarArea(made) == Qt.ToolBarArea.LeftToolBarArea
        assert made.orientation() == Qt.Orientation.Vertical
        assert made.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly
        assert not made.isHidden()


def test_the_first_window_names_none_of_qts_enumerations_and_is_dressed_before_it_is_made(tmp_path: Path) -> None:
    """An import of `Qt` at the top of a module that the start loads brings them, or a QKeySequence made of a text."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom PySide6 import QtCore\n"
        "from workbench.app import make_application, make_window\nfrom workbench.ui import theme\n"
        "dressed = []\ndress = theme._dress\n"
        "theme._dress = lambda app: (dressed.append(len(app.allWidgets())), dress(app))\n"
        "application = make_application()\nwindow = make_window(application, Path(sys.argv[1]))\nwindow.show()\n"
        "application.processEvents()\n"
        "print('Qt' in vars(QtCore), 'dataclasses' in sys.modules, dressed)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "False False [0]\n", done.stdout + done.stderr
