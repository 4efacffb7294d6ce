"""One charge line rewritten from one row of the charge master to another: codes, descriptions, department, price.

FT1: HL7 2.5.1, chapter 6.5.1; PR1-3 and PR1-4, which repeat the code: chapter 6.5.4. What cannot be told for certain is
not written: then there is no rewritten line.
"""

from __future__ import annotations

from decimal import Decimal

from workbench.charges.chargemaster.master import Charge
from workbench.charges.correction.fields import modifiers_of
from workbench.charges.correction.match import Charged
from workbench.charges.ft1.groups import Splice
from workbench.charges.ft1.rows import layout_of
from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.charges.numbers import number, to_cents
from workbench.er7 import EditError
from workbench.reference.ft1_rows import agrees
from workbench.reference.modifiers import PARTS, PROFESSIONAL

_WHY = "The add-on follows its base."


def rewritten(one: Charged, now: Charge, then: Charge, professional_share: int = 0) -> tuple[Splice, ...]:
    """What has to be written in the message of the line, which was charged by the row `now`, for the row `then`.

    Nothing when a code cannot be replaced, when the price of the new row is not known for this line (a part of a charge
    that neither the charge master nor the profile's share in percent divides, another currency), or when the numbers of
    the line do not agree.
    """
    edit = SegmentEdit(one.document, one.group.ft1)
    try:
        codes = [_code(edit, field, now, then) for field in (7, 25)]
        if not all(codes) or not _priced(edit, one, now, then, professional_share):
            return ()
        _worded(edit, now, then)
        edits = [edit]
        for segment in one.group.own:
            if segment.name == "PR1":
                procedure = SegmentEdit(one.document, segment)
                if not _code(procedure, 3, now, then):
                    return ()
                if procedure.raw(4):
                    procedure.put_text(4, then.description, _WHY)
                edits.append(procedure)
    except EditError:
        return ()  # the message's delimiters or charset cannot hold it
    return tuple((each.segment.start, each.segment.stop, each.text) for each in edits)


def _code(edit: SegmentEdit, field: int, now: Charge, then: Charge) -> bool:
    """Each code by its like: local for local, procedure for procedure. Whether all of the field's codes have one."""
    raw, signs = edit.raw(field), edit.delimiters
    if signs.repetition and signs.repetition in raw:
        return False
    for first in (1, 4):
        code = edit.value(field, first).strip()
        if not code:
            continue
        like = _like(code, now, then)
        if not like:
            return False
        edit.put_text(field, like, _WHY, component=first)
        if edit.raw(field, first + 1):
            edit.put_text(field, then.description, _WHY, component=first + 1)
        billed = code.upper() == now.procedure_code.upper()
        if billed and edit.raw(field, first + 2) and now.coding_system.upper() != then.coding_system.upper():
            edit.put_text(field, then.coding_system, _WHY, component=first + 2)
    return True


def _like(code: str, now: Charge, then: Charge) -> str:
    """The code of the new row that stands where this one stood; "" when it has none, or the code is not the row's."""
    if code.upper() == now.procedure_code.upper():
        return then.procedure_code
    return then.local_code if code.upper() == now.local_code.upper() else ""


def _worded(edit: SegmentEdit, now: Charge, then: Charge) -> None:
    """Description, department and revenue code, where the line has them from the charge master."""
    if edit.raw(8):
        edit.put_text(8, then.description, _WHY)
    if edit.raw(9):
        edit.put(9, "", _WHY)
    if edit.value(13).strip() == now.department and now.department:
        edit.put_text(13, then.department, _WHY, component=1)
        if edit.raw(13, 2):
            edit.put(13, "", _WHY, component=2)
    if edit.value(41).strip():
        edit.put_text(41, then.revenue_code, _WHY)


def _priced(edit: SegmentEdit, one: Charged, now: Charge, then: Charge, share: int) -> bool:
    """Price of one and amount, where the line has them. False where what they would be is not sure."""
    row, layout = one.row, layout_of(one.document.version)
    unit = number(edit.raw(12, 1, 1).strip())
    insurance = number(edit.raw(layout.insurance, 1, 1).strip())
    if row.kind != "charge" or row.trouble or (edit.raw(12, 1, 1).strip() and unit is None):
        return False
    if row.amount is None and unit is None:
        return not edit.raw(layout.insurance)
    quantity = Decimal(1) if row.quantity is None else row.quantity
    if row.amount is not None and unit is not None and not agrees(row.amount, quantity, unit):
        return False
    if edit.raw(layout.insurance) and (insurance is None or insurance != row.amount):
        return False
    price = _price(one, unit if unit is not None else _of_one(row.amount, quantity), now, then, share)
    if price is None or (row.currency and then.currency and row.currency.upper() != then.currency.upper()):
        return False
    amount = f"{to_cents(price * quantity):f}"
    for field, text in ((12, f"{to_cents(price):f}"), (layout.amount, amount), (layout.insurance, amount)):
        if edit.raw(field, 1, 1).strip():
            edit.put(field, text, _WHY, component=1, subcomponent=1)
    return True


def _of_one(amount: Decimal | None, quantity: Decimal) -> Decimal | None:
    return amount / quantity if amount is not None and quantity else None


def _price(one: Charged, unit: Decimal | None, now: Charge, then: Charge, share: int) -> Decimal | None:
    """What one unit costs by the new row; of a professional or technical part what the charge master says of it, else
    the profile's share, provided that the line was charged with it."""
    modifiers = set(modifiers_of(one.document, one.group))
    parts = PARTS & modifiers
    if not parts or then.unit_price is None or unit == now.unit_price:
        return then.unit_price  # where the charge master lists the price of the part, nothing is divided
    if len(parts) > 1:
        return None
    part = next(iter(parts))
    if then.professional_price is not None:
        return then.professional_price if part == PROFESSIONAL else then.unit_price - then.professional_price
    return _shared(then, share, part) if unit is not None and unit == _shared(now, share, part) else None


def _shared(charge: Charge, share: int, part: str) -> Decimal | None:
    """A part by the profile's share, as composing divides it; None where there is nothing to divide by."""
    if not share or charge.unit_price is None:
        return None
    professional = to_cents(charge.unit_price * share / 100)
    return professional if part == PROFESSIONAL else charge.unit_price - professional
