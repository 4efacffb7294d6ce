"""Which line of the corrected message is which line of the old one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.charges.correction.fields import (
    FieldDifference,
    code_of,
    day_of,
    differences,
    modifiers_of,
    order_of,
)
from workbench.charges.ft1.groups import Group
from workbench.charges.ft1.rows import Row
from workbench.er7 import Document


@dataclass(frozen=True, eq=False)
class Charged:
    """A charge with the message it stands in."""

    document: Document
    group: Group
    row: Row

    @cached_property
    def code(self) -> str:
        """What it is matched by; remembered, since lines are compared with one another."""
        return code_of(self.document, self.group)

    @cached_property
    def modifiers(self) -> tuple[str, ...]:
        """FT1-26 in its order."""
        return modifiers_of(self.document, self.group)

    @cached_property
    def order(self) -> str:
        """The filler's order number, "" when there is none."""
        return order_of(self.document, self.group)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the table that is shown before anything is made."""

    old: Charged | None
    new: Charged | None
    fields: tuple[FieldDifference, ...] = ()
    follows: str = ""
    """Why a line that nobody edited is charged anew, or not any more, with its base; a sentence, "" for others."""

    @property
    def kind(self) -> str:
        """changed, unchanged, removed, added."""
        if self.new is None:
            return "removed"
        if self.old is None:
            return "added"
        billed = any(field.billed for field in self.fields)
        return "changed" if billed or self.follows else "unchanged"

    @property
    def text(self) -> str:
        """In words."""
        if self.new is None and self.old is not None:
            return self.follows or f"{self.old.row.path} ({self.old.code}) is not charged any more."
        if self.old is None and self.new is not None:
            return f"{self.new.row.path} ({self.new.code}) is new."
        assert self.old is not None and self.new is not None
        called = f"{self.old.row.path} ({self.old.code})"
        changed = [f"{one.name} {one.before or 'empty'} → {one.after or 'empty'}" for one in self.fields if one.billed]
        if changed:
            return f"{called}: {'; '.join(changed)}. {self.follows}".rstrip()
        worded = [one.name for one in self.fields]
        return self.follows or (
            f"{called} is charged the same; only {', '.join(worded)} differ{'s' if len(worded) == 1 else ''}."
            if worded
            else f"{called} is charged the same."
        )


_Key = Callable[[Charged], Hashable]


def matched(old: Sequence[Charged], new: Sequence[Charged]) -> tuple[Difference, ...]:
    """Every charge of both messages once: the old ones in their order, then the added ones.

    Lines belong together by the same id, by what they charge, by code and modifiers, by code, and at last by their
    order within one examination.
    """
    pairs: dict[int, Charged] = {}
    left_old, left_new = list(old), list(new)
    for key in _KEYS:
        _pair(left_old, left_new, key, pairs)
    found = [
        Difference(one, pairs.get(one.row.number), _fields(one, pairs.get(one.row.number)))
        for one in sorted(old, key=lambda one: one.row.number)
    ]
    return (*found, *(Difference(None, one) for one in left_new))


def _pair(old: list[Charged], new: list[Charged], key: _Key, pairs: dict[int, Charged]) -> None:
    """Take the lines with equal keys off both lists, in order. An empty key matches nothing."""
    waiting: dict[Hashable, list[Charged]] = {}
    for other in reversed(new):
        waiting.setdefault(key(other), []).append(other)
    taken = set()
    for one in old:
        wanted = key(one)
        if wanted and waiting.get(wanted):
            match = waiting[wanted].pop()
            pairs[one.row.number] = match
            taken.add(match.row.number)
    old[:] = [one for one in old if one.row.number not in pairs]
    new[:] = [other for other in new if other.row.number not in taken]


def _fields(old: Charged, new: Charged | None) -> tuple[FieldDifference, ...]:
    return () if new is None else differences(old.document, old.group, new.document, new.group)


def _by_content(one: Charged) -> Hashable:
    row = one.row
    place = (one.order, day_of(one.document, one.group))
    return (one.code, one.modifiers, row.quantity, row.amount, *place) if one.code else ""


def _by_code_and_modifiers(one: Charged) -> Hashable:
    return (one.code, one.modifiers) if one.code else ""


def _by_order(one: Charged) -> Hashable:
    return ("order", one.order)


_KEYS: tuple[_Key, ...] = (
    lambda one: (one.row.transaction_id, _by_code_and_modifiers(one)) if one.row.transaction_id else "",
    lambda one: one.row.transaction_id,
    _by_content,
    _by_code_and_modifiers,
    lambda one: one.code,
    _by_order,
)
