"""The message on the screen: its checks and the help beside it follow what the user does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.er7 import Path as MessagePath
    from workbench.reference.checks import Finding
    from workbench.ui.editor.session import EditSession
    from workbench.ui.window import Window

_CHECK_AFTER_MS = 250
"""The problems list follows when typing pauses."""
_FOLLOW_AFTER_MS = 60
"""The reference panel follows the cursor, but not every step of a fast walk."""


class CurrentMessage(QObject):
    """Knows which message it is, and keeps problems, reference, menus and status line in step with it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.session: EditSession | None = None
        self._check_timer = self._timer(_CHECK_AFTER_MS, self.check_now)
        self._follow_timer = self._timer(_FOLLOW_AFTER_MS, self._follow_cursor)

    def _timer(self, after_ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(then)
        return timer

    def take(self, session: EditSession | None) -> None:
        """Another message is in front, or none is open any more."""
        window = self._window
        if self.session is not None:
            self.session.changed.disconnect(self._changed)
            self.session.cursor_moved.disconnect(self._cursor_moved)
            self.session.absent_changed.disconnect(self._cursor_moved)
        self.session = session
        if session is None:
            window.tasks.forget("check")
            window.reference.show_nothing()
            window.problems.show_nothing()
            if window.places.shown() == "messages" and not window.messages.has_tabs():  # else one is on its way
                window.show_place("welcome")
        else:
            session.changed.connect(self._changed)
            session.cursor_moved.connect(self._cursor_moved)
            session.absent_changed.connect(self._cursor_moved)
            window.problems.show_findings(session.findings)  # never those of the message before
            self._follow_timer.start()
            self._check_timer.start()
        window.menus.message_changed(session)
        window.status_line.show_message(session)

    def _changed(self) -> None:
        self._window.notice.outlived()
        self._check_timer.start()
        self._follow_timer.start()

    def _cursor_moved(self) -> None:
        self._follow_timer.start()

    def as_bytes(self) -> bytes | None:
        """The bytes of the message; None without one, and, said in words, when its charset cannot hold it."""
        if self.session is None:
            return None
        if (view := self._window.messages.current_view()) is not None:
            view.finish_typing()
        try:
            return self.session.document.to_bytes()
        except WorkbenchError as error:
            self._window.bridge.problem(str(error))
            return None

    def go_to(self, path: MessagePath) -> None:
        """Put the cursor on a path, or choose the row of the segment that is missing there."""
        view = self._window.messages.current_view() if self.session is not None else None
        if view is not None:
            view.go_to(path, self._window)

    def check_now(self) -> None:
        """Refresh the problems list."""
        if self.session is None:
            return
        from workbench.ui.editor.findings import findings

        session, document = self.session, self.session.document
        window = self._window
        window.status_line.show_message(session)
        window.menus.message_changed(session)
        window.tasks.run("check", lambda: findings(document), lambda found: self.take_findings(session, found))

    def take_findings(self, session: EditSession, found: tuple[Finding, ...]) -> None:
        """What a check has found belongs to its message, which may not be the one on the screen by now."""
        session.set_findings(found)
        if session is self.session:
            self._window.problems.show_findings(session.findings)

    def _follow_cursor(self) -> None:
        session = self.session
        if session is not None:
            self._window.reference.show_path(session.document, session.dictionary(), session.shown)
