"""What goes to the clipboard: the path under the cursor, its value, its segment, the message as a listing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from workbench.ui.bridge import Bridge
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.values import one_line


class Copying:
    """Works on whichever session is on the screen."""

    def __init__(self, session: Callable[[], EditSession | None], bridge: Bridge) -> None:
        self._session = session
        self._bridge = bridge

    def path(self) -> None:
        """Where the cursor is, or the missing segment that is looked at."""
        session = self._session()
        if session is not None:
            self._give(str(session.shown), f"The path {session.shown} is on the clipboard.")

    def value(self) -> None:
        """The value as it reads, escapes resolved."""
        session = self._session()
        if session is None:
            return
        value = session.document.value(session.cursor)
        if not value:
            self._bridge.info(f"{session.cursor} is empty; there is nothing to copy.")
            return
        self._give(value, f"The value of {session.cursor} is on the clipboard.")

    def segment(self) -> None:
        """The whole line."""
        session = self._session()
        segment = session.document.segment(session.cursor) if session is not None else None
        if segment is not None:
            self._give(segment.text, f"{segment.path} is on the clipboard.")

    def tree(self) -> None:
        """Every part that holds something, with path, name, value and meaning, as indented lines."""
        session = self._session()
        if session is None:
            return
        from workbench.reference.listing import as_lines

        self._give("\n".join(as_lines(session.document, one_line)) + "\n", "The tree is on the clipboard as text.")

    def _give(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._bridge.info(said)
