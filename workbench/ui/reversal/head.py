"""The head of the page: what is done to which message, and with which one it is corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.file_kinds import MESSAGES
from workbench.ui.reversal.shown import CORRECT, MODES, REPOST, REVERSE
from workbench.ui.widgets import PlainLabel, TitleLabel

OpenMessages = Callable[[], Sequence[tuple[str, bytes]]]
"""Title and bytes of the messages that are open in the editor."""
HEADINGS = {REVERSE: "Take back", REPOST: "Post again", CORRECT: "Correct"}
_WORDS = {REVERSE: "Take &back", REPOST: "&Post again", CORRECT: "&Correct with… ▾"}
_LONGEST = 40
"""Characters of an id in the line below the heading."""


class Head(QWidget):
    """Heading, the facts of the message, a button for each mode, and the menu of messages to correct with."""

    mode_wanted = Signal(str)
    """REVERSE or REPOST."""
    correction_chosen = Signal(object, str)
    """Bytes and title of the message with the charges as they should be."""

    def __init__(self, bridge: Bridge, open_messages: OpenMessages) -> None:
        super().__init__()
        self._bridge, self._open_messages = bridge, open_messages
        self.heading = TitleLabel("", "title")
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.mode_buttons: dict[str, QToolButton] = {}
        self.correct_menu = QMenu(self)
        self.correct_menu.aboutToShow.connect(self.fill_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._row())
        layout.addWidget(self.sentence)

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.heading, 1)
        group = QButtonGroup(self)
        for mode in MODES:
            button = self.mode_buttons[mode] = QToolButton()
            button.setText(_WORDS[mode])
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        # Not the button's own menu: its arrow would stand below the line of the words.
        self.mode_buttons[CORRECT].clicked.connect(self.choose_correction)
        self.mode_buttons[CORRECT].setToolTip("Choose the message with the charges as they should be.")
        self.mode_buttons[REVERSE].setToolTip("Make the credits of the chosen lines.")
        self.mode_buttons[REPOST].setToolTip("Charge again, with new ids, what was taken back by mistake.")
        for mode in (REVERSE, REPOST):
            self.mode_buttons[mode].clicked.connect(lambda _checked=False, mode=mode: self.mode_wanted.emit(mode))
        return row

    def show_words(self, mode: str, title: str, new_title: str, document: Document | None) -> None:
        """What is done to which message."""
        self.mode_buttons[mode].setChecked(True)
        self._shown_mode = mode
        with_what = f" with {new_title}" if mode == CORRECT else ""
        self.heading.setText(f"{HEADINGS[mode]}: {title}{with_what}")
        self.sentence.setText(_about(document) if document is not None else "")

    def choose_correction(self) -> None:
        """Offer the messages that this one can be corrected with."""
        self.mode_buttons[self._shown_mode].setChecked(True)  # until one is chosen, nothing else is done
        button = self.mode_buttons[CORRECT]
        self.correct_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    _shown_mode = REVERSE

    def fill_menu(self) -> None:
        """The messages that are open by now."""
        self.correct_menu.clear()
        for title, raw in self._open_messages():
            action = self.correct_menu.addAction(title.replace("&", "&&"))
            action.triggered.connect(
                lambda _checked=False, title=title, raw=raw: self.correction_chosen.emit(raw, title)
            )
        if not self.correct_menu.isEmpty():
            self.correct_menu.addSeparator()
        self.correct_menu.addAction("A &file…", lambda: self._choose_file())

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "The corrected message", "", MESSAGES)
        if name:
            self.correct_with_file(Path(name))

    def correct_with_file(self, file: Path) -> None:
        """The first message of a file has the charges as they should be."""
        try:
            messages = MessageFile.open(file)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        if not len(messages):
            self._bridge.problem(f"{file.name} is empty; there is no message in it.")
            return
        if len(messages) > 1:
            self._bridge.warning(f"{file.name} holds {len(messages):,} messages; the first one is taken.")
        self.correction_chosen.emit(messages[0], file.name)


def _about(document: Document) -> str:
    """Who and what the message is about."""
    parts = (
        ("patient", document.value("PID-3.1")),
        ("account", document.value("PID-18.1")),
        ("control id", document.control_id),
        ("HL7", document.version),
    )
    return " · ".join(f"{name} {_cut(value)}" for name, value in parts if value)


def _cut(value: str) -> str:
    """An id as a person can compare it; what is longer is no id, and stands in the message in full."""
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
