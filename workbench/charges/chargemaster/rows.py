"""Checking the cells of one row of a charge master: the column declarations and a sentence for every fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.charges.chargemaster.codes import odd_code
from workbench.charges.numbers import written_otherwise

SIDES = ("none", "left-right", "left-right-or-50", "both", "optional")
PER = ("exam", "extra fetus", "fetus")
MAX_CODE = 20
"""FT1-7.1 had 20 characters before 2.3, and longer codes are cut off by many receivers."""
HIGHEST_PRICE = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of one row. `text` is a finished sentence; `blocks` says whether the row was left out for it."""

    row: int
    column: str
    text: str
    blocks: bool = True


_NO_CODES = frozenset({"yes", "no", "true", "false"})
_ERROR_VALUES = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")


class _BadCell(Exception):
    """What is wrong with a cell and what to do: the second half of a sentence."""


def _text(cell: str) -> str:
    return cell


def _code(cell: str) -> str:
    if any(character.isspace() for character in cell):
        raise _BadCell(f"the code “{cell}” has a blank in it; remove it")
    if len(cell) > MAX_CODE:
        raise _BadCell(f"the code has {len(cell)} characters; use at most {MAX_CODE}")
    return cell


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(_code(part) for part in re.split(r"[;,\s]+", cell) if part)


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _price(cell: str) -> Decimal | None:
    if not cell:
        return None
    if cell.startswith("-"):
        raise _BadCell(f"“{cell}” is negative; a credit is made by reversing a charge, not by a price")
    if meant := written_otherwise(cell):
        raise _BadCell(f"“{cell}” {meant}")
    if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", cell):
        raise _BadCell(f"“{cell}” is no price; write digits with a point and two decimals, such as 350.00")
    price = Decimal(cell)
    if price > HIGHEST_PRICE:
        raise _BadCell(f"“{cell}” is too high to be a price; correct it")
    return price


def _currency(cell: str) -> str:
    if cell and not re.fullmatch(r"[A-Z]{3}", cell):
        raise _BadCell(f"“{cell}” is no currency; write its three letters (ISO 4217), such as USD")
    return cell


def _revenue_code(cell: str) -> str:
    if cell and not re.fullmatch(r"[0-9]{3,4}", cell):
        raise _BadCell(f"“{cell}” is no revenue code; it has four digits")
    return cell.zfill(4) if cell else ""


def _yes_no(cell: str) -> bool:
    value = cell.lower()
    if value not in ("", "yes", "no", "y", "n", "true", "false", "1", "0"):
        raise _BadCell(f"“{cell}” is neither yes nor no; write one of them")
    return value in ("yes", "y", "true", "1")


def _one_of(choices: tuple[str, ...], default: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        value = cell.lower()
        if value and value not in choices:
            raise _BadCell(f"“{cell}” is not known; write one of: {', '.join(choices)}")
        return value or default

    return read


def _units(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,3}", cell):
        raise _BadCell(f"“{cell}” is no number of units; write a whole number from 1, or nothing")
    return int(cell)


def _date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise _BadCell(f"“{cell}” is no date; write year-month-day, such as 2026-01-31") from None


COLUMNS: dict[str, Callable[[str], Any]] = {
    "local_code": _code,
    "procedure_code": _code,
    "coding_system": _text,
    "description": _text,
    "department": _code,
    "unit_price": _price,
    "currency": _currency,
    "split": _yes_no,
    "side": _one_of(SIDES, "none"),
    "per": _one_of(PER, "exam"),
    "base_codes": _codes,
    "excludes": _codes,
    "max_units": _units,
    "diagnoses": _codes,
    "effective_from": _date,
    "effective_to": _date,
    "matches": _phrases,
    "professional_price": _price,
    "revenue_code": _revenue_code,
}
"""Column -> how its cells are read. The order is that of the file we ship."""

SURPLUS = "#surplus"
"""Key for cells that stand right of the last column."""
REQUIRED = ("local_code", "procedure_code", "description", "unit_price")
"""Columns without which a file is no charge master; the others may be left out."""


def check_row(row: int, cells: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a row by column, and what is wrong with it. Values are incomplete when something blocks."""
    values: dict[str, Any] = {"row": row}
    problems = []
    for column, read in COLUMNS.items():
        cell = cells.get(column, "")
        try:
            if cell.upper() in _ERROR_VALUES:
                raise _BadCell(f"“{cell}” is an error of the spreadsheet; correct it there")
            if cell.startswith(("=", "@")) or (cell.startswith("+") and cell[1:2].isalpha()):
                raise _BadCell(f"“{cell}” is a formula; paste it as a value")
            values[column] = read(cell)
        except _BadCell as bad:
            problems.append(Problem(row, column, f"Row {row}, {column}: {bad}."))
    return values, problems + _check_together(row, values, cells)


def _check_together(row: int, values: dict[str, Any], cells: dict[str, str]) -> list[Problem]:
    """What single cells cannot tell."""
    problems = []
    if not cells.get("local_code") and not cells.get("procedure_code"):
        text = f"Row {row}: there is neither a local code nor a procedure code; give at least one."
        problems.append(Problem(row, "local_code", text))
    if not cells.get("description"):
        problems.append(
            Problem(row, "description", f"Row {row}: the description is empty; say in a few words what it is.")
        )
    problems += _odd_codes(row, cells)
    if values.get("unit_price") == 0:
        text = f"Row {row}, unit_price: the price is 0; leave it empty where the receiver prices, or enter it."
        problems.append(Problem(row, "unit_price", text, blocks=False))
    if odd := [column for column, cell in cells.items() if any(not one.isprintable() for one in cell)]:
        text = f"Row {row}, {odd[0]}: there is a character that cannot be seen; retype the cell."
        problems.append(Problem(row, odd[0], text, blocks=False))
    part, whole = values.get("professional_price"), values.get("unit_price")
    if part is not None and (whole is None or part > whole):
        text = f"Row {row}: the professional price is part of the unit price and cannot be more; correct one."
        problems.append(Problem(row, "professional_price", text))
    start, stop = values.get("effective_from"), values.get("effective_to")
    if start and stop and stop < start:
        text = f"Row {row}: it ends ({stop}) before it begins ({start}); correct effective_from or effective_to."
        problems.append(Problem(row, "effective_to", text))
    if values.get("per") == "extra fetus" and not values.get("base_codes"):
        text = f"Row {row}: an add-on for extra fetuses needs the codes it is added to; fill base_codes."
        problems.append(Problem(row, "base_codes", text))
    if SURPLUS in cells:
        text = (
            f"Row {row}: there are more cells than columns (“{cells[SURPLUS][:40]}”);"
            " put a text with a separator in it into quotes."
        )
        problems.append(Problem(row, "", text))
    return problems


def _odd_codes(row: int, cells: dict[str, str]) -> list[Problem]:
    """Codes that are none: those of true and false, and those that cannot belong to the coding system."""
    if {cells.get(column, "").lower() for column in ("local_code", "procedure_code")} & _NO_CODES:
        text = (
            f"Row {row}: a code is “yes” or “no”: the cell is true or false in the spreadsheet; write the code as text."
        )
        return [Problem(row, "local_code", text)]
    if odd := odd_code(cells.get("procedure_code", ""), cells.get("coding_system", "")):
        return [Problem(row, "procedure_code", f"Row {row}, procedure_code: {odd}.", blocks=False)]
    return []
