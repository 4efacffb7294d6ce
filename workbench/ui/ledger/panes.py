"""What stands beside the explanation: the flags, the totals, the days, and what could not be counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from workbench.charges.ledger import Flag
from workbench.charges.ledger.flags import CODES
from workbench.charges.ledger.posting import UNANSWERED
from workbench.charges.ledger.totals import Totals
from workbench.ui import theme
from workbench.ui.ledger.book import Book
from workbench.ui.ledger.chart import DaysChart
from workbench.ui.ledger.words import SEVERITIES, state_style
from workbench.ui.money_text import money
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import RowsModel, row_table
from workbench.ui.widgets import PlainLabel

_WIDE = 640
"""Pixels from which on most flags are a sentence of one line."""


class FlagsModel(RowsModel[Flag]):
    """Flags with their sentences; the words are made for those that are on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Weight", "Flag"), parent=parent)

    def cell(self, row: Flag, column: int) -> str:
        return SEVERITIES[row.severity].label if column == 0 else row.text

    def tip(self, row: Flag, column: int) -> str:
        return f"{CODES.get(row.code, row.code).capitalize()}.\n{row.text}"

    def ink(self, row: Flag, column: int) -> str:
        return SEVERITIES[row.severity].colour if column == 0 else ""


class NotesModel(RowsModel[str]):
    """Sentences."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("Not counted",), parent=parent)

    def cell(self, row: str, column: int) -> str:
        return row

    def tip(self, row: str, column: int) -> str:
        return row


class FlagsPane(QWidget):
    """The flags that concern what is shown, each with its sentence."""

    flag_chosen = Signal(object)
    """A Flag: explain it."""
    flag_wanted = Signal(object)
    """Enter or a double click: show its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.model = FlagsModel(self)
        self.table = row_table("Flags", self.model, (60, 300))
        self.table.setWordWrap(True)
        self.table.viewport().installEventFilter(self)
        theme.watcher().changed.connect(self._fit_rows)
        self.nothing = PlainLabel("", "muted", wrap=True)
        layout = _column(self)
        layout.addWidget(self.nothing)
        layout.addWidget(self.table, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda: self._tell(self.flag_chosen))
        self.table.clicked.connect(lambda: self._tell(self.flag_chosen))
        self.table.activated.connect(lambda: self._tell(self.flag_wanted))
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_flags(self, flags: Sequence[Flag], of: int) -> None:
        """Other flags, of so many in all; the chosen one stays chosen when it is among them."""
        if tuple(flags) != self.model.rows:
            kept = self.flag()
            with QSignalBlocker(self):  # it was explained when it was chosen
                self.model.show_rows(flags)
                if kept in flags:
                    self.table.selectRow(flags.index(kept))
        self.nothing.setText("No flag is about these lines." if of else "No flags: everything that is here adds up.")
        self.nothing.setVisible(not flags)

    def _fit_rows(self) -> None:
        """Two lines for each sentence where one would be cut before it says what is wrong."""
        lines = 2 if self.table.viewport().width() < _WIDE else 1
        self.table.verticalHeader().setDefaultSectionSize(lines * self.table.fontMetrics().height() + 10)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width."""
        if event.type() == QEvent.Type.Resize:
            self._fit_rows()
        return super().eventFilter(watched, event)

    def flag(self) -> Flag | None:
        """The chosen one."""
        return self.model.row(self.table.currentIndex())

    def _tell(self, signal: SignalInstance) -> None:
        flag = self.flag()
        if flag is not None:
            signal.emit(flag)


class TotalsPane(QWidget):
    """Sums by type, state and currency, and what is left."""

    def __init__(self) -> None:
        super().__init__()
        headers = ("Type", "State", "Lines", "Amount", "No amount", "Counts")
        self.model = SimpleTable(headers, numbers=(2, 3, 4), coloured=(1,), parent=self)
        self.table = row_table("Totals", self.model, (88, 72, 44, 108, 80, 56))
        self.of_what = PlainLabel("", "heading", wrap=True)
        self.net = PlainLabel("", wrap=True)
        self.net.setAccessibleName("Charges less credits")
        layout = _column(self)
        layout.addWidget(self.of_what)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.net)
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_totals(self, totals: Totals, of_what: str, unknown: str = UNANSWERED) -> None:
        """Other sums; `of_what` is what they are about, `unknown` the state that unknown ones are shown in."""
        styles = {one.state: state_style(unknown if one.state == UNANSWERED else one.state) for one in totals.sums}
        self.of_what.setText(of_what)
        self.model.show(
            [
                Line(
                    (
                        one.label,
                        styles[one.state].label,
                        f"{one.lines:,}",
                        "—" if one.amount is None else money(one.amount, one.currency),
                        f"{one.without_amount:,}" if one.without_amount else "",
                        "yes" if one.counts else "no",
                    ),
                    one,
                    styles[one.state].colour,
                )
                for one in totals.sums
            ]
        )
        self.net.setText(f"Charges less credits: {totals.text}.")


class DaysPane(QWidget):
    """The chart, and the chosen day in words."""

    def __init__(self) -> None:
        super().__init__()
        self.chart = DaysChart()
        self.words = PlainLabel("", "muted", wrap=True)
        self.words.setAccessibleName("The chosen day")
        layout = _column(self)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.words)
        self.chart.day_chosen.connect(self.words.setText)

    def show_book(self, book: Book) -> None:
        """The days of a book."""
        self.chart.show_bars(book.bars)
        hint = "Choose a day with a click or the arrow keys; Enter shows its charges."
        self.words.setText(hint if book.bars else "")


class NotesPane(QWidget):
    """What could not be read or counted, each a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.model = NotesModel(self)
        self.table = row_table("What could not be read or counted", self.model, ())
        self.table.setWordWrap(True)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        _column(self).addWidget(self.table, 1)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Other sentences."""
        self.model.show_rows(notes)
        if len(notes) <= 200:  # measuring each row is for a list that a person reads
            self.table.resizeRowsToContents()


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.setSpacing(4)
    return layout
