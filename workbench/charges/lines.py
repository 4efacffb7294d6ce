"""One charge line: what becomes one FT1 segment, or what a person must complete before it can."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workbench.charges.chargemaster import Charge
from workbench.charges.study import Diagnosis, Provider, pick_provider
from workbench.charges.timestamps import day
from workbench.er7 import Path

CENT = Decimal("0.01")
PROFESSIONAL, TECHNICAL = "26", "TC"
"""The modifiers of the professional and the technical part. They never stand on one line."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A charge that was looked at and not taken, and the clause that says why not."""

    code: str
    text: str
    why_not: str


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
    missing: tuple[str, ...] = ()
    """What must be completed, each a finished sentence. Such a line goes into no message."""
    warnings: tuple[str, ...] = ()
    """What should be looked at, each a finished sentence."""
    source: Path | None = None
    """Where the report names the procedure."""

    @property
    def to_complete(self) -> tuple[str, ...]:
        """What keeps it out of a message: what coding found missing, or what an edit left empty."""
        if self.missing:
            return self.missing
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
        return (self.unit_price * self.units).quantize(CENT, ROUND_HALF_UP)

    def provider(self, *roles: str) -> Provider | None:
        """The first person found under these roles, in their order; those of this line's exam come before others."""
        return pick_provider(self.providers, roles, self.exam)
