"""What differs between HL7 versions in a charge message that we write. One row of facts for each version.

Chapters 2 (MSH), 3 (EVN) and 6 (FT1, DFT) of the versions named; what is older or newer is not composed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2")
"""Versions that can be composed."""
EVENTS = ("P03", "P11")
"""P03 posts charges; P11 does the same with diagnoses and insurances before them (from 2.4 on)."""


@dataclass(frozen=True, slots=True)
class Form:
    """What one version has."""

    version: str
    structure_in_type: bool
    """MSH-9.3, the message structure: from 2.3.1 on."""
    event_code: bool
    """EVN-1: withdrawn from 2.7 on."""
    longest_control_id: int
    """MSH-10: 20 characters, from 2.6 on 199."""
    procedure_method: bool
    """PR1-2, the coding method, is required: only in 2.3."""
    description: bool
    """FT1-8: kept for old receivers from 2.3 on, withdrawn from 2.6 on."""
    modifiers: bool
    """FT1-26: from 2.3.1 on."""
    order_groups: bool
    """ORC, OBR and OBX in groups before the charges and under each of them: from 2.4 on."""
    expanded: bool
    """The event P11: from 2.4 on."""
    notes: bool
    """NTE behind FT1 of a P03: from 2.5 on. P11 has none in any version."""
    payment_link: bool
    """FT1-30 and FT1-31: from 2.5 on."""
    coded_type: bool
    """FT1-6 may name text and table (IS becomes CWE): from 2.7 on."""
    revenue_code: bool
    """FT1-41: from 2.7 on."""
    typed_identifiers: bool
    """CX-5, the type of an identifier, is required: from 2.7 on."""
    strict_people: bool
    """XCN: a number needs its authority (9) and type (13), and the degree (7) was withdrawn: from 2.7 on."""


@lru_cache(maxsize=len(VERSIONS))
def form(version: str) -> Form:
    """The facts of a version. ValueError for one that cannot be composed."""
    place = VERSIONS.index(version)

    def since(other: str) -> bool:
        return place >= VERSIONS.index(other)

    return Form(
        version=version,
        structure_in_type=since("2.3.1"),
        event_code=not since("2.7"),
        longest_control_id=199 if since("2.6") else 20,
        procedure_method=not since("2.3.1"),
        description=not since("2.6"),
        modifiers=since("2.3.1"),
        order_groups=since("2.4"),
        expanded=since("2.4"),
        notes=since("2.5"),
        payment_link=since("2.5"),
        coded_type=since("2.7"),
        revenue_code=since("2.7"),
        typed_identifiers=since("2.7"),
        strict_people=since("2.7"),
    )
