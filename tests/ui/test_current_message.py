"""A character that the charset of a message cannot hold: whatever wants its bytes says so instead of failing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

HEAD = b"MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||%s|C1|T|2.5.1\rPID|1||100234||M\xfcller\r"
DFT = HEAD % b"DFT^P03^DFT_P03" + b"FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00&USD\r"
ORU = HEAD % b"ORU^R01^ORU_R01" + b"OBR|1||A1|76805^OB scan^C4\r"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    made.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def heard(window: Window) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    window.bridge.said.connect(lambda level, text: said.append((level, text)))
    return said


def open_with_typed(window: Window, file: Path, raw: bytes) -> None:
    """A Windows-1252 message with a Cyrillic letter typed into its text, at the end of its last line."""
    file.write_bytes(raw)
    window.open_files([file])
    view = window.messages.current_view()
    assert view is not None
    cursor = view.raw.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.movePosition(QTextCursor.MoveOperation.Left)
    cursor.insertText("Ж")
    assert window.current.session is not None
    assert "Ж" in window.current.session.document.text


@pytest.mark.parametrize("action", ["reverse_current", "correct_current"])
def test_a_charge_that_cannot_be_written_is_not_reversed_but_said(
    window: Window, heard: list[tuple[str, str]], tmp_path: Path, action: str
) -> None:
    open_with_typed(window, tmp_path / "one.hl7", DFT)
    getattr(window, action)()
    level, text = heard[-1]
    assert level == "problem"
    assert text.startswith("FT1-11.1.2: the character “Ж” (U+0416) cannot be written")
    assert window.on_message


def test_a_report_that_cannot_be_written_becomes_no_study(
    window: Window, heard: list[tuple[str, str]], tmp_path: Path
) -> None:
    open_with_typed(window, tmp_path / "one.hl7", ORU)
    window.compose_from_report()
    assert heard[-1][1].startswith("OBR-4.3: the character")
    assert window.on_message


def test_it_is_not_offered_as_the_correction_of_another(window: Window, tmp_path: Path) -> None:
    open_with_typed(window, tmp_path / "one.hl7", DFT)
    (tmp_path / "two.hl7").write_bytes(DFT)
    window.open_files([tmp_path / "two.hl7"])
    assert [title for title, _raw in window.places._open_messages()] == ["two.hl7"]
