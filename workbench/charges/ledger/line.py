"""One FT1 as the ledger needs it, with what its message says about patient, account and order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workbench.charges.ledger.types import ADJUSTMENT, CREDIT, UNKNOWN
from workbench.charges.ledger.values import read_day
from workbench.er7 import Delimiters, Path
from workbench.er7.delimiters import ASSUMED
from workbench.er7.escapes import NULL, unescape


class Problem(NamedTuple):
    """What keeps a value from being read: the field (0: the whole line), a code, and a finished sentence."""

    number: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageHead:
    """What all lines of one message share. Identifiers are first components, "" when there is none."""

    control_id: str = ""
    """MSH-10."""
    sending_application: str = ""
    sending_facility: str = ""
    message_type: str = ""
    """MSH-9 as it stands."""
    message_time: str = ""
    """MSH-7 as it stands."""
    version: str = ""
    patient: str = ""
    """PID-3.1 of the first repetition that is filled, else PID-2 or PID-4."""
    patient_authority: str = ""
    """Component 4 beside it."""
    patient_name: str = ""
    account: str = ""
    """PID-18.1."""
    visit: str = ""
    """PV1-19.1."""
    order: str = ""
    """Filler number of the only order before the first FT1 (ORC-3, OBR-3, OBR-18); "" when there are several."""
    delimiters: Delimiters = ASSUMED
    fingerprint: str = ""
    """Of all that the message says, where it has no control id: the same again is the same message."""

    @property
    def patient_key(self) -> str:
        """The patient with the authority that gave the number: two hospitals may use the same numbers."""
        return f"{self.patient} ({self.patient_authority})" if self.patient_authority else self.patient


@dataclass(frozen=True, slots=True, eq=False)
class LedgerLine:
    """One FT1. What is missing in the message is "", () or None; nothing is guessed and nothing is filled in."""

    head: MessageHead
    occurrence: int
    """1 for the first FT1 of the message."""
    text: str
    """The segment as it stands."""
    kind: str = UNKNOWN
    """What FT1-6 says: charge, credit, payment, adjustment, co-payment, deposit or unknown."""
    role: str = UNKNOWN
    """What the line does: as FT1-6 says, but a charge with a negative quantity or amount is a credit."""
    transaction_id: str = ""
    service_day: date | None = None
    transaction_code: str = ""
    """FT1-7.1."""
    procedure_code: str = ""
    """FT1-25.1."""
    modifiers: tuple[str, ...] = ()
    """FT1-26.1 of every repetition, in order."""
    quantity: Decimal | None = None
    amount: Decimal | None = None
    """Extended amount, signed as sent (FT1-11; FT1-10 in 2.1)."""
    currency: str = ""
    order: str = ""
    """FT1-23.1, else the order that follows the line, else the one order of the message."""
    notes: tuple[str, ...] = ()
    """NTE-3 of the notes behind the line."""
    problems: tuple[Problem, ...] = ()
    extra: tuple[str, ...] = ()
    """Z segments behind the line, as they stand."""

    @property
    def path(self) -> Path:
        """Where the line stands in its message."""
        return Path("FT1", self.occurrence)

    @property
    def code(self) -> str:
        """The procedure (FT1-25), else the transaction code (FT1-7)."""
        return self.procedure_code or self.transaction_code

    @property
    def effect(self) -> Decimal | None:
        """What the line adds to an account: a credit takes off, whatever its signs. None without an amount."""
        return _directed(self.role, self.amount)

    @property
    def units(self) -> Decimal | None:
        """What it adds in units; None without a quantity."""
        return _directed(self.role, self.quantity)

    def raw(self, number: int) -> str:
        """A field as it stands; "" when the line ends before it."""
        fields = self.text.split(self.head.delimiters.field, number + 1)
        return fields[number] if number < len(fields) else ""

    def first(self, number: int, component: int = 1) -> str:
        """A component of the first repetition of a field, for reading."""
        marks = self.head.delimiters
        value = self.raw(number)
        for mark, index in ((marks.repetition, 0), (marks.component, component - 1)):
            parts = value.split(mark) if mark else [value]
            value = parts[index] if index < len(parts) else ""
        return "" if value.strip() == NULL else unescape(value, marks).strip()

    @property
    def type_code(self) -> str:
        """FT1-6 as it stands."""
        return self.raw(6)

    @property
    def set_id(self) -> str:
        """FT1-1."""
        return self.first(1)

    @property
    def batch_id(self) -> str:
        """FT1-3."""
        return self.first(3)

    @property
    def posting_day(self) -> date | None:
        """FT1-5."""
        return read_day(self.raw(5), self.head.delimiters.component)

    @property
    def department(self) -> str:
        """FT1-13."""
        return self.first(13)

    @property
    def performer(self) -> str:
        """FT1-20: who performed it."""
        return self.first(20)

    @property
    def description(self) -> str:
        """The text beside the code, or FT1-8 of old versions."""
        return self.first(25, 2) or self.first(7, 2) or self.first(8)

    @property
    def pays_for(self) -> tuple[str, ...]:
        """FT1-31: the set ids of the charges that a payment is for (HL7 2.5.1, chapter 6.5.1.31)."""
        mark = self.head.delimiters.repetition
        raw = self.raw(31)
        found = (one.strip() for one in (raw.split(mark) if mark else [raw]))
        return tuple(one for one in found if one and one != NULL)

    @property
    def readable(self) -> bool:
        """Whether the line can be counted: its type is known and it stands where it belongs."""
        return self.kind != UNKNOWN


def _directed(role: str, number: Decimal | None) -> Decimal | None:
    if number is None:
        return None
    return -abs(number) if role == CREDIT and number else number


@dataclass(frozen=True, slots=True)
class Kinds:
    """The settings that the reader needs."""

    codes: dict[str, str] = field(default_factory=dict)
    """Code of FT1-6 in capitals -> kind."""
    currency: str = ""
    """Taken for amounts without one."""
    adjustments_credit: bool = False
    """Whether an adjustment with a negative amount takes a charge back."""
    status_segment: str = ""
    status_field: int = 1
    status_value: str = ""

    def marks(self, extra: Iterable[str], separator: str) -> bool:
        """Whether one of these Z segments says that the line is a credit."""
        if not self.status_segment:
            return False
        rows = (one.split(separator) for one in extra)
        held = (fields[self.status_field] for fields in rows if self._has_status(fields))
        return any(value.strip() == self.status_value for value in held)

    def _has_status(self, fields: list[str]) -> bool:
        return fields[0] == self.status_segment and len(fields) > self.status_field

    def kind(self, code: str, amount: Decimal | None) -> str:
        """What a line with that code and amount is."""
        found = self.codes.get(code) or self.codes.get(code.upper(), UNKNOWN)
        if found == ADJUSTMENT and self.adjustments_credit and amount is not None and amount < 0:
            return CREDIT
        return found
