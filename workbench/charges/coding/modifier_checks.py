"""What is odd about the modifiers of one charge. It warns; what is sent is what a person wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.charges.chargemaster.master import Charge
from workbench.charges.coding.modifiers import GROUPS
from workbench.charges.coding.procedure_codes import category
from workbench.reference.modifiers import BOTH, DISTINCT, LEFT, PROFESSIONAL, RIGHT, TECHNICAL

MOST_ON_A_CLAIM = 4
"""A claim line has room for so many; FT1-26 itself repeats without limit."""
KNOWN = frozenset(one for group in GROUPS for one in group) | frozenset(
    # further ones of CPT and HCPCS that imaging charges carry
    "24 27 32 33 47 54 55 56 57 58 62 63 66 73 74 78 79 80 81 82 90 91 92 93 95 96 97 99"
    " AI AQ AR AS CC CR CS CT E1 E2 E3 E4 ET F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FX FY FS G0 GC GE GG GH GJ GK GM GN GO GP GQ"
    " GT GU GV GW JW KX LC LD LM LS MA MB MC MD ME MF MG MH PA PB PC PI PN PO PS PT Q0 Q1 Q5 Q6 Q7 Q8 Q9 QA QB QC QQ RC"
    " RD RE RI SA SB SC SF SG SS T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TD TE TG TH UA UB UC UD UE UN UP UQ UR US XU".split()
)
"""Modifiers in use; a site's own may be right and is only warned about."""


def odd_modifiers(modifiers: Sequence[str], procedure_code: str, charge: Charge | None) -> Iterator[str]:
    """Each finding as a clause without a full stop."""
    given = set(modifiers)
    if len(modifiers) > MOST_ON_A_CLAIM:
        yield f"{len(modifiers)} modifiers are more than the {MOST_ON_A_CLAIM} that a claim line holds"
    if odd := [one for one in modifiers if one not in KNOWN]:
        yield f"{' and '.join(odd[:2])} is no modifier that is known here; check it"
    yield from _component(given, procedure_code, charge)
    yield from _sides(given, charge)
    if len(distinct := [one for one in DISTINCT if one in given]) > 1:
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
    if BOTH in given and given & {LEFT, RIGHT}:
        yield "50 (both sides) does not go with LT or RT"
    elif {LEFT, RIGHT} <= given:
        yield "LT and RT stand on one line; use 50, or two lines"
    elif BOTH in given and charge is not None and charge.side != "left-right-or-50":
        yield f"50 stands on {charge.code}, which the charge master does not charge that way"
