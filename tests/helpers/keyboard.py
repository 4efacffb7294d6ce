"""Keys pressed one after another on whatever has the keyboard, as by a person: also in menus, lists and questions."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_PAUSE_MS = 15
_FORGOTTEN_MS = 2000
_TOKEN = re.compile(r"'([^']*)'|(\S+)")


class Keyboard(QObject):
    """Types a script: keys as Qt names them (`Ctrl+G Tab Return`), texts in quotes (`'FT1-7'`), `Menu` for the key that
    opens the menu of what is under the cursor, and `...` to wait until what was asked for is there.

    A key that opens something which waits for the user does not come back; the next ones are pressed meanwhile.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._left: list[tuple[str, str]] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)
        self._forgotten = QTimer(self, singleShot=True, interval=_FORGOTTEN_MS)
        self._forgotten.timeout.connect(self._close_what_waits)
        self.running = False

    def type(self, script: str) -> None:
        """Begin; `running` tells when it is over."""
        self._left = _TOKEN.findall(script)
        self.running = True
        self._timer.start(_PAUSE_MS)

    def _next(self) -> None:
        if not self._left:
            self.running = False
            self._forgotten.start()
            return
        popup = QApplication.activePopupWidget()  # held: what is in it would go with it
        if popup is None and QApplication.activeWindow() is None:
            self._window.activateWindow()  # without a window manager nobody hands on what a dialog had
            self._timer.start(_PAUSE_MS)
            return
        text, key = self._left.pop(0)
        # Before the key: it may open a dialog and come back when that is closed.
        self._timer.start(400 if key == "..." else _PAUSE_MS)
        holder = holder_of(self._window, popup)
        if key == "Menu":
            place = holder.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
            at = place.center() if place is not None and hasattr(place, "center") else QPoint(4, 4)
            spot = at.toPoint() if hasattr(at, "toPoint") else at
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(holder, QContextMenuEvent(reason, spot, holder.mapToGlobal(spot)))
        elif key and key != "...":
            press(holder, key)
        elif not key:
            QTest.keyClicks(holder, text)

    def _close_what_waits(self) -> None:
        """What waits for an answer that the script never gave would keep the test waiting, too."""
        for waiting in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if waiting is not None:
                waiting.close()


def holder_of(window: QWidget, popup: QWidget | None) -> QWidget:
    """Who gets the next key: an open menu or list before everything else."""
    if popup is not None:
        return popup.focusWidget() or popup
    asking = QApplication.activeModalWidget()
    if asking is not None and not asking.isActiveWindow():
        return asking.focusWidget() or asking
    return QApplication.focusWidget() or QApplication.activeWindow() or window


def press(holder: QWidget, key: str) -> None:
    """One key with what is held down with it, by its name in Qt."""
    sequence = QKeySequence(key)
    if sequence.isEmpty():
        raise ValueError(f"{key} is no key")
    both = sequence[0]  # type: ignore[index]  # Qt's types do not know that it can be indexed
    QTest.keyClick(holder, both.key(), both.keyboardModifiers())
