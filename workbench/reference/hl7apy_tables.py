"""The only door to hl7apy: its definition tables, one version at a time, as plain rows with numbers.

hl7apy 1.3.5 keeps definitions as nested tuples whose position is not the field number, because withdrawn fields are
left out from 2.6 on. The number is in the name (`FT1_10`), so it is read from there and nowhere else. Rows that
hl7apy has in a broken shape (2.1: ORO, RX1-30) are read as far as they go.

Importing one version takes about 25 ms, so it happens on first use and only for the version needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbench.reference.definitions import Structure

WITHDRAWN = -1
"""Repetitions of a withdrawn part: hl7apy gives it the cardinality 0..0 or the data type WD."""
ANY_SEGMENT = "ANYHL7SEGMENT"
"""How hl7apy says that any segment may stand here."""


@dataclass(frozen=True, slots=True)
class Row:
    """A field or a component as hl7apy has it."""

    number: int
    datatype: str
    code: str
    """The name in capitals with underscores."""
    table: str
    required: bool
    max_repetitions: int
    """0 for unlimited, WITHDRAWN for a part that may no longer be used."""


@cache
def _module(version: str) -> Any:
    return importlib.import_module("hl7apy.v" + version.replace(".", "_"))


def segment_names(version: str) -> frozenset[str]:
    """Names of the segments of a version."""
    return frozenset(_module(version).SEGMENTS) - {ANY_SEGMENT}


def segment_rows(version: str, name: str) -> tuple[Row, ...]:
    """The fields of a segment, in order of their numbers, with holes. Empty for an unknown segment."""
    return _rows(_children(_module(version).SEGMENTS.get(name)), name)


def datatype_names(version: str) -> frozenset[str]:
    """Names of the composite data types of a version."""
    return frozenset(_module(version).DATATYPES_STRUCTS)


def datatype_rows(version: str, name: str) -> tuple[Row, ...]:
    """The components of a composite data type, with holes. Empty for a primitive or unknown one."""
    return _rows(_module(version).DATATYPES_STRUCTS.get(name, ()), name)


def message_names(version: str) -> frozenset[str]:
    """Names of the message structures of a version, such as DFT_P03."""
    return frozenset(_module(version).MESSAGES)


def message_structure(version: str, name: str) -> Structure | None:
    """The tree of a message structure; None for an unknown one."""
    entry = _module(version).MESSAGES.get(name)
    if entry is None:
        return None
    return Structure(name, "message", children=_nodes(version, name, _children(entry), ()))


def _children(entry: Any) -> Any:
    """`('sequence', (child, …))` gives the children; broken entries give none."""
    if isinstance(entry, (tuple, list)) and len(entry) > 1 and entry[0] in ("sequence", "choice"):
        return entry[1]
    return ()


def _rows(children: Any, owner: str) -> tuple[Row, ...]:
    return tuple(sorted(_readable_rows(children, owner), key=lambda row: row.number))


def _readable_rows(children: Any, owner: str) -> Iterator[Row]:
    for name, reference, cardinality, *_ in children:
        number = name.removeprefix(owner + "_")
        if not number.isdigit() or not reference:
            continue
        # The usual shape is (kind, structure, data type, name, table, length); RX1-30 in 2.1 has one item too many.
        datatype, code, table = reference[2], reference[-3], reference[-2]
        least, most = cardinality
        withdrawn = most == 0 or (datatype or "").upper() == "WD"
        limit = WITHDRAWN if withdrawn else max(0, most)
        known = datatype if datatype and datatype.upper() != "WD" else ""
        yield Row(int(number), known, code or "", _table_number(table), least > 0, limit)


def _table_number(table: str | None) -> str:
    """`HL70017` gives "0017"."""
    digits = (table or "").removeprefix("HL7")
    return digits.zfill(4) if digits.isdigit() else ""


def _nodes(version: str, message: str, children: Any, above: tuple[str, ...]) -> tuple[Structure, ...]:
    return tuple(_node(version, message, child, above) for child in children)


def _node(version: str, message: str, child: Any, above: tuple[str, ...]) -> Structure:
    name, reference, (least, most), kind = child[:4]
    required, repeats = least > 0, most < 0 or most > 1
    if kind == "SEG" or name in above:  # A group inside itself would never end.
        return Structure(name, "segment", required, repeats)
    group = reference or _module(version).GROUPS.get(name)
    inner = _nodes(version, message, _children(group), (*above, name))
    shape = "choice" if group and group[0] == "choice" else "group"
    return Structure(name.removeprefix(message + "_"), shape, required, repeats, inner)
