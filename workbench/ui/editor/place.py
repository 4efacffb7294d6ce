"""The Messages place: a tab for every open file, opening, saving and closing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication, QUndoGroup
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.editor.changed_file import ChangedStrip, titles
from workbench.ui.editor.embedded_actions import EmbeddedActions
from workbench.ui.editor.find_bar import FindBar
from workbench.ui.editor.latest import Latest
from workbench.ui.editor.message_actions import MessageActions
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.pager import Pager
from workbench.ui.editor.reading import Reading, ReadingTab, Result, is_large
from workbench.ui.editor.remembered import Remembered
from workbench.ui.editor.requested import whole_file
from workbench.ui.editor.saving import Saving
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.spare import SpareTab
from workbench.ui.editor.tab import MessageTab
from workbench.ui.editor.tab_row import open_tabs
from workbench.ui.editor.together import Together
from workbench.ui.editor.view import MessageView
from workbench.ui.file_kinds import MESSAGES
from workbench.ui.file_names import on_screen
from workbench.ui.requests import OpenRequest
from workbench.ui.utf16 import whole_text
from workbench.ui.widgets import EmptyState
from workbench.wholefile import differs

if TYPE_CHECKING:
    from workbench.ui.editor.file_check import FileProblem
    from workbench.ui.editor.file_check_window import FileCheckWindow

_FILE_CHECK = "file check"
"""The name of the windows that check whole files, to be found when all is closed."""


class MessagesPlace(QWidget):
    """Tabs of open messages. The window gives it files and asks it for the current session."""

    current_changed = Signal(object)
    """The session on the screen is another one now; None when no message is open."""
    send_requested = Signal(object, str, object)
    """Bytes as MLLP carries them, the title, and a function that gives the bytes as they are later."""
    state_changed = Signal()
    """Something in a tab is modified, saved or renamed now."""
    open_requested = Signal()
    """The user wants to pick files to open."""
    compose_requested = Signal()
    """The user wants to make a message from a study."""

    def __init__(self, bridge: Bridge, settings: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._remembered = Remembered(settings, self)
        self.undo_group = QUndoGroup(self)
        """Its undo and redo actions are those of the message on the screen."""
        self._together = Together(self)
        self._together.followed.connect(self._say_followed)
        self._saving = Saving(self, bridge)
        self._embedded = EmbeddedActions(self, bridge)
        self.ask_save: Callable[[str], str] = self._ask_save
        self.ask_document: Callable[[str], str] = self._ask_document
        self._tabs = open_tabs()
        self._tabs.currentChanged.connect(self._on_current_tab)
        self._tabs.tabCloseRequested.connect(self.close_tab)
        self.pager = Pager()
        self.pager.stepped.connect(self.step)
        self.pager.list_wanted.connect(self._show_list)
        self._tabs.setCornerWidget(self.pager)
        self.empty = EmptyState(
            "No message is open",
            "Open a file with HL7 messages, drop files or a folder onto this window, paste a message, "
            "or compose one from a signed study.",
            (
                ("&Open…", self.open_requested.emit),
                ("&Paste", self.paste),
                ("&Compose…", self.compose_requested.emit),
            ),
        )
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self.empty)
        self.find_bar = FindBar(self.current_view, bridge)
        self.message_actions = MessageActions(self, self.current_view, self.find_bar, bridge)
        """What can be done with the message on the screen; the window puts it into its menus."""
        self.message_actions.add_turning(self.turn)
        self._open_messages = QWidget()
        below = QVBoxLayout(self._open_messages)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        self.changed_strip = ChangedStrip()
        self.changed_strip.reload_wanted.connect(self._reload_current)
        self.changed_strip.keep_wanted.connect(self._keep_current)
        below.addWidget(self.changed_strip)
        below.addWidget(self._tabs, 1)
        below.addWidget(self.find_bar)
        self._layout.addWidget(self._open_messages)
        self._spare = SpareTab(self._bridge, self._pages(), self._remembered, self)
        self.reading = Reading(self._tabs, self._pages(), self)
        """Files that are on their way, each with a tab that says so."""
        self.reading.stopped.connect(self._focus_message)

    # --- what is on the screen -----------------------------------------------------------------------------------

    def current(self) -> EditSession | None:
        """The session of the message on the screen."""
        tab = self.current_tab()
        return tab.session if tab is not None else None

    def current_view(self) -> MessageView | None:
        tab = self.current_tab()
        return tab.view if tab is not None else None

    def tabs(self) -> list[MessageTab]:
        found = [self._tabs.widget(index) for index in range(self._tabs.count())]
        return [tab for tab in found if isinstance(tab, MessageTab)]

    def has_tabs(self) -> bool:
        """Whether a message is open or on its way."""
        return self._tabs.count() > 0

    def show_tab(self, tab: QWidget) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentWidget(tab)

    def turn(self, by: int) -> None:
        """Go on to another of the open messages, round and round."""
        if self._tabs.count() > 1:
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + by) % self._tabs.count())

    def current_tab(self) -> MessageTab | None:
        """The tab on the screen."""
        widget = self._tabs.currentWidget()
        return widget if isinstance(widget, MessageTab) else None

    def _on_current_tab(self, _index: int) -> None:
        self._announce()

    def _announce(self) -> None:
        session = self.current()
        self._layout.setCurrentWidget(self._open_messages if self.has_tabs() else self.empty)
        self.message_actions.enable(session is not None)
        self._show_place()
        self.show_titles()
        self.look_at_file()
        self.find_bar.show_session(session)
        if (view := self.current_view()) is not None:
            self.message_actions.attach(view)
        if session is not None and session.undo_stack not in self.undo_group.stacks():
            self.undo_group.addStack(session.undo_stack)
        self.undo_group.setActiveStack(session.undo_stack if session is not None else None)  # type: ignore[arg-type]
        self.current_changed.emit(session)
        self._spare.prepare_beside(session)

    def _show_place(self) -> None:
        tab = self.current_tab()
        if tab is not None:
            self.pager.list.setChecked(tab.lists)
        self.pager.show_place(tab.index if tab is not None else 0, len(tab.file) if tab is not None else 1)

    def step(self, by: int) -> None:
        """Go to the message `by` places further down in the file on the screen."""
        tab = self.current_tab()
        if tab is not None:
            tab.step(by)

    def _show_list(self, wanted: bool) -> None:
        for tab in self.tabs():
            tab.show_list(wanted)

    # --- opening -------------------------------------------------------------------------------------------------

    def open(self, request: OpenRequest, at: int | None = None) -> MessageView:
        """Show the message or file in a tab of its own, the last one or number `at`; a file that is open already is
        brought to the front."""
        request = whole_file(request)
        tab = self._already_open(request)
        if tab is None:
            tab = self._new_tab(request, self._tabs.count() if at is None else at)
        elif tab.file.on_disk != request.raw and not (tab.finish_typing() or tab.file.is_modified()):
            tab = self.reload(tab, request) or tab
        else:
            self._tabs.setCurrentWidget(tab)
            self.look_at_file()
            if request.index is not None and tab.selector is not None:
                tab.selector.select(request.index)
        if request.answer is not None:
            self._take_answer(tab.session, request.answer)
        if request.path is not None:
            tab.view.go_to(request.path, self)
        tab.view.setFocus()
        return tab.view

    def open_behind(self, request: OpenRequest) -> MessageTab:
        """A tab behind the others, whose views are made when it is looked at; of a file that is open, its tab.

        Whoever opens many calls `show_tab` and `show_titles` at the end.
        """
        request = whole_file(request)
        tab = self._already_open(request)
        if tab is None:
            file = OpenFile(request)
            first = min(request.index or 0, len(file) - 1)
            tab = MessageTab(file, first, self._bridge, self._pages(), remembered=self._remembered, asleep=True)
            tab.session_changed.connect(self._on_session_changed)
            tab.state_changed.connect(self._on_state_changed)
            self._tabs.addTab(tab, file.title.replace("&", "&&"))
        elif tab.file.on_disk != request.raw and not tab.file.is_modified():
            tab = self.reload(tab, request) or tab
        return tab

    def _new_tab(self, request: OpenRequest, at: int) -> MessageTab:
        file = OpenFile(request if request.before is None else replace(request, raw=request.before))
        if request.before is not None:  # before there is a view, which would go to where the change is
            file.session(0).submit(Document.from_bytes(request.raw), request.step, self)
            if request.together:
                self._together.join(request.together, file.session(0))
        tab = self._spare.take() if len(file) == 1 and request.before is None else None
        if tab is not None:
            tab.begin(file)
        else:
            first = min(request.index or 0, len(file) - 1)
            tab = MessageTab(file, first, self._bridge, self._pages(), remembered=self._remembered)
        tab.session_changed.connect(self._on_session_changed)
        tab.state_changed.connect(self._on_state_changed)
        index = self._tabs.insertTab(at, tab, file.title.replace("&", "&&"))
        self._tabs.setCurrentIndex(index)
        self.show_titles()
        return tab

    def _say_followed(self, step: str, undone: bool) -> None:
        """What happens in a tab that is not on the screen is said."""
        there = "was undone in the message that belongs to this one too" if undone else "is back in both messages"
        self._bridge.info(f"“{step}” {there}.")

    def _pages(self) -> QWidget:
        """Where tabs stand. They are made there: moving them there afterwards would style everything in them again."""
        found = self._tabs.findChild(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert isinstance(found, QWidget)
        return found

    def _take_answer(self, session: EditSession, answer: bytes) -> None:
        """Keep what the receiver has said about the message."""
        from workbench.ui.blame import remarks

        session.said = remarks(answer, session.document)
        session.set_findings(())
        self.current_changed.emit(session)  # the list of problems has been filled already

    def _focus_message(self) -> None:
        view = self.current_view()
        if view is not None:
            view.setFocus()

    def open_file(self, path: Path, *, behind: bool = False) -> QWidget | None:
        """Open a file by its name: the one way for all files. None, and said why, when it cannot be read.

        A large one is read beside the window, with a tab that says so. What is opened `behind` the others is made when
        it is looked at, and its trouble raised as WorkbenchError.
        """
        if is_large(path):
            page = self.reading.begin(path, self._take_file)
            if not behind:
                self._tabs.setCurrentWidget(page)
                page.setFocus()
            return page
        if not behind:
            return self.current_tab() if self.open_path(path) is not None else None
        return self.open_behind(OpenRequest(bytes(MessageFile.open(path).data), path.name, path.resolve()))

    def _take_file(self, page: ReadingTab, result: Result) -> None:
        """A large file was read, or could not be."""
        if isinstance(result, WorkbenchError):
            self.reading.drop(page)
            self._bridge.problem(str(result))
            return
        holder, in_front = QApplication.focusWidget(), self._tabs.currentWidget() is page
        elsewhere = holder is not None and holder is not page and not page.isAncestorOf(holder)
        if in_front:
            self.open(result, self._tabs.indexOf(page))
        tab = self.current_tab() if in_front else self.open_behind(result)
        assert tab is not None
        self.reading.put_in_place_of(page, tab)
        self.show_titles()
        if elsewhere and holder is not None:
            holder.setFocus()

    def open_path(self, path: Path) -> MessageView | None:
        """Open a file by its name, at once; says what is wrong when it cannot be read."""
        try:
            raw = bytes(MessageFile.open(path).data)
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            return None
        return self.open(OpenRequest(raw, path.name, path.resolve()))

    def paste(self) -> None:
        """Open the text on the clipboard as a new message."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._bridge.warning("There is no text on the clipboard. Copy a message first, then paste it here.")
            return
        self.open(OpenRequest(whole_text(text, self._bridge).encode(), "Pasted message", unsaved=True))

    def _already_open(self, request: OpenRequest) -> MessageTab | None:
        if request.file is None:
            return None
        same = [tab for tab in self.tabs() if tab.file.file == request.file]
        found = next((tab for tab in same if tab.file.on_disk == request.raw), None)
        if found is None and same and not differs(request.file, request.raw):
            return same[0]  # it holds what stood in the file before
        return found  # what a place has read long ago, and is in no file any more, has a tab of its own

    def _on_session_changed(self, _session: object) -> None:
        if self.sender() is self.current_tab():
            self._announce()

    def _on_state_changed(self) -> None:
        tab = self.sender()
        if isinstance(tab, MessageTab):
            self.show_titles(tab)
            self.state_changed.emit()

    def show_titles(self, only: MessageTab | None = None) -> None:
        """Of every tab, or of one whose name is the same as before: the sessions of the others may be gone already."""
        tabs = self.tabs()
        for tab, name in zip(tabs, titles([tab.file for tab in tabs]), strict=True):
            if only is not None and tab is not only:
                continue
            index = self._tabs.indexOf(tab)
            # A lone & in a tab's title would be taken for a mnemonic.
            title = tab.title().replace(tab.file.title, name, 1).replace("&", "&&")
            if title != self._tabs.tabText(index):  # the same text again would lay out and paint the whole window
                self._tabs.setTabText(index, title)
            file = tab.file.file
            self._tabs.setTabToolTip(index, on_screen(file) if file is not None else "Not saved to a file")

    # --- files that others change ----------------------------------------------------------------------------------

    def look_at_file(self) -> None:
        """Say so when another program has changed the file of the message on the screen.

        Whoever holds the place calls it when the user comes back to the window.
        """
        tab = self.current_tab()
        if tab is not None and tab.disk.is_changed(tab.file):
            self.changed_strip.show_file(tab.file.title, modified=tab.file.is_modified())
        else:
            self.changed_strip.hide()

    def _keep_current(self) -> None:
        if (tab := self.current_tab()) is not None:
            tab.disk.keep()
        self.changed_strip.hide()
        self._focus_message()

    def _reload_current(self) -> None:
        tab = self.current_tab()
        if tab is None:
            return
        tab.finish_typing()
        if tab.file.is_modified() and not self.changed_strip.warns:
            self.look_at_file()  # the changes were made since it offered to reload: it says now what that costs
        elif tab.file.file is not None and is_large(tab.file.file):
            lost = tab.file.changed_documents()
            page = self.reading.begin(tab.file.file, partial(self._take_again, tab, lost), tab.index)
            self.show_tab(page)
        else:
            self.reload(tab)

    def _take_again(self, tab: MessageTab, lost: dict[int, Document], page: ReadingTab, result: Result) -> None:
        """The large file of a tab was read again, for whose sake these changes may be lost and no later ones."""
        if isinstance(result, WorkbenchError):
            self._bridge.problem(str(result))
        elif tab in self.tabs() and tab.file.changed_documents() == lost:
            self.reload(tab, result)
        self.reading.drop(page)
        self.show_titles()

    def reload(self, tab: MessageTab, request: OpenRequest | None = None) -> MessageTab | None:
        """Read the file of a tab again, or take what the request holds; its changes are lost, the cursor stays.

        None, and nothing done, when the file is gone.
        """
        path, cursor = tab.file.file if request is None else request.file, tab.session.cursor
        if path is None:
            return None
        try:
            raw = request.raw if request is not None else bytes(MessageFile.open(path).data)
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            return None
        wanted = tab.index if request is None or request.index is None else request.index
        at = self._tabs.indexOf(tab)
        divided = request.divided if request is not None else None
        codec = request.codec if request is not None else tab.file.codec
        new = self._new_tab(OpenRequest(raw, path.name, path, index=wanted, divided=divided, codec=codec), at)
        self._remove(tab)
        new.session.move_cursor(cursor, self)
        self._announce()
        new.view.setFocus()
        return new

    def drop(self, tab: MessageTab) -> None:
        """Close a tab without a question: what it shows stands in no file any more."""
        self._remove(tab)
        self.show_titles()

    def _remove(self, tab: MessageTab) -> None:
        self._tabs.removeTab(self._tabs.indexOf(tab))
        tab.let_go()
        tab.deleteLater()

    # --- closing -------------------------------------------------------------------------------------------------

    def close_current(self) -> bool:
        return self.close_tab(self._tabs.currentIndex())

    def close_tab(self, index: int) -> bool:
        """Close a tab; what is not saved is asked about first. Whether it was closed."""
        tab = self._tabs.widget(index)
        if isinstance(tab, ReadingTab):
            self.reading.stop(tab)
            return True
        if not isinstance(tab, MessageTab) or not (self._saving.may_close(tab) and self._saving.may_lose(tab)):
            return False
        holder = QApplication.focusWidget()
        held = holder is None or self.isAncestorOf(holder)
        self._remove(tab)
        self._announce()
        if held:  # Qt would give it to whatever comes next in the window
            self._focus_message()
        return True

    def close_all(self, *, reopens: bool = True) -> bool:
        """Close every tab, before the window closes. False, with every tab still there, when the user wants to stay.

        What was never saved is asked about unless the next start `reopens` it.
        """
        if not self.may_close_all(reopens=reopens):
            return False
        self.remove_all()
        return True

    def may_close_all(self, *, reopens: bool = True) -> bool:
        """Ask about every tab, as `close_all` does. False when the user wants to stay."""
        return self._saving.may_close_all(reopens=reopens)

    def remove_all(self) -> None:
        """Close every tab without a question."""
        for check in self.window().findChildren(QDialog, _FILE_CHECK):
            check.close()
        self._tabs.blockSignals(True)  # else each one that comes to the front in between would be made for a moment
        self.reading.close()
        for tab in reversed(self.tabs()):
            self._remove(tab)
        self._tabs.blockSignals(False)
        self._spare.drop()
        self._announce()

    # --- for the menu --------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the current tab into its file, or ask for one. Whether it was saved."""
        return self._saving.save()

    def save_as(self) -> bool:
        """Save the current tab into another file. Whether it was saved."""
        return self._saving.save_as()

    def save_with(self) -> QWidget | None:
        """Save the message on the screen with other line ends or in another character set, after asking which."""
        return self._saving.save_with()

    def read_with(self) -> QWidget | None:
        """Read the file of the message on the screen in another character set, after asking which."""
        from workbench.ui.editor.read_options import ask_how_to_read

        tab = self.current_tab()
        return None if tab is None else ask_how_to_read(self, tab, self._bridge)

    def go_back(self) -> None:
        """Undo every change of the message on the screen since it was opened or saved; redo brings them again."""
        tab = self.current_tab()
        if tab is None:
            return
        tab.finish_typing()
        saved = tab.file.saved(tab.index)
        if saved is None:
            text = "This message was never saved, so there is nothing to go back to. Undo goes back step by step."
            self._bridge.warning(text)
        elif not tab.session.is_modified():
            self._bridge.info("Nothing was changed since this message was saved.")
        else:
            tab.session.go_back(saved)
            self._bridge.info("The message is as it was saved. Redo brings the changes again.")

    def check_file(self) -> FileCheckWindow | None:
        """Check every message of the file on the screen, in a window beside this one."""
        tab = self.current_tab()
        if tab is None:
            return None
        from workbench.ui.editor.file_check_window import show_file_check

        window = show_file_check(tab.file.title, tab.file.reader(), len(tab.file), self._bridge, self.window())
        window.wanted.connect(lambda problem: self._go_to_problem(tab, problem))
        window.setObjectName(_FILE_CHECK)
        return window

    def _go_to_problem(self, tab: MessageTab, problem: FileProblem) -> None:
        """Show the message that a check of its file has found something in, at that place."""
        if tab not in self.tabs():
            self._bridge.warning("This file was closed; open it again to see the message.")
            return
        self.show_tab(tab)
        if tab.selector is not None:
            tab.selector.select(problem.index)
        tab.view.go_to(problem.finding.path, self)
        self.window().activateWindow()
        tab.view.setFocus()

    def show_embedded(self) -> None:
        """Show the document at the cursor, or the first one of the message."""
        self._embedded.show()

    def save_embedded(self) -> bool:
        """Save that document into a file, after asking for one. Whether it was saved."""
        return self._embedded.save()

    def _ask_document(self, suggestion: str) -> str:
        return QFileDialog.getSaveFileName(self, "Save the embedded document", suggestion)[0]

    def request_send(self) -> None:
        """Offer the message on the screen for sending."""
        view = self.current_view()
        if view is None:
            return
        session = view.session
        view.finish_typing()
        try:
            self.send_requested.emit(session.document.wire(), session.title, Latest(session))
        except WorkbenchError as error:
            self._bridge.problem(str(error))

    def _ask_save(self, suggestion: str) -> str:
        return QFileDialog.getSaveFileName(self, "Save message", on_screen(suggestion), MESSAGES)[0]
