"""The History place: search, table, preview, and what can be done with an entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHeaderView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.errors import WorkbenchError
from workbench.history import NoHistory
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.column_room import ColumnRoom
from workbench.ui.history.actions import Actions
from workbench.ui.history.filters import Filters
from workbench.ui.history.model import Column, HistoryModel
from workbench.ui.history.preview import Preview
from workbench.ui.tables import row_table
from workbench.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from workbench.history import Entry
    from workbench.history.store import History

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
    correct_requested = Signal(object, str)
    """The same: correct its charges."""
    study_requested = Signal(str)
    """The accession number of a study to be shown."""
    ledger_requested = Signal(str)
    """What finds the lines of a message in the ledger."""

    def __init__(self, history_factory: Callable[[], History], bridge: Bridge) -> None:
        super().__init__()
        self._factory, self._bridge = history_factory, bridge
        self._history: History | None = None
        self._entry: Entry | None = None
        self._stale = True
        self.model = HistoryModel(self)
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
        self.filters.clear()
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
        self.filters.rest()
        try:
            self._history = self._factory()
            self.model.ask(self._history, self.filters.query())
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
        header.resizeSection(Column.WHERE, theme.scaled(132))
        most = {Column.PATIENT: 120, Column.ACCOUNT: 120, Column.CONTROL_ID: 180, Column.WHERE: 260}
        ColumnRoom(self.table, most, rest=150)
        self.filters = Filters()
        self.filters.add_shortcut(self)
        self.entry_actions = Actions(self._bridge)
        self.preview = Preview()
        self.nothing_found = PlainLabel("", "muted", wrap=True)
        self.outdated = PlainLabel("", "warn", wrap=True)
        self.outdated.setAccessibleName("Why the list may be old")
        self.outdated.hide()
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.filters)
        stack.addWidget(self.outdated)
        stack.addWidget(self.nothing_found)
        stack.addWidget(self.table, 1)
        lower = self.details = QWidget()
        stack = QVBoxLayout(lower)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        stack.addWidget(self.preview, 1)
        stack.addWidget(self.entry_actions)
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

    def _connect(self) -> None:
        self.filters.changed.connect(self._search)
        self.filters.list_wanted.connect(self._enter_list)
        self._refreshing.timeout.connect(self._catch_up)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.activated.connect(self.entry_actions.open_message)
        self.table.installEventFilter(self)
        self.model.modelReset.connect(self._row_chosen)
        self.model.rowsInserted.connect(self._show_state)
        self.model.dataChanged.connect(self._data_changed)
        self.model.failed.connect(self._bridge.problem)
        self.entry_actions.open_requested.connect(self.open_requested)
        self.entry_actions.resend_requested.connect(self.resend_requested)
        self.entry_actions.reverse_requested.connect(self.reverse_requested)
        self.entry_actions.correct_requested.connect(self.correct_requested)
        self.entry_actions.study_requested.connect(self.study_requested)
        self.entry_actions.ledger_requested.connect(self.ledger_requested)
        theme.watcher().changed.connect(self.model.colours_changed)
        self._row_chosen()

    def _search(self) -> None:
        """Ask anew; of what is found the first one is shown, so that one look is enough when there is one alone."""
        self.reload()
        if self.filters.search.text() and not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)

    def _enter_list(self) -> None:
        if self.model.rowCount():
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
            self.table.setFocus()

    # -- states -------------------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        """Which page, how many entries, and what to do when none is found."""
        rows = self.model.rowCount()
        everything = self.filters.query().is_everything
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
        self.filters.show_count(rows, complete=self.model.complete)

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
            if self._factory() is not self._history:  # its file was replaced meanwhile, and the old one closed
                self.reload()
                return
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
            self.entry_actions.show_entry(None)
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
        self.entry_actions.show_entry(self._entry)

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
            self.entry_actions.copy()
            return True
        return super().eventFilter(watched, event)
