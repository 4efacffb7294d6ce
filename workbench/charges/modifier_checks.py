"""What is odd about the modifiers of one charge. It warns; what is sent is what a person wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.charges.chargemaster import Charge
from workbench.charges.lines import PROFESSIONAL, TECHNICAL
from workbench.charges.procedure_codes import category

MOST_ON_A_CLAIM = 4
"""A claim line has room for so many; FT1-26 itself repeats without limit."""
_DISTINCT = ("59", "XE", "XS", "XP", "XU")


def odd_modifiers(modifiers: Sequence[str], procedure_code: str, charge: Charge | None) -> Iterator[str]:
    """Each finding as a clause without a full stop."""
    given = set(modifiers)
    if len(modifiers) > MOST_ON_A_CLAIM:
        yield f"{len(modifiers)} modifiers are more than the {MOST_ON_A_CLAIM} that a claim line holds"
    yield from _component(given, procedure_code, charge)
    yield from _sides(given, charge)
    if len(distinct := [one for one in _DISTINCT if one in given]) > 1:
        yield f"{' and '.join(distinct[:2])} say the same; keep the more exact one"
    if "25" in given and procedure_code and category(procedure_code) != "E/M":
        yield f"25 belongs to a visit (E/M), and {procedure_code} is none"


def _component(given: set[str], procedure_code: str, charge: Charge | None) -> Iterator[str]:
    component = next((one for one in (PROFESSIONAL, TECHNICAL) if one in given), "")
    if not component:
        return
    if charge is not None and not charge.split:
        yield f"{component} stands on {charge.code}, which the charge master does not let split"
    elif category(procedure_code) == "E/M":
        yield f"{component} stands on {procedure_code}; a visit (E/M) has no professional and technical part"


def _sides(given: set[str], charge: Charge | None) -> Iterator[str]:
    if "50" in given and given & {"LT", "RT"}:
        yield "50 (both sides) does not go with LT or RT"
    elif {"LT", "RT"} <= given:
        yield "LT and RT stand on one line; use 50, or two lines"
    elif "50" in given and charge is not None and charge.side != "left-right-or-50":
        yield f"50 stands on {charge.code}, which the charge master does not charge that way"
