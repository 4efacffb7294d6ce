"""The tabs beside the explanation: flags, totals, days and notes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QTabWidget

from workbench.ui.ledger.panes import DaysPane, FlagsPane, NotesPane, TotalsPane

TITLES = ("Fla&gs", "&Totals", "&Days", "&Notes")
FLAGS, NOTES = 0, 3


class SideTabs(QTabWidget):
    """The four panes. The letter of a tab leads into it: to its list, with a row chosen, or to the chart."""

    def __init__(self) -> None:
        super().__init__(documentMode=True)
        self.flags, self.totals, self.days, self.notes = FlagsPane(), TotalsPane(), DaysPane(), NotesPane()
        self._inside = (self.flags.table, self.totals.table, self.days.chart, self.notes.table)
        self.setMinimumWidth(300)  # all four can be read
        self.setAccessibleName("Flags, totals, days and notes")
        for pane, title in zip((self.flags, self.totals, self.days, self.notes), TITLES, strict=True):
            self.addTab(pane, title)
        self.tabBar().installEventFilter(self)

    def count_in(self, tab: int, words: str) -> None:
        """How many there are, beside the title; "" for nothing worth a word."""
        self.setTabText(tab, f"{TITLES[tab]} ({words})" if words else TITLES[tab])

    def enter(self) -> None:
        """Give the keyboard to what is in the tab on the screen."""
        inside = self._inside[self.currentIndex()]
        inside.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(inside, QAbstractItemView) and not inside.currentIndex().isValid() and inside.model().rowCount():
            inside.setCurrentIndex(inside.model().index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.tabBar() and event.type() == QEvent.Type.Shortcut:
            QTimer.singleShot(0, self, self.enter)  # after the bar has brought its tab to the front
        return super().eventFilter(watched, event)
