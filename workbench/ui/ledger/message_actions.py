"""What can be done with a message of the ledger: asked for by signals, offered by buttons and by menus alike."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QMenu

from workbench.charges.ledger import Posting


class MessageActions(QObject):
    """Each signal carries the Posting whose message is meant."""

    open_wanted = Signal(object)
    history_wanted = Signal(object)
    reverse_wanted = Signal(object)
    correct_wanted = Signal(object)
    send_wanted = Signal(object)
    study_wanted = Signal(object)

    def fill(self, menu: QMenu, posting: Posting | None) -> None:
        """Every action; those that this message has no use for are grey."""
        self._add(menu, "&Open message", self.open_wanted, posting)
        self._add(menu, "Sho&w in history", self.history_wanted, posting, of_history(posting))
        self._add(menu, "&Reverse…", self.reverse_wanted, posting)
        self.fill_more(menu, posting)

    def fill_more(self, menu: QMenu, posting: Posting | None) -> None:
        """Those that have no button of their own."""
        self._add(menu, "&Correct with…", self.correct_wanted, posting)
        self._add(menu, "Sen&d again…", self.send_wanted, posting, of_history(posting))
        self._add(menu, "Show its &study", self.study_wanted, posting, posting is not None and bool(posting.line.order))

    def _add(self, menu: QMenu, text: str, wanted: SignalInstance, posting: Posting | None, fits: bool = True) -> None:
        action = menu.addAction(text)
        action.setEnabled(posting is not None and fits)
        action.triggered.connect(lambda: wanted.emit(posting))


def of_history(posting: Posting | None) -> bool:
    """Whether the message is in the history."""
    return posting is not None and posting.entry is not None
