"""The messages that were made for a kept study, with their outcome, and what is done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QPushButton, QWidget

from workbench.charges.lifecycle.standing import Sent
from workbench.er7 import Document
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.message_text import MessageText
from workbench.ui.requests import OpenRequest
from workbench.ui.simple_table import SimpleTable
from workbench.ui.studies.room import fill_pane
from workbench.ui.studies.study_rows import message_row
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.history.study_records import StudyDetail


_TWO_ROWS, _LINES = 64, 44
"""Pixels that the table and the text keep: a correction has two messages, both to be seen in a low window too."""
_FOR = 3
"""The column of whom a message is for."""


class MessagesPane(QWidget):
    """What is done with a message is asked for by signals."""

    open_requested = Signal(object)
    send_requested = Signal(object, str, object, str)
    """Bytes, title, the entry of the history that they send again (None: they were never sent), and the name of whom
    the profile routes them to, or ""."""
    reverse_requested = Signal(object, str)
    """Bytes and title of a message whose charges are to be taken back by hand."""
    aside_wanted = Signal(str, str)
    """Control id of a message that is held back and never to be sent, and why."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: StudyDetail | None = None
        self.model = SimpleTable(("Message", "Outcome", "Amount", "For"), numbers=(2,), coloured=(1,), parent=self)
        self._build()
        self._connect()

    def show_study(self, detail: StudyDetail | None, wanted: Sent | None) -> None:
        """Another study, or None. The message that is wanted is chosen, else the last one."""
        self._detail = detail
        sent = detail.standing.messages if detail is not None else ()
        self.model.show([message_row(one, detail) for one in sent] if detail is not None else [])
        # Most profiles route nothing: the ids, outcomes and sums need the room.
        self.table.setColumnHidden(_FOR, not any(one.endpoint for one in sent))
        rows = [row for row, line in enumerate(self.model.lines) if line.subject is wanted and wanted is not None]
        if self.model.rowCount():
            self.table.selectRow(rows[0] if rows else self.model.rowCount() - 1)
        self._show_message()

    def message(self) -> Sent | None:
        """The chosen message."""
        line = self.model.line(self.table.currentIndex())
        return line.subject if line is not None and isinstance(line.subject, Sent) else None

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.table = row_table("Messages", self.model, (140, 104, 80))
        ColumnRoom(self.table, {0: 190, 2: 150, 1: 140}, rest=80)
        self.table.setMinimumHeight(self.table.horizontalHeader().sizeHint().height() + _TWO_ROWS)
        self.text = MessageText("Message")
        self.text.setMinimumHeight(_LINES)
        self.outcome = PlainLabel("", "muted", wrap=True)
        self.outcome.setAccessibleName("How the message ended")
        self.open_button = QPushButton("&Open message")
        self.send_button = QPushButton("Se&nd…")
        self.reverse_button = QPushButton("&Reverse…")
        self.reverse_button.setToolTip("See what takes the charges of this message back, field by field.")
        self.aside_button = QPushButton("Set &aside…")
        self.aside_button.setToolTip("Says that this message is never sent, and why.")
        self.aside_button.hide()
        buttons = (self.open_button, self.send_button, self.reverse_button, self.aside_button)
        fill_pane(self, "Messages", self.table, self.outcome, buttons).insertWidget(2, self.text, 2)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._show_message)
        self.table.activated.connect(self.open_chosen)
        self.open_button.clicked.connect(self.open_chosen)
        self.send_button.clicked.connect(self.send_chosen)
        self.reverse_button.clicked.connect(self.reverse_chosen)
        self.aside_button.clicked.connect(self._ask_why_aside)
        theme.watcher().changed.connect(self.model.colours_changed)

    # -- doing --------------------------------------------------------------------------------------------------

    def open_chosen(self) -> None:
        """Open the chosen message in the editor."""
        if (sent := self.message()) is not None:
            self.open(sent)

    def send_chosen(self) -> None:
        """Load the chosen message for sending."""
        if (sent := self.message()) is not None:
            self.send(sent)

    def reverse_chosen(self) -> None:
        """Ask for what takes the charges of the chosen message back."""
        if (sent := self.message()) is not None:
            self.reverse_requested.emit(sent.raw, self._name(sent))

    def open(self, sent: Sent) -> None:
        """Open a message in the editor."""
        self.open_requested.emit(OpenRequest(sent.raw, self._name(sent)))

    def send(self, sent: Sent) -> None:
        """Load a message for sending."""
        self.send_requested.emit(sent.raw, self._name(sent), sent.entry, sent.endpoint)

    def _ask_why_aside(self) -> None:
        """Ask for the reason, which stays with the message."""
        sent = self.message()
        if sent is None:
            return
        question = f"{sent.control_id} is never sent then. Why:"
        note, is_said = QInputDialog.getText(self, "Set the message aside", question)
        if is_said and note.strip():
            self.aside_wanted.emit(sent.control_id, note.strip())

    def _name(self, sent: Sent) -> str:
        of_whom = self._detail.summary.patient if self._detail is not None else ""
        whose = f" for {sent.endpoint}" if sent.endpoint else ""
        return f"{sent.control_id} of {of_whom or 'unnamed patient'}{whose}"

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_message(self) -> None:
        sent = self.message()
        line = self.model.line(self.table.currentIndex())
        self.outcome.setText(line.tip if line is not None else "No message was made for this study.")
        self.text.setVisible(sent is not None)
        if sent is not None:
            self.text.show_message(Document.from_bytes(sent.raw))
        for button in (self.open_button, self.send_button, self.reverse_button):
            button.setEnabled(sent is not None)
        self.aside_button.setVisible(sent is not None and sent.held_back and not sent.set_aside)
