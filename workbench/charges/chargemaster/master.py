"""The charge master: what can be charged, at which price, and how a report names it. One table, any number of rows.

`load` reads it leniently: a row with a fault is left out and listed in `problems` (and in `faulty`, so that no other
row is charged in its place unasked); a file that is no charge master at all is refused with a sentence.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.charges.chargemaster.files import ChargeMasterError, Source, records, sheet_of
from workbench.charges.chargemaster.rows import COLUMNS, SURPLUS, Problem, check_row
from workbench.charges.chargemaster.words import Phrase, Vocabulary, default_vocabulary
from workbench.charges.text_files import read_bytes

__all__ = [
    "COLUMNS",
    "Charge",
    "ChargeMaster",
    "ChargeMasterError",
    "Problem",
    "Source",
    "load",
    "load_default",
    "load_for",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Charge:
    """One row. Empty cells are "", None or ()."""

    row: int
    """Row number as a spreadsheet shows it: the header is row 1."""
    local_code: str
    procedure_code: str
    coding_system: str
    """Of the procedure code: CPT, HCPCS or a site's own."""
    description: str
    department: str
    unit_price: Decimal | None
    currency: str
    split: bool
    """Whether it can be charged as professional (26) and technical (TC) part."""
    side: str
    """none, left-right, left-right-or-50, both (the charge covers both sides), optional."""
    per: str
    """exam, extra fetus (an add-on, one unit for each fetus after the first), fetus (once for each fetus)."""
    base_codes: tuple[str, ...]
    excludes: tuple[str, ...]
    max_units: int | None
    diagnoses: tuple[str, ...]
    effective_from: date | None
    effective_to: date | None
    matches: tuple[Phrase, ...]
    professional_price: Decimal | None = None
    """What the professional part (26) of one unit costs; the technical part is the rest."""
    revenue_code: str = ""
    """FT1-41, from 2.7 on."""
    fault: str = ""
    """Why the row is left out, a finished sentence; "" for a row that can be charged."""
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    """Local and procedure code in capitals, as codes are compared."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(code.upper() for code in self.codes))

    @property
    def code(self) -> str:
        """What the row is called: its local code, else its procedure code."""
        return self.local_code or self.procedure_code

    @property
    def codes(self) -> tuple[str, ...]:
        """Local and procedure code, those that are there."""
        return tuple(code for code in (self.local_code, self.procedure_code) if code)

    def is_effective(self, day: date | None) -> bool:
        """Whether it may be charged for that day of service; an unknown day excludes nothing."""
        if day is None:
            return True
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )

    def is_named_by(self, code: str) -> bool:
        """Whether a code of a report (or of another row) is this row's local or procedure code."""
        return code.upper() in self.names


@dataclass(frozen=True)
class ChargeMaster:
    """The usable rows, the problems of the others, and the vocabulary that names are compared in."""

    charges: tuple[Charge, ...]
    problems: tuple[Problem, ...] = ()
    vocabulary: Vocabulary | None = None
    name: str = ""
    note: str = ""
    """A sentence about how the file was read: which of several sheets. "" when there is nothing to say."""
    faulty: tuple[Charge, ...] = ()
    """The rows that are left out for a fault in one of their cells, with what of them could be read."""

    @property
    def words(self) -> Vocabulary:
        return self.vocabulary or default_vocabulary()

    @property
    def left_out(self) -> tuple[str, ...]:
        """A sentence for every fault that leaves a row out."""
        return tuple(problem.text for problem in self.problems if problem.blocks)

    @cached_property
    def searched(self) -> ChargeMaster:
        """With the faulty rows too: what they fit is theirs, and no other row is charged in their place."""
        return replace(self, charges=(*self.charges, *self.faulty), faulty=()) if self.faulty else self

    @cached_property
    def _by_name(self) -> dict[str, tuple[Charge, ...]]:
        found: dict[str, list[Charge]] = {}
        for charge in self.charges:
            for name in charge.names:
                found.setdefault(name, []).append(charge)
        return {name: tuple(charges) for name, charges in found.items()}

    @cached_property
    def _by_phrase(self) -> dict[str, tuple[Charge, ...]]:
        found: dict[str, dict[int, Charge]] = {}
        for charge in self.charges:
            for phrase in charge.matches:
                found.setdefault(phrase.text.upper(), {})[id(charge)] = charge
        return {text: tuple(charges.values()) for text, charges in found.items()}

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[int, Phrase]]]:
        """The rarest word of each phrase -> (place of its charge, phrase): only these can fit where the word is."""
        count = Counter(word for charge in self.charges for one in charge.matches for word in one.required)
        found: dict[str, list[tuple[int, Phrase]]] = {}
        for place, charge in enumerate(self.charges):
            for phrase in charge.matches:
                if phrase.required:
                    rarest = min(sorted(phrase.required), key=count.__getitem__)
                    found.setdefault(rarest, []).append((place, phrase))
        return found

    def fitting(self, words: frozenset[str]) -> tuple[Charge, ...]:
        """Rows with a phrase that fits these words, in their order."""
        index = self._by_word
        places = {place for word in words for place, phrase in index.get(word, ()) if phrase.fits(words)}
        return tuple(self.charges[place] for place in sorted(places))

    def find(self, code: str) -> tuple[Charge, ...]:
        """Rows with that local or procedure code."""
        return self._by_name.get(code.upper(), ())

    def listing(self, code: str) -> tuple[Charge, ...]:
        """Rows that have that very text among their matches."""
        return self._by_phrase.get(code.upper(), ())

    def add_ons(self, base: Charge, day: date | None) -> tuple[Charge, ...]:
        """Rows charged for every fetus after the first when `base` is charged."""
        return tuple(
            charge
            for charge in self.charges
            if charge.per == "extra fetus"
            and charge.is_effective(day)
            and any(base.is_named_by(code) for code in charge.base_codes)
        )


