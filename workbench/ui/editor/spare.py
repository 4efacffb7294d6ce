"""A tab that was made before there is a message for it: half of what opening one takes is making its widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from workbench.ui.bridge import Bridge
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.editor.remembered import Remembered
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tab import MessageTab
from workbench.ui.requests import OpenRequest

_IDLE_MS = 500
"""So long after the user has done anything with a message the next tab is made."""


class SpareTab(QObject):
    """Makes one hidden tab when the user pauses, after a message was opened, and gives it to the next one.

    It stands among the pages but is none of them, so that nobody counts it, reaches it or saves it.
    """

    def __init__(self, bridge: Bridge, pages: QWidget, remembered: Remembered, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._pages = pages
        self._remembered = remembered
        self._tab: MessageTab | None = None
        self._session: EditSession | None = None
        self._version = ""
        self._timer = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def tab(self) -> MessageTab | None:
        """The one that waits."""
        return self._tab

    def prepare_beside(self, session: EditSession | None) -> None:
        """A message is on the screen: the next one will probably be of its version, whose tables are loaded.

        With none on the screen nothing is made; what waits already goes on waiting.
        """
        if self._session is not None:
            self._session.changed.disconnect(self._wait)
            self._session.cursor_moved.disconnect(self._wait)
        self._session = session
        if session is None:
            self._timer.stop()
            return
        self._version = session.document.version
        session.changed.connect(self._wait)
        session.cursor_moved.connect(self._wait)
        self._wait()

    def _wait(self) -> None:
        if self._tab is None:
            self._timer.start(_IDLE_MS)

    def _go_on(self) -> None:
        """Make it, and in another turn of the loop give it its style and size, so that each is short."""
        if self._tab is None:
            empty = f"MSH|^~\\&|||||||DFT^P03^DFT_P03|||{self._version}\r".encode("utf-8", "replace")
            file = OpenFile(OpenRequest(empty, ""))
            self._tab = MessageTab(file, 0, self._bridge, self._pages, remembered=self._remembered, waits=True)
            self._tab.hide()  # else it would be shown with the pages
            self._timer.start(0)
        elif self._pages.isVisible():
            self._tab.resize(self._pages.size())
            # Painting a corner of it gives everything in it its style and its place.
            self._tab.render(QPixmap(1, 1), QPoint(), QRegion(0, 0, 1, 1))

    def take(self) -> MessageTab | None:
        """The tab, if it was made already; it is the taker's."""
        tab, self._tab = self._tab, None
        self._timer.stop()
        return tab

    def drop(self) -> None:
        """Nobody will need it."""
        tab = self.take()
        if tab is not None:
            tab.let_go()
            tab.deleteLater()
