"""Ctrl+C in the terminal, and the wish of the system that the program end: heard while Qt runs nothing of Python."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class ToldToEnd(QObject):
    """Says `told` for each signal that would end the program. Where there are no such signals it says nothing."""

    told = Signal(int)
    """Number of the signal."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if os.name != "posix":
            return
        self._reader, writer = os.pipe()
        for end in (self._reader, writer):
            os.set_blocking(end, False)
        # Python writes the number there at once; its own handlers wait until something of Python is run.
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for name in _SIGNALS:
            signal.signal(getattr(signal, name), _heard)
        self._notifier = QSocketNotifier(self._reader, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        for number in os.read(self._reader, 64):
            self.told.emit(number)


def _heard(_number: int, _frame: object) -> None:
    """Nothing more: what is to be done is done where the window is."""
