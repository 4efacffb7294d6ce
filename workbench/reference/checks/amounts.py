"""Money and quantities of a charge line: currency in the wrong place, sums that do not agree, signs that contradict.

CP and MO: HL7 2.5.1 chapters 2A.15 and 2A.42 (amount and currency are subcomponents: 350.00&USD). The standard has no
rule for signs; what is said about them here are the conventions that are in use. Decimal throughout, never float.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbench.er7 import Path, Segment
from workbench.er7.escapes import NULL
from workbench.reference.checks.context import Context, first
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.ft1_rows import agrees, layout_of
from workbench.reference.money import is_currency
from workbench.reference.numbers import number as number_of
from workbench.reference.transaction_types import CHARGES, CREDITS
from workbench.words import listed

_MONEY = (11, 12, 15, 22)


def check(context: Context) -> Iterator[Finding]:
    """Findings about FT1-10, 11, 12, 15 and 22."""
    lines = context.all("FT1")
    for line in lines:
        yield from _currency_place(context, line)
        yield from _sum(context, line)
        yield from _signs(context, line)
    yield from _currencies(lines)


def _numbers(context: Context) -> tuple[int, int]:
    """Field numbers of quantity and extended amount: they changed places after 2.1."""
    layout = layout_of(context.dictionary.ft1_version)
    return layout.quantity, layout.amount


def _amount(line: Segment, number: int) -> Decimal | None:
    """The amount in a money or number field; None when it is empty or no number."""
    return number_of(first(line, number, 1, 1))


def _currency_place(context: Context, line: Segment) -> Iterator[Finding]:
    for number in _MONEY:
        known = context.dictionary.field("FT1", number)
        second = first(line, number, 2)
        if known is None or known.datatype != "CP" or not is_currency(second):
            continue
        path, amount = line.path.at(field=number, component=2), first(line, number)
        text = f"{path} is {quoted(second)}: a currency, but this component is the type of price."
        mark = context.document.delimiters.subcomponent or "&"
        hint = (
            f"Write {amount}{mark}{second}. Receivers that read only {amount}{mark}{second} take no currency from this."
        )
        yield Finding(path, "warning", "currency-place", text, hint)


def _sum(context: Context, line: Segment) -> Iterator[Finding]:
    """|extended amount| = |quantity| x |unit amount| to the cent; nothing is said when one of them is empty."""
    quantity_number, total_number = _numbers(context)
    quantity = _amount(line, quantity_number)
    total, unit = _amount(line, total_number), _amount(line, 12)
    if quantity is None or total is None or unit is None:
        return
    if not agrees(total, quantity, unit):
        product = abs(quantity * unit)
        path = line.path.at(field=total_number)
        text = f"{path} is {total}, but {abs(quantity)} × {abs(unit)} is {product} (FT1-{quantity_number} × FT1-12)."
        yield Finding(path, "warning", "amount-sum", text, "Correct one of the three; many receivers check this.")


def _signs(context: Context, line: Segment) -> Iterator[Finding]:
    quantity_number, total_number = _numbers(context)
    quantity, total, unit = _amount(line, quantity_number), _amount(line, total_number), _amount(line, 12)
    if quantity is not None and quantity == 0:
        text = f"{line.path}-{quantity_number} (Transaction Quantity) is 0."
        yield Finding(line.path.at(field=quantity_number), "warning", "quantity-zero", text, "Say how many, usually 1.")
    if unit is not None and unit < 0:
        text = f"{line.path}-12 (Transaction Amount - Unit) is negative."
        hint = "The price of one stays positive in every convention; the sign goes to the total or the quantity."
        yield Finding(line.path.at(field=12), "warning", "unit-negative", text, hint)
    negative = [name for name, value in (("quantity", quantity), ("amount", total)) if value is not None and value < 0]
    place = total_number if "amount" in negative or not negative else quantity_number
    positive = total is not None and total > 0 and not negative
    yield from _direction(line, line.path.at(field=place), negative, positive=positive)


def _direction(line: Segment, path: Path, negative: list[str], *, positive: bool) -> Iterator[Finding]:
    """Whether the signs agree with the transaction type. `negative` names what is below zero."""
    code = first(line, 6)
    kind = code.upper()
    if kind in CHARGES and negative:
        text = f"{line.path} is a charge ({code}) with a negative {listed(negative)}."
        hint = "Some receivers take that for a credit; others want the type CD or CR. Look at the agreement."
        yield Finding(path, "warning", "sign-against-type", text, hint)
    if kind in CREDITS and len(negative) == 2:
        text = f"{line.path} is a credit ({code}) with a negative quantity and a negative amount."
        hint = "A receiver that multiplies may turn it into a charge. One of the two is enough."
        yield Finding(path, "warning", "sign-doubled", text, hint)
    if kind == "CR" and positive:
        text = f"{line.path} is a credit (CR) with a positive amount: the type alone says that it is taken off."
        yield Finding(path, "info", "credit-positive", text, "Right for some receivers; others want it negative.")


def _currencies(lines: tuple[Segment, ...]) -> Iterator[Finding]:
    before: tuple[str, Path] | None = None
    for line in lines:
        for number in _MONEY:
            currency = first(line, number, 1, 2).upper()
            if not currency or currency == NULL:
                continue
            path = line.path.at(field=number, component=1, subcomponent=2)
            if before is None:
                before = (currency, path)
            elif currency != before[0]:
                text = f"{path} is {quoted(currency)}, but {before[1]} is {quoted(before[0])}."
                hint = "One message should have one currency; a receiver may add the numbers up without looking."
                yield Finding(path, "warning", "currencies-mixed", text, hint)
                return
