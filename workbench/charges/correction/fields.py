"""Comparing two FT1s: what a bill depends on, and what is only worded differently.

FT1: HL7 2.5.1, chapter 6.5.1. Compared are codes without their texts, numbers as numbers (350 is 350.00), the day of
service without its time, people by their id. FT1-1, 2, 3 and 5 differ between any two messages and are not compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from workbench.charges.ft1.groups import Group, groups_of
from workbench.charges.ft1.rows import layout_of
from workbench.charges.numbers import number
from workbench.er7 import Document, Path
from workbench.reference.money import NULL, read_money

_Compared = tuple[str, ...]
_NEVER = frozenset({1, 2, 3, 5})


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a line, as it was charged and as it should be; raw."""

    name: str
    old: Path
    new: Path
    before: str
    after: str
    billed: bool
    """Whether the charge has to be made anew because of it."""


def _codes(document: Document, path: Path) -> _Compared:
    """The identifier of every repetition, else the whole of it; the null value says nothing."""
    part = document.part(path)
    repetitions = getattr(part, "repetitions", ())
    found = []
    for repetition in repetitions:
        first = repetition.components[0].text.strip().removeprefix(NULL)
        found.append((first or repetition.text.strip().removeprefix(NULL)).upper())
    return tuple(one for one in found if one)


def _number(document: Document, path: Path) -> _Compared:
    raw = (document.get(path.at(component=1, subcomponent=1)) or "").strip()
    value = number(raw)
    return () if raw in ("", NULL) else (raw if value is None else f"{value.normalize():f}",)


def _currency(document: Document, path: Path) -> str:
    marks = document.delimiters
    return read_money(document.get(path.at(repetition=1)) or "", marks.component, marks.subcomponent).currency


def _amount(document: Document, path: Path) -> _Compared:
    """Of money: the number; the currency is compared apart, since one that is left out is no other one."""
    return _number(document, path)


def _day(document: Document, path: Path) -> _Compared:
    raw = (document.get(path.at(component=1)) or "").strip()
    return (raw[:8],) if raw not in ("", NULL) else ()


_BILLED: dict[int, tuple[str, Callable[[Document, Path], _Compared]]] = {
    4: ("day of service", _day),
    6: ("transaction type", _codes),
    7: ("transaction code", _codes),
    12: ("price of one", _amount),
    13: ("department", _codes),
    19: ("diagnoses", _codes),
    20: ("performed by", _codes),
    21: ("ordered by", _codes),
    23: ("order number", _codes),
    25: ("procedure code", _codes),
    26: ("modifiers", _codes),
    27: ("advance notice", _codes),
    28: ("reason of a repeat", _codes),
    29: ("drug code", _codes),
    41: ("revenue code", _codes),
}


def differences(old: Document, old_group: Group, new: Document, new_group: Group) -> tuple[FieldDifference, ...]:
    """Every field that differs, in order; empty when the lines say the same."""
    last = max(len(old_group.ft1.fields), len(new_group.ft1.fields))
    found = []
    for field in range(1, last + 1):
        if field not in _NEVER and (one := _difference(field, old, old_group, new, new_group)) is not None:
            found.append(one)
    others = (_diagnoses(old, old_group, new, new_group), _behind(old_group, new_group))
    return (*found, *(one for one in others if one is not None))


def _difference(field: int, old: Document, old_group: Group, new: Document, new_group: Group) -> FieldDifference | None:
    old_path, new_path = old_group.ft1.path.at(field=field), new_group.ft1.path.at(field=field)
    before, after = old.get(old_path) or "", new.get(new_path) or ""
    if before.strip() == after.strip():
        return None
    name, comparable = _comparison(field, old)
    billed = comparable is not None and comparable(old, old_path) != comparable(new, new_path)
    if comparable is _amount:
        currencies = {_currency(old, old_path), _currency(new, new_path)} - {""}
        billed = billed or len(currencies) > 1
    return FieldDifference(name, old_path, new_path, before, after, billed)


def _comparison(field: int, document: Document) -> tuple[str, Callable[[Document, Path], _Compared] | None]:
    layout = layout_of(document.version)
    if field == layout.quantity:
        return "quantity", _number
    if field == layout.amount:
        return "amount", _amount
    name = "insurance amount" if field == layout.insurance else f"FT1-{field}"
    return _BILLED.get(field, (name, None))


def _diagnoses(old: Document, old_group: Group, new: Document, new_group: Group) -> FieldDifference | None:
    """DG1 counts for a line whose FT1-19 is empty (HL7 2.5.1, chapter 6.5.1.19); else FT1-19 says what is billed."""
    before, after = _dg1_codes(old, old_group), _dg1_codes(new, new_group)
    if before == after:
        return None
    old_path, new_path = old_group.ft1.path.at(field=19), new_group.ft1.path.at(field=19)
    billed = not (old.get(old_path) or "").strip() and not (new.get(new_path) or "").strip()
    return FieldDifference("diagnoses in DG1", old_path, new_path, ", ".join(before), ", ".join(after), billed)


def _dg1_codes(document: Document, group: Group) -> _Compared:
    """DG1-3 of the message and of this line, without those of other lines."""
    owners = _owners(document)
    segments = [one for one in document.all("DG1") if owners.get(one.index, group.number) == group.number]
    return tuple(code for one in segments for code in _codes(document, one.path.at(field=3)))


@lru_cache(4)
def _owners(document: Document) -> dict[int, int]:
    """Index of a DG1 that stands with a line -> the number of the line. Remembered: it is asked for each line."""
    if not document.all("DG1"):
        return {}
    return {one.index: each.number for each in groups_of(document) for one in each.own if one.name == "DG1"}


def _behind(old: Group, new: Group) -> FieldDifference | None:
    """PR1, NTE and other segments that go with the line."""
    before = "\r".join(one.text.strip() for one in old.own if not one.is_blank)
    after = "\r".join(one.text.strip() for one in new.own if not one.is_blank)
    if before == after:
        return None
    return FieldDifference("segments behind FT1", old.ft1.path, new.ft1.path, before, after, billed=False)


def code_of(document: Document, group: Group) -> str:
    """The code that a line is matched by: the procedure code (FT1-25), else the transaction code (FT1-7)."""
    for field in (25, 7):
        if found := _codes(document, group.ft1.path.at(field=field)):
            return found[0]
    return ""


def codes_of(document: Document, group: Group) -> tuple[str, ...]:
    """Procedure code and transaction code, those that are there."""
    fields = (_codes(document, group.ft1.path.at(field=field))[:1] for field in (25, 7))
    return tuple(code for codes in fields for code in codes)


def modifiers_of(document: Document, group: Group) -> tuple[str, ...]:
    """FT1-26 in its order."""
    return _codes(document, group.ft1.path.at(field=26))


def order_of(document: Document, group: Group) -> str:
    """The filler's order number (FT1-23), usually the accession number."""
    return "".join(_codes(document, group.ft1.path.at(field=23))[:1])


def day_of(document: Document, group: Group) -> str:
    """The day of service, YYYYMMDD as far as it is given."""
    return "".join(_day(document, group.ft1.path.at(field=4)))
