"""How the cells of the tree are drawn: plain rows straight from what they say, which a view asks for thirty at a time.

Qt's own way asks the model for a dozen things per cell and lays out the whole text to see where it must be cut. It is
taken for everything that is not plain: chosen rows, marked ones, lines from right to left.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from workbench.ui import theme
from workbench.ui.editor.tree_cells import MEANING, VALUE
from workbench.ui.editor.tree_model import PLAIN, TreeModel

_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
_REMEMBERED = 2000
"""So many texts that were cut to their column's width are kept."""


class _Writer:
    """Draws texts in one font, cut to a width. It remembers how it has cut them."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self._cut: dict[tuple[str, int], tuple[str, int]] = {}
        self._letter = self.metrics.horizontalAdvance("i")
        if self.metrics.horizontalAdvance("W") != self._letter:
            self._letter = 0

    def cut(self, text: str, width: int) -> tuple[str, int]:
        """The text as far as it fits, with dots when it does not, and the width of that."""
        found = self._cut.get((text, width))
        if found is None:
            if len(self._cut) > _REMEMBERED:
                self._cut.clear()
            # What lies far beyond the column need not be measured: no letter of a line is thinner than a pixel.
            short = text[: max(width, 0) + 2]
            if self._letter and short.isascii():
                short = short[: width // self._letter + 2]
            fits = self.metrics.elidedText(short, Qt.TextElideMode.ElideRight, width)
            found = self._cut[text, width] = fits, self.metrics.horizontalAdvance(fits)
        return found

    def line(self, rect: QRect) -> int:
        """Where letters stand that are in the middle of a rectangle."""
        return rect.top() + rect.height() // 2 - self.metrics.height() // 2 + self.metrics.ascent()


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `TreeModel`; behind a value the meaning of its code, when that has no column of its own."""

    def __init__(self, tree: QTreeView, model: TreeModel) -> None:
        super().__init__(tree)
        self._tree = tree
        self._model = model
        self._colours: dict[str, QColor] = {}
        self._writers: dict[str, _Writer] = {}
        self._gap = 0
        theme.watcher().changed.connect(self._undress)

    def _undress(self) -> None:
        self._writers, self._colours = {}, {}

    def _dress(self) -> None:
        """Take the fonts, when they are not those that the tree has."""
        own = self._tree.font()
        if self._writers and self._writers[PLAIN].font == own:
            return
        self._writers = {PLAIN: _Writer(own)} | {name: _Writer(font) for name, font in self._model.fonts().items()}
        self._gap = self._tree.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1

    def _colour(self, name: str) -> QColor:
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = theme.colour(name)
        return found

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = None if option.state & _MARKED or self._tree.isRightToLeft() else self._model.look(index)
        if look is None:
            super().paint(painter, option, index)
            if index.column() == VALUE and (meaning := self._meaning(index)):
                self._write_behind(painter, option, index, meaning)
            return
        self._dress()
        writer, rect = self._writers[look.font], option.rect
        left, room, used = rect.left() + self._gap, rect.width() - 2 * self._gap, 0
        if look.text and room > 0:
            text, used = writer.cut(look.text, room)
            painter.setFont(writer.font)
            painter.setPen(self._colour(look.colour))
            painter.drawText(left, writer.line(rect), text)
        if index.column() == VALUE and (meaning := self._meaning(index)):
            behind = used + 2 * self._gap
            rest = QRect(rect.left() + behind, rect.top(), rect.width() - behind - self._gap, rect.height())
            self._write_meaning(painter, rest, meaning, self._colour("muted"))

    def _meaning(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return self._model.meaning(index) if self._tree.isColumnHidden(MEANING) else ""

    def _write_behind(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        meaning: str,
    ) -> None:
        """The meaning behind a value that Qt has drawn."""
        self.initStyleOption(option, index)
        self._dress()
        room = self._tree.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, self._tree)
        used = option.fontMetrics.horizontalAdvance(option.text) + 2 * self._gap
        rest = QRect(room.left() + used, room.top(), room.width() - used - self._gap, room.height())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colour = self._tree.palette().highlightedText().color() if chosen else self._colour("muted")
        painter.save()
        self._write_meaning(painter, rest, meaning, colour)
        painter.restore()

    def _write_meaning(self, painter: QPainter, rest: QRect, meaning: str, colour: QColor) -> None:
        writer = self._writers[PLAIN]
        if rest.width() < writer.metrics.averageCharWidth() * 3:
            return
        painter.setFont(writer.font)
        painter.setPen(colour)
        painter.drawText(rest.left(), writer.line(rest), writer.cut(f"= {meaning}", rest.width())[0])
