"""One payment, co-payment, deposit or adjustment as an FT1 segment (HL7 2.5.1, chapter 6.5.1.6, 6.5.1.30, 6.5.1.31)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workbench.charges.compose.charge import money, transaction_type
from workbench.charges.compose.datatypes import identifier_in_form
from workbench.charges.compose.writing import SegmentWriter, components, repetitions
from workbench.charges.profile.forms import form
from workbench.charges.profile.model import Profile
from workbench.charges.study.payments import KINDS, Payment
from workbench.charges.timestamps import stamp


def fill_payment(
    segment: SegmentWriter,
    payment: Payment,
    profile: Profile,
    set_ids: Mapping[int, list[str]],
    transaction_id: str,
    now: datetime,
) -> None:
    """The FT1 of a complete payment; an adjustment has no FT1-31, which says what a payment pays for.

    `set_ids` gives the FT1-1 of the charges in this message by line number.
    It has no quantity: there is nothing to count, and a receiver that multiplies finds the amount in FT1-11 alone.
    """
    entered = f"payment {payment.number}"
    facts = form(profile.message.version)
    segment.text(1, str(segment.occurrence), "counter")
    segment.text(2, transaction_id, "identifier")
    segment.text(4, payment.date or stamp(now), entered if payment.date else "clock")
    segment.text(5, stamp(now), "clock")
    segment.raw(6, transaction_type(payment.kind, profile), f"profile {profile.name}")
    segment.raw(7, _code(payment, profile), entered if payment.code else f"profile {profile.name}")
    negative = profile.payments.amount == "negative" and payment.kind != "adjustment"
    segment.raw(11, money(-payment.amount if negative else payment.amount, payment.currency, profile), entered)
    if facts.payment_link:
        reference = identifier_in_form(components(payment.reference), "FT1", 30, facts)
        segment.raw(30, reference, entered)
        if profile.payments.link and payment.kind != "adjustment":
            # A charge that is named twice is paid once.
            charges = [set_id for line in dict.fromkeys(payment.pays) for set_id in set_ids.get(line, ())]
            segment.raw(31, repetitions(charges), "counter")


def _code(payment: Payment, profile: Profile) -> str:
    """FT1-7 is required: the medium or reason, else the profile's code for the kind."""
    code: str = payment.code or getattr(profile.payments, f"{payment.kind}_code")
    return components(code, payment.text or KINDS[payment.kind], profile.codes.local)
