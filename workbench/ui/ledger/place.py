"""The Ledger place: reads, has it netted beside the window, and shows the desk, or why there is none."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.charges.ledger import Posting, Settings
from workbench.charges.ledger.settings import OWN_FOLDER
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.ledger.book import MANY, Book, book_of, let_go
from workbench.ui.ledger.desk import Desk
from workbench.ui.ledger.messages import message_of, title_of
from workbench.ui.ledger.reading import LedgerReader
from workbench.ui.ledger.rules import with_profiles
from workbench.ui.ledger.saving import Saving
from workbench.ui.ledger.words import counted
from workbench.ui.ledger.working import WorkingLine
from workbench.ui.requests import OpenRequest
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState

if TYPE_CHECKING:
    from workbench.history.store import History

REFRESH_MS = 500
"""News is netted this often at most: each time is work for the whole ledger."""
_SAID = 3
"""Sentences about unreadable files that are said; all of them are in the notes."""


class LedgerPlace(QWidget):
    """`history_factory` gives the history for reading when the place is first seen. Nothing is written to it.

    The profiles in `data_folder` help to read what is there.
    """

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    reverse_requested = Signal(object, str)
    """Bytes and title: make the reversal of this message."""
    history_requested = Signal(int)
    """The id of a history entry to be shown."""
    correct_requested = Signal(object, str)
    """Bytes and title: correct the charges of this message."""
    resend_requested = Signal(object, str, object)
    """Bytes, title and the entry that is sent again, None for a message from elsewhere."""
    study_requested = Signal(str)
    """The order number of a study to be shown."""

    def __init__(self, history_factory: Callable[[], History], bridge: Bridge, data_folder: Path | None = None) -> None:
        super().__init__()
        self._factory, self._bridge, self._data_folder = history_factory, bridge, data_folder
        self._stale = True
        self._failed = False
        self._wanted = ""
        """What is to be shown once everything is read."""
        self._unused: tuple[str, ...] = ()
        """Sentences about profiles that cannot be read."""
        self.tasks = Tasks(self)
        self.reader = LedgerReader(history_factory, self, self.tasks)
        self.saving = Saving(self, bridge, self.tasks)
        self.working = WorkingLine()
        self.desk = Desk(self.tasks, (self._import_button(), self.saving.button))
        if data_folder is not None:
            self.desk.filters.offer_own_rules(data_folder / OWN_FOLDER)
        self.desk.filters.failed.connect(bridge.problem)
        self._refreshing = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    # -- what others ask ----------------------------------------------------------------------------------------

    @property
    def book(self) -> Book | None:
        """What is shown; None until something was read."""
        return self.desk.book

    @property
    def is_busy(self) -> bool:
        """Whether something is read or netted where it can be seen."""
        return self.working.isVisibleTo(self)

    def refresh(self, _latest: object = None) -> None:
        """There is news in the history: looked at once the place is seen."""
        self._stale = True
        if self.isVisible() and not self._refreshing.isActive():
            self._refreshing.start()

    def import_paths(self, paths: Iterable[Path]) -> None:
        """Read files and folders of other systems beside the history."""
        found = list(paths)
        if found:
            self.working.say("Reading…")
            self.reader.read_paths(found)

    def show_about(self, wanted: str) -> None:
        """Show the lines of a study by its order number, else those where this text stands."""
        self._wanted = wanted
        if self.book is not None and not self._stale:
            self._show_wanted()

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.desk.show_about(wanted)

    def paste(self) -> None:
        """Read the messages on the clipboard beside the history."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._bridge.warning("There is no text on the clipboard. Copy the messages first, then paste them here.")
            return
        self.working.say("Reading…")
        self.reader.read_text(text)

    def read_again(self, settings: Settings | None = None) -> None:
        """Read everything from the beginning, under other settings when they are given."""
        self._failed = False
        self.working.say("Reading…")
        self.reader.start_over(settings)

    def cancel(self) -> None:
        """Leave what is not read yet, or the netting of what was read."""
        if self.reader.is_reading:
            self.reader.cancel()
        else:
            self.tasks.forget("net")
            self.working.hide()
            self._bridge.info("The ledger was not added up anew; press F5 to read it again.")

    def stop(self) -> None:
        """The window closes: nothing more is read, and what is being netted is waited for."""
        self._refreshing.stop()
        self.reader.stop()
        self.tasks.close()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        choices = (
            ("Import f&iles…", self.saving.choose_files),
            ("Import fol&der…", self.saving.choose_folder),
            ("Pa&ste messages", self.paste),
        )
        self.empty = EmptyState(
            "Nothing to add up yet",
            "Here every charge stands with its credits: what was sent, what was received, and what other systems wrote "
            "into files. Send charges from Studies or Messages, or import files to net what somebody else sent.",
            choices,
        )
        self.failure = EmptyState("The history cannot be read", "", (("Try &again", self.read_again), choices[0]))
        self.pages = QStackedWidget()
        for page in (self.empty, self.failure, self.desk):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.working)
        layout.addWidget(self.pages, 1)

    def _import_button(self) -> QPushButton:
        self.import_button = QPushButton("&Import")
        self.import_button.setToolTip("Add up DFT messages of other systems together with the history.")
        menu = QMenu(self.import_button)
        menu.addAction("&Files…", self.saving.choose_files)
        menu.addAction("F&older…", self.saving.choose_folder)
        menu.addAction("&Paste messages (Ctrl+V)", self.paste)
        self.forget_action = menu.addAction("F&orget what was imported", self.forget_files)
        self.forget_action.setEnabled(False)
        menu.addSeparator()
        menu.addAction("&Read everything again (F5)", lambda: self.read_again())
        self.import_button.setMenu(menu)
        return self.import_button

    def _connect(self) -> None:
        self.saving.paths_chosen.connect(self.import_paths)
        self.reader.progress.connect(self.working.show_progress)
        self.reader.finished.connect(self._net)
        self.reader.failed.connect(self._fail)
        self.working.cancelled.connect(self.cancel)
        self._refreshing.timeout.connect(self._catch_up)
        self.desk.rules_changed.connect(self.read_again)
        self.desk.group_changed.connect(self.saving.show_group)
        wants = self.desk.wants
        wants.open_wanted.connect(self.open_message)
        wants.history_wanted.connect(self._show_in_history)
        wants.reverse_wanted.connect(self.reverse)
        wants.correct_wanted.connect(self.correct)
        wants.send_wanted.connect(self.send_again)
        wants.study_wanted.connect(self._show_study)
        again = QShortcut(QKeySequence("F5"), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.setWhatsThis("Read the history again")
        again.activated.connect(self.read_again)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.setWhatsThis("Paste messages into the ledger")
        paste.activated.connect(self.paste)

    # -- reading and netting ------------------------------------------------------------------------------------

    def forget_files(self) -> None:
        """Leave out what was imported."""
        self.reader.forget_files()
        self._net()

    def _catch_up(self) -> None:
        if not self.reader.is_reading:
            self._stale = self._failed = False
            if self.book is None:
                self.working.say("Reading…")
            self.reader.read_history()

    def _net(self) -> None:
        self._say_unreadable()
        intakes = self.reader.intakes()
        lines = sum(len(one.postings) for one in intakes)
        if self.book is None or self.is_busy:
            self.working.say(f"Adding up {counted(lines, 'line')}…")
        if lines >= MANY:  # the book will be kept for good, and what is garbage now would be with it
            gc.collect()
        settings, self._unused = with_profiles(self.reader.settings, self._data_folder)
        self.tasks.run("net", partial(book_of, intakes, settings), self._take_book)

    def _say_unreadable(self) -> None:
        said = self.reader.take_unsaid()
        if said:
            more = f" And {counted(len(said) - _SAID, 'more file')}: see Notes." if len(said) > _SAID else ""
            self._bridge.warning(" ".join(said[:_SAID]) + more)

    def _take_book(self, book: Book) -> None:
        if not self.reader.is_reading:  # else more is on its way already
            self.working.hide()
        last = [self.book] if self.book is not None else []
        first = not last
        self.desk.notes.show_notes((*self._unused, *self.reader.unreadable, *book.notes))
        self.desk.show_book(book, self.reader.left_out)
        self.saving.show_book(book)
        if last:
            self.tasks.run("let go", partial(let_go, last), lambda _nothing: None)
        self.forget_action.setEnabled(self.reader.has_imports)
        self._show_page(book)
        if not self.reader.is_reading:
            self._show_wanted()
        if first and self.isVisible():
            self.desk.table.setFocus()
        if self._stale:
            self.refresh()

    def _show_page(self, book: Book) -> None:
        filled = bool(book.ledger.transactions or self.desk.notes.model.rowCount() or book.uncharged)
        nothing = self.failure if self._failed else self.empty
        self.pages.setCurrentWidget(self.desk if filled else nothing)

    def _fail(self, sentence: str) -> None:
        self._failed = True
        self.failure.text.setText(sentence)
        if self.book is not None and self.book.ledger.transactions:
            self._bridge.problem(sentence)

    # -- actions ------------------------------------------------------------------------------------------------

    def open_message(self, posting: Posting) -> None:
        """Open the message of a posting in the editor."""
        raw = self._raw(posting)
        if raw is not None:
            file = Path(posting.file) if posting.file and posting.file not in self.reader.pasted else None
            index = posting.message - 1 if file is not None else None
            self.open_requested.emit(OpenRequest(raw, title_of(posting), file, index))

    def reverse(self, posting: Posting) -> None:
        """Ask for the reversal of the message of a posting."""
        raw = self._raw(posting)
        if raw is not None:
            self.reverse_requested.emit(raw, title_of(posting))

    def correct(self, posting: Posting) -> None:
        """Ask for the correction of the message of a posting."""
        raw = self._raw(posting)
        if raw is not None:
            self.correct_requested.emit(raw, title_of(posting))

    def send_again(self, posting: Posting) -> None:
        """Ask for the message of a posting to be sent as it is."""
        raw = self._raw(posting)
        if raw is not None:
            self.resend_requested.emit(raw, title_of(posting), posting.entry)

    def _show_study(self, posting: Posting) -> None:
        if posting.line.order:
            self.study_requested.emit(posting.line.order)

    def _show_in_history(self, posting: Posting) -> None:
        if posting.entry is not None:
            self.history_requested.emit(posting.entry)

    def _raw(self, posting: Posting) -> bytes | None:
        try:
            return message_of(posting, self._factory, self.reader.pasted)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return None

    # -- Qt -----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files and folders are added up, not opened."""
        self.import_paths(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._catch_up()
