"""Columns as wide as what stands in them, as far as the table has room: nothing is cut beside room that is wasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableView

from workbench.ui import theme

_ROWS = 40
"""Rows that are measured: those that a person sees first."""
_MARGINS = 10
"""Pixels beside a text in its cell."""
_NARROWEST = 40
_BOX = 20
"""Pixels that a box to be checked takes."""


class ColumnRoom(QObject):
    """Gives the columns in `most` room for what stands in them, up to so many pixels each, in the order of `most`:
    first for nine of ten rows, then for all.

    No column becomes narrower than it is when this is made, unless there is no room for all: then columns give what
    they do not need. What the others leave free is shared out, as long as `rest` pixels stay for the column that takes
    the rest: the one that stretches, else the last. A column that the user drags stays as it is then. All pixels are
    those beside text of the usual size.
    """

    def __init__(self, table: QTableView, most: Mapping[Any, int], *, rest: int = 120) -> None:
        super().__init__(table)
        self._table, self.rest = table, rest
        self._header = table.horizontalHeader()
        self._dragged: set[int] = set()
        self._at_work = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        now = theme.scale()
        self.begin([round(self._header.sectionSize(one) / now) for one in range(self._header.count())], most)
        self._header.sectionResized.connect(self._resized)
        model = table.model()
        for changed in (model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(self._later)
        table.viewport().installEventFilter(self)
        theme.watcher().changed.connect(self._later)

    def begin(self, least: Sequence[int], most: Mapping[Any, int]) -> None:
        """Other columns: the least pixels of each, and the most of those that may have more."""
        self._least, self._most = list(least), dict(most)
        self._dragged.clear()
        self._later()

    def fit(self) -> None:
        """Share out what is free; where nothing is, columns give what they do not need to the one that rests."""
        count = min(self._header.count(), len(self._least))
        shown = [one for one in range(count) if not self._header.isSectionHidden(one)]
        mode = self._header.sectionResizeMode
        resting = [one for one in shown if mode(one) == QHeaderView.ResizeMode.Stretch] or shown[-1:]
        rest, room = theme.scaled(self.rest), self._table.viewport().width()
        widths = {
            one: theme.scaled(self._least[one]) if self._is_ours(one) else self._header.sectionSize(one)
            for one in shown
            if one not in resting
        }
        free = room - rest - sum(widths.values())
        if free < 0:
            self._tighten(widths, -free)
            free = room - rest - sum(widths.values())
        wishes = {
            column: [min(theme.scaled(most), width) for width in self._wanted(column)]
            for column, most in self._most.items()
            if column in widths and column not in self._dragged
        }
        for turn in range(2):  # what most rows need comes before the one row that needs much more
            for column, wish in wishes.items():
                more = max(0, min(wish[turn] - widths[column], free))
                free -= more
                widths[column] += more
        self._at_work = True
        if resting and self._header.stretchLastSection():  # Qt does not stretch it to less than it was given once
            left = room - sum(widths.values())
            self._header.resizeSection(resting[-1], max(_NARROWEST, min(rest, left)))
        for column, width in widths.items():
            if self._is_ours(column):
                self._header.resizeSection(column, width)
        self._at_work = False

    def _is_ours(self, column: int) -> bool:
        """Whether neither the user nor Qt has decided how wide a column is."""
        interactive = self._header.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive
        return interactive and column not in self._dragged

    def _tighten(self, widths: dict[int, int], missing: int) -> None:
        """Take so many pixels, as far as there are any, from columns that are wider than what stands in them."""
        for column in widths:
            if missing > 0 and self._is_ours(column):
                needed = max(self._wanted(column)[1], self._header.sectionSizeHint(column))
                spare = min(missing, max(0, widths[column] - needed))
                widths[column] -= spare
                missing -= spare

    def _wanted(self, column: int) -> tuple[int, int]:
        """Pixels that nine of ten rows need, and that all need."""
        model, first = self._table.model(), self._table.model().index(0, column)
        font = first.data(Qt.ItemDataRole.FontRole)
        metrics = QFontMetrics(font if isinstance(font, QFont) else self._table.font())
        beside = _MARGINS + (_BOX if first.data(Qt.ItemDataRole.CheckStateRole) is not None else 0)
        texts = (str(model.index(row, column).data() or "") for row in range(min(_ROWS, model.rowCount())))
        widths = sorted(metrics.horizontalAdvance(text) + beside for text in texts) or [0]
        return widths[len(widths) * 9 // 10 - 1 if len(widths) > 9 else -1], widths[-1]

    def _later(self) -> None:
        self._soon.start()

    def _resized(self, column: int) -> None:
        held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton  # else the text has become larger
        if held and not self._at_work and self._header.underMouse():
            self._dragged.add(column)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width, or comes into sight."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._later()
        return super().eventFilter(watched, event)
