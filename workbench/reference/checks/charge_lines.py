"""Lines of charges: rows that are shifted, numbering, ids used twice, transaction references, the account.

FT1: HL7 2.5.1 chapter 6.5.1. That FT1-31 links payments only: chapter 6.5.1.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.er7 import Path, Segment
from workbench.er7.escapes import NULL
from workbench.reference.checks.context import Context, first
from workbench.reference.checks.finding import Finding
from workbench.reference.ft1_rows import columns_away, separators_to_mend, type_beside
from workbench.reference.transaction_types import ALL, MONEY_RECEIVED
from workbench.words import counted

_AROUND_AMOUNTS = (8, 9, 10, 11, 12, 13, 14)


def check(context: Context) -> Iterator[Finding]:
    """Findings about FT1 as rows."""
    lines = context.all("FT1")
    if not lines:
        return
    for line in lines:
        yield from _shifted(line)
        yield from _amount_shifted(context, line)
        yield from _reference(line)
    first_message = {segment.path for segment in context.message}
    own = tuple(line for line in lines if line.path in first_message)
    if own:
        yield from _numbering(own)
        yield from _same_id(own)
    yield from _account(context)


def _shifted(line: Segment) -> Iterator[Finding]:
    """The type in a column beside FT1-6: the whole row stands beside its place. Never corrected silently."""
    if first(line, 6).upper() in ALL:
        return
    number = type_beside(lambda field: first(line, field))
    if number is None:
        return
    path = line.path.at(field=number)
    text = (
        f"{first(line, number)} found in {path}; FT1-6 is Transaction Type. The row seems to be shifted"
        f" {columns_away(number)}."
    )
    yield Finding(path, "warning", "row-shifted", text, f"{separators_to_mend(number)} before {path}.")


def _amount_shifted(context: Context, line: Segment) -> Iterator[Finding]:
    """Amounts with a currency beside FT1-11 and FT1-12: separators are missing, or too many, behind the type.

    Some libraries lose two of them in 2.6 and later, because FT1-8 and FT1-9 are withdrawn.
    """
    mark = re.escape(context.document.delimiters.subcomponent or "&")
    money = re.compile(rf"[+-]?\d+(?:\.\d+)?{mark}[A-Za-z]{{3}}")
    held = {number for number in _AROUND_AMOUNTS if money.fullmatch(first(line, number))}
    pairs = [number for number in sorted(held) if number + 1 in held]
    number = (pairs or sorted(held) or [11])[0]
    if number == 11 or (number > 11 and not pairs):
        return  # In place; and a single amount further right may be anything.
    by, path = abs(number - 11), line.path.at(field=number)
    side = "left" if number < 11 else "right"
    text = f"An amount was found in {path}; amounts stand in FT1-11 and FT1-12. The row is {by} too far {side}."
    what = "missing" if number < 11 else "too many"
    hint = f"Look behind FT1-7: {counted(by, 'field separator')} {'is' if by == 1 else 'are'} {what} there."
    yield Finding(path, "warning", "row-shifted", text, hint)


def _reference(line: Segment) -> Iterator[Finding]:
    path = line.path.at(field=31)
    kind = first(line, 6)
    if first(line, 31) not in ("", NULL) and kind.upper() in ALL - MONEY_RECEIVED:
        text = f"{path} (Transaction Reference Key) is filled on a {kind} line; it says what a payment pays for."
        hint = "To pair a credit with its charge use FT1-2 as the receiver wants it; FT1-23 is the natural second key."
        yield Finding(path, "warning", "reference-on-charge", text, hint)


def _numbering(lines: tuple[Segment, ...]) -> Iterator[Finding]:
    numbers = [first(line, 1) for line in lines]
    if not any(numbers):
        text = "FT1-1 (Set ID) is empty. The standard allows that; some receivers want 1, 2, 3 …"
        yield Finding(lines[0].path.at(field=1), "info", "set-id-empty", text, "Number the lines.")
        return
    for expected, (line, number) in enumerate(zip(lines, numbers, strict=True), 1):
        if number.lstrip("0") != str(expected):
            path = line.path.at(field=1)
            text = f"{path} is {number or 'empty'} on the {_ordinal(expected)} line; the lines are counted 1, 2, 3 …"
            hint = "Number the lines anew; receivers may drop a line with a number that was there."
            yield Finding(path, "info", "set-id-order", text, hint)
            return


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _same_id(lines: tuple[Segment, ...]) -> Iterator[Finding]:
    """The same FT1-2 twice with the same type. A charge and its credit may share one."""
    seen: dict[tuple[str, str], Path] = {}
    for line in lines:
        number, kind = first(line, 2), first(line, 6).upper()
        if not number or number == NULL:
            continue
        before = seen.setdefault((number, kind), line.path)
        if before != line.path:
            path = line.path.at(field=2)
            text = f"{path} (Transaction ID) is the same as in {before}, and so is the type."
            hint = "A receiver that looks for duplicates drops one of them. Give each line its own number."
            yield Finding(path, "warning", "transaction-id-repeated", text, hint)


def _account(context: Context) -> Iterator[Finding]:
    places = ("PID-18", "PV1-19", "PV1-50")
    if context.all("PID") and not any(context.value(place) for place in places):
        text = "The message names no account and no visit (PID-18, PV1-19, PV1-50 are empty)."
        hint = "Most receivers find the account by one of them; ask which one, and fill it."
        yield Finding(Path("PID", field=18), "info", "account-missing", text, hint)
