"""The ledger as CSV, for a spreadsheet: one row for each transaction.

A text that a spreadsheet would take for a formula (a message can hold any text) gets an apostrophe before it; numbers,
negative ones too, stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from workbench.charges.ledger.balance import AMOUNT, Balance
from workbench.charges.ledger.ledger import Charge, Ledger
from workbench.charges.ledger.posting import Transaction
from workbench.charges.ledger.views import Group

COLUMNS = (
    "charge",
    "kind",
    "transaction id",
    "state",
    "service day",
    "posting day",
    "patient",
    "account",
    "visit",
    "order",
    "code",
    "description",
    "modifiers",
    "quantity",
    "amount",
    "currency",
    "effect",
    "balance of the charge",
    "netted by",
    "paired by",
    "type",
    "sender",
    "control id",
    "outcome",
    "direction",
    "source",
    "endpoint",
    "at",
    "copies",
    "problems",
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def to_csv(ledger: Ledger) -> str:
    """All transactions, each charge followed by its credits; lines end in CR LF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows(ledger):
        writer.writerow([cell(value) for value in row])
    return text.getvalue()


SUMS = ("charges", "lines", "currency", "charges less credits", "lines without an amount")


def sums_to_csv(groups: Iterable[Group], view: str) -> str:
    """One row for each group and currency, with what is left; the first column is the view.

    Lines are counted in the first row of a group.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow((view, *SUMS))
    for group in groups:
        totals = group.totals
        charges, lines, without = len(group.charges), len(group.transactions), totals.without_amount
        for place, (currency, amount) in enumerate(totals.net or (("", None),)):
            row: tuple[Value, ...] = (group.title, charges, lines, currency, amount, without)
            if place:  # so that a column may be added up
                row = (group.title, None, None, currency, amount, None)
            writer.writerow([cell(value) for value in row])
    return text.getvalue()


Value = str | Decimal | int | date | datetime | None


def rows(ledger: Ledger) -> Iterator[tuple[Value, ...]]:
    """The values in the order of COLUMNS."""
    for number, charge in enumerate(ledger.charges, 1):
        yield _row(charge.charge, charge.state, str(number), charge)
        for match in charge.credits:
            yield _row(match.credit, match.credit.outcome, str(number), charge, match.how)
    for one in (*ledger.unpaired, *ledger.others, *ledger.unread):
        yield _row(one, one.outcome, "", None)


def _row(one: Transaction, state: str, number: str, charge: Charge | None, how: str = "") -> tuple[Value, ...]:
    line, posting, head = one.line, one.posting, one.line.head
    heads = charge is not None and charge.charge is one
    balance = charge.balance if charge is not None and heads else None
    return (
        int(number) if number else None,
        line.role,
        line.transaction_id,
        state,
        line.service_day,
        line.posting_day,
        head.patient_key,
        head.account,
        head.visit,
        line.order,
        line.code,
        line.description,
        " ".join(line.modifiers),
        line.quantity,
        line.amount,
        line.currency,
        line.effect if one.live else None,
        _balance(balance) if balance is not None else None,
        charge.balance.by if charge is not None and one.live else "",
        how,
        line.type_code,
        " / ".join(part for part in (head.sending_application, head.sending_facility) if part),
        head.control_id,
        one.outcome,
        posting.direction,
        posting.source,
        posting.endpoint,
        posting.at,
        len(one.postings),
        " ".join(problem.text for problem in line.problems),
    )


def _balance(balance: Balance) -> Value:
    """A number; with several currencies each by its name, which stands first, so that no minus begins the cell."""
    if len(balance.amounts) > 1 and balance.by == AMOUNT:
        return "; ".join(f"{currency or 'no currency'} {amount:f}" for currency, amount in balance.amounts)
    return balance.rest[0] if balance.rest else ""


def cell(value: Value) -> str:
    """A value as a spreadsheet may read it without harm."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # Behind blanks a formula may be one all the same, depending on the program.
    formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if formula and not _NUMBER.fullmatch(text) else text
