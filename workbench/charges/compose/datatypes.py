"""Names and identifiers in the form of a version: 2.7 withdrew parts of XCN and XPN, and made the type of a CX a must.

The degree went to the professional suffix; the range of validity has begin and end of its own (2.7, chapters 2A.14,
2A.89 and 2A.90).
"""

from __future__ import annotations

from workbench.charges.compose.writing import OUT
from workbench.charges.profile.forms import Form

_MOVED: dict[str, dict[int, int]] = {
    "XCN": {7: 21, 17: 0},
    "XPN": {6: 14, 10: 0},
}
"""Datatype -> component that was withdrawn -> where its text goes; 0: it is left out."""

IDENTIFIER_TYPES: dict[tuple[str, int], str] = {
    ("PID", 3): "PI",
    ("PID", 18): "AN",
    ("PV1", 19): "VN",
    ("FT1", 30): "U",
    ("GT1", 2): "PI",
    ("IN1", 3): "XX",
}
"""Field -> the type (CX-5, table 0203) of an identifier that comes without one, where the version wants it: what the
field is by its definition; U is unspecified."""


def name_in_form(raw: str, datatype: str, facts: Form) -> str:
    """A raw XCN or XPN in our delimiters, all its repetitions, as the version has it."""
    if not facts.strict_people or not raw:
        return raw
    return OUT.repetition.join(_moved(one, _MOVED[datatype]) for one in raw.split(OUT.repetition))


def _moved(raw: str, moves: dict[int, int]) -> str:
    parts = raw.split(OUT.component)
    for withdrawn, instead in moves.items():
        if len(parts) < withdrawn or not parts[withdrawn - 1]:
            continue
        text, parts[withdrawn - 1] = parts[withdrawn - 1], ""
        if instead:
            parts += [""] * (instead - len(parts))
            parts[instead - 1] = parts[instead - 1] or text
    return OUT.component.join(parts).rstrip(OUT.component)


def identifier_in_form(raw: str, segment: str, number: int, facts: Form) -> str:
    """A raw CX in our delimiters, all its repetitions, with a type where the version wants one."""
    kind = IDENTIFIER_TYPES.get((segment, number))
    if kind is None or not facts.typed_identifiers:
        return raw
    return OUT.repetition.join(_typed(one, kind) for one in raw.split(OUT.repetition))


def lacks_type(raw: str) -> bool:
    """Whether a raw CX has an identifier without a type."""
    return any(_typed(one, "?") != one for one in raw.split(OUT.repetition))


def _typed(raw: str, kind: str) -> str:
    parts = raw.split(OUT.component)
    if not parts[0] or (len(parts) > 4 and parts[4]):
        return raw
    parts += [""] * (5 - len(parts))
    parts[4] = kind
    return OUT.component.join(parts)


def segment_in_form(line: str, facts: Form) -> str:
    """A segment that is passed on, in our delimiters, with the types that the version wants; else as received."""
    name = line[:3]
    fields = line.split(OUT.field)
    for segment, number in IDENTIFIER_TYPES:
        if segment == name and len(fields) > number:
            fields[number] = identifier_in_form(fields[number], segment, number, facts)
    return OUT.field.join(fields)
