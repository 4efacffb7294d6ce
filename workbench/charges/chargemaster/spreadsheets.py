"""The sheets of an XLSX workbook, and one of them as rows of texts.

Formulas stay formulas, so that they can be refused with their place.

The library that reads workbooks is imported only when there is one to read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from workbench.errors import WorkbenchError

MOST_ROWS = 100_000
MOST_BYTES = 200_000_000
"""Unpacked. A small file may unpack to fill the memory; no charge master is so big."""


class SpreadsheetError(WorkbenchError):
    """A workbook that cannot be read."""


SIGNATURE = b"PK\x03\x04"
"""How a workbook begins: it is a ZIP package."""

Row = tuple[int, list[str]]
"""Row number and cells."""
_T = TypeVar("_T")


def first_rows(data: bytes, name: str) -> dict[str, list[str]]:
    """Sheet -> the cells of its first row, in the order of the workbook. Raises SpreadsheetError like `sheet_rows`."""

    def read(book: Any) -> dict[str, list[str]]:
        return {
            page.title: next((_cells(cells) for cells in page.iter_rows(max_row=1, values_only=True)), [])
            for page in book.worksheets
        }

    return _opened(data, name, read)


def sheet_rows(data: bytes, name: str, sheet: str = "") -> list[Row]:
    """Row number and cells of a sheet, the first one when none is named.

    Raises SpreadsheetError with a sentence when it is no workbook, is locked or damaged, or lacks the sheet.
    """
    return _opened(data, name, lambda book: _rows(book, name, sheet))


def _opened(data: bytes, name: str, read: Callable[[Any], _T]) -> _T:
    _check_size(data, name)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns about colours and lists that it does not keep
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                return read(book)
            finally:
                book.close()
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
        # A damaged part comes out as any of these (SyntaxError is that of its XML).
        told = " ".join(str(error).split())[:120]
        raise SpreadsheetError(
            f"{name} cannot be read as a workbook: {told}. Save it anew as XLSX, or as CSV."
        ) from None


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile:
        raise SpreadsheetError(f"{name} is a damaged workbook; save it anew as XLSX, or as CSV.") from None
    if size > MOST_BYTES:
        raise SpreadsheetError(f"{name} unpacks to {size // 1_000_000} MB; that is no charge master.")


def _rows(book: Any, name: str, sheet: str) -> list[Row]:
    pages = {page.title: page for page in book.worksheets}
    if sheet and sheet not in pages:
        raise SpreadsheetError(f"{name} has no sheet “{sheet}”; it has {', '.join(pages)}.")
    chosen = pages[sheet] if sheet else book.worksheets[0]
    rows = []
    for number, cells in enumerate(chosen.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:
            raise SpreadsheetError(f"{name} has more than {MOST_ROWS} rows; that is no charge master.")
        rows.append((number, _cells(cells)))
    return rows


def _cells(cells: Iterable[Any]) -> list[str]:
    """The texts of a row without the empty ones at its end."""
    texts = [_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    """A cell as a person reads it: dates as year-month-day, numbers without a trail of zeros, yes and no."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # Ten decimals hide what binary fractions add to a price: 350.09999999999997 was entered as 350.10.
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    # A formula of several cells comes as an object with a text of its own.
    return str(getattr(cell, "text", cell)).strip()
