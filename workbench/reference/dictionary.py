"""The dictionary of one HL7 version: segments, fields, data types and message structures, by name and number."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from workbench.er7 import Path
from workbench.er7.path import OPAQUE
from workbench.reference import hl7apy_tables
from workbench.reference.corrections import (
    component_name,
    corrected,
    corrections,
    datatype_title,
    element_name,
    ft1_fields,
    segment_title,
)
from workbench.reference.definitions import (
    CODED_TYPES,
    ComponentDef,
    DataTypeDef,
    Description,
    FieldDef,
    SegmentDef,
    Structure,
)
from workbench.reference.hl7apy_tables import WITHDRAWN, Row
from workbench.reference.versions import SUPPORTED, Choice, choose, rank

_PRIMITIVE = frozenset("CM DT DTM FT GTS ID IS NM SI SNM ST TM TN TX TS varies".split())
_LAST_KNOWN_IN = ("2.5.1", "2.7", "2.6", "2.4", "2.3.1", "2.3", "2.2", "2.1")
"""Where the name of a field is looked for that a version leaves out: 2.5.1 still had nearly all of them."""
_KNOWN = 2048
"""Segments and data types that are remembered: more than a version has, and a bound for names that messages make up."""


class Dictionary:
    """Definitions for a message that names version `requested`. Get one from `dictionary()`."""

    def __init__(self, choice: Choice) -> None:
        self.requested = choice.requested
        self.version = choice.version
        """The version whose tables are used."""
        self.ft1_version = choice.ft1
        """The version whose FT1 is used; newer than `version` for 2.9."""
        self.note = choice.note
        """One sentence to show when `version` is not what the message asked for, else ""."""

    def segment(self, name: str) -> SegmentDef | None:
        """The segment with that name; None for local and unknown ones."""
        return _ft1(self.ft1_version) if name == "FT1" else _segment(self.version, name)

    def segment_names(self) -> tuple[str, ...]:
        """The segments of this version, in the order of the alphabet."""
        return tuple(sorted(hl7apy_tables.segment_names(self.version)))

    def datatype_names(self) -> tuple[str, ...]:
        """The composite data types of this version, in the order of the alphabet."""
        return tuple(sorted(hl7apy_tables.datatype_names(self.version)))

    def field(self, segment: str, number: int) -> FieldDef | None:
        """A field by segment name and number."""
        found = self.segment(segment)
        return found.field(number) if found else None

    def datatype(self, name: str) -> DataTypeDef | None:
        """A data type by its code; None for an unknown one."""
        return _datatype(self.version, name)

    def structure(self, message_type: str) -> Structure | None:
        """The structure for an MSH-9 such as "DFT^P03", "DFT^P03^DFT_P03" or "ACK"; None when there is none."""
        return _structure(self.version, message_type)

    def describe(self, path: Path | str, *, varies: str = "") -> Description:
        """What stands at a path, whether or not a message has it. Never raises for a Path.

        `varies` is the data type of a field whose type the message itself gives (OBX-2 for OBX-5). Raises PathError
        for text that is no path.
        """
        path = Path.of(path)
        if path.segment == OPAQUE:
            return Description(path, "Not a segment", max_repetitions=0)
        segment = self.segment(path.segment)
        if path.field is None:
            return Description(path, _segment_name(path.segment, segment), max_repetitions=0)
        field = segment.field(path.field) if segment else None
        if field is None:
            return Description(path, _generic(path), max_repetitions=0)
        if path.component is None:
            return Description(
                path, field.name, field.datatype, field.optionality, field.max_repetitions, field.length, field.table
            )
        return self._describe_component(
            path, field, varies if field.datatype == "varies" and varies else field.datatype
        )

    def _describe_component(self, path: Path, field: FieldDef, datatype: str) -> Description:
        component = self._component(datatype, path.component or 1, field.name, field.table)
        if component is None:
            return Description(path, _generic(path))
        if path.subcomponent is not None:
            table = component.table
            component = self._component(component.datatype, path.subcomponent, component.name, table)
            if component is None:
                return Description(path, _generic(path))
        return Description(path, component.name, component.datatype, component.optionality, 1, None, component.table)

    def _component(self, datatype: str, number: int, whole: str, table: str) -> ComponentDef | None:
        """Part `number` of a value of that type. A primitive value is its own first part."""
        definition = self.datatype(datatype)
        if definition is None or not definition.components:
            known = datatype not in ("", "varies", "CM")  # CM is a composite of unknown parts.
            return ComponentDef(1, whole, datatype, "", table) if number == 1 and known else None
        component = definition.component(number)
        if component is not None and number == 1 and datatype in CODED_TYPES and not component.table:
            # The table of a coded field is about its identifier.
            return ComponentDef(1, component.name, component.datatype, component.optionality, table)
        return component


@lru_cache(maxsize=64)
def dictionary(version: str) -> Dictionary:
    """The dictionary for a version as MSH-12 has it. Refuses none: an unknown version gets the nearest, with a note."""
    return Dictionary(choose(version))


def _segment_name(name: str, segment: SegmentDef | None) -> str:
    if segment is not None:
        return segment.title
    if name.startswith("Z"):
        return f"Local segment {name}"
    return segment_title(name) or f"Segment {name}"


def _generic(path: Path) -> str:
    if path.subcomponent is not None:
        return f"Subcomponent {path.subcomponent}"
    if path.component is not None:
        return f"Component {path.component}"
    return f"Field {path.field}"


@cache
def _ft1(version: str) -> SegmentDef:
    return SegmentDef("FT1", segment_title("FT1"), ft1_fields(version))


@lru_cache(maxsize=_KNOWN)
def _segment(version: str, name: str) -> SegmentDef | None:
    if name not in hl7apy_tables.segment_names(version):
        return None
    rows = {row.number: row for row in hl7apy_tables.segment_rows(version, name)}
    last = max(rows, default=0)
    fields = (_field(version, name, number, rows.get(number)) for number in range(1, last + 1))
    return SegmentDef(name, segment_title(name) or f"Segment {name}", tuple(fields))


def _field(version: str, segment: str, number: int, row: Row | None) -> FieldDef:
    if row is None or row.max_repetitions == WITHDRAWN:
        known = _last_known(version, segment, number, hl7apy_tables.segment_rows) or row
        name = element_name(known.code, segment) if known else ""
        field = FieldDef(number, name or f"Field {number}", known.datatype if known else "", "W", 1, None, "")
    else:
        name = element_name(row.code, segment) or f"Field {number}"
        optionality = "R" if row.required else "O"
        field = FieldDef(number, name, row.datatype, optionality, row.max_repetitions, None, row.table)
    return corrected(segment, field, version)


def _last_known(version: str, owner: str, number: int, rows: Callable[[str, str], tuple[Row, ...]]) -> Row | None:
    """The row of a part that this version leaves out or has withdrawn, from an earlier version that used it."""
    for other in _LAST_KNOWN_IN:
        if rank(other) < rank(version):
            for row in rows(other, owner):
                if row.number == number and row.max_repetitions != WITHDRAWN:
                    return row
    return None


@lru_cache(maxsize=_KNOWN)
def _datatype(version: str, name: str) -> DataTypeDef | None:
    if name in hl7apy_tables.datatype_names(version):
        return DataTypeDef(name, datatype_title(name) or name, _components(version, name))
    if name in _PRIMITIVE:
        return DataTypeDef(name, datatype_title(name.upper()) or name)
    # A type of another version: FT1 comes from its own file and 2.9 has no tables.
    for other in reversed(SUPPORTED):
        if other != version and name in hl7apy_tables.datatype_names(other):
            return _datatype(other, name)
    return None


def _components(version: str, name: str) -> tuple[ComponentDef, ...]:
    rows = {row.number: row for row in hl7apy_tables.datatype_rows(version, name)}
    return tuple(
        _component_def(version, name, number, rows.get(number)) for number in range(1, max(rows, default=0) + 1)
    )


def _component_def(version: str, datatype: str, number: int, row: Row | None) -> ComponentDef:
    if row is None or row.max_repetitions == WITHDRAWN:
        known = _last_known(version, datatype, number, hl7apy_tables.datatype_rows) or row
        name = component_name(known.code, datatype) if known else ""
        return ComponentDef(number, name or f"Component {number}", known.datatype if known else "", "W", "")
    name = component_name(row.code, datatype) or f"Component {number}"
    # From 2.7 on the tables no longer say where coding systems are listed, which did not change.
    table = row.table or ("0396" if datatype in CODED_TYPES and number in (3, 6) else "")
    return ComponentDef(number, name, row.datatype, "R" if row.required else "O", table)


@lru_cache(maxsize=256)
def _structure(version: str, message_type: str) -> Structure | None:
    names = hl7apy_tables.message_names(version)
    for name in _structure_names(message_type):
        if name in names:
            source = corrections().messages.get((name, version), version)
            return hl7apy_tables.message_structure(source, name)
    return None


def _structure_names(message_type: str) -> list[str]:
    """Candidates, best first: the event's own structure, the one it shares, then what MSH-9.3 says.

    MSH-9.3 comes last because senders get it wrong more often than the event.
    """
    text = message_type if "^" in message_type else message_type.replace("_", "^", 1)
    parts = [part.strip().upper() for part in text.split("^")]
    code, event = parts[0], parts[1] if len(parts) > 1 else ""
    if code == "ACK":  # ACK^P03 has the structure ACK, whatever the event.
        return ["ACK"]
    own = f"{code}_{event}" if event else code
    declared = parts[2] if len(parts) > 2 else ""
    return [name for name in (own, corrections().events.get(own, ""), declared) if name]
