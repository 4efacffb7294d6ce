"""The collector's walk through everything that is alive, put off until the user rests.

With a message of thousands of lines open it takes 0.4 s, and Python begins it whenever enough new objects have come:
at the end of a check, or in the midst of typing. New objects are still looked through as they come.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )
)
_RESTS_MS = 20_000
"""Without a key or the mouse for so long, the user reads or is away."""
_LOOK_MS = 5_000
_DUE = 10
"""So many walks through what was new, as Python has it itself, and one through everything is due."""
_OVERDUE = 2_000
"""And after so many it waits no longer."""
_NEVER = 1 << 30


class IdleCollection(QObject):
    """From now on, for as long as the program runs. The window must have been shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        new, young, _all = gc.get_threshold()
        gc.set_threshold(new, young, _NEVER)
        self._still = QElapsedTimer()
        self._still.start()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # it sees what the user does, and not every event of every widget

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._still.restart()
        return False

    def look(self) -> None:
        """Walk through everything, if it is due and the user rests. Not while a thread works: see `garbage`."""
        walks = gc.get_count()[2]
        rests = self._still.elapsed() >= _RESTS_MS
        if gc.isenabled() and (walks > _OVERDUE or (rests and walks > _DUE)):
            gc.collect()
