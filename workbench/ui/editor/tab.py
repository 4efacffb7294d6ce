"""One tab: a file, the list of its messages when there are several, and the views of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from workbench.er7 import Document, Path, PathError
from workbench.ui.bridge import Bridge
from workbench.ui.editor.changed_file import DiskState
from workbench.ui.editor.fields.held import Unfinished
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.remembered import Remembered
from workbench.ui.editor.selector import Selector
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.view import MessageView


class MessageTab(QWidget):
    """Shows one message of an `OpenFile` at a time."""

    session_changed = Signal(object)
    """Another message of the file is on the screen; its session."""
    state_changed = Signal()
    """The title or whether something is modified may be another one now."""

    def __init__(
        self,
        file: OpenFile,
        index: int,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        remembered: Remembered | None = None,
        waits: bool = False,
        asleep: bool = False,
    ) -> None:
        """One that `waits` for its file begins with another one, which nobody sees.

        One that is `asleep` has nothing in it until it is looked at: of hundreds of files most never are.
        """
        super().__init__(parent)
        self._remembered = remembered or Remembered(parent=self)
        self._waits = waits
        self.file = file
        self.disk = DiskState()
        self._bridge = bridge
        self._index = -1
        self._begins_at = index, ""
        self._asleep = asleep
        self._view: MessageView | None = None
        self.selector: Selector | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        if not asleep:
            self._fill()

    def _fill(self) -> None:
        file, index = self.file, self._begins_at[0]
        self._splitter.setChildrenCollapsible(False)
        if len(file) > 1:
            self.selector = Selector(file, self._splitter)
        # The view is made inside the tab, where it belongs, but not in the splitter: that would show it half made.
        self._holder = QWidget(self._splitter)
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        if self.selector is not None:
            self._splitter.setStretchFactor(0, 0)
            self._splitter.setStretchFactor(1, 1)
            self._splitter.splitterMoved.connect(self._keep_list_width)
            self.selector.setVisible(self.lists)
            self._share_width()
            self.selector.chosen.connect(self.choose)
            self.selector.select(index)
        else:
            self.choose(0)

    # No layout: it would pass on every label that takes another text, and the tabs around would paint everything anew.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        return self._splitter.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._splitter.minimumSizeHint()

    def wake(self) -> None:
        """Make what is in it, now that somebody looks."""
        if not self._asleep:
            return
        self._asleep = False
        self._fill()
        for late in (self.view, self._holder):  # what comes into something that is shown already does not show itself
            late.show()
        self.look_at(*self._begins_at)

    def look_at(self, index: int, cursor: str) -> None:
        """Go to a message by number and to a place in it, at once or when it is looked at."""
        if index >= len(self.file):
            return
        if self._asleep:
            self._begins_at = index, cursor
            return
        if self.selector is not None:
            self.selector.select(index)
        try:
            path = Path.parse(cursor) if cursor else None
        except PathError:  # another version of the program has kept it
            return
        if path is not None:
            self.session.move_cursor(path, "restore")

    @property
    def cursor_path(self) -> str:
        """The path that is looked at, or will be; "" for the usual one."""
        return self._begins_at[1] if self._asleep else str(self.session.cursor)

    def begin(self, file: OpenFile) -> None:
        """Take a file of one message, which the tab was made to wait for."""
        assert self._waits
        self._waits = False
        self.file = file
        file.begin_in(self.session)
        self._remembered.dress(self.view)

    @property
    def index(self) -> int:
        """Which message of the file is on the screen, or will be, from 0."""
        return self._begins_at[0] if self._asleep else self._index

    @property
    def view(self) -> MessageView:
        self.wake()
        assert self._view is not None
        return self._view

    @property
    def session(self) -> EditSession:
        return self.view.session

    def title(self) -> str:
        """The file's name, with a dot where something is not saved."""
        return f"● {self.file.title}" if self.file.is_modified() or self.file.never_saved else self.file.title

    def choose(self, index: int) -> None:
        """Show message `index`, from 0."""
        if index == self._index:
            return
        old, left = self._view, self._index
        if old is not None:
            old.finish_typing()
        session = self.file.session(index)
        self._index = index
        self._view = MessageView(session, self._bridge, self._holder)
        if not self._waits:
            self._remembered.dress(self._view)
        session.clean_changed.connect(self._on_state)
        session.changed.connect(self._on_state)
        session.renamed.connect(self._on_state)
        self._view.tree.typed.connect(self.state_changed)
        typing = QApplication.focusWidget()
        had_focus = old is not None and typing is not None and old.isAncestorOf(typing)
        if old is not None:
            self._part_with(old, left)
        self._column.addWidget(self._view)
        if had_focus:  # it would go to whatever comes next in the window
            self._view.show()
            self._view.setFocus()
        self.session_changed.emit(session)

    # --- the list ------------------------------------------------------------------------------------------------

    @property
    def lists(self) -> bool:
        """Whether the user wants the list of the messages beside them."""
        return self._remembered.text("message list", "yes") != "no"

    def show_list(self, wanted: bool) -> None:
        """Show or hide the list of the messages, here and in files opened later."""
        self._remembered.keep("message list", "yes" if wanted else "no")
        if self.selector is not None:
            had_focus = self.selector.hasFocus()
            self.selector.setVisible(wanted)
            self._share_width()
            if had_focus:
                self.view.setFocus()

    def step(self, by: int) -> None:
        """Show the message `by` places further down, if there is one."""
        wanted = self._index + by
        if self.selector is not None and 0 <= wanted < len(self.file):
            self.selector.select(wanted)

    def _share_width(self) -> None:
        """The list has the width that the user gave it, and the message all the rest."""
        if self.selector is not None:
            kept = self._remembered.text("width of the list")
            width = int(kept) if kept.isdecimal() and int(kept) else self.selector.usual_width
            self._splitter.setSizes([width, max(width, self._splitter.width() - width)])

    def _keep_list_width(self, width: int, _index: int) -> None:
        self._remembered.keep("width of the list", str(width))

    def finish_typing(self) -> list[Unfinished]:
        """Put what is half typed into its message. What none can take stays where it was typed, and is given."""
        mine = self._view.finish_typing() if self._view is not None else {}
        return [*mine.values(), *self.file.unfinished(besides=self._index)]

    def as_typed(self) -> dict[int, Document]:
        """The message on the screen by its number, with what is half typed in it; nothing when nothing is."""
        found = self._view.tree.half_typed() if self._view is not None else None
        if found is None:
            return {}
        document = self.session.document.put(*found)
        return {self._index: document} if document != self.session.document else {}

    # --- message by message ----------------------------------------------------------------------------------------

    def _part_with(self, view: MessageView, index: int) -> None:
        self._stop_listening(view.session)
        self._column.removeWidget(view)
        view.hide()
        view.deleteLater()
        self.file.leave(index)

    def let_go(self) -> None:
        """The tab is closed: what its messages do on their way out is not of interest any more."""
        if self._view is not None:
            self._stop_listening(self._view.session)

    def _stop_listening(self, session: EditSession) -> None:
        session.clean_changed.disconnect(self._on_state)
        session.changed.disconnect(self._on_state)
        session.renamed.disconnect(self._on_state)

    def refresh(self) -> None:
        """Any message of the file may be modified or saved now."""
        if self.selector is not None:
            self.selector.selector_model.refresh()
        self.state_changed.emit()

    def _on_state(self, *_: object) -> None:
        if self.selector is not None:
            self.selector.selector_model.refresh(self._index)
        self.state_changed.emit()
