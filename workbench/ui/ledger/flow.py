"""Widgets beside each other, in as many rows as the width asks for."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

GAP = 8


class FlowLayout(QLayout):
    """Items of their own width, the next row beginning when one is full; one that may grow fills its row."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # None ends Qt’s loops
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one row."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(hint.width() + GAP for hint in hints) - GAP
        return QSize(max(0, wide), max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """One below the other, each as narrow as it may be."""
        smallest = [item.minimumSize() for item in self._items if not item.isEmpty()]
        wide = max((one.width() for one in smallest), default=0)
        return QSize(wide, max((one.height() for one in smallest), default=0))

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out; the height that they take."""
        y = rect.y()
        for row in self._rows(rect.width()):
            height = max(size.height() for _item, size in row)
            if move:
                self._place_row(row, QRect(rect.x(), y, rect.width(), height))
            y += height + GAP
        return max(0, y - GAP - rect.y())

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """What stands beside each other when there is so much room, each with its size."""
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(width, item.minimumSize().width()), 1 << 20))
            if not rows or size.width() > left:
                rows.append([])
                left = width
            rows[-1].append((item, size))
            left -= size.width() + GAP
        return rows

    @staticmethod
    def _place_row(row: list[tuple[QLayoutItem, QSize]], rect: QRect) -> None:
        """In the middle of their height; what is left over goes to the first one that takes more than it needs."""
        spare = rect.width() - sum(size.width() + GAP for _item, size in row) + GAP
        x = rect.x()
        for item, size in row:
            width = size.width()
            if spare > 0 and item.expandingDirections() & Qt.Orientation.Horizontal:
                width, spare = width + spare, 0
            top = rect.y() + (rect.height() - size.height()) // 2
            item.setGeometry(QRect(x, top, width, size.height()))
            x += width + GAP
