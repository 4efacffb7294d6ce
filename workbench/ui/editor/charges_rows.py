"""The charge lines of a message as rows for the eye, and what they add up to. Knows no Qt.

Whatever a value cannot be read as is shown as it stands; an amount that is not there is no 0.00 and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.types import KINDS, UNKNOWN
from workbench.charges.timestamps import day
from workbench.er7 import Path
from workbench.er7.escapes import unescape
from workbench.reference.ft1_rows import layout_of
from workbench.ui.editor.charges_columns import AMOUNT, CODE, COLUMNS, QUANTITY
from workbench.ui.editor.values import NULL
from workbench.ui.money_text import money


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One FT1. `line` is what was read of it."""

    path: Path
    cells: tuple[str, ...]
    line: LedgerLine
    shifted: bool
    problems: tuple[str, ...]

    def field(self, column: int) -> Path:
        """The field that a cell shows."""
        number = field_number(column, self.line)
        if column == CODE and not self.line.procedure_code:
            number = 7
        return self.path.at(field=number)


def field_number(column: int, line: LedgerLine) -> int:
    """The field of a column in the version of a line."""
    if column not in (QUANTITY, AMOUNT):
        return COLUMNS[column].field
    layout = layout_of(line.head.version)  # the other way round in 2.1
    return layout.quantity if column == QUANTITY else layout.amount


def is_filled(line: LedgerLine, column: int) -> bool:
    """Whether a line has something for a column."""
    return bool(line.raw(field_number(column, line)) or (column == CODE and line.code))


def charge_row(line: LedgerLine, meaning: str) -> ChargeRow:
    """The row of a line; `meaning` is what the code of its type means, "" when it is none."""
    problems = tuple(problem.text for problem in line.problems)
    cells = (
        _flat(line, 1),
        _flat(line, 2),
        _date(line),
        f"{line.type_code} = {meaning}" if meaning else _flat(line, 6),
        _code(line),
        ", ".join(line.modifiers),
        _number(line.quantity) or _flat(line, field_number(QUANTITY, line)),
        _amount(line, field_number(AMOUNT, line)),
        ", ".join(_firsts(line, 19)),
        _person(line, 20),
        _person(line, 21),
    )
    shifted = any(problem.code == "row-shifted" for problem in line.problems)
    return ChargeRow(line.path, cells, line, shifted, problems)


def _flat(line: LedgerLine, number: int) -> str:
    """A field as it reads in one line; a null is not the same as nothing."""
    raw = line.raw(number)
    return raw if raw.strip() == NULL else unescape(raw, line.head.delimiters)


def _repetitions(line: LedgerLine, number: int) -> list[str]:
    raw, mark = line.raw(number), line.head.delimiters.repetition
    return raw.split(mark) if mark else [raw]


def _components(line: LedgerLine, raw: str) -> list[str]:
    mark = line.head.delimiters.component
    return [unescape(one, line.head.delimiters).strip() for one in (raw.split(mark) if mark else [raw])]


def _firsts(line: LedgerLine, number: int) -> list[str]:
    return [found for one in _repetitions(line, number) if (found := _components(line, one)[0])]


def _code(line: LedgerLine) -> str:
    """The procedure; the transaction code too when it says something else."""
    if line.procedure_code and line.transaction_code and line.procedure_code != line.transaction_code:
        return f"{line.procedure_code} ({line.transaction_code})"
    return line.code


def _person(line: LedgerLine, number: int) -> str:
    """Family and given name, else the identifier; how many more there are."""
    people = [one for one in _repetitions(line, number) if one.strip()]
    if not people:
        return ""
    parts = [*_components(line, people[0]), "", "", ""]
    inner = line.head.delimiters.subcomponent
    family = parts[1].split(inner)[0] if inner else parts[1]
    name = ", ".join(part for part in (family, parts[2]) if part) or parts[0]
    return f"{name} +{len(people) - 1}" if len(people) > 1 else name


def _date(line: LedgerLine) -> str:
    """2026-03-01 without the time; from and to for a range (from 2.5 on, DR); anything else as it stands."""
    parts = [part for part in _components(line, line.raw(4)) if part]
    read = [_day(part) for part in parts[:2]]
    if not read or not all(read):
        return _flat(line, 4)
    return read[0] if len(set(read)) == 1 else " – ".join(read)


def _day(text: str) -> str:
    found = day(text)
    return found.isoformat() if found is not None else ""


def _number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def _amount(line: LedgerLine, number: int) -> str:
    if line.amount is None:
        return _flat(line, number)
    return money(line.amount, line.currency)


@dataclass(frozen=True, slots=True)
class Total:
    """All lines that do the same to an account. Money by currency, "" where a line names none; a credit takes off."""

    role: str
    lines: int
    sums: tuple[tuple[str, Decimal], ...]
    without_amount: int

    def words(self) -> str:
        """`2 charges 700.00 USD, 1 without an amount`."""
        name = "of no known type" if self.role == UNKNOWN else f"{self.role}{'s' if self.lines != 1 else ''}"
        said = [f"{self.lines} {name}"]
        if self.role == UNKNOWN:
            return f"{said[0]}, not added up"
        amounts = ", ".join(money(amount, currency) for currency, amount in self.sums)
        if amounts:
            said.append(amounts)
        missing = ""
        if self.without_amount:
            count = "" if self.without_amount == self.lines else f"{self.without_amount} "
            missing = f"{count}without an amount"
        text = " ".join(said)
        return f"{text}, {missing}" if missing and amounts else f"{text} {missing}".rstrip()


def totals(lines: Iterable[LedgerLine]) -> tuple[Total, ...]:
    """What the lines add up to, by what they do; kinds in their usual order."""
    by_role: dict[str, list[LedgerLine]] = {}
    for line in lines:
        by_role.setdefault(line.role if line.readable else UNKNOWN, []).append(line)
    return tuple(_total(role, by_role[role]) for role in KINDS if role in by_role)


def _total(role: str, lines: Sequence[LedgerLine]) -> Total:
    sums: dict[str, Decimal] = {}
    missing = 0
    for line in lines:
        if line.effect is None:
            missing += 1
        else:
            sums[line.currency] = sums.get(line.currency, Decimal()) + line.effect
    return Total(role, len(lines), tuple(sorted(sums.items())), missing)
