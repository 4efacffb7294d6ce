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


def handed(view: EmbeddedView, monkeypatch: pytest.MonkeyPatch, *, agrees: bool, knows: bool = True) -> list[FilePath]:
    """Press the button; the files that the system got."""
    files: list[FilePath] = []
    monkeypatch.setattr(view, "agrees", lambda: agrees)
    monkeypatch.setattr(view, "open_file", lambda file: (files.append(file), knows)[1])
    view.open_button.click()
    return files


def pdf(qtbot: QtBot) -> EmbeddedView:
    view = EmbeddedView(Embedded(WHERE, "PDF document", "pdf", b"%PDF-1.4 x", "base64"))
    qtbot.addWidget(view)
    view.show()
    return view


def test_a_pdf_is_handed_to_another_program_after_a_question(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = pdf(qtbot)
    assert isinstance(view.content, PlainLabel)
    assert "another program" in view.content.text()
    assert handed(view, monkeypatch, agrees=False) == []
    [file] = handed(view, monkeypatch, agrees=True)
    assert file.read_bytes() == b"%PDF-1.4 x"
    assert file.name == "OBX-2-5.5.pdf"
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    assert "deleted" in view.said.text()


def test_without_a_program_for_it_the_document_can_be_saved(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = pdf(qtbot)
    handed(view, monkeypatch, agrees=True, knows=False)
    assert "no program" in view.said.text()


@pytest.mark.parametrize(
    ("kind", "suffix"), [("ZIP archive", "zip"), ("Data of an unknown kind", "bin"), ("HTML text", "html")]
)
def test_what_could_be_run_is_never_handed_over(qtbot: QtBot, kind: str, suffix: str) -> None:
    view = EmbeddedView(Embedded(WHERE, kind, suffix, b"PK\x03\x04", "base64"))
    qtbot.addWidget(view)
    view.show()
    assert not view.open_button.isVisible()
