"""Whether a procedure code can be one of the coding system that it is said to be of, by its shape alone."""

from __future__ import annotations

from workbench.reference.procedure_shapes import SHAPES, is_cpt, is_hcpcs, without_modifier

SYSTEMS = {"CPT": "CPT", "C4": "CPT", "CPT4": "CPT", "CPT-4": "CPT", "HCPCS": "HCPCS", "HCPC": "HCPCS", "HPC": "HCPCS"}
"""How a coding system is written -> which it is. HCPCS has the codes of CPT as its first level."""


def odd_code(code: str, system: str) -> str:
    """A clause about what cannot be a code of its system (CPT, HCPCS); "" for others and for what can be one."""
    wanted, kind = code.strip().upper(), SYSTEMS.get(system.strip().upper(), "")
    if not wanted or not kind or is_cpt(wanted) or is_hcpcs(wanted):
        return ""
    if found := without_modifier(wanted):
        return f"“{code}” is the {kind} code {found[0]} with a modifier; {found[1]} belongs among the modifiers"
    return f"“{code}” is no {kind} code; {SHAPES}"
