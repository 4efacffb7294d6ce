"""Whether a procedure code can be one of the coding system that it is said to be of, by its shape alone."""

from __future__ import annotations

from workbench.reference.coding_systems import procedure_system
from workbench.reference.procedure_shapes import SHAPES, is_cpt, is_hcpcs, without_modifier


def odd_code(code: str, system: str) -> str:
    """A clause about what cannot be a code of its system (CPT, HCPCS); "" for others and for what can be one.

    Where no system is named one of these two is meant: they are what procedures are charged with.
    """
    wanted, kind = code.strip().upper(), procedure_system(system)
    if not wanted or (system.strip() and not kind) or is_cpt(wanted) or is_hcpcs(wanted):
        return ""
    if found := without_modifier(wanted):
        named = f"{kind} code" if kind else "code"
        return f"“{code}” is the {named} {found[0]} with a modifier; {found[1]} belongs among the modifiers"
    if not kind:
        return f"“{code}” is neither a CPT nor a HCPCS code, and no coding system is named for it; {SHAPES}"
    return f"“{code}” is no {kind} code; {SHAPES}"
