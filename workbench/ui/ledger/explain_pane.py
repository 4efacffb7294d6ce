"""The pane that says why: a sentence, the fields side by side, the messages concerned, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.charges.ledger import Posting
from workbench.charges.ledger.flag import name_of
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.ledger.explain import DIFFERENT, EQUAL, Explanation
from workbench.ui.ledger.message_actions import MessageActions, of_history
from workbench.ui.ledger.words import posting_state, state_style
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel

NOTHING = Explanation("Choose a charge or a flag: here is why it is as it is.", "muted")
_NAME, _SIGN = 128, 24
_SIDE = 84
"""Pixels that an id of ten digits needs."""
"""Pixels for the name of a field and for whether its values are equal."""
_VERDICTS = {EQUAL: "=", DIFFERENT: "≠"}


class ExplainPane(QWidget):
    """Shows an Explanation; what is to be done with a message of it is asked for through `wants`."""

    def __init__(self, wants: MessageActions) -> None:
        super().__init__()
        self._wants = wants
        self.title = PlainLabel("", wrap=True)
        self.title.setAccessibleName("Why")
        self.hint = PlainLabel("", "muted", wrap=True)
        self.hint.setAccessibleName("What to do")
        self.fields = SimpleTable(("Field", ""), coloured=(0, 1, 2, 3, 4, 5), parent=self)
        self.fields_table = row_table("Fields side by side", self.fields, (_NAME, _SIGN))
        self.messages = SimpleTable(("Message", "Outcome", "When"), coloured=(1,), parent=self)
        self.messages_table = row_table("Messages concerned", self.messages, (112, 72))
        ColumnRoom(self.messages_table, {0: 420, 1: 110}, rest=118)
        header = self.fields_table.horizontalHeader()
        header.setMinimumSectionSize(_SIGN)
        self._build()
        self._connect()
        self.show_explanation(NOTHING)

    def show_explanation(self, explanation: Explanation) -> None:
        """Another one."""
        self.title.setText(explanation.title)
        self.title.set_role(explanation.colour if explanation.colour != "field" else "heading")
        self.hint.setText(explanation.hint)
        self.hint.setVisible(bool(explanation.hint))
        headers = ("Field", "", *(name_of(one.line) for one in explanation.sides))
        self.fields.show(
            [
                Line(
                    (field.name, _VERDICTS.get(field.verdict, ""), *field.values),
                    field,
                    "warn" if field.verdict == DIFFERENT else "",
                )
                for field in explanation.fields
            ],
            headers,
        )
        self._share_width(len(explanation.sides))
        self.messages.show([_message_line(posting) for posting in explanation.postings])
        if explanation.postings:
            self.messages_table.selectRow(explanation.chosen)
        self._enable()

    def _share_width(self, sides: int) -> None:
        header = self.fields_table.horizontalHeader()
        header.setStretchLastSection(sides == 0)
        header.setMinimumSectionSize(theme.scaled(_SIGN))
        name, sign, side = (theme.scaled(pixels) for pixels in (_NAME, _SIGN, _SIDE))
        for column, width in ((0, name), (1, sign)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        fits = self.fields_table.viewport().width() - name - sign >= sides * side
        for column in range(2, 2 + sides):  # many sides are looked at by scrolling, not by guessing at cut ids
            header.setSectionResizeMode(column, QHeaderView.ResizeMode[("Interactive", "Stretch")[fits]])
            if not fits:
                header.resizeSection(column, side)

    def _on_theme(self) -> None:
        self._share_width(self.fields.columnCount() - 2)
        self.fields.colours_changed()
        self.messages.colours_changed()

    def posting(self) -> Posting | None:
        """The chosen message."""
        line = self.messages.line(self.messages_table.currentIndex())
        return line.subject if line is not None and isinstance(line.subject, Posting) else None

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.open_button = QPushButton("&Open message")
        self.history_button = QPushButton("Sho&w in history")
        self.reverse_button = QPushButton("&Reverse…")
        self.reverse_button.setToolTip("Make the message that takes the charges of this message back.")
        self.more_button = QPushButton("More &actions")
        self.more_button.setToolTip("Correct the charges of this message, send it again, or go to its study.")
        self.more_menu = QMenu(self.more_button)
        self.more_menu.aboutToShow.connect(self._fill_more)
        self.more_button.setMenu(self.more_menu)
        tables = QSplitter(Qt.Orientation.Horizontal)
        tables.setChildrenCollapsible(False)
        tables.addWidget(self.fields_table)
        tables.addWidget(self.messages_table)
        tables.setSizes([326, 306])
        tables.setStretchFactor(0, 1)
        tables.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.open_button, self.history_button, self.reverse_button, self.more_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        layout.addWidget(tables, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.messages_table.selectionModel().currentRowChanged.connect(self._enable)
        self.messages_table.activated.connect(lambda: self._ask(self._wants.open_wanted))
        self.open_button.clicked.connect(lambda: self._ask(self._wants.open_wanted))
        self.history_button.clicked.connect(lambda: self._ask(self._wants.history_wanted))
        self.reverse_button.clicked.connect(lambda: self._ask(self._wants.reverse_wanted))
        theme.watcher().changed.connect(self._on_theme)

    def _ask(self, signal: SignalInstance) -> None:
        posting = self.posting()
        if posting is not None:
            signal.emit(posting)

    def _fill_more(self) -> None:
        self.more_menu.clear()
        self._wants.fill_more(self.more_menu, self.posting())

    def _enable(self) -> None:
        posting = self.posting()
        self.more_button.setEnabled(posting is not None)
        self.open_button.setEnabled(posting is not None)
        self.reverse_button.setEnabled(posting is not None)
        self.history_button.setEnabled(of_history(posting))


def _message_line(posting: Posting) -> Line:
    style = state_style(posting_state(posting))
    way = {"sent": "→", "received": "←"}.get(posting.direction, "")
    name = posting.file.replace("\\", "/").rpartition("/")[2]
    if posting.entry is not None:
        where = f"{way} entry {posting.entry}, {posting.line.path}".strip()
    else:
        where = f"message {posting.message}, {posting.line.path}, {name}"
    written = posting.line.head.message_time
    when = posting.at.astimezone().strftime("%Y-%m-%d %H:%M") if posting.at is not None else _readable(written)
    tip = "\n".join(filter(None, (posting.source, posting.endpoint, f"Control id {posting.line.head.control_id}")))
    return Line((where, style.label, when), posting, style.colour, tip)


def _readable(time: str) -> str:
    """An HL7 time as the history writes it, as far as minutes; anything else as it stands."""
    digits = time[:12]
    if len(digits) < 12 or not digits.isdigit():
        return time
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:]}"
