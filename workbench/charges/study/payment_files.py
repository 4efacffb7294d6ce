"""Payments of many studies from a CSV file: which study, what kind, how much. A fault is told, nothing is guessed.

Columns: `accession`, `kind` and `amount` must be there; `date`, `currency`, `code`, `text`, `reference` and `pays` may
be.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from workbench.charges.numbers import written_otherwise
from workbench.charges.study.payments import KINDS, Payment
from workbench.charges.text_files import read_text, separator_of
from workbench.errors import WorkbenchError
from workbench.reference.common_dates import hl7_date

COLUMNS = ("accession", "kind", "amount", "date", "currency", "code", "text", "reference", "pays")
REQUIRED = COLUMNS[:3]
_AMOUNT = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?")


class PaymentsError(WorkbenchError):
    """A file of payments that cannot be used."""


def load_payments(path: Path) -> dict[str, tuple[Payment, ...]]:
    """Accession number -> its payments, numbered from 1 in the order of the rows.

    Raises PaymentsError for a file that cannot be read, and for the first row with a fault: money is never left out
    silently.
    """
    text = read_text(path, "The payments", PaymentsError, many=True, save="“CSV UTF-8”")
    return parse_payments(text, path.name)


def parse_payments(text: str, name: str) -> dict[str, tuple[Payment, ...]]:
    """Like `load_payments`, from text; `name` is what the sentences call the file."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    found: dict[str, list[Payment]] = {}
    try:
        header = [column.strip().lower() for column in reader.fieldnames or ()]
        _check_header(header, name)
        reader.fieldnames = header
        for row, cells in enumerate(reader, 2):
            plain = {column: (cell or "").strip() for column, cell in cells.items() if column in COLUMNS}
            if not any(plain.values()):
                continue
            where = f"{name}, row {row}"
            if not plain["accession"]:
                raise PaymentsError(f"{where}: the accession is empty; say which study it is for.")
            mine = found.setdefault(plain["accession"], [])
            mine.append(payment_from(plain, len(mine) + 1, where))
    except csv.Error as error:
        raise PaymentsError(f"{name}, line {reader.line_num}: this is no valid CSV ({error}).") from None
    return {accession: tuple(payments) for accession, payments in found.items()}


def _no_amount(text: str) -> str:
    if re.fullmatch(r"-?[0-9]{10,}(\.[0-9]{1,2})?", text):
        return f"“{text}” is too much to be right; an amount has at most nine digits before the point."
    if re.fullmatch(r"-?[0-9]+\.[0-9]{3,}", text):
        return f"“{text}” has more than two decimals; write two."
    if meant := written_otherwise(text):
        return f"“{text}” is no amount: it {meant}."
    return f"“{text}” is no amount; write digits with a point and two decimals."


def _check_header(header: list[str], name: str) -> None:
    if missing := [column for column in REQUIRED if column not in header]:
        raise PaymentsError(
            f"{name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}."
            f" The first row must name the columns: {', '.join(COLUMNS)}."
        )
    if unknown := [column for column in header if column and column not in COLUMNS]:
        raise PaymentsError(f"{name} has a column “{unknown[0]}”, which is not known; known are {', '.join(COLUMNS)}.")


def payment_from(cells: Mapping[str, str], number: int, where: str) -> Payment:
    """A payment of these cells (COLUMNS without accession). Raises PaymentsError, beginning with `where`."""
    amount, pays = cells.get("amount", ""), cells.get("pays", "").replace(",", " ").split()
    if not _AMOUNT.fullmatch(amount):
        raise PaymentsError(f"{where}: {_no_amount(amount)}")
    if odd := [line for line in pays if not (line.isascii() and line.isdecimal())]:
        raise PaymentsError(f"{where}: pays has “{odd[0]}”; write the numbers of the charge lines, such as 1 2.")
    if (currency := cells.get("currency", "")) and not re.fullmatch(r"[A-Z]{3}", currency):
        raise PaymentsError(f"{where}: “{currency}” is no currency; write its three letters, such as USD.")
    kind = cells.get("kind", "").lower().replace("-", "")
    if kind not in KINDS:
        raise PaymentsError(f"{where}: “{cells.get('kind', '')}” is no kind; write one of {', '.join(KINDS)}.")
    date = cells.get("date", "")
    made = Payment(
        number,
        kind,
        Decimal(amount),
        hl7_date(date, timed=False) or date,
        currency,
        cells.get("code", ""),
        cells.get("text", ""),
        cells.get("reference", ""),
        tuple(int(line) for line in pays),
    )
    for sentence in made.to_complete:
        raise PaymentsError(f"{where}: {sentence}")
    return made
