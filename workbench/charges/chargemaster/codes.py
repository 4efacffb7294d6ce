"""Whether a procedure code can be one of the coding system that it is said to be of, by its shape alone."""

from __future__ import annotations

from workbench.reference.coding_systems import procedure_system
from workbench.reference.procedure_shapes import SHAPES, is_cpt, is_hcpcs, without_modifier


def odd_code(code: str, system: str) -> str:
    """A clause about what cannot be a code of its system (CPT, HCPCS); "" for others and for what can be one."""
    wanted, kind = code.strip().upper(), procedure_system(system)
    if not wanted or not kind or is_cpt(wanted) or is_hcpcs(wanted):
        return ""
    if found := without_modifier(wanted):
        return f"“{code}” is the {kind} code {found[0]} with a modifier; {found[1]} belongs among the modifiers"
    return f"“{code}” is no {kind} code; {SHAPES}"
