"""A sample study composed under a profile, live, with what differs from another profile marked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QTextEdit, QVBoxLayout, QWidget

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.profile.model import Profile
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.message_text import MessageText
from workbench.ui.studies.profile_example import differing, example
from workbench.ui.utf16 import to_units
from workbench.ui.widgets import PlainLabel
from workbench.words import counted

_FIRST = "twins"


class ExampleView(QWidget):
    """Choose a sample study; `show_profiles` says under which profile, and what it is compared with."""

    def __init__(self) -> None:
        super().__init__()
        self._master = ChargeMaster(())
        self._profile = self._before = Profile()
        self._words = ""
        self._made: tuple[Document | str, ...] = ()
        self._base: tuple[Document | str, ...] = ()
        self.study = QComboBox()
        self.study.setAccessibleName("Sample study")
        self.message = QComboBox()
        self.message.setAccessibleName("Which message of the study")
        self.text = MessageText("Example")
        self.words = PlainLabel("", "muted", wrap=True)
        self.words.setAccessibleName("About the example")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Example", "heading"))
        for widget in (self.study, self.message):
            layout.addWidget(widget)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.words)
        self._fill()
        self.study.currentIndexChanged.connect(self._compose)
        self.message.currentIndexChanged.connect(self._show)
        theme.watcher().changed.connect(self._show)

    def show_profiles(self, master: ChargeMaster, profile: Profile, before: Profile, words: str) -> None:
        """Compose under `profile` and mark what `before` would make otherwise; `words` says what that is."""
        self._master, self._profile, self._before, self._words = master, profile, before, words
        self._compose()

    def _fill(self) -> None:
        try:
            files = sorted(resources.path("samples", "studies").glob("*.hl7"))
        except WorkbenchError:  # the words below say that there is none
            files = []
        for file in files:
            self.study.addItem(file.stem, file)
        first = next((row for row, file in enumerate(files) if _FIRST in file.stem), 0)
        self.study.setCurrentIndex(first)

    def _compose(self) -> None:
        self._made, self._base = self._both()
        self.message.blockSignals(True)
        self.message.clear()
        self.message.addItems([f"Message {number} of {len(self._made)}" for number in range(1, len(self._made) + 1)])
        self.message.blockSignals(False)
        self.message.setVisible(len(self._made) > 1)
        self._show()

    def _both(self) -> tuple[tuple[Document | str, ...], tuple[Document | str, ...]]:
        file = self.study.currentData()
        if not isinstance(file, Path):
            return ("The sample studies are missing from the program's data files.",), ()
        try:
            report = Document.from_bytes(file.read_bytes())
        except OSError as error:
            return (f"{file.name} cannot be read: {error.strerror}.",), ()
        made = example(report, self._master, self._profile)
        base = example(report, self._master, self._before)
        return tuple(one.document or one.refusal for one in made), tuple(one.document or one.refusal for one in base)

    def _show(self) -> None:
        number = max(self.message.currentIndex(), 0)
        shown = self._made[number] if number < len(self._made) else ""
        if not isinstance(shown, Document):
            self.text.setPlainText("")
            self.text.setExtraSelections([])
            self.words.setText(shown)
            self.words.set_role("warn")
            return
        base = self._base[number] if number < len(self._base) else None
        paths = differing(base if isinstance(base, Document) else None, shown)
        self.text.show_message(shown)
        self.text.setExtraSelections([self._mark(shown, span) for path in paths if (span := shown.span(path))])
        self.words.set_role("muted")
        count = counted(len(paths), "part is", "parts are")
        self.words.setText(f"{count} {self._words}, marked." if paths else f"Nothing is {self._words}.")

    def _mark(self, document: Document, span: tuple[int, int]) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self.text.document())
        start, stop = (to_units(document.text, place) for place in span)
        cursor.setPosition(start)
        cursor.setPosition(max(stop, start + (start == stop)), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(theme.colour("cursor"))
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = look
        return selection
