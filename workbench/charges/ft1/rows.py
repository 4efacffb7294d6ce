"""FT1 segments read as rows of a bill: which kind, how much, how many, and why a row cannot be trusted.

FT1: HL7 2.5.1, chapter 6.5.1; table 0017. In 2.1 FT1-10 is the amount and FT1-11 the quantity; from 2.2 on it is the
other way round.
Money and quantities are Decimal, in the currency that the row names ("" when it names none).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice

from workbench.charges.ft1.columns import Columns, before
from workbench.charges.ft1.groups import Group, groups_of
from workbench.charges.numbers import number
from workbench.charges.profile.conventions import Convention
from workbench.er7 import Document, Path
from workbench.er7.escapes import NULL, unescape
from workbench.reference.ft1_rows import (
    Layout,
    agrees,
    columns_look_swapped,
    columns_swapped,
    layout_of,
    separators_to_mend,
    type_beside,
)
from workbench.reference.money import read_money

__all__ = ["Layout", "Row", "layout_of", "read_row", "read_rows"]

_SHOWN = 40
_MOST_OTHERS = 20
"""Other rows of the message that are looked at for a row that proves nothing itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """One FT1 as a receiver would book it. None where the message gives nothing."""

    number: int
    path: Path
    kind: str
    """charge, credit, payment, co-payment, adjustment, deposit; "" when it cannot be told."""
    code: str
    """FT1-6 as it stands, first component."""
    transaction_id: str
    """FT1-2, first component, escapes resolved; "" when there is none."""
    amount: Decimal | None
    currency: str
    quantity: Decimal | None
    trouble: str = ""
    """Why the row cannot be trusted, a sentence; "" when it can."""
    shifted: bool = False
    doubt: str = ""
    """What should be looked at, a sentence; "" when there is nothing."""
    item: str = ""
    """What is charged: the code of FT1-25, else of FT1-7, in capitals; "" when there is none."""

    @property
    def sign(self) -> int:
        """Whether it adds to the account (1) or takes off (-1); 0 for what is neither charge, credit nor adjustment."""
        if self.kind == "adjustment":
            return -1 if (self.amount or 0) < 0 else 1
        return {"charge": 1, "credit": -1}.get(self.kind, 0)

    @property
    def effect(self) -> Decimal | None:
        """What it adds to the account, in its currency; None without an amount, or when the kind cannot be told."""
        return None if self.amount is None or not self.kind else self.sign * abs(self.amount)

    @property
    def counted(self) -> Decimal | None:
        """The quantity with the sign of the effect; None without a quantity, or when the kind cannot be told."""
        return None if self.quantity is None or not self.kind else self.sign * abs(self.quantity)


def read_row(document: Document, group: Group, convention: Convention) -> Row:
    """The row of one FT1. Never raises; what is wrong is its `trouble`."""
    return _Reader(document, group, convention, _Others(document)).row()


@lru_cache(4)
def read_rows(document: Document, convention: Convention) -> tuple[tuple[Group, Row], ...]:
    """Every group of a message with its row, in order. Remembered: correcting asks for the same message many times."""
    others = _Others(document)
    return tuple((group, _Reader(document, group, convention, others).row()) for group in groups_of(document))


def _real(raw: str | None) -> str:
    """What a field says, without blanks around it; the null value (HL7 2.5.1, chapter 2.5.3) says nothing."""
    text = (raw or "").strip()
    return "" if text == NULL else text


class _Others:
    """What the rows of a message prove about one of them."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def swapped(self) -> Path | None:
        """The first of the rows looked at whose amount and quantity stand in one another's columns."""
        layout = layout_of(self._document.version)
        rows = islice((one for one in self._document.segments if one.name == "FT1"), _MOST_OTHERS)
        return next((one.path for one in rows if _is_swapped(Columns(one), layout)), None)


def _is_swapped(columns: Columns, layout: Layout) -> bool:
    """Whether quantity × price of one gives the amount only when FT1-10 and FT1-11 change places."""
    unit = columns.number(12)  # first: without a price there is nothing to compare
    if not unit:
        return False
    tenth, eleventh = columns.number(10), columns.number(11)
    if not tenth or not eleventh:
        return False
    amount, quantity = (tenth, eleventh) if layout.amount == 10 else (eleventh, tenth)
    return columns_swapped(amount, quantity, unit)


