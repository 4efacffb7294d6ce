"""Boxes to be checked in a table, such that an empty one is seen on a dark ground."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from workbench.ui import theme


class Boxes(QStyledItemDelegate):
    """Fusion draws the frame of a box darker than the colour of the window: on a dark one that is no frame at all."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if theme.is_dark():
            palette = QPalette(option.palette)
            palette.setColor(QPalette.ColorRole.Window, theme.colour("muted"))
            option.palette = palette