def load(path: Path, vocabulary: Vocabulary | None = None, source: Source | None = None) -> ChargeMaster:
    """Read a charge master from a CSV file (UTF-8; comma, semicolon or tab) or an XLSX workbook.

    `source` says what the file calls its columns, and which sheet is meant. Raises
    ChargeMasterError when it cannot be read, is no CSV and no workbook, lacks a column, or has no usable row.
    """
    return parse(read_bytes(path, "The charge master", ChargeMasterError), path.name, vocabulary, source)


def load_default() -> ChargeMaster:
    """The demonstration charge master that comes with the program. Raises ChargeMasterError when it was removed."""
    return load(resources.path("charges", "chargemaster.csv"))


_EMPTY: dict[str, Any] = {
    # what a cell that cannot be read counts as, where that is not ""
    "unit_price": None,
    "professional_price": None,
    "split": False,
    "side": "none",
    "per": "exam",
    "base_codes": (),
    "excludes": (),
    "max_units": None,
    "diagnoses": (),
    "effective_from": None,
    "effective_to": None,
    "matches": (),
}
OWN_FILE = "chargemaster.csv"
"""Name of a user's own charge master in the folder with his data."""


def load_for(folder: Path | None) -> ChargeMaster:
    """The user's own charge master from the folder with his data; the one that comes along when he has none."""
    own = folder / OWN_FILE if folder is not None else None
    return load(own) if own is not None and own.is_file() else load_default()


def parse(data: bytes, name: str, vocabulary: Vocabulary | None = None, source: Source | None = None) -> ChargeMaster:
    """Like `load`, from bytes; `name` is what the sentences call the file."""
    words = vocabulary or default_vocabulary()
    charges: list[Charge] = []
    by_code: dict[str, list[Charge]] = {}
    problems: list[Problem] = []
    faulty: list[Charge] = []
    rows = records(data, name, source)
    problems += _unknown_columns(rows[0][1] if rows else {})
    for row, cells in rows:
        values, found = check_row(row, cells)
        if fault := next((problem.text for problem in found if problem.blocks), ""):
            faulty.append(_faulty(row, values, cells, fault, words))
        found = found or _duplicates(row, values, by_code)
        problems += found
        if not any(problem.blocks for problem in found):
            phrases = tuple(words.phrase(text) for text in values.pop("matches"))
            charge = Charge(matches=phrases, **values)
            charges.append(charge)
            by_code.setdefault(charge.code, []).append(charge)
    problems += _dangling(charges)
    if not charges:
        first = f" The first problem: {problems[0].text}" if problems else ""
        raise ChargeMasterError(f"The charge master {name} has no usable row.{first}", problems)
    note = _note(data, name, source or Source())
    return ChargeMaster(tuple(charges), tuple(problems), words, name, note, tuple(faulty))


def _faulty(row: int, values: Mapping[str, Any], cells: Mapping[str, str], fault: str, words: Vocabulary) -> Charge:
    """A row that is left out, with as much of it as can be read: what it is called, and what it would fit."""
    rest: dict[str, Any] = {name: _EMPTY.get(name, "") for name in COLUMNS} | dict(values)
    rest["matches"] = tuple(words.phrase(text) for text in rest["matches"])
    for code in ("local_code", "procedure_code"):
        rest[code] = cells.get(code, "")
    return Charge(**rest | {"row": row}, fault=fault)


def _note(data: bytes, name: str, source: Source) -> str:
    chosen, known = sheet_of(data, name, source.columns)
    if len(known) < 2:
        return ""
    chosen = source.sheet or chosen
    others = ", ".join(f"“{one}”" for one in known if one != chosen)
    return f"The sheet “{chosen}” was read; {name} also has {others}."


def _unknown_columns(cells: dict[str, str]) -> list[Problem]:
    """Columns that mean nothing to us: harmless, but perhaps misspelt."""
    problems = []
    for column in cells:
        if column and column not in COLUMNS and column != SURPLUS and not column.startswith("their "):
            near = difflib.get_close_matches(column, COLUMNS, 1)
            meant = f"; perhaps {near[0]} is meant" if near else ""
            text = f"Row 1: the column “{column}” is not known and was not read{meant}."
            problems.append(Problem(1, column, text, blocks=False))
    return problems


def _duplicates(row: int, values: dict[str, object], by_code: Mapping[str, Sequence[Charge]]) -> list[Problem]:
    """The same local code (or procedure code, where there is no local one) may come twice only at different times."""
    mine = values.get("local_code") or values.get("procedure_code")
    start, stop = values.get("effective_from"), values.get("effective_to")
    for other in by_code.get(str(mine), ()):
        before = isinstance(stop, date) and other.effective_from is not None and stop < other.effective_from
        after = isinstance(start, date) and other.effective_to is not None and other.effective_to < start
        if not (before or after):
            text = (
                f"Row {row}: the code {mine} is in row {other.row} already."
                " Remove one, or give them dates (effective_from, effective_to) that do not overlap."
            )
            return [Problem(row, "local_code", text)]
    return []


def _dangling(charges: list[Charge]) -> list[Problem]:
    """Codes in base_codes and excludes that no row has: harmless, but probably a typing error."""
    known = {code.upper() for charge in charges for code in charge.codes}
    problems = []
    for charge in charges:
        for column, codes in (("base_codes", charge.base_codes), ("excludes", charge.excludes)):
            if unknown := [code for code in codes if code.upper() not in known]:
                text = f"Row {charge.row}, {column}: no row has the code {', '.join(unknown)}; correct or remove it."
                problems.append(Problem(charge.row, column, text, blocks=False))
    return problems
