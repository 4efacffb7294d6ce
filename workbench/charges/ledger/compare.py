"""Two lines field by field: what agrees, what differs. A field that one of them leaves empty says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workbench.charges.ledger.line import LedgerLine

Value = str | date | Decimal | tuple[str, ...] | None


class Difference(NamedTuple):
    """A field that differs, with both values as text."""

    field: str
    first: str
    second: str


class Comparison(NamedTuple):
    """Names of the fields that agree, and the fields that differ."""

    matched: tuple[str, ...]
    differing: tuple[Difference, ...]


def _size(number: Decimal | None) -> Decimal | None:
    """Charge and credit differ in their signs; what is compared is how much."""
    return None if number is None else abs(number)


FIELDS: dict[str, Callable[[LedgerLine], Value]] = {
    "FT1-2 transaction id": lambda line: line.transaction_id,
    "PID-3 patient": lambda line: line.head.patient,
    "PID-3.4 authority": lambda line: line.head.patient_authority,
    "PID-18 account": lambda line: line.head.account,
    "PV1-19 visit": lambda line: line.head.visit,
    "FT1-23 order": lambda line: line.order,
    "FT1-4 service day": lambda line: line.service_day,
    "FT1-25/7 code": lambda line: line.code,
    "FT1-26 modifiers": lambda line: tuple(sorted(line.modifiers)),
    "FT1-10 quantity": lambda line: _size(line.quantity),
    "FT1-11 amount": lambda line: _size(line.amount),
    "FT1-11 currency": lambda line: line.currency if line.amount is not None else "",
    "FT1-20 performer": lambda line: line.performer,
    "MSH-3 sender": lambda line: line.head.sending_application,
    "MSH-10 control id": lambda line: line.head.control_id,
}
"""What is compared, by name; a value that is empty on either side is left out."""

_WHOLE = frozenset({"FT1-26 modifiers", "FT1-11 currency"})
"""Fields where empty against filled is a difference: 26 is not the whole service."""


def compare(first: LedgerLine, second: LedgerLine, *names: str) -> Comparison:
    """Compare the named fields, or all."""
    matched, differing = [], []
    for name in names or FIELDS:
        read = FIELDS[name]
        one, other = read(first), read(second)
        if _empty(one) and _empty(other):
            continue
        if (_empty(one) or _empty(other)) and (name not in _WHOLE or _moneyless(name, first, second)):
            continue
        if one == other:
            matched.append(name)
        else:
            differing.append(Difference(name, shown(one), shown(other)))
    return Comparison(tuple(matched), tuple(differing))


def _moneyless(name: str, first: LedgerLine, second: LedgerLine) -> bool:
    return "currency" in name and (first.amount is None or second.amount is None)


def _empty(value: Value) -> bool:
    return value is None or value == "" or value == ()


def shown(value: Value) -> str:
    """A value in words."""
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "none" if _empty(value) else str(value)
