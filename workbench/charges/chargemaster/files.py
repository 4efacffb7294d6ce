"""The rows of a charge master's file: CSV in UTF-8, or a sheet of an XLSX workbook; columns renamed by a mapping.

Cells are texts without blanks around them. Row numbers are those that a spreadsheet shows: the header is row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.charges.chargemaster.rows import COLUMNS, REQUIRED, SURPLUS, Problem
from workbench.charges.chargemaster.spreadsheets import SIGNATURE, SpreadsheetError, first_rows, sheet_rows
from workbench.charges.text_files import separator_of
from workbench.errors import WorkbenchError

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


class ChargeMasterError(WorkbenchError):
    """A file that cannot be used as a charge master; `problems` are those of its rows, where it has rows."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Source:
    """How a file is read, where it is not as ours is."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Our column -> how the file calls it."""
    sheet: str = ""
    """Of a workbook; when empty the first one with the columns that are needed."""


def records(data: bytes, name: str, source: Source | None = None) -> list[tuple[int, dict[str, str]]]:
    """Row number and cells by column of every row that is not blank.

    A row that is too short has empty cells at its end. Raises ChargeMasterError with a sentence that names the file.
    """
    chosen = source or Source()
    table = _table(data, name, chosen)
    first = next(iter(table), None)
    try:
        header = _renamed([_plain(cell) for cell in first[1]] if first else [], chosen.columns, name)
        _check_header(header, name)
    except ChargeMasterError as error:
        raise ChargeMasterError(f"{error}{_sheets_told(data, name, chosen)}") from None
    return list(_by_column(table, header))


def _table(data: bytes, name: str, source: Source) -> Iterator[tuple[int, list[str]]]:
    if not data.startswith(SIGNATURE):
        return _text_rows(_decoded(data, name), name)
    try:
        return iter(sheet_rows(data, name, source.sheet or sheet_of(data, name, source.columns)[0]))
    except SpreadsheetError as error:
        raise ChargeMasterError(str(error)) from None


def sheet_of(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """The sheet of a workbook that looks like a charge master, and the names of all sheets; "" for other files.

    It is the first one that has the needed columns under the given names, else the first one that is not empty.
    Raises ChargeMasterError with a sentence when it cannot be read.
    """
    if not data.startswith(SIGNATURE):
        return "", ()
    try:
        found = first_rows(data, name)
    except SpreadsheetError as error:
        raise ChargeMasterError(str(error)) from None
    names = {_plain(ours): _plain(theirs) for ours, theirs in (columns or {}).items()}
    wanted = {names.get(column, column) for column in REQUIRED}
    headers = {sheet: {_plain(cell) for cell in cells if cell} for sheet, cells in found.items()}
    fitting = [sheet for sheet, header in headers.items() if wanted <= header]
    filled = [sheet for sheet, header in headers.items() if header]
    return (fitting or filled or list(found) or [""])[0], tuple(found)


def _sheets_told(data: bytes, name: str, source: Source) -> str:
    """What to add to a sentence about a workbook with several sheets."""
    chosen, known = sheet_of(data, name, source.columns)
    if len(known) < 2:
        return ""
    return f" This is about the sheet “{source.sheet or chosen}”; the workbook has {', '.join(known)}."


def header_of(data: bytes, name: str, sheet: str = "") -> tuple[str, ...]:
    """What a file calls its columns, as it writes them; for a person who maps them to ours.

    Raises ChargeMasterError with a sentence when it cannot be read or has no first row.
    """
    table = _table(data, name, Source(sheet=sheet))
    first = next(iter(table), None)
    found = tuple(cell.strip() for cell in first[1]) if first is not None else ()
    if not any(found):
        raise ChargeMasterError(f"{name} is empty; a charge master begins with a row of column names.")
    return found


def _plain(column: str) -> str:
    return column.strip().lower().replace(" ", "_")


def _renamed(header: list[str], columns: Mapping[str, str], name: str) -> list[str]:
    """The header with our names for the columns that a mapping gives."""
    for ours, theirs in columns.items():
        if _plain(ours) not in COLUMNS:
            raise ChargeMasterError(f"There is no column “{ours}”; a charge master has {', '.join(COLUMNS)}.")
        if _plain(theirs) not in header:
            found = ", ".join(column for column in header if column)
            raise ChargeMasterError(f"{name} has no column “{theirs}”; it has {found or 'none'}.")
    names = {_plain(theirs): _plain(ours) for ours, theirs in columns.items()}
    # A column of the file that is called like one of ours, but is not the one meant, gives its name away.
    return [names.get(column) or (f"their {column}" if column in names.values() else column) for column in header]


def _by_column(table: Iterable[tuple[int, list[str]]], header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for row, cells in table:
        if any(cell.strip() for cell in cells):
            padded = cells + [""] * (len(header) - len(cells))
            record = dict(zip(header, (cell.strip() for cell in padded), strict=False))
            if surplus := [cell for cell in cells[len(header) :] if cell.strip()]:
                record[SURPLUS] = ", ".join(surplus)
            yield row, record


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_OLD_WORKBOOK):
        raise ChargeMasterError(f"{name} is an old spreadsheet file (XLS); save it as XLSX or as “CSV UTF-8”.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise ChargeMasterError(f"{name} is not UTF-8 text (it looks like UTF-16); save it as “CSV UTF-8”.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ChargeMasterError(
            f"{name} is not UTF-8: byte 0x{data[error.start]:02X} in line {line} does not fit. Save it as “CSV UTF-8”."
        ) from None


def _text_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise ChargeMasterError(f"{name}, line {reader.line_num}: this is no valid CSV ({error}).") from None


def _check_header(header: list[str], name: str) -> None:
    if not any(header):
        raise ChargeMasterError(f"{name} is empty; a charge master begins with a row of column names.")
    if missing := [column for column in REQUIRED if column not in header]:
        raise ChargeMasterError(
            f"{name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}."
            f" The first row must name the columns: {', '.join(COLUMNS)}."
        )
    if twice := sorted({column for column in header if column and header.count(column) > 1}):
        raise ChargeMasterError(f"{name} has the column {twice[0]} twice; remove one of them.")
