"""The conversation on the screen: the list, what happened to the chosen message, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.blame import blamed
from workbench.ui.column_room import ColumnRoom
from workbench.ui.exchange.arrivals import Arrivals
from workbench.ui.exchange.conversation import Column, ConversationModel, Turn
from workbench.ui.requests import OpenRequest
from workbench.ui.tables import row_table
from workbench.ui.widgets import EmptyState, PlainLabel

_REFUSED = ("rejected", "error")


class ListPane(QWidget):
    """The bytes of what arrived are fetched from the history when they are wanted."""

    open_requested = Signal(object)
    """An OpenRequest."""
    history_requested = Signal(int)
    """The id of an entry."""

    def __init__(self, model: ConversationModel, arrivals: Arrivals) -> None:
        super().__init__()
        self._model, self._arrivals = model, arrivals
        self.table = row_table("Conversation", model, (72, 88, 76, 136, 108))
        ColumnRoom(self.table, {Column.CONTROL_ID: 190}, rest=250)
        self.empty = EmptyState(
            "Nothing was said yet",
            "Load a message with Send… from Messages or Studies, then send it to the built-in receiver or to another "
            "system. Or start the receiver and let another system send to it. Each message and its answer is listed "
            "here.",
        )
        listed = QWidget()
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.table, 1)
        inside.addLayout(self._actions())
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(listed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Conversation", "heading"))
        layout.addWidget(self.pages, 1)
        self._connect()
        self._rows_changed()

    def _actions(self) -> QHBoxLayout:
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.sentence.setAccessibleName("What happened to the selected message")
        self.open_button = QPushButton("Ope&n message")
        self.history_button = QPushButton("Show in h&istory")
        self.clear_button = QPushButton("C&lear list")
        self.clear_button.setToolTip("Forget this list; the history keeps every message.")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        for button in (self.open_button, self.history_button, self.clear_button):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._open_selected)
        self.history_button.clicked.connect(self._show_in_history)
        self.clear_button.clicked.connect(self._clear)
        self.table.activated.connect(self._activated)
        self.table.selectionModel().currentRowChanged.connect(self._selection_changed)
        self._model.rowsInserted.connect(self._rows_changed)
        self._model.modelReset.connect(self._rows_changed)
        self._model.dataChanged.connect(self._selection_changed)
        theme.watcher().changed.connect(self._model.colours_changed)

    def choose(self, key: str) -> None:
        """Select a turn, so that what is said below the list is about it."""
        self._model.flush()
        row = self._model.row_of(key)
        if row is not None:
            self.table.selectRow(row)
            self.table.scrollTo(self._model.index(row, 0))

    def _chosen(self) -> Turn | None:
        return self._model.turn(self.table.currentIndex())

    def _rows_changed(self) -> None:
        self.pages.setCurrentIndex(1 if self._model.rowCount() else 0)
        self._selection_changed()

    def _selection_changed(self) -> None:
        turn = self._chosen()
        self.sentence.setText(turn.sentence if turn else "")
        self.open_button.setEnabled(turn is not None)
        self.history_button.setEnabled(turn is not None and turn.entry is not None)
        self.clear_button.setEnabled(self._model.rowCount() > 0)

    def _activated(self, index: QModelIndex) -> None:
        turn = self._model.turn(index)
        if turn is not None and turn.entry is not None:
            self.history_requested.emit(turn.entry)
        else:
            self._open_selected()

    def _open_selected(self) -> None:
        turn = self._chosen()
        if turn is None:
            return
        raw = self._arrivals.raw_of(turn.entry) if turn.raw is None and turn.entry is not None else turn.raw
        if raw is not None:
            title = f"{turn.message_type} {turn.control_id}".strip() or "Message"
            answer = self._refusal(turn)
            self.open_requested.emit(
                OpenRequest(raw, f"{title} ({turn.direction})", path=blamed(answer), answer=answer)
            )

    def _refusal(self, turn: Turn) -> bytes | None:
        """The answer to a message that was refused."""
        if turn.entry is None or turn.verdict not in _REFUSED:
            return None
        entry = self._arrivals.entry_of(turn.entry)
        return entry.answer if entry is not None else None

    def _show_in_history(self) -> None:
        turn = self._chosen()
        if turn is not None and turn.entry is not None:
            self.history_requested.emit(turn.entry)

    def _clear(self) -> None:
        self._arrivals.forget()
        self._model.clear()
