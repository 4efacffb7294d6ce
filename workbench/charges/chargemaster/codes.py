"""Whether a procedure code can be one of the coding system that it is said to be of, by its shape alone."""

from __future__ import annotations

import re

_HCPCS = re.compile(r"[A-V][0-9]{4}")
_CPT_SHAPE = re.compile(r"[0-9]{4}[0-9A-Z]")
_WITH_MODIFIER = re.compile(r"([0-9A-Z][0-9]{3}[0-9A-Z])-([0-9A-Z]{2})")
SYSTEMS = {"CPT": "CPT", "C4": "CPT", "CPT4": "CPT", "CPT-4": "CPT", "HCPCS": "HCPCS", "HCPC": "HCPCS", "HPC": "HCPCS"}
"""How a coding system is written -> which it is. HCPCS has the codes of CPT as its first level."""


def odd_code(code: str, system: str) -> str:
    """A clause about what cannot be a code of its system (CPT, HCPCS); "" for others and for what can be one."""
    wanted, kind = code.strip().upper(), SYSTEMS.get(system.strip().upper(), "")
    if not wanted or not kind or _CPT_SHAPE.fullmatch(wanted) or _HCPCS.fullmatch(wanted):
        return ""
    if found := _WITH_MODIFIER.fullmatch(wanted):
        return f"“{code}” is the {kind} code {found[1]} with a modifier; {found[2]} belongs among the modifiers"
    return f"“{code}” is no {kind} code; one has five letters and digits"
