"""Payments that travel with a report: HL7 has no place for them in an ORU, so each is one Z segment, ZPM.

ZPM-1 number, 2 kind (payment, copayment, deposit, adjustment), 3 amount and currency (25.00&USD), 4 date, 5 code,
6 words, 7 reference, 8 numbers of the charge lines that it pays (repeating), 9 accession number where the report is
about several studies. A ZPM of somebody else, which has no such kind, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from workbench.charges.numbers import number as number_of
from workbench.charges.study.payments import KINDS, Payment
from workbench.charges.study.reading import Reader
from workbench.er7 import Delimiters, Document, Segment
from workbench.er7.escapes import escape

SEGMENT = "ZPM"
NO_AMOUNT = Decimal("NaN")
"""What stands in a payment whose amount cannot be read: it goes into no message, and says why."""


def payment_line(payment: Payment, number: int, signs: Delimiters) -> str:
    """The segment of one payment; `number` counts the payments of the message from 1."""
    money = signs.subcomponent.join(part for part in (f"{payment.amount:f}", escape(payment.currency, signs)) if part)
    fields = (
        str(number),
        payment.kind,
        money,
        escape(payment.date, signs),
        escape(payment.code, signs),
        escape(payment.text, signs),
        escape(payment.reference, signs),
        signs.repetition.join(str(line) for line in payment.pays),
        escape(payment.accession, signs),
    )
    return signs.field.join((SEGMENT, *fields)).rstrip(signs.field)


def with_payments(document: Document, payments: Sequence[Payment]) -> Document:
    """The report with these payments behind its last segment; payments that it has already go on counting."""
    there = len(payments_of(Reader(document)))
    for number, payment in enumerate(payments, there + 1):
        line = payment_line(payment, number, document.delimiters)
        document = document.insert_segment(_end(document), line)
    return document


def _end(document: Document) -> int:
    """Behind the last line that is no blank one."""
    return max((segment.index + 1 for segment in document.segments if not segment.is_blank), default=0)


def payments_of(reader: Reader, segments: Iterable[Segment] | None = None) -> tuple[Payment, ...]:
    """The payments in a report, numbered from 1 in its order."""
    chosen = reader.document.segments if segments is None else segments
    found = [_payment(reader, one) for one in chosen if one.name == SEGMENT]
    told = [one for one in found if one is not None]
    return tuple(replace(one, number=number) for number, one in enumerate(told, 1))


def _payment(reader: Reader, segment: Segment) -> Payment | None:
    kind = reader.text(segment, 2).lower()
    if kind not in KINDS:
        return None
    money = reader.value(segment, 3)
    amount, currency = [*(money.subtexts(1) if money is not None else []), "", ""][:2]
    pays = [value.text(1) for value in reader.values(segment, 8)]
    return Payment(
        0,
        kind,
        _amount(amount),
        reader.text(segment, 4),
        currency,
        reader.text(segment, 5),
        reader.text(segment, 6),
        reader.text(segment, 7),
        tuple(int(line) for line in pays if line.isascii() and line.isdecimal() and len(line) < 6),
        segment.path.at(field=3),
        reader.text(segment, 9),
    )


def _amount(text: str) -> Decimal:
    found = number_of(text.strip())
    return NO_AMOUNT if found is None else found
