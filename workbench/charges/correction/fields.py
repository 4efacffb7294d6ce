"""Comparing two FT1s: what a bill depends on, and what is only worded differently.

FT1: HL7 2.5.1, chapter 6.5.1. Compared are codes without their texts, numbers as numbers (350 is 350.00), the day of
service without its time, people by their id. FT1-1, 2, 3 and 5 differ between any two messages and are not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from workbench.charges.ft1.columns import Columns, before
from workbench.charges.ft1.groups import Group, groups_of
from workbench.charges.ft1.rows import layout_of
from workbench.charges.numbers import number
from workbench.er7 import Document, Path, Segment
from workbench.er7.escapes import NULL
from workbench.reference.money import read_money

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
    marks, raw = document.delimiters, _raw(document, path)
    found = []
    for repetition in raw.split(marks.repetition) if marks.repetition else [raw]:
        first = before(repetition, marks.component).strip().removeprefix(NULL)
        found.append((first or repetition.strip().removeprefix(NULL)).upper())
    return tuple(one for one in found if one)


def _raw(document: Document, path: Path) -> str:
    """A field as it stands; "" when the message ends before it."""
    segment = document.segment(path)
    return "" if segment is None or path.field is None else Columns(segment).text(path.field)


def _first(document: Document, path: Path) -> str:
    """The first component of a field."""
    marks = document.delimiters
    return before(before(_raw(document, path), marks.repetition), marks.component)


def _number(document: Document, path: Path) -> _Compared:
    marks = document.delimiters
    raw = before(_first(document, path), marks.subcomponent).strip()
    value = number(raw)
    return () if raw in ("", NULL) else (raw if value is None else f"{value.normalize():f}",)


def _currency(document: Document, path: Path) -> str:
    marks = document.delimiters
    raw = before(_raw(document, path), marks.repetition)
    return read_money(raw, marks.component, marks.subcomponent).currency


def _amount(document: Document, path: Path) -> _Compared:
    """Of money: the number; the currency is compared apart, since one that is left out is no other one."""
    return _number(document, path)


def _day(document: Document, path: Path) -> _Compared:
    raw = _first(document, path).strip()
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
    written = _written_differently(old_group.ft1, new_group.ft1)
    found = [_difference(field, old, old_group, new, new_group) for field in written if field not in _NEVER]
    others = (_diagnoses(old, old_group, new, new_group), _behind(old_group, new_group))
    return (*found, *(one for one in others if one is not None))


def _written_differently(old: Segment, new: Segment) -> Iterator[int]:
    """The fields whose text differs, blanks around it aside; the others need not be divided."""
    before, after = (one.text.split(one.delimiters.field) for one in (old, new))
    for field, (one, other) in enumerate(zip_longest(before, after, fillvalue="")):
        if field and one.strip() != other.strip():
            yield field


def _difference(field: int, old: Document, old_group: Group, new: Document, new_group: Group) -> FieldDifference:
    old_path, new_path = old_group.ft1.path.at(field=field), new_group.ft1.path.at(field=field)
    was, now = _raw(old, old_path), _raw(new, new_path)
    name, comparable = _comparison(field, old)
    billed = comparable is not None and comparable(old, old_path) != comparable(new, new_path)
    if comparable is _amount:
        currencies = {_currency(old, old_path), _currency(new, new_path)} - {""}
        billed = billed or len(currencies) > 1
    return FieldDifference(name, old_path, new_path, was, now, billed)


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
    was, now = _dg1_codes(old, old_group), _dg1_codes(new, new_group)
    if was == now:
        return None
    old_path, new_path = old_group.ft1.path.at(field=19), new_group.ft1.path.at(field=19)
    billed = not (old.get(old_path) or "").strip() and not (new.get(new_path) or "").strip()
    return FieldDifference("diagnoses in DG1", old_path, new_path, ", ".join(was), ", ".join(now), billed)


def _dg1_codes(document: Document, group: Group) -> _Compared:
    """DG1-3 of the message and of this line, without those of other lines."""
    for_all, of_lines = _all_dg1(document)
    return of_lines.get(group.number, for_all)


@lru_cache(4)
def _all_dg1(document: Document) -> tuple[_Compared, dict[int, _Compared]]:
    """What counts for lines without a DG1 of their own, and number of a line -> what counts for it; in the order of
    the message. Remembered: it is asked for each line."""
    segments = document.all("DG1")
    owners = {one.index: each.number for each in groups_of(document) for one in each.own if one.name == "DG1"}
    codes = [(owners.get(one.index, 0), _codes(document, one.path.at(field=3))) for one in segments]
    return _of(codes, 0), {number: _of(codes, number) for number in set(owners.values())}


def _of(codes: Sequence[tuple[int, _Compared]], number: int) -> _Compared:
    return tuple(code for owner, each in codes if owner in (0, number) for code in each)


def _behind(old: Group, new: Group) -> FieldDifference | None:
    """PR1, NTE and other segments that go with the line."""
    was = "\r".join(one.text.strip() for one in old.own if not one.is_blank)
    now = "\r".join(one.text.strip() for one in new.own if not one.is_blank)
    if was == now:
        return None
    return FieldDifference("segments behind FT1", old.ft1.path, new.ft1.path, was, now, billed=False)


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
