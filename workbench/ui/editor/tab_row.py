"""The row of tabs over the open messages."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabBar, QTabWidget

_LEAST_CHARACTERS, _MOST_CHARACTERS = 24, 48


class ReadableTabs(QTabBar):
    """Tabs that keep room for the beginning and the end of a file's name; when there are too many, they scroll."""

    def tabSizeHint(self, index: int) -> QSize:
        """A name as long as can be would leave no room for the tabs beside it."""
        wanted = super().tabSizeHint(index)
        return QSize(min(wanted.width(), self.fontMetrics().averageCharWidth() * _MOST_CHARACTERS), wanted.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        wanted = self.tabSizeHint(index)
        least = self.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        return QSize(min(wanted.width(), least), wanted.height())


def open_tabs() -> QTabWidget:
    """An empty one, whose tabs can be moved, closed, and read however many there are."""
    tabs = QTabWidget()
    tabs.setTabBar(ReadableTabs())
    tabs.tabBar().setAccessibleName("Open messages: tabs")
    tabs.setDocumentMode(True)
    tabs.tabBar().setDrawBase(False)
    tabs.setTabsClosable(True)
    tabs.setMovable(True)
    tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
    tabs.setUsesScrollButtons(True)  # rather than tabs too narrow to be read
    tabs.setAccessibleName("Open messages")
    return tabs
