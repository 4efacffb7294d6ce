"""The History place: search, table, preview, and what can be done with an entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history import NoHistory
from workbench.ui import theme, verdicts
from workbench.ui.blame import blamed
from workbench.ui.bridge import Bridge
from workbench.ui.history.model import Column, HistoryModel, Query
from workbench.ui.history.preview import Preview
from workbench.ui.requests import OpenRequest
from workbench.ui.tables import row_table
from workbench.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from workbench.history import Entry
    from workbench.history.store import History

TYPING_PAUSE_MS = 200
REFRESH_MS = 100
PAGES_TO_SEARCH = 50
"""How many pages are read to find an entry in the list before it is shown without its row."""


class HistoryPlace(QWidget):
    """`history_factory` opens the history when the place is first shown; what it raises is shown as a state."""

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    resend_requested = Signal(object, str, int)
    """Bytes, title and entry: load this message for sending it again."""

    reverse_requested = Signal(object, str)
    """Bytes and title: make the reversal of this message."""

    def __init__(self, history_factory: Callable[[], History], bridge: Bridge) -> None:
        super().__init__()
        self._factory, self._bridge = history_factory, bridge
        self._history: History | None = None
        self._entry: Entry | None = None
        self._stale = True
        self.model = HistoryModel(self)
        self._typing = QTimer(self, singleShot=True)
        self._known_at = datetime.now(UTC)
        self._refreshing = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._build()
        self._connect()

    def count(self) -> int:
        """How many entries of the present question have been read."""
        return self.model.rowCount()

    def refresh(self) -> None:
        """There is news: looked at once the place is seen, ten times a second at most."""
        self._stale = True
        if self.isVisible() and not self._refreshing.isActive():
            self._refreshing.start()

    def show_entry(self, entry_id: int) -> None:
        """Show one entry, found in the whole history."""
        self.search.clear()
        self.direction.setCurrentIndex(0)
        self.verdict.setCurrentIndex(0)
        self.reload()  # and not once more for each of the three: it stops the timer that they started
        if self._history is None:
            return
        row = self.model.row_of(entry_id)
        for _ in range(PAGES_TO_SEARCH):
            if row is not None or self.model.complete:
                break
            self.model.fetchMore(self.table.rootIndex())
            row = self.model.row_of(entry_id)
        if row is not None:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))
            self.table.setFocus()
        else:
            self.table.clearSelection()
            self._show(entry_id)

    def reload(self) -> None:
        """Open the history when it is not open yet, and ask it again."""
        self._typing.stop()
        try:
            self._history = self._factory()
            self.model.ask(self._history, self._query())
            self._known()
        except NoHistory:
            self.pages.setCurrentWidget(self.empty)
        except WorkbenchError as problem:
            self._fail(str(problem))
        else:
            self._show_state()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.table = row_table("Entries", self.model, (144, 88, 108, 76, 136, 76, 80, 112, 120))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.TRANSACTIONS, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(Column.WHERE, 132)
        self.preview = Preview()
        self.nothing_found = PlainLabel("", "muted", wrap=True)
        self.outdated = PlainLabel("", "warn", wrap=True)
        self.outdated.setAccessibleName("Why the list may be old")
        self.outdated.hide()
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addLayout(self._filters())
        stack.addWidget(self.outdated)
        stack.addWidget(self.nothing_found)
        stack.addWidget(self.table, 1)
        lower = self.details = QWidget()
        stack = QVBoxLayout(lower)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.preview, 1)
        stack.addLayout(self._actions())
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([320, 280])
        self.split = split
        self.empty = EmptyState(
            "The history is empty",
            "Every message that is sent or received is kept here, byte for byte, with its answer. "
            "Send one from Exchange, or start the receiver there.",
        )
        self.failure = EmptyState("The history cannot be shown", "", (("Try again", self.reload),))
        self.pages = QStackedWidget()
        for page in (self.empty, self.failure, split):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self.pages)

    def _filters(self) -> QHBoxLayout:
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.setPlaceholderText("Control id, patient, account, accession or transaction id, or its beginning")
        self.search.setAccessibleName("Search the history by identifier")
        self.search.setToolTip("Ctrl+F")
        self.direction = QComboBox()
        self.direction.setAccessibleName("Direction")
        for label, value in (("Sent and received", ""), ("Sent", "sent"), ("Received", "received")):
            self.direction.addItem(label, value)
        self.verdict = QComboBox()
        self.verdict.setAccessibleName("Verdict")
        self.verdict.addItem("Any verdict", "")
        for value in verdicts.ALL:
            style = verdicts.style(value)
            self.verdict.addItem(style.choice or style.label, value)
        self.count_line = PlainLabel("", "muted")
        self.count_line.setAccessibleName("Number of entries")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for widget in (self.direction, self.verdict, self.count_line):
            row.addWidget(widget)
        return row

    def _actions(self) -> QHBoxLayout:
        self.open_button = QPushButton("Ope&n message")
        self.open_answer_button = QPushButton("Open ans&wer")
        self.again_button = QPushButton("Send a&gain…")
        self.again_button.setToolTip("Load the same bytes for sending, with the same control id.")
        self.reverse_button = QPushButton("&Reverse…")
        self.reverse_button.setToolTip("Make the message that takes the charges of this one back.")
        self.copy_button = QPushButton("&Copy message")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in self._buttons():
            row.addWidget(button)
        return row

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.open_button, self.open_answer_button, self.again_button, self.reverse_button, self.copy_button)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._typing.start(TYPING_PAUSE_MS))
        self.search.returnPressed.connect(self.reload)
        self._typing.timeout.connect(self.reload)
        self.direction.currentIndexChanged.connect(lambda: self._typing.start(0))
        self.verdict.currentIndexChanged.connect(lambda: self._typing.start(0))
        self._refreshing.timeout.connect(self._catch_up)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.activated.connect(self._open_message)
        self.table.installEventFilter(self)
        self.model.modelReset.connect(self._row_chosen)
        self.model.rowsInserted.connect(self._show_state)
        self.model.dataChanged.connect(self._data_changed)
        self.model.failed.connect(self._bridge.problem)
        self.open_button.clicked.connect(self._open_message)
        self.open_answer_button.clicked.connect(self._open_answer)
        self.again_button.clicked.connect(self._send_again)
        self.reverse_button.clicked.connect(self._reverse)
        self.copy_button.clicked.connect(self._copy)
        theme.watcher().changed.connect(self.model.colours_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        find.activated.connect(self.search.selectAll)
        self._row_chosen()

    # -- states -------------------------------------------------------------------------------------------------

    def _query(self) -> Query:
        return Query(self.search.text().strip(), self.direction.currentData(), self.verdict.currentData())

    def _show_state(self) -> None:
        """Which page, how many entries, and what to do when none is found."""
        rows = self.model.rowCount()
        everything = self._query().is_everything
        if rows == 0 and everything:
            self.pages.setCurrentWidget(self.empty)
            return
        self.pages.setCurrentWidget(self.split)
        self.nothing_found.setVisible(rows == 0)
        self.details.setVisible(rows > 0)
        if rows == 0:
            self.nothing_found.setText(
                "Nothing was found. An identifier is found by its beginning, not by its middle; "
                "check the two filters as well."
            )
        more = "" if self.model.complete else "+"
        self.count_line.setText(f"{rows:,}{more} {'entry' if rows == 1 else 'entries'}")

    def _fail(self, sentence: str) -> None:
        self.failure.text.setText(sentence)
        self.pages.setCurrentWidget(self.failure)

    def _known(self) -> None:
        """The list is what the history holds."""
        self._stale = False
        self._known_at = datetime.now(UTC)
        self.outdated.hide()

    def _catch_up(self) -> None:
        if self._history is None or self.pages.currentWidget() is not self.split:
            self.reload()
            return
        try:
            self.model.refresh()
            self._known()
        except WorkbenchError as problem:
            since = self._known_at.astimezone().strftime("%H:%M:%S")
            self.outdated.setText(f"{problem} What stands here was read at {since}.")
            self.outdated.show()

    # -- the chosen entry ---------------------------------------------------------------------------------------

    def _row_chosen(self) -> None:
        summary = self.model.entry(self.table.currentIndex())
        if summary is None:
            self._entry = None
            self.preview.show_nothing()
            self._enable()
        elif self._entry is None or self._entry.id != summary.id:
            self._show(summary.id)

    def _data_changed(self) -> None:
        """The shown entry may have got its answer."""
        summary = self.model.entry(self.table.currentIndex())
        if summary is not None and self._entry is not None and summary.verdict != self._entry.verdict:
            self._show(summary.id)

    def _show(self, entry_id: int) -> None:
        self._entry = None
        if self._history is not None:
            try:
                self._entry = self._history.entry(entry_id)
            except WorkbenchError as problem:
                self._bridge.problem(str(problem))
        if self._entry is not None:
            self.preview.show_entry(self._entry)
        else:
            self.preview.show_nothing(f"Entry {entry_id} is not in the history any more.")
        self._enable()

    def _enable(self) -> None:
        for button in self._buttons():
            button.setEnabled(self._entry is not None)
        self.reverse_button.setEnabled(self._entry is not None and bool(self._entry.transaction_ids))
        self.open_answer_button.setEnabled(self._entry is not None and self._entry.answer is not None)

    def _open_message(self) -> None:
        if self._entry is not None:
            answer = self._entry.answer
            request = OpenRequest(self._entry.raw, self._title(self._entry), path=blamed(answer), answer=answer)
            self.open_requested.emit(request)

    def _open_answer(self) -> None:
        if self._entry is not None and self._entry.answer is not None:
            title = f"Answer to {self._title(self._entry)}"
            self.open_requested.emit(OpenRequest(self._entry.answer, title))

    def _send_again(self) -> None:
        if self._entry is not None:
            self.resend_requested.emit(self._entry.raw, self._title(self._entry), self._entry.id)

    def _reverse(self) -> None:
        if self._entry is not None:
            self.reverse_requested.emit(self._entry.raw, self._title(self._entry))

    def _copy(self) -> None:
        if self._entry is not None:
            text = Document.from_bytes(self._entry.raw).text.replace("\r", "\n")
            QGuiApplication.clipboard().setText(text)
            self._bridge.info("The message is on the clipboard, one segment a line.")

    @staticmethod
    def _title(entry: Entry) -> str:
        """Such as "Charge of 900102, ACC26030202": what people know it by, not what every message has."""
        kind = entry.message_type.split("^")[0]
        whom = ", ".join(filter(None, (entry.patient_id, entry.accession)))
        if whom:
            return f"Charge of {whom}" if kind == "DFT" else f"{kind or 'Message'} of {whom}"
        return f"{kind} {entry.control_id}".strip() or f"Entry {entry.id}"

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._history is None:
            self.reload()
        elif self._stale:
            self._catch_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+C in the table copies the message; Qt would copy the one cell."""
        copies = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)
        if copies and event.type() == QEvent.Type.KeyPress:
            self._copy()
            return True
        return super().eventFilter(watched, event)
