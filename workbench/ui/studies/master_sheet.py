"""A charge master while it is edited: rows of texts, as they stand in the file. No widgets."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence

from workbench.charges.chargemaster.files import records
from workbench.charges.chargemaster.master import COLUMNS, ChargeMasterError, Problem, Source, parse
from workbench.charges.chargemaster.rows import check_row

Row = dict[str, str]
FIRST_ROW = 2
"""The number of the first row, as a spreadsheet shows it."""
_NAMES = {
    # ours: what other systems call it
    "local_code": ("code", "charge code", "cdm code", "item", "item code"),
    "procedure_code": ("cpt", "hcpcs", "cpt/hcpcs", "cpt code", "hcpcs code"),
    "description": ("name", "text", "charge description", "item description"),
    "unit_price": ("price", "amount", "charge", "fee", "list price", "charge amount"),
    "revenue_code": ("rev code", "revenue"),
    "department": ("dept", "cost center", "department code"),
    "effective_from": ("valid from", "start", "start date", "effective date"),
    "effective_to": ("valid to", "end", "end date", "expiration date"),
}


def rows_of(data: bytes, name: str, source: Source | None = None) -> list[Row]:
    """Every row that is not blank. Raises ChargeMasterError for what is no charge master."""
    return [{column: cells.get(column, "") for column in COLUMNS} for _number, cells in records(data, name, source)]


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as a file. What a spreadsheet would take for a formula is refused by the check of its row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.get(column, "") for column in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def row_problems(row: Mapping[str, str], number: int) -> tuple[Problem, ...]:
    """What is wrong with one row taken by itself."""
    return tuple(check_row(number, {column: row.get(column, "").strip() for column in COLUMNS})[1])


def all_problems(rows: Sequence[Mapping[str, str]], name: str) -> tuple[Problem, ...]:
    """Everything that is wrong, the rows among one another too."""
    try:
        return parse(as_csv(rows), name).problems
    except ChargeMasterError as problem:
        found = [one for number, row in enumerate(rows, FIRST_ROW) for one in row_problems(row, number)]
        return tuple(found) or (Problem(0, "", str(problem)),)


def guess(header: Sequence[str]) -> dict[str, str]:
    """Our column -> the column of a file that it probably is."""
    found: dict[str, str] = {}
    plain = {_plain(theirs): theirs for theirs in reversed(header) if theirs}
    for ours in COLUMNS:
        wanted = (_plain(ours), *_NAMES.get(ours, ()))
        match = next((plain[one] for one in wanted if one in plain and plain[one] not in found.values()), None)
        if match is None:
            free = [one for one in plain if plain[one] not in found.values()]
            near = difflib.get_close_matches(_plain(ours), free, 1, 0.85)
            match = plain[near[0]] if near else _with_words(wanted, {one: plain[one] for one in free})
        if match is not None:
            found[ours] = match
    return found


def _with_words(wanted: Sequence[str], free: Mapping[str, str]) -> str | None:
    """The only column in whose name one of the wanted names stands as words: List price in US dollars."""
    for name in wanted:
        having = [theirs for plain, theirs in free.items() if f" {name} " in f" {plain} "]
        if len(having) == 1:
            return having[0]
    return None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
