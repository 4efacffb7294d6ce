"""What can be done with the chosen entry: the buttons below it, and the ways to its study and to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from workbench.er7 import Document
from workbench.ui.blame import blamed
from workbench.ui.bridge import Bridge
from workbench.ui.requests import OpenRequest

if TYPE_CHECKING:
    from workbench.history import Entry


class Actions(QWidget):
    """Holds the Entry that is shown; asks for what is wanted by signals, which are those of the place."""

    open_requested = Signal(object)
    resend_requested = Signal(object, str, int)
    reverse_requested = Signal(object, str)
    correct_requested = Signal(object, str)
    study_requested = Signal(str)
    ledger_requested = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._entry: Entry | None = None
        self.open_button = QPushButton("Ope&n message")
        self.open_answer_button = QPushButton("Open ans&wer")
        self.again_button = QPushButton("Send a&gain…")
        self.again_button.setToolTip("Load the same bytes for sending, with the same control id.")
        self.reverse_button = QPushButton("&Reverse…")
        self.reverse_button.setToolTip("Make the message that takes the charges of this one back.")
        self.copy_button = QPushButton("&Copy message")
        self.more_button = QPushButton("More &actions")
        self._fill_more()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in self.buttons:
            row.addWidget(button)
        self._connect()
        self.show_entry(None)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """In their order."""
        made = (self.open_button, self.open_answer_button, self.again_button, self.reverse_button, self.copy_button)
        return (*made, self.more_button)

    def _fill_more(self) -> None:
        menu = QMenu(self.more_button)
        self.correct_action = menu.addAction("Correct &with…", self._correct)
        self.study_action = menu.addAction("Show its &study", self._show_study)
        self.ledger_action = menu.addAction("Show in the &ledger", self._show_in_ledger)
        self.more_button.setMenu(menu)
        self.more_button.setToolTip("Correct its charges, or go to its study or to its lines in the ledger.")

    def _connect(self) -> None:
        self.open_button.clicked.connect(self.open_message)
        self.open_answer_button.clicked.connect(self._open_answer)
        self.again_button.clicked.connect(self._send_again)
        self.reverse_button.clicked.connect(self._reverse)
        self.copy_button.clicked.connect(self.copy)

    def show_entry(self, entry: Entry | None) -> None:
        """Another one; None for none."""
        self._entry = entry
        for button in self.buttons:
            button.setEnabled(entry is not None)
        charges = entry is not None and bool(entry.transaction_ids)
        self.reverse_button.setEnabled(charges)
        self.correct_action.setEnabled(charges)
        self.ledger_action.setEnabled(entry is not None and _is_charge(entry))
        self.study_action.setEnabled(entry is not None and bool(entry.accession))
        self.open_answer_button.setEnabled(entry is not None and entry.answer is not None)

    def open_message(self) -> None:
        """In the editor, at the field that a refusal names."""
        if self._entry is not None:
            answer = self._entry.answer
            request = OpenRequest(self._entry.raw, title_of(self._entry), path=blamed(answer), answer=answer)
            self.open_requested.emit(request)

    def copy(self) -> None:
        """The message onto the clipboard."""
        if self._entry is not None:
            text = Document.from_bytes(self._entry.raw).text.replace("\r", "\n")
            QGuiApplication.clipboard().setText(text)
            self._bridge.info("The message is on the clipboard, one segment a line.")

    def _open_answer(self) -> None:
        if self._entry is not None and self._entry.answer is not None:
            self.open_requested.emit(OpenRequest(self._entry.answer, f"Answer to {title_of(self._entry)}"))

    def _send_again(self) -> None:
        if self._entry is not None:
            self.resend_requested.emit(self._entry.raw, title_of(self._entry), self._entry.id)

    def _reverse(self) -> None:
        if self._entry is not None:
            self.reverse_requested.emit(self._entry.raw, title_of(self._entry))

    def _correct(self) -> None:
        if self._entry is not None:
            self.correct_requested.emit(self._entry.raw, title_of(self._entry))

    def _show_study(self) -> None:
        if self._entry is not None:
            self.study_requested.emit(self._entry.accession)

    def _show_in_ledger(self) -> None:
        if self._entry is not None:
            one = self._entry
            self.ledger_requested.emit(one.accession or one.control_id or one.patient_id)


def _is_charge(entry: Entry) -> bool:
    kind = entry.message_type.partition("^")[0]
    return kind == "DFT" and bool(entry.accession or entry.control_id or entry.patient_id)


def title_of(entry: Entry) -> str:
    """Such as "Charge of 900102, ACC26030202": what people know it by, not what every message has."""
    kind = entry.message_type.split("^")[0]
    whom = ", ".join(filter(None, (entry.patient_id, entry.accession)))
    if whom:
        return f"Charge of {whom}" if kind == "DFT" else f"{kind or 'Message'} of {whom}"
    return f"{kind} {entry.control_id}".strip() or f"Entry {entry.id}"
