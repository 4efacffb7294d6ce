"""What stands beside the explanation: what to look at, the totals, the days, and what could not be counted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from workbench.charges.ledger import Flag
from workbench.charges.ledger.flags import CODES
from workbench.charges.ledger.totals import Totals
from workbench.ui import theme
from workbench.ui.ledger.book import Book
from workbench.ui.ledger.chart import DaysChart
from workbench.ui.ledger.words import SEVERITIES, amount_words, state_style
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel


class FlagsPane(QWidget):
    """Every flag with its sentence."""

    flag_chosen = Signal(object)
    """A Flag: explain it."""
    flag_wanted = Signal(object)
    """Enter or a double click: show its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.model = SimpleTable(("Weight", "What"), parent=self)
        self.table = row_table("What to look at", self.model, (76, 300))
        self.nothing = PlainLabel("Nothing to look at: everything that is here adds up.", "muted", wrap=True)
        layout = _column(self)
        layout.addWidget(self.nothing)
        layout.addWidget(self.table, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda: self._tell(self.flag_chosen))
        self.table.clicked.connect(lambda: self._tell(self.flag_chosen))
        self.table.activated.connect(lambda: self._tell(self.flag_wanted))
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_flags(self, flags: Sequence[Flag]) -> None:
        """Other flags."""
        self.model.show(
            [
                Line(
                    (SEVERITIES[one.severity].label, one.text),
                    one,
                    SEVERITIES[one.severity].colour,
                    f"{CODES.get(one.code, one.code).capitalize()}.\n{one.text}",
                )
                for one in flags
            ]
        )
        self.nothing.setVisible(not flags)

    def flag(self) -> Flag | None:
        """The chosen one."""
        line = self.model.line(self.table.currentIndex())
        return line.subject if line is not None and isinstance(line.subject, Flag) else None

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
        self.table = row_table("Totals", self.model, (80, 84, 56, 112, 92))
        self.of_what = PlainLabel("", "heading", wrap=True)
        self.net = PlainLabel("", wrap=True)
        self.net.setAccessibleName("Charges less credits")
        layout = _column(self)
        layout.addWidget(self.of_what)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.net)
        theme.watcher().changed.connect(self.model.colours_changed)

    def show_totals(self, totals: Totals, of_what: str) -> None:
        """Other sums; `of_what` is what they are about."""
        self.of_what.setText(of_what)
        self.model.show(
            [
                Line(
                    (
                        one.kind,
                        state_style(one.state).label,
                        f"{one.lines:,}",
                        "—" if one.amount is None else amount_words(one.amount, one.currency),
                        f"{one.without_amount:,}" if one.without_amount else "",
                        "yes" if one.counts else "no",
                    ),
                    one,
                    state_style(one.state).colour,
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
        self.model = SimpleTable(("Not counted",), coloured=(), parent=self)
        self.table = row_table("What could not be read or counted", self.model, ())
        self.table.setWordWrap(True)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        _column(self).addWidget(self.table, 1)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Other sentences."""
        self.model.show([Line((note,)) for note in notes])
        if len(notes) <= 200:  # measuring each row is for a list that a person reads
            self.table.resizeRowsToContents()


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.setSpacing(4)
    return layout
