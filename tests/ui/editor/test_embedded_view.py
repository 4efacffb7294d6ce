from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea
from pytestqt.qtbot import QtBot

from workbench.er7 import Path
from workbench.ui.editor.embedded import Embedded
from workbench.ui.editor.embedded_view import EmbeddedView
from workbench.ui.widgets import PlainLabel

pytestmark = pytest.mark.gui
WHERE = Path.parse("OBX[2]-5.5")


def png() -> bytes:
    image = QImage(7, 5, QImage.Format.Format_RGB32)
    image.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_an_image_is_shown(qtbot: QtBot) -> None:
    view = EmbeddedView(Embedded(WHERE, "PNG image", "png", png(), "base64"))
    qtbot.addWidget(view)
    assert isinstance(view.content, QScrollArea)
    assert view.content.accessibleName().startswith("Image, ")
    label = view.content.widget()
    assert isinstance(label, QLabel)
    assert label.pixmap().width() == 7


def test_markup_is_shown_as_the_text_that_it_is(qtbot: QtBot) -> None:
    markup = b"<html><img src='file:///etc/passwd'><b>x</b></html>"
    view = EmbeddedView(Embedded(WHERE, "HTML text", "html", markup, "text"))
    qtbot.addWidget(view)
    assert isinstance(view.content, QPlainTextEdit)
    assert view.content.toPlainText() == markup.decode()


def test_a_broken_image_and_other_kinds_can_only_be_saved(qtbot: QtBot) -> None:
    for suffix, data in (("png", b"\x89PNG\r\n\x1a\nbroken"), ("pdf", b"%PDF-1.4")):
        view = EmbeddedView(Embedded(WHERE, "thing", suffix, data, "base64", "It is odd."))
        qtbot.addWidget(view)
        assert isinstance(view.content, PlainLabel)
        assert "It is odd." in view.about.text()


def test_saving(qtbot: QtBot, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    view = EmbeddedView(Embedded(WHERE, "PDF document", "pdf", b"%PDF-1.4", "base64"))
    qtbot.addWidget(view)
    suggested: list[str] = []

    def answer(file: FilePath) -> None:
        monkeypatch.setattr(view, "ask_file", lambda suggestion: (suggested.append(suggestion), str(file))[1])
        view.save_button.click()

    answer(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == b"%PDF-1.4"
    assert suggested == ["OBX-2-5.5.pdf"]
    assert "Saved" in view.said.text()
    answer(tmp_path / "missing" / "out.pdf")
    assert "cannot be written" in view.said.text()
