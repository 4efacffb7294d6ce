"""Keys pressed one after another on whatever has the keyboard, as a person would: also in menus, lists and questions."""

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
        super().__init__()
        self._window = window
        self._left: list[tuple[str, str]] = []
        self.running = False

    def type(self, script: str) -> None:
        """Begin; `running` tells when it is over."""
        self._left = _TOKEN.findall(script)
        self.running = True
        QTimer.singleShot(_PAUSE_MS, self, self._next)

    def _next(self) -> None:
        if not self._left:
            self.running = False
            QTimer.singleShot(_FORGOTTEN_MS, self, self._close_what_waits)
            return
        text, key = self._left.pop(0)
        # Before the key: it may open a dialog and come back when that is closed.
        QTimer.singleShot(400 if key == "..." else _PAUSE_MS, self, self._next)
        popup = QApplication.activePopupWidget()  # held: what is in it would go with it
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
    return QApplication.focusWidget() or QApplication.activeWindow() or window


def press(holder: QWidget, key: str) -> None:
    """One key with what is held down with it, by its name in Qt."""
    sequence = QKeySequence(key)
    if sequence.isEmpty():
        raise ValueError(f"{key} is no key")
    both = sequence[0]  # type: ignore[index]  # Qt's types do not know that it can be indexed
    QTest.keyClick(holder, both.key(), both.keyboardModifiers())
