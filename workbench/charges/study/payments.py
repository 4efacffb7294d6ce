"""Money received for a study, and adjustments: FT1 lines beside the charges (HL7 2.5.1, chapter 6.5.1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workbench.charges.timestamps import day
from workbench.er7 import Path

KINDS: dict[str, str] = {
    "payment": "Payment",
    "copayment": "Co-payment",
    "deposit": "Deposit",
    "adjustment": "Adjustment",
}
"""Kind -> what it is called where no other words are given. The profile says which code of FT1-6 each has."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, co-payment, deposit or adjustment. Money is Decimal."""

    number: int
    kind: str
    """One of KINDS."""
    amount: Decimal
    """As a person says it: positive for money received; an adjustment that lowers the bill is negative."""
    date: str = ""
    """When it was received (FT1-4), as HL7 writes it; "" for now."""
    currency: str = ""
    code: str = ""
    """The medium (cash, card) or the reason of an adjustment (FT1-7); the profile has one where it is empty."""
    text: str = ""
    reference: str = ""
    """Number of the cheque, the card payment or the remittance (FT1-30, from 2.5 on)."""
    pays: tuple[int, ...] = ()
    """Numbers of the charge lines that it is for (FT1-31, from 2.5 on)."""
    source: Path | None = None
    accession: str = ""
    """Of the study that it is for, where a report is about several; "" for the report's first."""

    @property
    def to_complete(self) -> tuple[str, ...]:
        """What keeps it out of a message, each a finished sentence."""
        found = []
        if self.kind not in KINDS:
            found.append(f"“{self.kind}” is no kind of payment; it may be {', '.join(KINDS)}.")
        if not self.amount.is_finite():
            found.append("There is no amount; enter one.")
        elif self.amount == 0:
            found.append("The amount is 0; enter what was received, or leave the payment out.")
        elif self.amount < 0 and self.kind != "adjustment":
            found.append(f"{self.amount} is negative; money that is given back is an adjustment.")
        if self.date and day(self.date) is None:
            found.append(f"“{self.date}” is no day; correct it.")
        return tuple(found)

    @property
    def complete(self) -> bool:
        """Whether it can go into a message."""
        return not self.to_complete


def payment_to_data(one: Payment) -> dict[str, Any]:
    """Plain data for keeping; the amount as text, so that no digit is lost. Where it stood is not kept."""
    data: dict[str, Any] = {name: getattr(one, name) for name in _KEPT}
    return data | {"amount": str(one.amount), "pays": list(one.pays)}


def payment_from_data(data: Mapping[str, Any]) -> Payment:
    """What `payment_to_data` wrote. What is missing there has its default."""
    known = {name: data[name] for name in _KEPT if name in data}
    return Payment(**known | {"amount": Decimal(data["amount"]), "pays": tuple(data.get("pays", ()))})


_KEPT = ("number", "kind", "amount", "date", "currency", "code", "text", "reference", "pays", "accession")
