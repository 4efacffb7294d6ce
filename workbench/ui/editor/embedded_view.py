"""A window for a document inside a message: an image as an image, texts as text, everything to be saved.

Nothing in it is followed: markup is shown as the text that it is. A PDF needs another program (the Qt that comes along
has none for it), which gets it after a question and as a file of its own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.editor.embedded import IMAGES, TEXTS, Embedded, file_name
from workbench.ui.editor.embedded_text import as_read
from workbench.ui.editor.values import grouped
from workbench.ui.widgets import PlainLabel, open_with_size
from workbench.wholefile import write_whole

_MOST_PIXELS = 40_000_000
_FOR_OTHERS = frozenset({"pdf", "tif"})
"""What is handed to another program: kinds that are looked at and not run."""
_HANDED: list[tempfile.TemporaryDirectory[str]] = []
"""Folders with what was handed over: nobody tells when the other program is done, so they go with this one."""


class EmbeddedView(QDialog):
    """Shows one embedded document; `Save as` writes its bytes."""

    def __init__(self, embedded: Embedded, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.embedded = embedded
        self.setWindowTitle(f"{embedded.kind} in {embedded.path}")
        self.about = PlainLabel(_about(embedded), "muted", wrap=True)
        self.said = PlainLabel("", "warn", wrap=True)
        self.said.setVisible(False)
        self.content = self._content()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save_button = QPushButton("&Save as…")
        self.save_button.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.open_button = QPushButton("&Open with another program…", self)
        self.open_button.clicked.connect(self.hand_over)
        if embedded.suffix in _FOR_OTHERS:
            buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        else:
            self.open_button.hide()
        buttons.rejected.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.about)
        layout.addWidget(self.content, 1)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        open_with_size(self, 760, 160 if isinstance(self.content, PlainLabel) else 560)

    def _content(self) -> QWidget:
        if self.embedded.suffix in IMAGES:
            image = self._image()
            if image is not None:
                return image
        if self.embedded.suffix in TEXTS:
            return self._text()
        ways = "Open it with another program, or save it." if self.embedded.suffix in _FOR_OTHERS else "Save it."
        hint = PlainLabel(f"{self.embedded.kind}: this window cannot show it. {ways}", wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return hint

    def _image(self) -> QWidget | None:
        image = QImage.fromData(QByteArray(self.embedded.data))
        if image.isNull() or image.width() * image.height() > _MOST_PIXELS:
            return None
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(image))
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAccessibleName(f"Image, {image.width()} by {image.height()} pixels")
        area = QScrollArea()
        area.setAccessibleName(label.accessibleName())  # it is what takes the keyboard
        area.setWidget(label)
        area.setWidgetResizable(True)
        return area

    def _text(self) -> QWidget:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setFont(theme.monospace())
        text.setAccessibleName(self.embedded.kind)
        text.setPlainText(as_read(self.embedded))
        return text

    def save(self) -> None:
        """Ask for a file and write the document into it."""
        name = self.ask_file(file_name(self.embedded))
        if not name:
            return
        try:
            write_whole(FilePath(name), self.embedded.data)
        except WorkbenchError as error:
            self._say(str(error), "bad")
            return
        self._say(f"Saved {name}.", "good")

    def hand_over(self) -> None:
        """Open the document with the program that the system has for it, when the user agrees."""
        if not self.agrees():
            return
        folder = tempfile.TemporaryDirectory(prefix="dft-document-", ignore_cleanup_errors=True)  # its owner's alone
        _HANDED.append(folder)
        file = FilePath(folder.name) / file_name(self.embedded)
        try:
            write_whole(file, self.embedded.data)
        except WorkbenchError as error:
            self._say(str(error), "bad")
            return
        if self.open_file(file):
            self._say("Handed to another program. The copy is deleted when DFT Workbench ends.", "muted")
        else:
            self._say(f"This system has no program for a {self.embedded.kind}. Save it instead.", "bad")

    def agrees(self) -> bool:
        """Whether the document may leave this program."""
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Open with another program")
        box.setText(
            f"The {self.embedded.kind} came in a message. Open it only if you trust where it came from.\n\n"
            "It is written into a file that only you can read, which is deleted when DFT Workbench ends."
        )
        wanted = box.addButton("&Open", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is wanted

    def open_file(self, file: FilePath) -> bool:
        """Give a file to the system; whether it has a program for it."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    def ask_file(self, suggestion: str) -> str:
        """Where to save it; "" when the user thinks better of it."""
        return QFileDialog.getSaveFileName(self, "Save the embedded document", suggestion)[0]

    def _say(self, text: str, role: str) -> None:
        self.said.set_role(role)
        self.said.setText(text)
        self.said.setVisible(True)


def _about(embedded: Embedded) -> str:
    size = f"{grouped(len(embedded.data))} bytes, written as {embedded.encoding} in {embedded.path}."
    return f"{embedded.kind}, {size} {embedded.note}".rstrip()
