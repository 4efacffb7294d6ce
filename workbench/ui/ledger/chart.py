"""Charges by day and state as stacked bars, painted here; the same numbers as text for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.charges.ledger.ledger import REPLACED, REPOSTED
from workbench.charges.ledger.posting import UNSENT
from workbench.charges.ledger.views import Bar
from workbench.ui import theme
from workbench.ui.ledger.words import STATES, counted, state_style
from workbench.ui.money_text import money
from workbench.ui.widgets import plain_tooltip

NARROWEST, WIDEST = 12, 48
_GAP = 3
_LINE, _BOTTOM, _LEFT = 20, 20, 44
_BOX, _APART = 14, 16
"""Pixels of a box of the legend with its gap, and between one entry and the next."""
PATTERNS = {
    UNSENT: Qt.BrushStyle.Dense4Pattern,
    REPOSTED: Qt.BrushStyle.BDiagPattern,
    REPLACED: Qt.BrushStyle.Dense4Pattern,
}
"""Refused and unsent have one colour; a pattern tells them apart, as it does for those who see no colours."""


@dataclass(frozen=True)
class Day:
    """One bar."""

    day: str
    """YYYY-MM-DD, "" for charges without a day of service."""
    bars: tuple[Bar, ...]

    @property
    def charges(self) -> int:
        """How many charges in all."""
        return sum(bar.charges for bar in self.bars)

    @property
    def text(self) -> str:
        """The bar in words."""
        parts = []
        for bar in self.bars:
            amounts = ", ".join(money(Decimal(amount), currency) for currency, amount in bar.amounts)
            missing = f", {bar.without_amount} without an amount" if bar.without_amount else ""
            said = f"{bar.charges:,} {state_style(bar.state).label.lower()}"
            parts.append(f"{said} ({amounts}{missing})" if amounts else f"{said}{missing}")
        return f"{self.day or 'No day of service'}: {counted(self.charges, 'charge')}; {'; '.join(parts)}."


def _brush(state: str) -> QBrush:
    return QBrush(theme.colour(state_style(state).colour), PATTERNS.get(state, Qt.BrushStyle.SolidPattern))


class DaysChart(QWidget):
    """Arrow keys and clicks choose a day; `chosen_text` says it."""

    day_chosen = Signal(str)
    """A sentence about the chosen day."""
    day_wanted = Signal(str)
    """Enter or a double click: show the charges of this day (YYYY-MM-DD or "")."""

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[Day, ...] = ()
        self._top = float(_LINE)  # where the bars may begin: below the legend as it was painted last
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Charges by day and state")
        theme.watcher().changed.connect(self.update)

    @property
    def days(self) -> tuple[Day, ...]:
        """All days, in order."""
        return self._days

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Other bars."""
        by_day: dict[str, list[Bar]] = {}
        for bar in bars:
            by_day.setdefault(bar.day, []).append(bar)
        order = {state: place for place, state in enumerate(STATES)}
        self._days = tuple(
            Day(day, tuple(sorted(each, key=lambda bar: order.get(bar.state, len(order)))))
            for day, each in by_day.items()
        )
        self._chosen = -1
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self, most: int = 14) -> str:
        """The newest days as sentences."""
        if not self._days:
            return "There are no charges."
        shown = self._days[-most:]
        more = len(self._days) - len(shown)
        before = f"{counted(more, 'earlier day')}, then: " if more else ""
        return before + " ".join(day.text for day in shown)

    def choose(self, number: int) -> None:
        """Choose a day by its number among all."""
        if self._days:
            self._chosen = max(0, min(number, len(self._days) - 1))
            self.day_chosen.emit(self._days[self._chosen].text)
            self.setAccessibleDescription(self._days[self._chosen].text)
            self.update()

    # -- geometry -----------------------------------------------------------------------------------------------

    def _first(self) -> int:
        """The first day that has room; the newest are shown, and those around the chosen one."""
        room = max(1, (self.width() - _LEFT) // (NARROWEST + _GAP))
        first = max(0, len(self._days) - room)
        return min(first, self._chosen) if self._chosen >= 0 else first

    def _shown(self) -> range:
        room = max(1, (self.width() - _LEFT) // (NARROWEST + _GAP))
        first = self._first()
        return range(first, min(len(self._days), first + room))

    def _rect(self, number: int) -> QRectF:
        """The column of a day, from top to bottom."""
        shown = self._shown()
        width = min(WIDEST, (self.width() - _LEFT) / max(1, len(shown)) - _GAP)
        left = _LEFT + (number - shown.start) * (width + _GAP)
        return QRectF(left, self._top, width, max(8, self.height() - self._top - _BOTTOM))

    def legend(self) -> list[tuple[str, QRectF]]:
        """Each state that is shown, and where it is named: in as many lines as it takes."""
        present = {bar.state for day in self._days for bar in day.bars}
        found: list[tuple[str, QRectF]] = []
        x, y = float(_LEFT), 0.0
        for state in (one for one in STATES if one in present):
            wide = _BOX + self.fontMetrics().horizontalAdvance(state_style(state).label)
            if found and x + wide > self.width():
                x, y = float(_LEFT), y + _LINE
            found.append((state, QRectF(x, y, wide, _LINE)))
            x += wide + _APART
        return found

    def _at(self, x: float) -> int:
        return next(
            (number for number in self._shown() if self._rect(number).left() <= x <= self._rect(number).right()), -1
        )

    # -- Qt -----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 88)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("base"))
        if not self._days:
            painter.setPen(theme.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "There are no charges.")
            return
        legend = self.legend()
        self._top = legend[-1][1].bottom()
        tallest = max(self._days[number].charges for number in self._shown())
        self._paint_axis(painter, tallest)
        for number in self._shown():
            self._paint_day(painter, number, tallest)
        self._paint_days(painter)
        self._paint_legend(painter, legend)

    def _paint_axis(self, painter: QPainter, tallest: int) -> None:
        painter.setPen(theme.colour("muted"))
        top, bottom = self._top, self.height() - _BOTTOM
        for value, y in ((tallest, top), (0, bottom)):
            painter.drawText(QRectF(0, y - 8, _LEFT - 6, 16), Qt.AlignmentFlag.AlignRight, f"{value:,}")
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(_LEFT, bottom, self.width(), bottom)

    def _paint_day(self, painter: QPainter, number: int, tallest: int) -> None:
        column = self._rect(number)
        y = column.bottom()
        for bar in self._days[number].bars:
            height = column.height() * bar.charges / max(1, tallest)
            y -= height
            painter.fillRect(QRectF(column.left(), y, column.width(), height), _brush(bar.state))
        if number == self._chosen:
            painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "muted"), 2))
            painter.drawRect(column.adjusted(-1, -1, 1, 1))

    def _paint_days(self, painter: QPainter) -> None:
        """The first and the last day below their bars; more where there is room."""
        painter.setPen(theme.colour("muted"))
        taken = -1.0
        wide = painter.fontMetrics().horizontalAdvance("0000-00-00") + 8
        for number in self._shown():
            left = self._rect(number).left()
            if left >= taken and left + wide <= self.width() + 8:
                painter.drawText(
                    QRectF(left, self.height() - _BOTTOM + 2, wide, 16), 0, self._days[number].day or "no day"
                )
                taken = left + wide

    @staticmethod
    def _paint_legend(painter: QPainter, legend: list[tuple[str, QRectF]]) -> None:
        for state, place in legend:
            painter.fillRect(QRectF(place.left(), place.top() + 4, 10, 10), _brush(state))
            painter.setPen(theme.colour("muted"))
            words = place.adjusted(_BOX, 0, 4, -2)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, state_style(state).label)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._at(event.position().x() if hasattr(event, "position") else event.pos().x())
            text = plain_tooltip(self._days[number].text) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (number := self._at(event.position().x())) >= 0:
            self.choose(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (number := self._at(event.position().x())) >= 0:
            self.day_wanted.emit(self._days[number].day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        last = len(self._days) - 1
        if event.key() in steps:
            self.choose((self._chosen if self._chosen >= 0 else last + 1) + steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._chosen <= last:
            self.day_wanted.emit(self._days[self._chosen].day)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
