"""How a fact is shown in a narrow column: what it is and where it was read from above, what the report says below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.ui import theme
from workbench.ui.studies.facts import Fact, FactsModel

_MARGIN = 6
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class FactsView(QListView):
    """A list of facts; each is as high as its value needs."""

    def __init__(self, model: FactsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Facts of the study")
        self.setItemDelegate(_FactDelegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        theme.watcher().changed.connect(self.viewport().update)


class _FactDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._view.viewport().width()
        small = QFontMetrics(_small(self._view)).height()
        room = QRect(0, 0, width - 2 * _MARGIN, 10_000)
        value = option.fontMetrics.boundingRect(room, _WRAP, str(index.data() or ""))
        return QSize(width, small + value.height() + _MARGIN + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        fact = model.fact(index) if isinstance(model, FactsModel) else None
        if fact is None:
            return
        # The style draws the background (row colour, selection, focus); the two lines are drawn here.
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text = ""
        self._view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, self._view)
        painter.save()
        self._write(painter, plain, fact)
        painter.restore()

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, fact: Fact) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = option.palette.color(QPalette.ColorRole.HighlightedText)
        room = option.rect.adjusted(_MARGIN, _MARGIN // 2, -_MARGIN, 0)
        painter.setFont(_small(self._view))
        above = QRect(room.topLeft(), QSize(room.width(), painter.fontMetrics().height()))
        painter.setPen(ink if selected else theme.colour("muted"))
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, fact.label)
        painter.drawText(above, Qt.AlignmentFlag.AlignRight, str(fact.source or ""))
        painter.setFont(option.font)
        painter.setPen(ink if selected else theme.colour(fact.colour or "field"))
        painter.drawText(room.adjusted(0, above.height(), 0, 0), _WRAP, fact.value)


def _small(widget: QWidget) -> QFont:
    font = QFont(widget.font())
    font.setPointSizeF(max(font.pointSizeF() - 1.0, 7.0))
    return font
