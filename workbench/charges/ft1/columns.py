"""The fields of a segment by their numbers, divided as far as they are asked for and no parts built."""

from __future__ import annotations

from decimal import Decimal

from workbench.charges.numbers import number
from workbench.er7 import Segment


class Columns:
    """The raw fields of a segment by their numbers, divided as far as they are asked for; "" where there is none."""

    __slots__ = ("_fields", "_signs")

    def __init__(self, segment: Segment) -> None:
        self._signs = segment.delimiters
        self._fields = segment.text.split(self._signs.field)

    def text(self, field: int) -> str:
        """All of it."""
        return self._fields[field] if field < len(self._fields) else ""

    def once(self, field: int) -> str:
        """The first repetition."""
        return before(self.text(field), self._signs.repetition)

    def first(self, field: int) -> str:
        """The first component."""
        return before(self.once(field), self._signs.component)

    def money(self, field: int) -> str:
        """The first subcomponent."""
        return before(self.first(field), self._signs.subcomponent)

    def number(self, field: int) -> Decimal | None:
        """The first subcomponent as a number; None when it is none."""
        return number(self.money(field).strip())


def before(text: str, separator: str) -> str:
    """What stands before the first separator; all of it where there is none."""
    return text.partition(separator)[0] if separator and separator in text else text
