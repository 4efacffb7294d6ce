"""One charge turned into its credit (or back into a charge), field by field.

HL7 has no rule for reversals (2.9.1, chapter 6): each sign, type and id is a setting of the convention, and each change
carries the reason. What is not listed here stays byte for byte as it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.charges.ft1.rows import Layout, Row, layout_of
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.numbers import signed
from workbench.charges.profile.conventions import Convention
from workbench.charges.reversal.header import stamp_like
from workbench.charges.reversal.ids import ChosenId
from workbench.er7.escapes import escape
from workbench.reference.transaction_types import HL7_LISTED
from workbench.reference.versions import numbers_of

_TIME_SINCE = (2, 3)
"""Version from which on FT1-4 and FT1-5 may have a time; before they are days (DT)."""
_OPERATOR_SINCE = (2, 3)


@dataclass(frozen=True, slots=True)
class Order:
    """What to make of every line: under which convention, when, and for whom."""

    convention: Convention
    now: datetime
    version: str
    batch_id: str = ""
    """FT1-3 of the new lines; "" keeps what was sent."""
    operator: str = ""
    """FT1-24; "" keeps what was sent."""


def credit_fields(edit: SegmentEdit, row: Row, chosen: ChosenId, number: int, order: Order) -> None:
    """Make the FT1 a credit. Raises EditError where the message's delimiters or charset cannot hold a value."""
    convention = order.convention
    _set_id(edit, number)
    _transaction_id(edit, chosen)
    _batch(edit, order)
    _service_date(edit, order)
    _posting_date(edit, order)
    if row.kind == "adjustment":
        edit.keep(6, "An adjustment is taken back by an adjustment with the opposite sign.")
        _signs(edit, layout_of(order.version), negative=(row.amount or 0) > 0, quantity=False)
        _operator(edit, order)
        return
    if convention.keeps_type:
        edit.keep(6, f"In the convention {convention.name} a credit has the type of a charge.")
    else:
        _type(edit, convention.credit, "Credit")
    _credit_amounts(edit, order)
    _operator(edit, order)


def charge_again(edit: SegmentEdit, new_id: str, number: int, order: Order) -> None:
    """A charge that replaces another one: its own content, this id, posted now."""
    _set_id(edit, number)
    edit.put_text(2, new_id, "The id of the corrected charge.", component=1)
    _batch(edit, order)
    edit.put(5, _posted(edit, order), "It is posted now.")
    _operator(edit, order)


def charge_fields(edit: SegmentEdit, new_id: str, number: int, order: Order) -> None:
    """Make the FT1 a charge again, with a new id and nothing negative."""
    _set_id(edit, number)
    edit.put_text(2, new_id, "A charge that is posted again is a new transaction.", component=1)
    _batch(edit, order)
    edit.keep(4, "The service took place when it did.")
    edit.put(5, _posted(edit, order), "It is posted now.")
    if order.convention.kind(edit.value(6)) != "charge":
        _type(edit, order.convention.charge, "Charge")
    _signs(edit, layout_of(order.version), negative=False, quantity=True)
    _operator(edit, order)


def _set_id(edit: SegmentEdit, number: int) -> None:
    """FT1-1 counts the lines of this message; a sender who leaves it empty goes on doing so."""
    if edit.raw(1).strip():
        edit.put(1, str(number), "Lines are counted from 1 in every message.")


def _transaction_id(edit: SegmentEdit, chosen: ChosenId) -> None:
    if chosen.same:
        edit.keep(2, chosen.why)
    elif chosen.new:
        edit.put_text(2, chosen.new, chosen.why, component=1)
    else:
        # On the raw text: escape sequences in the id of the charge stay as they are.
        raw = edit.raw(2, 1).rstrip(" ") + escape(chosen.suffix, edit.delimiters)
        edit.put(2, raw, chosen.why, component=1)


def _batch(edit: SegmentEdit, order: Order) -> None:
    if order.batch_id:
        edit.put_text(3, order.batch_id, "The batch that was asked for.")


def _service_date(edit: SegmentEdit, order: Order) -> None:
    if order.convention.service_date == "keep":
        edit.keep(4, "The day of service stays, so that the receiver finds the charge.")
        return
    why = f"The convention {order.convention.name} dates a credit to the day of the reversal."
    edit.put(4, stamp_like(order.now, edit.raw(4, 1)), why, component=1)
    if edit.raw(4, 2):
        edit.put(4, stamp_like(order.now, edit.raw(4, 2)), "", component=2)


def _posting_date(edit: SegmentEdit, order: Order) -> None:
    wanted = order.convention.posting_date
    if wanted == "keep":
        edit.keep(5, f"The convention {order.convention.name} leaves the posting date as it was.")
    elif wanted == "blank":
        edit.put(5, "", f"The convention {order.convention.name} leaves the posting date to the receiver.")
    else:
        edit.put(5, _posted(edit, order), "The credit is posted now.")


def _posted(edit: SegmentEdit, order: Order) -> str:
    before = edit.raw(5)
    day_only = not before and () < numbers_of(order.version) < _TIME_SINCE
    return stamp_like(order.now, before, 8 if day_only else 0)


def _type(edit: SegmentEdit, code: str, text: str) -> None:
    """FT1-6: IS up to 2.6, CWE from 2.7 on, and a coded element before that in some feeds."""
    listed = "" if code in HL7_LISTED else " (a local code: HL7's table 0017 lists CD)"
    edit.put_text(6, code, f"{text}, as {code}{listed if text == 'Credit' else ''}.", component=1)
    if edit.raw(6, 2):
        edit.put_text(6, text, "Its text says the same.", component=2)
    for component in (4, 5, 6):
        if edit.raw(6, component):
            edit.put(6, "", "The code of the other system would still say the opposite.", component=component)


def _credit_amounts(edit: SegmentEdit, order: Order) -> None:
    convention, layout = order.convention, layout_of(order.version)
    if convention.quantity == "keep":
        edit.keep(layout.quantity, f"The quantity stays positive in the convention {convention.name}.")
    else:
        _sign(edit, layout.quantity, f"The convention {convention.name} takes back by quantity.", negative=True)
    fields = (layout.amount, layout.insurance)
    if convention.amount == "negative":
        for field in fields:
            _sign(edit, field, f"The amount is negative in the convention {convention.name}.", negative=True)
    elif convention.amount == "blank":
        for field in fields:
            if edit.raw(field):
                edit.put(field, "", f"The convention {convention.name} leaves the amount to the receiver.")
    else:
        for field in fields:
            if edit.raw(field):
                edit.keep(field, f"The type alone says that the amount is taken off (convention {convention.name}).")
    if edit.raw(12):
        edit.keep(12, "The price of one is no direction: it stays positive.")


def _signs(edit: SegmentEdit, layout: Layout, *, negative: bool, quantity: bool) -> None:
    for field in (layout.amount, layout.insurance):
        _sign(edit, field, "The opposite of what it takes back.", negative=negative)
    if quantity:
        _sign(edit, layout.quantity, "A charge has a positive quantity.", negative=False)


def _sign(edit: SegmentEdit, field: int, why: str, *, negative: bool) -> None:
    """The sign of a number, whether it is NM or the first subcomponent of a CP; its scale and the rest stay."""
    raw = edit.raw(field, 1, 1)
    if raw:
        edit.put(field, signed(raw, negative=negative), why, component=1, subcomponent=1)


def _operator(edit: SegmentEdit, order: Order) -> None:
    if order.operator and numbers_of(order.version) >= _OPERATOR_SINCE:
        edit.put_text(24, order.operator, "Who asked for it.")
