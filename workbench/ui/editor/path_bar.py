"""The line above the views: where the cursor is, what that place is called, which dictionary and charset are used."""

from __future__ import annotations

from PySide6.QtGui import QAction, QFont, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.fields.labels import ElidedLabel
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.widgets import PlainLabel


class PathBar(QWidget):
    """Path, name and meaning of the cursor on the left; what the message is read with on the right.

    When the dictionary is only the nearest one, or the charset is doubtful, a line below says so.
    """

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self.path = PlainLabel(str(session.cursor))
        self.path.setFont(_bold(theme.monospace()))
        self.path.setAccessibleName("Path of the cursor")
        self.name = ElidedLabel("")
        self.read_with = PlainLabel("", "muted")
        self.read_with.setAccessibleName("Dictionary and character set")
        self.notes = PlainLabel("", "warn", wrap=True)
        self.copy_action = QAction("&Copy path", self)
        # Its key is that of the action in the menu: of two with one key neither works.
        self.copy_action.setToolTip("Copy the path of the cursor (Ctrl+Shift+C)")
        self.copy_action.triggered.connect(self.copy_path)
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.cursor_moved.connect(self._show)
        session.absent_changed.connect(self._show_absent)  # a lambda would keep the session, and its message, for ever
        self._show(session.cursor)
        self._show_reading()

    def _lay_out(self) -> None:
        button = QToolButton()
        button.setDefaultAction(self.copy_action)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.path)
        row.addWidget(button)
        row.addWidget(self.name, 1)
        row.addWidget(self.read_with)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.notes)

    def copy_path(self) -> None:
        """What the bar shows, which may be the path of a segment that is missing."""
        QGuiApplication.clipboard().setText(str(self._session.shown))

    def _on_changed(self, before: Document, after: Document, _origin: object) -> None:
        self._show(self._session.cursor)
        now = (after.version, after.charset, after.charset_note)
        if (before.version, before.charset, before.charset_note) != now:
            self._show_reading()

    def _show_absent(self) -> None:
        self._show(self._session.cursor)

    def _show(self, path: Path, _origin: object = None) -> None:
        absent = self._session.absent
        if absent is not None:
            self.path.setText(str(absent))
            self.name.setText(f"{self._names.name(absent)}, missing")
            return
        self.path.setText(str(path))
        name, meaning = self._names.name(path), self._names.meaning(path)
        self.name.setText(f"{name} = {meaning}" if meaning else name)

    def _show_reading(self) -> None:
        dictionary, document = self._session.dictionary(), self._session.document
        self.read_with.setText(f"HL7 {dictionary.version} · {document.charset.label}")
        notes = [note for note in (dictionary.note, document.charset_note) if note]
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))


def _bold(font: QFont) -> QFont:
    font.setBold(True)
    return font
