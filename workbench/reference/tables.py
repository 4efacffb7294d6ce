"""Code tables with the meanings of the codes in our own words, from `resources/reference/tables/*.toml`.

A table that HL7 leaves to the sites ("user") may have codes that a site added; those are marked `local`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench import resources
from workbench.reference.datafiles import Entry, read_toml, wrong


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a table."""

    code: str
    means: str
    origin: str
    """"HL7", or "local" for one that is in use without being in HL7's list."""
    since: str = ""
    """The first version that has it; "" when it was always there or nothing is known."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A code table."""

    number: str
    name: str
    kind: str
    """"user" when sites define the codes (HL7 only suggests some), "hl7" when HL7 defines them."""
    note: str
    codes: Mapping[str, Code]
    """In the order of the file."""


@cache
def table(number: str) -> Table | None:
    """The table with that four-digit number; None when we have none. Raises DataFileError for a broken file."""
    if not (len(number) == 4 and number.isascii() and number.isdigit()):
        return None
    file = resources.path("reference", "tables", f"{number}.toml")
    return read_table(file) if file.is_file() else None


def meaning(number: str, code: str) -> str:
    """What a code of a table means; "" for no table, no code, or a code that the table does not list."""
    found = table(number) if number and code else None
    return found.codes[code].means if found is not None and code in found.codes else ""


def read_table(file: Path) -> Table:
    """Read one table file. Raises DataFileError with file and line."""
    data, text = read_toml(file)
    head = Entry(file, text, data)
    number = head.text("number")
    if number != file.stem:
        raise wrong(file, 1, f"the number is “{number}”, but the file is named for {file.stem}")
    codes: dict[str, Code] = {}
    for entry in head.entries("code"):
        code = _code(entry)
        if code.code in codes:
            raise entry.wrong(f"the code “{code.code}” is there twice")
        codes[code.code] = code
    kind = head.text("kind", one_of=("user", "hl7"))
    return Table(number, head.text("name"), kind, head.text("note", default=""), codes)


def _code(entry: Entry) -> Code:
    return Code(
        entry.text("code"),
        entry.text("means"),
        entry.text("origin", one_of=("HL7", "local")),
        entry.text("since", default=""),
        entry.text("note", default=""),
    )
