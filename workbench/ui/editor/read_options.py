"""Reading a file in another character set than the one that was found: which, and what the message then reads like."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from workbench.er7 import Document
from workbench.er7.charset import Charset, codec_for
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.editor.save_options import CHARSETS
from workbench.ui.editor.tab import MessageTab
from workbench.ui.requests import OpenRequest
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.ui.editor.place import MessagesPlace

TITLE = "Read in another character set"
READABLE = (
    *CHARSETS,
    ("Windows-1250 (Central Europe)", "CP1250"),
    ("Windows-1251 (Cyrillic)", "CP1251"),
    ("Windows-1252 (Western Europe)", "CP1252"),
    ("Shift JIS (Japanese)", "SHIFT_JIS"),
)
"""Names and codes; senders write more sets than table 0211 has."""
_LINES, _LETTERS = 4, 60


class ReadOptions(QDialog):
    """`codec` is what is chosen; "" while the bytes cannot be read so."""

    def __init__(self, raw: bytes, current: Charset, parent: QWidget | None = None) -> None:
        """`raw` is the file, read in the set `current` now."""
        super().__init__(parent)
        self._raw = raw
        self.codec = ""
        self.setWindowTitle(TITLE)
        self.setModal(True)
        self.setMinimumWidth(theme.scaled(520))
        self.charset = QComboBox()
        for name, code in READABLE:
            if codec_for(code) != current.codec:
                self.charset.addItem(name, codec_for(code))
        self.note = PlainLabel("", "muted", wrap=True)
        self.note.setMinimumHeight(self.fontMetrics().height() * (_LINES + 2))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.read = buttons.addButton("&Read", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("Now", PlainLabel(current.label))
        form.addRow("&Character set", self.charset)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.charset.currentIndexChanged.connect(self.refresh)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Try the choice and show what the file then says."""
        codec = str(self.charset.currentData())
        document = Document.from_bytes(self._raw, codec)
        fits = document.charset.codec == codec
        self.codec = codec if fits else ""
        name = Charset(codec).label
        self.note.setText(_sample(document.text) if fits else f"The bytes of the file are not {name}; choose another.")
        self.note.set_role("muted" if fits else "bad")
        self.read.setEnabled(fits)


def ask_how_to_read(place: MessagesPlace, tab: MessageTab, bridge: Bridge) -> QWidget | None:
    """The dialog; None, with a sentence, where a file cannot be read in another set now."""
    tab.finish_typing()
    if reason := _refusal(tab):
        bridge.warning(reason)
        return None
    dialog = ReadOptions(tab.file.on_disk, tab.session.document.charset, place)
    dialog.accepted.connect(partial(_read, place, tab, dialog, bridge))
    dialog.open()
    return dialog


def _refusal(tab: MessageTab) -> str:
    if tab.file.file is None:
        return "This message comes from no file that could be read again. Save it first."
    if tab.file.is_modified() or tab.session.unfinished or tab.file.unfinished(tab.index):
        return f"{tab.file.title} has changes that are not saved. Save them or undo them before it is read anew."
    if tab.session.document.charset.codec.startswith("utf-16"):
        return f"{tab.file.title} is UTF-16, as its first bytes say; it cannot be read in another character set."
    return ""


def _read(place: MessagesPlace, tab: MessageTab, dialog: ReadOptions, bridge: Bridge) -> None:
    file = tab.file.file
    if file is None or not dialog.codec:
        return
    request = OpenRequest(tab.file.on_disk, file.name, file, index=tab.index, codec=dialog.codec)
    if place.reload(tab, request) is not None:
        bridge.info(f"{file.name} is read as {Charset(dialog.codec).label}. Its bytes are the same.")


def _sample(text: str) -> str:
    """What tells one set from another: the first words that are not ASCII."""
    found = []
    for line in text.split("\r"):
        first = next((at for at, letter in enumerate(line) if not letter.isascii()), -1)
        if first >= 0:
            start = max(0, first - _LETTERS // 3)
            found.append(f"{line[:3]}: {'…' if start else ''}{line[start : start + _LETTERS]}")
        if len(found) == _LINES:
            break
    return "\n".join(found) or "All characters are ASCII: the file reads the same."
