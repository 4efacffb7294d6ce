"""Monday morning in one line: what is unbilled, refused, unanswered or late since a day, and how much money it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QButtonGroup, QDateEdit, QFrame, QHBoxLayout, QToolButton, QWidget

from workbench.ui import theme
from workbench.ui.ledger.book import LATE, REFUSED, SILENT, UNBILLED, Book, Waiting, waiting_since
from workbench.ui.ledger.flow import FlowLayout
from workbench.ui.ledger.words import counted, money_words
from workbench.ui.widgets import PlainLabel, plain_tooltip

_FRIDAY = 4
_WORDS = {
    UNBILLED: ("Unbilled", "bad", "Charges that never reached the other side, and signed reports without a charge."),
    REFUSED: ("Refused", "bad", "Charges that the other side did not take, with nothing accepted in their place."),
    SILENT: ("Unanswered", "warn", "Sent, and nobody knows whether they were taken."),
    LATE: ("Late", "warn", "Posted long after the service; the account may be closed."),
}


def last_friday(today: date) -> date:
    """The Friday before today."""
    return today - timedelta(days=(today.weekday() - _FRIDAY - 1) % 7 + 1)


def waiting_words(one: Waiting) -> str:
    """Refused: 3 lines, 1,050.00 USD."""
    label = _WORDS[one.name][0]
    said = []
    if one.transactions:
        said.append(f"{counted(len(one.transactions), 'line')}, {money_words(one.amounts)}")
    if one.reports:
        said.append(f"{counted(one.reports, 'signed report')} without a charge")
    return f"{label}: {'; '.join(said) or 'none'}"


class MondayLine(QFrame):
    """Four buttons, each with its number and its money; a pressed one narrows the list to its lines."""

    narrowed = Signal(object)
    """The transactions to show, or None for all."""

    def __init__(self, today: date | None = None) -> None:
        super().__init__()
        self._book: Book | None = None
        self._waiting: dict[str, Waiting] = {}
        self.since = QDateEdit()
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat("yyyy-MM-dd")
        self.since.setAccessibleName("Since which day")
        friday = last_friday(today or date.today())
        self.since.setDate(QDate(friday.year, friday.month, friday.day))
        self.group = QButtonGroup(self)
        self.group.setExclusive(False)
        self.buttons: dict[str, QToolButton] = {}
        row = FlowLayout()
        self.setLayout(row)
        row.addWidget(self._since_line())
        for name in _WORDS:
            button = self.buttons[name] = QToolButton()
            button.setCheckable(True)
            button.clicked.connect(lambda checked, name=name: self._pressed(name, checked))
            row.addWidget(button)
        self.since.dateChanged.connect(self._count)
        theme.watcher().changed.connect(self._paint)
        self._count()

    def _since_line(self) -> QWidget:
        """The day with its label, which stay together."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(PlainLabel("Since"))
        row.addWidget(self.since)
        return line

    def show_book(self, book: Book) -> None:
        """Count again. What was narrowed is wide again: its lines are those of another book."""
        self._book = book
        self.release()
        self._count()

    def release(self) -> None:
        """No button is pressed."""
        for button in self.buttons.values():
            button.setChecked(False)

    @property
    def text(self) -> str:
        """The whole line in words."""
        return " · ".join(waiting_words(one) for one in self._waiting.values())

    def _count(self) -> None:
        found = waiting_since(self._book, self._moment()) if self._book is not None else ()
        self._waiting = {one.name: one for one in found}
        for name, button in self.buttons.items():
            one = self._waiting.get(name, Waiting(name, ()))
            button.setText(waiting_words(one))
            button.setAccessibleName(waiting_words(one))
            button.setToolTip(plain_tooltip(_WORDS[name][2]))
            button.setEnabled(bool(one.transactions))
        self._paint()
        pressed = next((name for name, button in self.buttons.items() if button.isChecked()), None)
        if pressed is not None:
            self._pressed(pressed, self.buttons[pressed].isEnabled())

    def _moment(self) -> datetime:
        """The start of the day here, as the ledger counts time: UTC without a zone."""
        chosen = self.since.date()
        start = datetime.combine(date(chosen.year(), chosen.month(), chosen.day()), time()).astimezone()
        return start.astimezone(UTC).replace(tzinfo=None)

    def _pressed(self, name: str, checked: bool) -> None:
        for other, button in self.buttons.items():
            button.setChecked(checked and other == name)
        self.narrowed.emit(frozenset(self._waiting[name].transactions) if checked else None)

    def _paint(self) -> None:
        for name, button in self.buttons.items():
            one = self._waiting.get(name)
            some = one is not None and (one.transactions or one.reports)
            colour = theme.colour(_WORDS[name][1] if some else "muted").name()
            button.setStyleSheet(f"QToolButton {{ color: {colour}; }}")
