"""What procedure codes look like, for everybody who has to tell a code from other text. Shapes alone, no list of codes.

Codes are asked for in upper case and without blanks around them; letters and digits are those of ASCII.
"""

from __future__ import annotations

import re

_CPT = re.compile(r"[0-9]{4}[0-9AFMTU]")
_HCPCS = re.compile(r"[A-V][0-9]{4}")
_FIVE = r"[0-9A-Z][0-9]{3}[0-9A-Z]"
_PROCEDURE = re.compile(_FIVE)
_WITH_MODIFIER = re.compile(rf"({_FIVE})-([0-9A-Z]{{2}})")

SHAPES = "a CPT code looks like 76805 or 0042T, a HCPCS code like G0202"
"""The end of a sentence about a code that has neither shape."""


def is_cpt(code: str) -> bool:
    """Five digits, or four and the letter of a further category: A vaccines, F quality, M and U laboratory, T new."""
    return _CPT.fullmatch(code) is not None


def is_hcpcs(code: str) -> bool:
    """A letter and four digits. Level II ends at V: W to Z began the local codes that payers had until 2003."""
    return _HCPCS.fullmatch(code) is not None


def looks_like_procedure(code: str) -> bool:
    """Whether a system may have sent it for a procedure code: wider than CPT and HCPCS, since payers have their own."""
    return _PROCEDURE.fullmatch(code) is not None


def without_modifier(code: str) -> tuple[str, str] | None:
    """Code and modifier where some systems send them as one (76536-52); None for everything else."""
    found = _WITH_MODIFIER.fullmatch(code)
    return None if found is None else (found[1], found[2])
