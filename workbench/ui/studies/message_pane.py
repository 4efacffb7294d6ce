"""The message that the lines make, live: its text, where each value came from, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTextEdit, QVBoxLayout, QWidget

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.compose import Composition
from workbench.charges.compose.writing import Origin
from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.message_text import MessageText
from workbench.ui.studies.work import StudyWork
from workbench.ui.utf16 import to_offset, to_units
from workbench.ui.widgets import PlainLabel

_CODE = 7
"""FT1-7, the code that is charged."""
HINT = "Put the cursor on a value to see where it came from."


class MessagePane(QWidget):
    """Shows a Composition; what is done with its message is asked for by signals."""

    open_wanted = Signal()
    send_wanted = Signal()
    message_wanted = Signal(int)
    """Show this one of the messages, from 0."""
    release_wanted = Signal()
    """Compose what the profile holds."""

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._origins: dict[Path, Origin] = {}
        self._occurrences: dict[int, int] = {}
        self._marked: tuple[Path, ...] = ()
        self.text = MessageText("Message")
        # A selection by keyboard, so that the cursor can walk over the values of a text that cannot be edited.
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.text.cursorPositionChanged.connect(self._tell_origin)
        self.refusal_title = PlainLabel("No message", "heading")
        self.refusal = PlainLabel("", "warn", wrap=True)
        self.refusal.setAccessibleName("Why there is no message")
        self._number = 0
        self.which = PlainLabel("", "muted")
        self.which.setAccessibleName("Which of the messages of the study")
        self.back_button, self.next_button = QPushButton("&Back"), QPushButton("Ne&xt")
        self.release_button = QPushButton("Compose it anyho&w")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.text)
        self.pages.addWidget(self._refusal_page())
        self.origin = PlainLabel("", "muted", wrap=True)
        self.origin.setAccessibleName("Where the value at the cursor came from")
        self.notes = PlainLabel("", "warn", wrap=True)
        self.notes.setAccessibleName("Notes about the message")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._heading())
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.origin)
        layout.addWidget(self.notes)
        layout.addLayout(self._buttons())
        theme.watcher().changed.connect(self._remark)  # a method goes with its widget, a lambda would not

    def show_work(self, work: StudyWork | None) -> None:
        """The message of a study that is looked at, and which one it is of how many."""
        count = len(work.compositions) if work is not None else 1
        self._number = work.shown if work is not None else 0
        made = work.composition if work is not None else Composition(None)
        whose = f" · {made.endpoint}" if made.endpoint else ""
        self.which.setText(f"message {self._number + 1} of {count}{whose}")
        for widget in (self.which, self.back_button, self.next_button):
            widget.setVisible(count > 1)
        self.back_button.setEnabled(self._number > 0)
        self.next_button.setEnabled(self._number + 1 < count)
        self.release_button.setVisible(made.held)
        self.show_composition(made)

    def show_composition(self, composition: Composition) -> None:
        """The message, or why there is none."""
        document = self._document = composition.document
        self._origins = {origin.path: origin for origin in composition.origins}
        self._occurrences = {
            number: occurrence for occurrence, (number, _) in enumerate(composition.transaction_ids, 1)
        }
        if document is not None:
            self.text.show_message(document)
        else:
            self.text.clear()
            self.refusal.setText(composition.refusal)
        self.pages.setCurrentIndex(0 if document is not None else 1)
        self.origin.setVisible(document is not None)
        self.notes.setText("\n".join(composition.notes) if document is not None else "")
        self.notes.setVisible(bool(self.notes.text()))
        for button in (self.open_button, self.send_button):
            button.setEnabled(document is not None)
        self._tell_origin()

    def mark_line(self, line: ChargeLine | None) -> None:
        """Show which FT1 a charge line became, and where its code came from."""
        occurrence = self._occurrences.get(line.number) if line is not None else None
        self.mark((Path("FT1", occurrence),) if occurrence is not None else ())
        if occurrence is not None:
            self._go_to(Path("FT1", occurrence, _CODE))

    def _go_to(self, path: Path) -> None:
        """Put the cursor on a value, in sight with its line; the text says where the value came from."""
        document = self._document
        span = document.span(path) if document is not None else None
        if document is not None and span is not None:
            cursor = self.text.textCursor()
            cursor.setPosition(to_units(document.text, span[0]))
            self.text.setTextCursor(cursor)
            self.text.ensureCursorVisible()

    def mark_report(self, source: Path | None) -> None:
        """Show which values came from one place of the report."""
        if source is None:
            self.mark(())
            self.origin.setText(HINT)
            return
        paths = [origin.path for origin in self._origins.values() if _same_field(origin.report, source)]
        self.mark(paths)
        if paths:
            where = ", ".join(dict.fromkeys(str(path) for path in paths))
            self.origin.setText(f"{source} of the report went into {where}.")
        else:
            self.origin.setText(f"No value here is copied from {source}; it may have decided which lines there are.")

    def mark(self, paths: Iterable[Path]) -> None:
        """Lay a marker under some parts of the message."""
        self._marked = tuple(paths)
        selections = []
        for path in self._marked:
            span = self._document.span(path) if self._document is not None else None
            if span is not None:
                selections.append(self._selection(*span))
        self.text.setExtraSelections(selections)

    def _remark(self) -> None:
        self.mark(self._marked)

    def _selection(self, start: int, stop: int) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self.text.document())
        text = self._document.text if self._document is not None else ""
        cursor.setPosition(to_units(text, start))
        cursor.setPosition(to_units(text, stop), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(theme.colour("cursor"))
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        selection.format = look
        return selection

    def _tell_origin(self) -> None:
        document = self._document
        if document is None:
            self.origin.setText(HINT)
            return
        path = document.path_at(to_offset(document.text, self.text.textCursor().position()))
        if path is None or path.field is None:
            self.origin.setText(HINT)
            return
        field = Path(path.segment, path.occurrence, path.field)
        origin = self._origins.get(field)
        if origin is None:
            self.origin.setText(f"{field}: nothing was written here." if not document.get(field) else f"{field}")
            return
        where = f", {origin.report}" if origin.report is not None else ""
        self.origin.setText(f"{field} came from: {origin.text}{where}")

    def _heading(self) -> QHBoxLayout:
        self.back_button.clicked.connect(lambda: self.message_wanted.emit(self._number - 1))
        self.next_button.clicked.connect(lambda: self.message_wanted.emit(self._number + 1))
        self.release_button.clicked.connect(self.release_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel("Message", "heading"))
        row.addWidget(self.which, 1)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        for widget in (self.which, self.back_button, self.next_button, self.release_button):
            widget.hide()
        return row

    def _refusal_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.refusal_title)
        layout.addWidget(self.refusal)
        layout.addWidget(self.release_button)
        layout.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.open_button = QPushButton("Ope&n message in the editor")
        self.open_button.clicked.connect(self.open_wanted)
        self.send_button = QPushButton("&Send…")
        self.send_button.clicked.connect(self.send_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.open_button)
        row.addWidget(self.send_button)
        row.addStretch(1)
        return row


def _same_field(one: Path | None, other: Path) -> bool:
    """Whether two places of the report are in the same field."""
    if one is None:
        return False
    return (one.segment, one.occurrence, one.field) == (other.segment, other.occurrence, other.field)
