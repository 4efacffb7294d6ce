"""Saving a message with other line ends or in another character set: what is chosen, and what that would mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from workbench.er7 import Document, EditError
from workbench.ui import theme
from workbench.ui.widgets import PlainLabel

ENDS = (("CR, as HL7 says", "\r"), ("LF (Linux, macOS)", "\n"), ("CRLF (Windows)", "\r\n"))
CHARSETS = (
    ("UTF-8", "UNICODE UTF-8"),
    ("ASCII", "ASCII"),
    ("ISO 8859-1 (Western Europe)", "8859/1"),
    ("ISO 8859-2 (Central Europe)", "8859/2"),
    ("ISO 8859-5 (Cyrillic)", "8859/5"),
    ("ISO 8859-7 (Greek)", "8859/7"),
    ("ISO 8859-9 (Turkish)", "8859/9"),
    ("ISO 8859-15 (Western Europe with €)", "8859/15"),
    ("ISO 2022-JP (Japanese)", "ISO IR87"),
    ("GB 18030 (Chinese)", "GB 18030-2000"),
    ("Big5 (Chinese)", "BIG-5"),
    ("KS X 1001 (Korean)", "KS X 1001"),
)
"""Names and their codes for MSH-18 (HL7 2.5.1, table 0211)."""
_NAMES = {"\r": "CR", "\n": "LF", "\r\n": "CRLF"}


@dataclass(frozen=True, slots=True)
class Recoding:
    """Another character set by its MSH-18 code, whether MSH-18 shall name it, and other line ends ("" for the same)."""

    code: str
    declare: bool
    end: str

    def of(self, document: Document) -> Document:
        """A message so changed. Raises EditError for a character that the set cannot hold."""
        document = document.with_ends(self.end) if self.end else document
        return document.with_charset(self.code, declare=self.declare)


class SaveOptions(QDialog):
    """`changed` is the message as it would be saved; None while the choice cannot be."""

    def __init__(
        self, document: Document, *, several: bool = False, together: bool = False, parent: QWidget | None = None
    ) -> None:
        """`several` messages may be in the file; `together` when they can only have one character set, as in UTF-16."""
        super().__init__(parent)
        self._document = document
        self._together = together
        self.changed: Document | None = document
        self.setWindowTitle("Save with other line ends or characters")
        self.setModal(True)
        self.setMinimumWidth(theme.scaled(520))
        self.ends = QComboBox()
        self.ends.addItem(f"Keep as they are ({_ends_now(document)})", "")
        for name, end in ENDS:
            self.ends.addItem(name, end)
        self.charset = QComboBox()
        self.charset.addItem(f"Keep ({document.charset.label})", "")
        for name, code in CHARSETS:
            self.charset.addItem(name, code)
        self.declare = QCheckBox("Say so in &MSH-18")
        self.note = PlainLabel("", "muted", wrap=True)
        self.note.setMinimumHeight(self.fontMetrics().height() * 3)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.choose = self.buttons.addButton("Choose &file…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._several = several
        self._lay_out()
        self.ends.currentIndexChanged.connect(self.refresh)
        self.charset.currentIndexChanged.connect(self.refresh)
        self.declare.toggled.connect(self.refresh)
        self.refresh()

    @property
    def recoding(self) -> Recoding | None:
        """What is to be done to every message of the file, when the choice cannot be made for one of them alone."""
        code = self.charset.currentData()
        if not (self._together and self._several and code):
            return None
        return Recoding(code, self.declare.isChecked(), self.ends.currentData())

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("&Line ends", self.ends)
        form.addRow("&Character set", self.charset)
        form.addRow("", self.declare)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def refresh(self, *_: object) -> None:
        """Try the choice and say what it means."""
        code = self.charset.currentData()
        self.declare.setEnabled(bool(code))
        try:
            self.changed = self._tried(code)
            note, role = self._meaning(self.changed, code)
        except EditError as error:
            self.changed, note, role = None, str(error), "bad"
        self.note.setText(note)
        self.note.set_role(role)
        self.choose.setEnabled(self.changed is not None)

    def _tried(self, code: str) -> Document:
        end = self.ends.currentData()
        if code:
            return Recoding(code, self.declare.isChecked(), end).of(self._document)
        return self._document.with_ends(end) if end else self._document

    def _meaning(self, changed: Document, code: str) -> tuple[str, str]:
        if changed == self._document:
            return "The message is saved as it is.", "muted"
        if code and Document.from_bytes(changed.to_bytes()).text != changed.text:
            return "Read again, the file would show other characters: MSH-18 does not name its character set.", "warn"
        if self.recoding is not None:
            every = "Every message of the file changes: UTF-16 cannot be mixed with another character set."
            return f"{every} The file is opened anew, without its undo steps.", "muted"
        only = " Only the message on the screen changes, not the others of its file." if self._several else ""
        return f"The message changes in this window too; Undo takes it back.{only}", "muted"


def _ends_now(document: Document) -> str:
    found = dict.fromkeys(_NAMES[end] for end in document.ends)
    return " and ".join(found) if found else "none"
