"""One charge line: what becomes one FT1 segment, or what a person must complete before it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from workbench.charges.chargemaster.master import Charge
from workbench.charges.numbers import to_cents
from workbench.charges.study.model import Diagnosis, Provider, pick_provider
from workbench.charges.timestamps import day
from workbench.er7 import Path
from workbench.reference.modifiers import PROFESSIONAL, TECHNICAL

"""The modifiers of the professional and the technical part. They never stand on one line."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A charge that was looked at and not taken, and the clause that says why not."""

    code: str
    text: str
    why_not: str


class Lack(StrEnum):
    """What a line lacks: which question must be answered."""

    CHARGE = "charge"
    """No charge was found, or none that could be told from others."""
    SERVICE_DATE = "service date"
    FETUSES = "fetuses"
    """How many fetuses there were: what is charged depends on it."""
    REPEAT = "repeat"
    """The same charge stands there already: was it done twice?"""


@dataclass(frozen=True, slots=True)
class Missing:
    """One question that must be answered before the line can be charged; `text` is a finished sentence."""

    kind: Lack
    text: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that holds only while a line with one of these codes stands beside this one, or while none does."""

    text: str
    beside: tuple[str, ...]
    absent: bool = False
    """Whether it holds while none of them stands there."""


@dataclass(frozen=True)
class ChargeLine:
    """A charge with everything that FT1 needs. Money is Decimal; None where there is no price."""

    number: int
    exam: int
    """Number of the exam (OBR) it comes from; 0 when the report has none."""
    exam_title: str = ""
    charge: Charge | None = None
    local_code: str = ""
    procedure_code: str = ""
    coding_system: str = ""
    description: str = ""
    department: str = ""
    units: int = 1
    unit_price: Decimal | None = None
    currency: str = ""
    modifiers: tuple[str, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    providers: tuple[Provider, ...] = ()
    """Those of this exam first; the profile picks performing and ordering provider by role."""
    accession: str = ""
    accession_raw: str = ""
    service_time: str = ""
    """Date of service as received (OBR-7)."""
    why: str = ""
    """Why this line is there: a finished sentence."""
    considered: tuple[Considered, ...] = ()
    missing: tuple[Missing, ...] = ()
    """What must be completed. Such a line goes into no message."""
    side: str = ""
    """The side that the report states: left, right, both or ""."""
    warnings: tuple[str, ...] = ()
    """What rules say of this line alone, each a finished sentence. All warnings: `coding.checks.warnings_of`."""
    cautions: tuple[Caution, ...] = ()
    source: Path | None = None
    """Where the report names the procedure."""
    fetuses: int | None = None
    """How many fetuses the report states."""
    priced_for_both: bool = False
    """Whether its price with modifier 50 is what the profile says for both sides."""
    place: int = field(default=0, compare=False)
    """Where it stands among the lines as they are seen, from 1; 0 where that is its number."""

    @property
    def called(self) -> int:
        """What sentences call it: lines keep their numbers while others are removed, and people count what they see."""
        return self.place or self.number

    @property
    def to_complete(self) -> tuple[str, ...]:
        """What keeps it out of a message: what coding found missing, or what an edit left empty."""
        if self.missing:
            return tuple(one.text for one in self.missing)
        found = []
        if not self.local_code and not self.procedure_code:
            found.append("There is neither a local code nor a procedure code; enter one.")
        if day(self.service_time) is None:
            found.append("There is no date of service; enter it.")
        if self.units < 1:
            found.append(f"{self.units} units cannot be charged; enter 1 or more.")
        if PROFESSIONAL in self.modifiers and TECHNICAL in self.modifiers:
            found.append("26 and TC never stand on one line; keep one of them.")
        return tuple(found)

    @property
    def complete(self) -> bool:
        """Whether it can go into a message."""
        return not self.to_complete

    @property
    def amount(self) -> Decimal | None:
        """Units times unit price, to the cent; None without a price."""
        if self.unit_price is None:
            return None
        return to_cents(self.unit_price * self.units)

    def provider(self, *roles: str) -> Provider | None:
        """The first person found under these roles, in their order; those of this line's exam come before others."""
        return pick_provider(self.providers, roles, self.exam)
