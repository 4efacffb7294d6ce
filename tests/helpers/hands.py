"""A person at the window: clicks and keys, each deliberate one counted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QMenu, QToolBar, QWidget
from pytestqt.qtbot import QtBot

PATIENCE_MS = 20_000
_LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Nothing is clicked that is hidden, disabled or outside what can be seen."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self._qtbot, self._window = qtbot, window
        self.actions = 0

    def click(self, button: QAbstractButton) -> None:
        """Click a button."""
        self._qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=PATIENCE_MS)
        assert not button.visibleRegion().isEmpty(), f"{button.text()} cannot be seen"
        self._count()
        self._qtbot.mouseClick(button, _LEFT)

    def click_tool(self, bar: QToolBar, action: QAction) -> None:
        """Click an action in a tool bar."""
        button = bar.widgetForAction(action)
        assert button is not None
        self._count()
        self._qtbot.mouseClick(button, _LEFT)

    def click_in(self, menu: QMenu, text: str) -> None:
        """Click an entry of a menu that is open."""
        entry = next(one for one in menu.actions() if text in one.text().replace("&", ""))
        assert menu.isVisible()
        assert entry.isEnabled()
        self._count()
        self._qtbot.mouseClick(menu, _LEFT, pos=menu.actionGeometry(entry).center())

    def click_row(self, table: QAbstractItemView, index: QModelIndex) -> None:
        """Click a row of a list."""
        place = table.visualRect(index)
        seen = QPoint(min(place.center().x(), table.viewport().width() - 4), place.center().y())
        assert table.viewport().rect().contains(seen), "the row cannot be seen"
        self._count()
        self._qtbot.mouseClick(table.viewport(), _LEFT, pos=seen)

    def click_field(self, field: QWidget) -> None:
        """Click into an input."""
        assert field.isVisible()
        self._count()
        self._qtbot.mouseClick(field, _LEFT)

    def double_click_row(self, table: QAbstractItemView, index: QModelIndex) -> None:
        """Double-click a cell of a list or tree."""
        place = table.visualRect(index).center()
        assert table.viewport().rect().contains(place), "the row cannot be seen"
        self._count()
        self._qtbot.mouseClick(table.viewport(), _LEFT, pos=place)
        self._qtbot.mouseDClick(table.viewport(), _LEFT, pos=place)

    def press(self, keys: str) -> None:
        """Press a key or a shortcut, wherever the keyboard is."""
        combination = QKeySequence(keys)[0]
        held = self._window.focusWidget() or self._window
        self._count()
        self._qtbot.keyClick(held, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Enter a text where the keyboard is; one action."""
        self._count()
        self._qtbot.keyClicks(self._window.focusWidget() or self._window, text)

    def _count(self) -> None:
        self.actions += 1
        QApplication.processEvents()


def row_with(model: QAbstractItemModel, *words: str) -> QModelIndex:
    """The first row in which all these words stand."""
    for row in range(model.rowCount()):
        cells = " ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        if all(word in cells for word in words):
            return model.index(row, 0)
    raise AssertionError(f"no row with {words}")
