"""Values: numbers that are no numbers, dates that do not exist, codes that their table does not list.

Data types: HL7 2.5.1 chapter 2A; tables: appendix A.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Field, Repetition, Segment
from workbench.er7.escapes import NULL, unescape
from workbench.reference.checks.codes import code_finding
from workbench.reference.checks.context import LONG_VALUE, Context, Part
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.checks.shapes import SHAPES
from workbench.reference.definitions import CODED_TYPES, DataTypeDef, FieldDef

_MANY = 50
"""So many repetitions of a field are looked into."""


def check(context: Context) -> Iterator[Finding]:
    """Findings about the smallest parts."""
    for segment, definition in context.divided:
        for field in segment.fields if definition else ():
            known = definition.field(field.number) if definition else None
            if known is None or field.start == field.stop or field.holds_delimiters:
                continue
            if field.stop - field.start <= LONG_VALUE and known.optionality not in ("W", "X"):
                yield from _field(context, segment, field, known)


def _field(context: Context, segment: Segment, field: Field, known: FieldDef) -> Iterator[Finding]:
    datatype = known.datatype
    if datatype == "varies":
        datatype = _type_of_value(context, segment)
    definition = context.dictionary.datatype(datatype)
    if definition is None or (not definition.components and datatype not in SHAPES and not known.table):
        return
    for repetition in field.repetitions[:_MANY]:
        if not definition.components or datatype == "TS":
            part = repetition.components[0] if datatype == "TS" else repetition
            yield from _primitive(context, part, datatype, known.table)
        else:
            yield from _composite(context, repetition, definition, known)


def _type_of_value(context: Context, segment: Segment) -> str:
    """The data type that OBX-2 gives to OBX-5; only number and time types are worth a look."""
    if segment.name != "OBX":
        return ""
    named = context.value(segment.path.at(field=2))
    return named if named in SHAPES else ""


def _composite(context: Context, repetition: Repetition, definition: DataTypeDef, known: FieldDef) -> Iterator[Finding]:
    if definition.name in CODED_TYPES and known.table:
        yield from _identifier(context, repetition, known)
    for component in repetition.components:
        inner = definition.component(component.number)
        if inner is None or component.start == component.stop or inner.optionality == "W":
            continue
        parts = context.dictionary.datatype(inner.datatype)
        if parts is None:
            continue
        if not parts.components or inner.datatype == "TS":
            yield from _primitive(context, component.subcomponents[0], inner.datatype, inner.table)
            continue
        for subcomponent in component.subcomponents:
            smallest = parts.component(subcomponent.number)
            if smallest is not None and subcomponent.start < subcomponent.stop:
                yield from _primitive(context, subcomponent, smallest.datatype, smallest.table)


def _identifier(context: Context, repetition: Repetition, known: FieldDef) -> Iterator[Finding]:
    """The code of a coded field, unless its coding system is a local one: then the table does not speak of it."""
    components = repetition.components
    system = components[2].text.strip().upper() if len(components) > 2 else ""
    if not system or system in (f"HL7{known.table}", known.table):
        yield from _coded(context, components[0], known.table)


def _primitive(context: Context, part: Part, datatype: str, table: str) -> Iterator[Finding]:
    value = part.text
    if not value.strip() or value == NULL:
        return
    shape = SHAPES.get(datatype)
    problem = shape(value) if shape else ""
    if problem:
        path = context.shortest(part)
        text = f"{context.name(path)} is {quoted(value)}, but {problem}."
        yield Finding(path, "error", "data-type", text, "Correct the value; the receiver may refuse the message.")
    elif table and datatype in ("ID", "IS"):
        yield from _coded(context, part, table)


def _coded(context: Context, part: Part, table: str) -> Iterator[Finding]:
    value = unescape(part.text, context.document.delimiters).strip()
    if value and value != NULL:
        yield from code_finding(context, part, value, table)
