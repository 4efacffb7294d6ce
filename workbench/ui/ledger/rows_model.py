"""The charges with their credits as one flat Qt model: each charge is followed by what takes it back."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QObject

from workbench.charges.ledger.flag import SEVERITIES
from workbench.charges.ledger.posting import Transaction
from workbench.ui.ledger.book import Block, Book, Row, is_charge, role_words
from workbench.ui.ledger.words import NOT_COUNTED, balance_words, flag_label, shown_state, state_style
from workbench.ui.ledger.words import SEVERITIES as SEVERITY_STYLES
from workbench.ui.money_text import money
from workbench.ui.tables import RowsModel


class Column(IntEnum):
    """The columns, in order."""

    STATE = 0
    TRANSACTION = 1
    DAY = 2
    CODE = 3
    DESCRIPTION = 4
    PATIENT = 5
    ACCOUNT = 6
    AMOUNT = 7
    BALANCE = 8
    FLAGS = 9


HEADERS = (
    "State",
    "Transaction",
    "Service",
    "Code",
    "Description",
    "Patient",
    "Account",
    "Amount",
    "Balance",
    "Flag",
)
_NUMBERS = (Column.AMOUNT, Column.BALANCE)
_MONOSPACE = (Column.TRANSACTION, Column.PATIENT, Column.ACCOUNT)
_IN_FULL = (Column.DESCRIPTION, Column.TRANSACTION, Column.CODE, Column.ACCOUNT, Column.AMOUNT, Column.BALANCE)
"""Columns whose cells may be too narrow for what stands in them."""
_BELOW = "  ↳ "


class ChargesModel(RowsModel[Row]):
    """Shows blocks of a Book. Nothing is worked out here but the words of cells that are on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, numbers=_NUMBERS, parent=parent)
        self._book: Book | None = None

    def show(self, book: Book, blocks: tuple[Block, ...]) -> None:
        """Other blocks, or the same of another book."""
        self.beginResetModel()
        self._book = book
        self._rows = book.rows if blocks is book.blocks else [row for block in blocks for row in block.rows]
        self.endResetModel()

    def row_like(self, like: Row | None) -> int | None:
        """The row of the same line, in this book or as it was read for another; None when it is not shown."""
        if like is None:
            return None
        key = _key(like)
        return next((number for number, row in enumerate(self._rows) if row is like or _key(row) == key), None)

    def row_of(self, transaction: Transaction) -> int | None:
        """The row where a transaction stands, None when it is not shown."""
        return next((number for number, row in enumerate(self._rows) if row.transaction is transaction), None)

    def in_monospace(self, column: int) -> bool:
        return column in _MONOSPACE

    def cell(self, row: Row, column: int) -> str:
        line = row.transaction.line
        if column == Column.STATE:
            return _BELOW + state_words(row) if row.below else state_words(row)
        if column == Column.TRANSACTION:
            return line.transaction_id or "—"
        if column == Column.DAY:
            return line.service_day.isoformat() if line.service_day else "no day"
        if column == Column.CODE:
            return " ".join((line.code or "no code", *line.modifiers))
        if column == Column.DESCRIPTION:
            return line.description
        if column == Column.PATIENT:
            return line.head.patient
        if column == Column.ACCOUNT:
            return line.head.account
        if column == Column.AMOUNT:
            return "no amount" if line.effect is None else money(line.effect, line.currency)
        if column == Column.BALANCE:
            return balance_words(row.charge.balance) if row.charge is not None and not row.below else ""
        return self._flag_words(row)

    def _flag_words(self, row: Row) -> str:
        flags = self._book.flags_about(row) if self._book is not None else ()
        more = f" +{len(flags) - 1}" if len(flags) > 1 else ""
        return f"{flag_label(flags[0].code)}{more}" if flags else ""

    def ink(self, row: Row, column: int) -> str:
        if column == Column.STATE:
            return state_style(_state(row)).colour
        if column == Column.FLAGS and self._book is not None and (flags := self._book.flags_about(row)):
            worst = min(flags, key=lambda one: SEVERITIES.index(one.severity))
            return SEVERITY_STYLES[worst.severity].colour
        if column == Column.BALANCE and row.charge is not None:
            balance = row.charge.balance
            return "bad" if balance.below_zero else "muted" if balance_words(balance) == NOT_COUNTED else "field"
        return "muted" if row.below else ""

    def tip(self, row: Row, column: int) -> str:
        if column == Column.STATE:
            return f"{state_words(row)}\n{state_style(_state(row)).means}"
        if column == Column.FLAGS and self._book is not None:
            return "\n".join(one.text for one in self._book.flags_about(row))
        if column == Column.PATIENT:
            return "\n".join(
                filter(None, (row.transaction.line.head.patient_name, row.transaction.line.head.patient_key))
            )
        return self.cell(row, column) if column in _IN_FULL else ""


def _state(row: Row) -> str:
    charge = row.charge if is_charge(row) else None
    return shown_state(row.transaction, charge.state if charge is not None else row.transaction.outcome)


def state_words(row: Row) -> str:
    """Accepted; of anything but a charge also what it is: Credit, accepted."""
    label = state_style(_state(row)).label
    return label if is_charge(row) else f"{role_words(row).capitalize()}, {label.lower()}"


def _key(row: Row) -> tuple[int | None, str, int, int]:
    """What stays the same of a line when everything is netted anew."""
    posting = row.transaction.posting
    return posting.entry, posting.file, posting.message, row.transaction.line.occurrence
