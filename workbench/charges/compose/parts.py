"""What of a charge line stands in one FT1: all of it, or its professional (26) or technical (TC) part; and who gets it.

26 and TC never stand on one line. Only a charge that the charge master lets split has parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.charges.coding.checks import lists_part
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.coding.modifiers import in_order
from workbench.charges.coding.procedure_codes import is_facility_only
from workbench.charges.numbers import to_cents
from workbench.charges.profile.model import Profile
from workbench.reference.modifiers import PARTS, PROFESSIONAL, TECHNICAL

_WANTED = {
    "global": ("",),
    "professional": (PROFESSIONAL,),
    "technical": (TECHNICAL,),
    "split": (PROFESSIONAL, TECHNICAL),
}
CLAIMS = {"professional": "CMS-1500", "facility": "UB-04"}
"""Side -> the claim form that its charges end on."""


@dataclass(frozen=True, slots=True)
class Part:
    """One FT1 to be. Money is Decimal; None where there is no price."""

    line: ChargeLine
    component: str = ""
    """26, TC or "" for the whole charge."""
    modifiers: tuple[str, ...] = ()
    """FT1-26, the component's own among them, in their order."""
    unit_price: Decimal | None = None
    department: str = ""
    side: str = "professional"
    """professional or facility: who gets it."""

    @property
    def amount(self) -> Decimal | None:
        """Units times unit price, to the cent."""
        if self.unit_price is None:
            return None
        return to_cents(self.unit_price * self.line.units)


def parts_of(line: ChargeLine, profile: Profile) -> tuple[Part, ...]:
    """The parts of a line in the order professional, technical; one part when it is charged as a whole.

    None when the profile charges the professional part alone and the code is one for facilities.
    """
    if is_left_to_facility(line, profile):
        return ()
    wanted = _WANTED[profile.codes.component] if splits(line) else ("",)
    return tuple(_part(line, component, profile) for component in wanted)


def is_left_to_facility(line: ChargeLine, profile: Profile) -> bool:
    """Whether who charges with this profile may not charge the line at all."""
    return profile.codes.component == "professional" and is_facility_only(line.procedure_code)


def splits(line: ChargeLine) -> bool:
    """Whether the line has a professional and a technical part; one that was chosen by hand is not overruled."""
    allowed = line.charge is not None and line.charge.split and bool(line.procedure_code)
    return allowed and not PARTS & set(line.modifiers)


def side_of(modifiers: Iterable[str], department: str, profile: Profile) -> str:
    """Who gets a charge: by modifier 26 or TC, else by department, else as the profile says."""
    given, routing = set(modifiers), profile.routing
    if PROFESSIONAL in given:
        return "professional"
    if TECHNICAL in given:
        return "facility"
    if department in routing.professional_departments:
        return "professional"
    if department in routing.facility_departments:
        return "facility"
    return routing.otherwise


def endpoint_of(side: str, profile: Profile) -> str:
    """The profile's name for the receiver of a side."""
    routing = profile.routing
    return routing.professional_endpoint if side == "professional" else routing.facility_endpoint


def _part(line: ChargeLine, component: str, profile: Profile) -> Part:
    split = profile.split
    department = {
        PROFESSIONAL: split.professional_department,
        TECHNICAL: split.technical_department,
    }.get(component) or line.department
    # The side is decided with TC even where it is not written.
    told = (component, *line.modifiers) if component else line.modifiers
    side = "facility" if is_facility_only(line.procedure_code) else side_of(told, department, profile)
    written = told if component != TECHNICAL or split.technical_modifier else line.modifiers
    return Part(line, component, in_order(written), _price(line, component, profile), department, side)


def _price(line: ChargeLine, component: str, profile: Profile) -> Decimal | None:
    """The unit price of a part; None where nothing says how the price is divided.

    The charge master's professional price divides it; a price changed by hand is divided in the same ratio. Without
    one the profile's share does. Where the charge master lists the price of the part itself, nothing is divided.
    """
    whole, charge, split = line.unit_price, line.charge, profile.split
    if not component or whole is None or charge is None:
        return whole
    professional: Decimal | None = None
    if charge.professional_price is not None and charge.unit_price:
        ratio = charge.professional_price / charge.unit_price
        professional = charge.professional_price if whole == charge.unit_price else whole * ratio
    elif lists_part(charge, profile):
        return whole
    elif split.professional_share:
        professional = whole * split.professional_share / 100
    if professional is None:
        return None
    professional = to_cents(professional)
    return professional if component == PROFESSIONAL else whole - professional