class _Reader:
    """The fields of one FT1."""

    def __init__(self, document: Document, group: Group, convention: Convention, others: _Others) -> None:
        self.document = document
        self.others = others
        self.group = group
        self.convention = convention
        self.path = group.ft1.path
        self.columns = Columns(group.ft1)
        self.moneys: dict[int, str] = {}
        self.layout = layout_of(document.version)

    def row(self) -> Row:
        code = self.first(6)
        kind = self.convention.kind(code) if self.has_one_type() else ""
        amount, quantity = number(self.money(self.layout.amount)), number(self.text(self.layout.quantity))
        shifted = "" if kind and code else self.shift()
        # An own quantity or amount below zero makes a charge a credit already, whatever its type says.
        below = (quantity is not None and quantity < 0) or (amount is not None and amount < 0)
        is_credit_code = code.upper() == self.convention.credit.upper()
        if (kind == "charge" and (below or self.is_marked())) or (kind == "adjustment" and is_credit_code and below):
            kind = "credit"
        return Row(
            number=self.group.number,
            path=self.path,
            kind="" if shifted else kind,
            code=code,
            transaction_id=self.plain(2),
            amount=amount,
            currency="" if amount is None else self.currency(),
            quantity=quantity,
            trouble=shifted or self.untyped(kind, code) or self.no_number() or self.pushed() or self.swapped(),
            shifted=bool(shifted),
            doubt=self.ids() or self.sum(amount, quantity) or self.exchanged() or self.unpriced() or self.insurance(),
            item=(self.plain(25) or self.plain(7)).upper(),
        )

    def text(self, field: int) -> str:
        """The whole field, without blanks around it; "" for the null value."""
        return _real(self.columns.text(field))

    def first(self, field: int) -> str:
        """The first component, raw, without blanks around it; "" for the null value."""
        return _real(self.columns.first(field))

    def plain(self, field: int) -> str:
        """The same with escapes resolved."""
        return _real(unescape(self.columns.first(field), self.document.delimiters))

    def money(self, field: int) -> str:
        """The number of a CP or NM field: its first subcomponent; "" for the null value."""
        found = self.moneys.get(field)  # each is looked at from several sides
        if found is None:
            found = self.moneys[field] = _real(self.columns.money(field))
        return found

    def currency(self) -> str:
        """In capitals, from wherever it stands; "" when none is named."""
        marks = self.document.delimiters
        return read_money(self.columns.once(self.layout.amount), marks.component, marks.subcomponent).currency

    def is_marked(self) -> bool:
        """Whether the Z segment of the convention marks it as a credit."""
        wanted = self.convention
        if not wanted.marks_by_segment:
            return False
        places = [one.path.at(field=wanted.status_field) for one in self.group.own if one.name == wanted.status_segment]
        return any((self.document.value(place) or "").strip() == wanted.status_value for place in places)

    def each(self, field: int) -> list[str]:
        """The first components of all repetitions."""
        marks, text = self.document.delimiters, self.columns.text(field)
        return [_real(before(one, marks.component)) for one in text.split(marks.repetition or "\0")]

    def repeats(self, field: int) -> bool:
        """Whether there are several values in it."""
        mark = self.document.delimiters.repetition
        return bool(mark) and mark in self.columns.text(field)

    def has_one_type(self) -> bool:
        """FT1-6 does not repeat; a charge and a credit at once is neither."""
        return not self.repeats(6) or len({self.convention.kind(one) for one in self.each(6)}) == 1

    def ids(self) -> str:
        """FT1-2 does not repeat either."""
        found = [one for one in self.each(2) if one] if self.repeats(2) else []
        if len(found) < 2:
            return ""
        return (
            f"{self.path}-2 holds several ids ({', '.join(found[:3])}), but a line has one; the first is taken, and the"
            " others stay as they were sent."
        )

    def shift(self) -> str:
        """A type in a column beside FT1-6: the whole row stands beside its place."""
        codes = {code for code in self.convention.codes if len(code) > 1}
        field = type_beside(self.alone, codes)
        if field is None:
            return ""
        return (
            f"{self.first(field)} stands in {self.path.at(field=field)}, but the transaction type belongs in FT1-6: the"
            " row is shifted, so no column of it can be trusted."
            f" {separators_to_mend(field)} before it, then reverse again."
        )

    def alone(self, field: int) -> str:
        """The first component where the field holds nothing but components; "" for a field with repetitions."""
        found = self.first(field)
        return found if self.text(field).split(self.document.delimiters.component or "\0")[0] == found else ""

    def untyped(self, kind: str, code: str) -> str:
        if kind:
            return ""
        if not self.has_one_type():
            types = ", ".join(one or "empty" for one in self.each(6)[:3])
            return f"{self.path}-6 holds several types ({types}), but a line has one; correct it, then reverse again."
        if not code:
            return f"{self.path}-6 is empty, so nothing says whether this is a charge; fill it, then reverse again."
        return (
            f"{self.path}-6 is “{code[:_SHOWN]}”, which the convention {self.convention.name} does not know; if it is a"
            " charge, add it to its list of charges."
        )

    def no_number(self) -> str:
        """A quantity or amount that is none is nearly always a row that has lost or gained a separator."""
        layout = self.layout
        values = {
            layout.quantity: ("quantity", self.text(layout.quantity)),
            layout.amount: ("amount", self.money(layout.amount)),
        }
        for field, (what, value) in sorted(values.items()):
            path = self.path.at(field=field)
            if self.repeats(field):
                return f"{path} holds several values, but a charge has one {what}; correct it, then reverse again."
            if value and number(value) is None:
                return (
                    f"{path} is “{value[:_SHOWN]}”, which is no {what}: the row seems to be shifted from FT1-7 on, or"
                    " the number is not written as HL7 writes it. Correct it, then reverse again."
                )
        return ""

    def insurance(self) -> str:
        """Some feeds use FT1-15 for something else."""
        value = self.money(self.layout.insurance)
        if not value or number(value) is not None:
            return ""
        return f"{self.path}-15 is “{value[:_SHOWN]}”, which is no amount; it stays as it was sent."

    def pushed(self) -> str:
        """A row that lost a separator between FT1-7 and FT1-10 may still have numbers in FT1-10 and FT1-11."""
        unit, ninth = self.money(12), self.text(9)
        if not unit or number(unit) is not None or number(ninth) is None:
            return ""
        return (
            f"{self.path.at(field=12)} is “{unit[:_SHOWN]}”, which is no price, and FT1-9 is the number {ninth}:"
            " the row seems to be shifted from FT1-7 on. Add the field separator that is missing, then reverse again."
        )

    def unpriced(self) -> str:
        """FT1-12 is the price of one."""
        unit = self.money(12)
        if not unit or number(unit) is not None:
            return ""
        return (
            f"{self.path.at(field=12)} is “{unit[:_SHOWN]}”, which is no price: look whether the row is shifted. The"
            " credit repeats it as it was sent."
        )

    def swapped(self) -> str:
        """Amount and quantity in one another's columns: negating the wrong column would be a wrong number."""
        proof = self.path if _is_swapped(self.columns, self.layout) else None
        if proof is None and not self.money(12) and self.money(10) and self.money(11):
            proof = self.others.swapped
        if proof is None:
            return ""
        names = ("amount", "quantity") if self.layout.amount == 10 else ("quantity", "amount")
        until = "as from 2.2 on" if self.layout.amount == 10 else "as up to 2.1"
        whose = "" if proof == self.path else f" of {proof}"
        return (
            f"The message says {self.document.version or 'no version'}, where {self.path}-10 is the {names[0]} and"
            f" FT1-11 the {names[1]}, but the numbers{whose} only agree the other way round, {until}."
            " Correct MSH-12 or the row, then reverse again."
        )

    def exchanged(self) -> str:
        """The same without a price of one: nothing proves it, so it is only said."""
        amount, quantity = self.money(self.layout.amount), self.text(self.layout.quantity)
        if self.money(12) or not columns_look_swapped(amount, quantity):
            return ""
        return (
            f"{self.path} has the quantity {quantity} and the amount {amount} as HL7 {self.document.version} has them:"
            " look whether they stand in each other's place. The credit repeats them as they were sent."
        )

    def sum(self, amount: Decimal | None, quantity: Decimal | None) -> str:
        """|amount| = |quantity| × |price of one| to the cent; nothing is said when one of them is missing."""
        unit = number(self.money(12))
        if amount is None or quantity is None or unit is None or agrees(amount, quantity, unit):
            return ""
        return (
            f"{self.path}: the amount is {amount}, but {abs(quantity)} × {abs(unit)} is {abs(quantity * unit)};"
            " the credit repeats it as it was sent."
        )
