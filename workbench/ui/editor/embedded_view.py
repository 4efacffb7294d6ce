"""A window for a document inside a message: an image as an image, texts as text, everything to be saved.

Nothing is opened with another program and nothing in it is followed: markup is shown as the text that it is.
"""

from __future__ import annotations

from pathlib import Path as FilePath

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.editor.embedded import IMAGES, TEXTS, Embedded, file_name
from workbench.ui.editor.values import grouped
from workbench.ui.widgets import PlainLabel
from workbench.wholefile import write_whole

_MOST_PIXELS = 40_000_000
_MOST_TEXT = 2_000_000


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
        buttons.rejected.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.about)
        layout.addWidget(self.content, 1)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        self.resize(760, 560)

    def _content(self) -> QWidget:
        if self.embedded.suffix in IMAGES:
            image = self._image()
            if image is not None:
                return image
        if self.embedded.suffix in TEXTS:
            return self._text()
        hint = PlainLabel("This kind of document is not shown here. Save it to look at it with another program.")
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
        text.setFont(theme.monospace())
        text.setAccessibleName(self.embedded.kind)
        text.setPlainText(self.embedded.data[:_MOST_TEXT].decode("utf-8", "replace"))
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
